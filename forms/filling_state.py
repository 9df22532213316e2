"""The answers of one filling, kept consistent: relevance, calculations and rows follow every change at once."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from forms.answer_store import AnswerStore, Path
from forms.answer_types import Known, calculated_answer, normal_value
from forms.check_answer import AnswerKind, derived_code, finding_of, kind_of
from forms.clock import check_aware
from forms.context import EMPTY_CONTEXT, Context
from forms.definition import Field, FieldType, Form
from forms.dependencies import Node, dependencies_of, parts_of
from forms.expression import Expression
from forms.functions import Scope, Value, is_true
from forms.identity import new_row_id
from forms.json_value import Json
from forms.row_defaults import rows_said


class FillingState:
    """Answers as they stand, right or wrong; a value that does not fit is kept for ``problems``, not refused.

    Irrelevant answers stay, but expressions do not see them. Only what depends on a change is evaluated again.
    """

    def __init__(
        self,
        form: Form,
        answers: Mapping[str, Json] | None = None,
        *,
        context: Context = EMPTY_CONTEXT,
        now: datetime,
        bulk: Iterable[str] = (),
        known: Known | None = None,
        make_row_id: Callable[[], str] = new_row_id,
        sealed: bool = False,
    ) -> None:
        """Without ``answers`` a new filling, with defaults; with them, the draft or record as it was.

        ``sealed``: what is there was relevant and stays as it was calculated; what that was made from besides the
        answers (a stock, a card) was known at sealing, and is not now.
        """
        self.form = form
        self.context = context
        self.now = check_aware(now)
        self.known = known
        self.bulk: set[str] = set(bulk)
        self._store = AnswerStore(form, answers or {})
        self._graph = dependencies_of(form)
        self._make_row_id = make_row_id
        self._keeps_calculated = sealed
        self._irrelevant: set[Path] = set()
        self._visible_tables: dict[str, Json] = {}  # made when asked for, forgotten at any change
        self._parts = self._graph.parts
        self._evaluate_all()
        if answers is None:
            self._set_defaults(form.fields(), ())
            self._evaluate_all()

    @property
    def answers(self) -> dict[str, Json]:
        """The answers as a draft keeps them; change them only through this object."""
        return self._store.answers

    @property
    def fields(self) -> dict[Node, Field]:
        return self._graph.fields

    def field_at(self, path: Path) -> Field:
        """KeyError if the form has no such field."""
        return self._graph.fields[path if len(path) == 1 else (path[0], path[2])]

    def value(self, path: Path) -> Json:
        """The answer as it stands, relevant or not; None if there is none."""
        return self._store.get(path)

    def row_ids(self, name: str) -> tuple[str, ...]:
        return self._store.row_ids(name)

    def row(self, path: Path) -> dict[str, Json]:
        """The row that holds the cell at ``path``; empty for a field of the record."""
        return self._store.row(path[0], path[1]) if len(path) == 3 else {}

    def unknown(self) -> Iterator[tuple[Path, str]]:
        """Answers that the form does not ask for, with what they are: key or rows."""
        yield from (((name,), "key") for name in self.answers if (name,) not in self._graph.fields)
        yield from self._store.unknown()

    def paths(self) -> Iterator[tuple[Path, Field]]:
        """Every field and cell in page order, each table before its cells; see ``asked_columns``."""
        for field in self.form.fields():
            yield (field.name,), field
            if field.type is FieldType.ROWS:
                columns = tuple(asked_columns(field, unfolded=self.is_unfolded(field.name)))
                for row_id in self.row_ids(field.name):
                    yield from (((field.name, row_id, column.name), column) for column in columns)

    def is_unfolded(self, name: str) -> bool:
        """Whether that round sheet has one place, so that its sub-items are asked instead of what they decide."""
        return name in self._parts and self._store.row_count(name) == 1

    def is_derived(self, path: Path) -> bool:
        """Whether the answer follows from a calculation or from sub-items and is not asked."""
        unfolded = len(path) == 3 and path[2] in self._parts.get(path[0], ()) and self.is_unfolded(path[0])
        return unfolded or self.field_at(path).calculation is not None

    def relevant(self, path: Path) -> bool:
        """Whether the field has a place in the record now; what has none is left out at sealing."""
        if self._irrelevant and (path in self._irrelevant or path[:1] in self._irrelevant):
            return False
        if path[0] not in self._parts:
            return True
        return self.field_at(path).part_of is None or self.is_unfolded(path[0])

    def required(self, path: Path) -> bool:
        required = self.field_at(path).required
        return required if isinstance(required, bool) else is_true(self.evaluate(required, path))

    def evaluate(self, expression: Expression, path: Path) -> Value:
        """The expression as the field at ``path`` sees it; blank where arithmetic has no answer."""
        row = _VisibleRow(self, path[:2]) if len(path) == 3 else {}
        scope = Scope(
            answers=_VisibleAnswers(self),
            row=row,
            current=self.value(path),
            context=self.context,
            now=self.now,
            abnormal=self.count_abnormal,
            points=self.count_points,
        )
        try:
            return expression.evaluate(scope)
        except (ArithmeticError, ValueError):  # a date or a number beyond all bounds
            return None

    def visible_value(self, path: Path) -> Json:
        """The answer as expressions see it: None where it is irrelevant."""
        if node_of(path) not in self._graph.fields or not self.relevant(path):
            return None
        if len(path) == 3 or not self._store.is_table(path[0]):
            return self.value(path)
        if path[0] not in self._visible_tables:
            rows: list[Json] = [self._visible_row(path[0], row_id) for row_id in self.row_ids(path[0])]
            self._visible_tables[path[0]] = rows or None
        return self._visible_tables[path[0]]

    def checks(self, section_id: str | None = None) -> Iterator[tuple[Path, Field]]:
        """The check items that are asked, in page order."""
        names = {f.name for s in self.form.sections if section_id in (s.id, None) for f in s.fields}
        for path, field in self.paths():
            if field.type is FieldType.CHECK and path[0] in names and self.is_asked(path):
                yield path, field

    def is_asked(self, path: Path) -> bool:
        return self.relevant(path) and not self.is_derived(path)

    def count_abnormal(self) -> int:
        """Failed items; in an unfolded round the sub-items count, not what they decide."""
        return sum(kind_of(field, self.value(path)) is AnswerKind.BAD for path, field in self.checks())

    def scored(self) -> Iterator[tuple[AnswerKind, Decimal]]:
        """How each check item with points is answered, and its points."""
        for path, field in self.paths():
            if field.score is not None and field.type is FieldType.CHECK and self.relevant(path):
                yield kind_of(field, self.value(path)), Decimal(field.score)

    def count_points(self) -> tuple[Decimal | None, Decimal | None]:
        """Points of the items answered good, None before the first answer; and those of all that apply."""
        items = tuple(self.scored())
        good = sum((points for kind, points in items if kind is AnswerKind.GOOD), Decimal(0))
        full = [points for kind, points in items if kind is not AnswerKind.NEUTRAL]
        is_begun = any(kind is not AnswerKind.OPEN for kind, _ in items)
        return good if is_begun else None, sum(full, Decimal(0)) if full else None

    def set(self, path: Path, value: Json) -> None:
        """Puts an answer, or clears it with None; KeyError if there is no such field or row.

        ValueError for what is calculated or derived, and for tables, whose rows change one by one.
        """
        field = self.field_at(path)
        if field.type is FieldType.ROWS or self.is_derived(path):
            raise ValueError(f"{'/'.join(path)} is not set by itself")
        self.bulk.discard(mark_of(path))
        self._put(path, normal_value(field, value))

    def set_check(self, path: Path, code: str | None) -> None:
        """Answers a check item; a finding written before stays until sealing, should the answer come back."""
        answer = self._check_answer(path)
        answer["value"] = code
        self.set(path, {key: item for key, item in answer.items() if item})

    def set_finding(self, path: Path, key: str, value: Json) -> None:
        """Puts one key of a failed item's finding (text, place, class, handling …), or clears it with None."""
        answer = self._check_answer(path)
        finding = dict(finding_of(answer))
        finding[key] = value.strip() if isinstance(value, str) else value
        answer["finding"] = {name: item for name, item in finding.items() if item}
        self.set(path, {name: item for name, item in answer.items() if item})

    def add_row(self, name: str, values: Mapping[str, Json] | None = None) -> str:
        """A new last row with ``values`` and, where these are silent, defaults; gives its permanent id."""
        return self.add_rows(name, [values or {}])[0]

    def add_rows(self, name: str, many: Iterable[Mapping[str, Json]]) -> tuple[str, ...]:
        """New last rows, evaluated once: a roll of hundreds takes no longer than the largest form."""
        made = tuple(self._place_row(name, values) for values in many)
        self._evaluate_all()
        return made

    def remove_row(self, name: str, row_id: str) -> None:
        """KeyError if there is no such row."""
        self.remove_rows(name, [row_id])

    def remove_rows(self, name: str, row_ids: Iterable[str]) -> None:
        gone = set(row_ids)
        for row_id in gone:
            self._store.remove_row(name, row_id)
        here = tuple(f"{name}/{row_id}/" for row_id in gone)
        self.bulk = {mark for mark in self.bulk if not mark.startswith(here)}
        self._irrelevant = {
            path for path in self._irrelevant if path[0] != name or len(path) < 3 or path[1] not in gone
        }
        self._evaluate_all()

    def move_row(self, name: str, row_id: str, position: int) -> None:
        """Puts the row at ``position``, counted from 0; its id stays."""
        self._store.move_row(name, row_id, position)
        self._evaluate_all()

    def _place_row(self, name: str, values: Mapping[str, Json]) -> str:
        row_id = str(values.get("row_id") or self._make_row_id())
        row = self._store.add_row(name, row_id)
        for key, value in values.items():
            column = self._graph.fields.get((name, key))
            answer = value if column is None else normal_value(column, value)
            if key != "row_id" and answer is not None:
                row[key] = answer
        self._set_defaults(self.form.field(name).fields, (name, row_id))
        return row_id

    def _put(self, path: Path, value: Json) -> None:
        if self.value(path) != value:
            self._store.put(path, value)
            self._visible_tables.clear()
            self._propagate(path)

    def _propagate(self, changed: Path) -> None:
        """Evaluates what depends on the changed field, each once, after everything it reads itself."""
        queue: list[tuple[int, Path]] = []
        queued: set[Path] = set()

        def spread(cause: Path) -> None:
            for node in self._graph.dependants.get(node_of(cause), ()):
                for target in self._targets(node, cause):
                    if target not in queued:
                        queued.add(target)
                        heapq.heappush(queue, (self._graph.rank[node], target))

        spread(changed)
        while queue:
            path = heapq.heappop(queue)[1]
            queued.discard(path)
            if self._evaluate_at(path):
                spread(path)

    def _targets(self, node: Node, cause: Path) -> Iterator[Path]:
        own_row = len(node) == 2 and len(cause) == 3 and cause[0] == node[0]
        if own_row and node not in self._graph.counters:
            yield (node[0], cause[1], node[1])
        else:
            yield from self._paths_of(node)

    def _paths_of(self, node: Node) -> Iterator[Path]:
        if len(node) == 1:
            yield node
        else:
            yield from ((node[0], row_id, node[1]) for row_id in self.row_ids(node[0]))

    def _evaluate_all(self) -> None:
        self._visible_tables.clear()
        for node in self._graph.rank:
            field = self._graph.fields[node]
            if field.relevant is None and field.calculation is None and not self.is_unfolded(node[0]):
                continue  # parts decide it, and they are not asked now
            for path in self._paths_of(node):
                self._evaluate_at(path)

    def _evaluate_at(self, path: Path) -> bool:
        """Relevance, calculation and parts of one field; says whether others see it changed."""
        if self._keeps_calculated:
            return False
        field = self.field_at(path)
        before, was_irrelevant = self.visible_value(path), path in self._irrelevant
        if field.relevant is not None:
            if is_true(self.evaluate(field.relevant, path)):
                self._irrelevant.discard(path)
            else:
                self._irrelevant.add(path)
        if field.calculation is not None:
            self._store.put(path, calculated_answer(field, self.evaluate(field.calculation, path)))
        elif field.answers is not None and self.is_derived(path):
            code = derived_code(field.answers, self._part_kinds(path))
            if code is not None:
                self._store.put(path, {**self._check_answer(path), "value": code})
        self._visible_tables.clear()
        counts_anew = field.part_of is not None and was_irrelevant != (path in self._irrelevant)
        return counts_anew or before != self.visible_value(path)

    def _part_kinds(self, parent: Path) -> list[AnswerKind]:
        places = ((*parent[:2], part.name) for part in self._parts[parent[0]][parent[2]])
        return [kind_of(self.field_at(path), self.value(path)) for path in places if self.relevant(path)]

    def _set_defaults(self, fields: Iterable[Field], prefix: Path) -> None:
        for field in fields:
            path = (*prefix, field.name)
            if field.default is None or self.value(path) is not None:
                continue
            if field.type is FieldType.ROWS:
                for values in rows_said(field, self.context):
                    self._place_row(field.name, values)
            else:
                answer = calculated_answer(field, self.evaluate(field.default, path))
                self._store.put(path, normal_value(field, answer))
                self._visible_tables.clear()

    def _check_answer(self, path: Path) -> dict[str, Json]:
        answer = self.value(path)
        return dict(answer) if isinstance(answer, dict) else {}

    def _visible_row(self, name: str, row_id: str) -> dict[str, Json]:
        row = self._store.row(name, row_id)
        columns = (column.name for column in self.form.field(name).fields if column.name in row)
        return {"row_id": row_id, **{key: row[key] for key in columns if self.relevant((name, row_id, key))}}


