"""One record being filled: answers in, and out come problems, progress, findings and what is sealed.

Pure: the same form, answers, context and time always give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from forms.answer_store import Path
from forms.answer_types import Known, normal_value
from forms.check_answer import AnswerKind, finding_of, kind_of
from forms.context import EMPTY_CONTEXT, Context
from forms.definition import ATTACHMENT_TYPES, Field, FieldType, Form
from forms.filling_state import FillingState, mark_of, node_of
from forms.finding import Finding, findings_of
from forms.identity import new_row_id
from forms.json_value import Json
from forms.problems import Problem, problems_at, problems_of, warnings_of
from forms.progress import Item, Progress, items_of, progress_of


class Filling(FillingState):
    @classmethod
    def start(
        cls,
        form: Form,
        answers: Mapping[str, Json],
        *,
        context: Context = EMPTY_CONTEXT,
        now: datetime,
        known: Known | None = None,
        make_row_id: Callable[[], str] = new_row_id,
    ) -> Filling:
        """A new filling with ``answers`` as a person or a program wrote them, and defaults where they are silent.

        Values are brought into their one form, rows without an id get one; what does not fit stays to be told.
        """
        filling = cls(form, None, context=context, now=now, known=known, make_row_id=make_row_id)
        for name, value in answers.items():
            filling._take(name, value)
        filling._evaluate_all()
        return filling

    def rest_normal(
        self, section_id: str | None = None, *, row: tuple[str, str] | None = None
    ) -> tuple[Path, ...]:
        """Answers every open check item of the section or row as good and marks it in ``bulk``; says which.

        Nothing of a form whose items are answered one by one.
        """
        if self.form.one_by_one:
            return ()
        changed = [
            path
            for path, field in self.checks(section_id)
            if kind_of(field, self.value(path)) is AnswerKind.OPEN and (row is None or path[:2] == row)
        ]
        for path in changed:
            answers = self.field_at(path).answers
            self.set_check(path, answers.good if answers else None)
            self.bulk.add(mark_of(path))
        return tuple(changed)

    def problems(self) -> tuple[Problem, ...]:
        """What keeps it from being sealed, all at once, in page order."""
        return problems_of(self)

    def problems_at(self, path: Path) -> tuple[Problem, ...]:
        """The same for one field, to be shown under it."""
        return tuple(problems_at(self, path, self.field_at(path))) if self.relevant(path) else ()

    def warnings(self) -> tuple[Problem, ...]:
        """What deserves a second look but blocks nothing."""
        return warnings_of(self)

    def progress(self, section_id: str | None = None) -> Progress:
        return progress_of(self, section_id)

    def items(self, section_id: str | None = None) -> tuple[Item, ...]:
        return items_of(self, section_id)

    def score(self) -> Decimal | None:
        """Points of the items answered good; None if no scored item is answered."""
        return self.count_points()[0]

    def full_score(self) -> Decimal | None:
        """Points that could be had: those of every scored item that applies; None if there is none."""
        return self.count_points()[1]

    def sealed_answers(self) -> tuple[dict[str, Json], dict[str, Json]]:
        """Public and identifying answers as they are sealed: only what is relevant, findings only of failed items."""
        public: dict[str, Json] = {}
        private: dict[str, Json] = {}
        parts = [(public, False)]
        if self._graph.private:
            parts.append((private, True))
        for field in self.form.fields():
            for into, is_for in parts:
                value = self._sealed((field.name,), field, private=is_for)
                if value is not None:
                    into[field.name] = value
        return public, private

    def sealed_bulk(self) -> tuple[str, ...]:
        """The marks of 其余正常 that still stand, sorted."""
        asked = {mark_of(path) for path, _ in self.checks()}
        return tuple(sorted(self.bulk & asked))

    def findings(self) -> tuple[Finding, ...]:
        """The findings as they would be sealed, in page order."""
        return findings_of(self.form, self.sealed_answers()[0])

    def attachments(self) -> tuple[tuple[Path, str, bool], ...]:
        """Each (path, digest, identifying) that the sealed record names; photos of a finding under its path."""
        return tuple(self._attachments())

    def copy(self) -> Filling:
        """An independent filling with the same answers."""
        return Filling(
            self.form, self.answers, context=self.context, now=self.now, bulk=self.bulk, known=self.known
        )

    def _take(self, name: str, value: Json) -> None:
        field = self.fields.get((name,))
        if field is not None and field.type is FieldType.ROWS and (rows := _new_rows(value)) is not None:
            for row_id in self.row_ids(name):  # those that a default took over
                self.remove_row(name, row_id)
            for row in rows:
                self._place_row(name, row)
        else:
            self._store.put((name,), value if field is None else normal_value(field, value))

    def _sealed(self, path: Path, field: Field, *, private: bool) -> Json:
        if field.type is FieldType.NOTE or not self.relevant(path):
            return None
        if field.type is FieldType.ROWS:
            return self._sealed_rows(field, private=private)
        if (node_of(path) in self._graph.private) != private:
            return None
        value = self.value(path)
        if field.type is FieldType.CHECK:
            return self._sealed_check(path, field, value)
        return None if value in ("", []) else value

    def _sealed_rows(self, table: Field, *, private: bool) -> Json:
        if not private and (table.name,) in self._graph.private:
            return None
        rows: list[Json] = []
        unfolded = self.is_unfolded(table.name)
        columns = [column for column in table.fields if column.part_of is None or unfolded]
        for row_id in self.row_ids(table.name):
            row: dict[str, Json] = {"row_id": row_id}
            for column in columns:
                value = self._sealed((table.name, row_id, column.name), column, private=private)
                if value is not None:
                    row[column.name] = value
            if not private or len(row) > 1:
                rows.append(row)
        return rows or None

    def _sealed_check(self, path: Path, field: Field, value: Json) -> Json:
        code = value.get("value") if isinstance(value, dict) else None
        if code is None:
            return None
        finding = finding_of(value)
        keeps = finding and kind_of(field, value) is AnswerKind.BAD and not self.is_derived(path)
        return {"value": code, "finding": finding} if keeps else {"value": code}

    def _attachments(self) -> Iterator[tuple[Path, str, bool]]:
        for path, field in self.paths():
            if not self.relevant(path):
                continue
            identifying = node_of(path) in self._graph.private
            value = self.value(path)
            if field.type in ATTACHMENT_TYPES:
                yield from ((path, sha, identifying) for sha in _digests(value))
            elif field.type is FieldType.CHECK and kind_of(field, value) is AnswerKind.BAD:
                for key in ("photos", "photos_after") if not self.is_derived(path) else ():
                    yield from (
                        ((*path, key), sha, identifying) for sha in _digests(finding_of(value).get(key))
                    )


def _new_rows(value: Json) -> list[dict[str, Json]] | None:
    """The rows of a list of objects with different ids, where they have any; None for anything else."""
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    ids = [row["row_id"] for row in rows if row.get("row_id")]
    whole = isinstance(value, list) and len(rows) == len(value)
    return rows if whole and all(isinstance(one, str) and ids.count(one) == 1 for one in ids) else None


def _digests(value: Json) -> Iterator[str]:
    yield from (item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