def node_of(path: Path) -> Node:
    return path if len(path) == 1 else (path[0], path[2])


def mark_of(path: Path) -> str:
    """The path as one text, as ``bulk`` and the attachment manifest name it."""
    return "/".join(path)


def asked_columns(table: Field, *, unfolded: bool) -> Iterator[Field]:
    """The columns in page order; in a round of one place, sub-items stand where what they decide would."""
    parts = parts_of(table)
    for column in table.fields:
        if column.part_of is None:
            yield from parts.get(column.name, [column]) if unfolded else [column]


class _VisibleAnswers(Mapping[str, Json]):
    """The record as an expression sees it."""

    def __init__(self, state: FillingState) -> None:
        self._state = state

    def __getitem__(self, name: str) -> Json:
        if name not in self._state.answers:
            raise KeyError(name)
        return self._state.visible_value((name,))

    def __iter__(self) -> Iterator[str]:
        return iter(self._state.answers)

    def __len__(self) -> int:
        return len(self._state.answers)


class _VisibleRow(Mapping[str, Json]):
    """One row as an expression sees it; a blank cell hides a field of the record with the same name."""

    def __init__(self, state: FillingState, place: Path) -> None:
        self._state = state
        self._place = place
        self._columns = [column.name for column in state.form.field(place[0]).fields]

    def __getitem__(self, name: str) -> Json:
        if name not in self._columns:
            raise KeyError(name)
        return self._state.visible_value((*self._place, name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)
