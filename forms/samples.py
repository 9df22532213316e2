"""Valid answers made from a definition, for tests and for whoever learns the verbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forms.answer_store import Path
from forms.clock import local
from forms.context import EMPTY_CONTEXT, Context
from forms.definition import ATTACHMENT_TYPES, Field, FieldType, Form
from forms.expression import Expression
from forms.filling import Filling
from forms.json_value import Json
from forms.problems import Problem
from forms.sample_values import Known, candidates

_NEVER_MADE = frozenset({FieldType.NOTE, FieldType.CALCULATED, *ATTACHMENT_TYPES})
_ROUNDS = 12  # of putting right what the form still objects to


def sample_answers(
    form: Form,
    *,
    places: Sequence[str],
    people: Sequence[str],
    assets: Sequence[str],
    now: datetime,
    files: Sequence[str] = (),
    context: Context = EMPTY_CONTEXT,
    given: Mapping[str, Json] | None = None,
) -> dict[str, Json]:
    """Answers with which the form can be sealed: check items good, a round over all places, times of ``now``.

    ``files`` are digests for photos and files that must not be missing; ``given`` are answers to go by. What no
    simple value puts right stays for ``Filling.problems`` to tell.
    """
    known = Known(
        places=tuple(places), people=tuple(people), assets=tuple(assets), files=tuple(files), now=local(now)
    )
    made = {**_Maker(known).answers(form.fields()), **(given or {})}
    filling = Filling.start(form, made, context=context, now=now)
    for _ in range(_ROUNDS):
        better = [_put_right(filling, problem, known) for problem in filling.problems()]
        if not any(better):
            break
    return filling.answers


@dataclass(frozen=True, slots=True)
class _Maker:
    known: Known

    def answers(self, fields: Sequence[Field], *, in_parts: bool = False) -> dict[str, Json]:
        """``in_parts``: the sub-items of a round of one place instead of the items they belong to."""
        parents = {field.part_of for field in fields if field.part_of is not None}
        asked = [
            field
            for field in fields
            if self._is_made(field) and (field.name not in parents if in_parts else field.part_of is None)
        ]
        made = {field.name: self._value(field) for field in asked}
        return {name: value for name, value in made.items() if value is not None}

    def _is_made(self, field: Field) -> bool:
        if field.type in _NEVER_MADE or field.calculation is not None:
            return False
        return field.default is None or field.type is FieldType.ROWS

    def _value(self, field: Field) -> Json:
        if field.type is FieldType.CHECK:
            return {"value": field.answers.good} if field.answers else None
        if field.type is FieldType.ROWS:
            return self._rows(field)
        return next(candidates(field, self.known), None)

    def _rows(self, field: Field) -> Json:
        place = next((column.name for column in field.fields if column.type is FieldType.PLACE), None)
        if field.grid and place is not None:
            rows = enumerate(self.known.places)
            alone = len(self.known.places) == 1
            return [self._row(field, number, in_parts=alone) | {place: code} for number, code in rows]
        return [self._row(field, number) for number in range(max(field.min_rows, 1))]

    def _row(self, field: Field, number: int, *, in_parts: bool = False) -> dict[str, Json]:
        return {"row_id": f"{number + 1:08x}", **self.answers(field.fields, in_parts=in_parts)}


def _put_right(filling: Filling, problem: Problem, known: Known) -> bool:
    """Whether another value, there or at a field that its rule reads, leaves fewer problems than before."""
    for path in (problem.path, *_read_by(filling, problem.path)):
        if _is_better_with_another(filling, path, known):
            return True
    return False


def _is_better_with_another(filling: Filling, path: Path, known: Known) -> bool:
    field, before, count = filling.field_at(path), filling.value(path), len(filling.problems())
    if filling.is_derived(path) or field.type is FieldType.ROWS:
        return False
    for value in candidates(field, known):
        filling.set(path, value)
        if len(filling.problems()) < count:
            return True
    filling.set(path, before)
    return False


def _read_by(filling: Filling, path: Path) -> list[Path]:
    """The fields that decide about the one at ``path``: those its rules name, through calculations too."""
    found: list[Path] = []
    waiting = [path]
    while waiting:
        here = waiting.pop(0)
        field = filling.field_at(here)
        rules = (field.constraint, field.calculation, field.required, field.relevant)
        for name in sorted({name for rule in rules if isinstance(rule, Expression) for name in rule.names}):
            for other in _named(filling, name, here):
                if other not in found and other != path:
                    found.append(other)
                    waiting.append(other)
    return found


def _named(filling: Filling, name: str, seen_from: Path) -> list[Path]:
    own = (*seen_from[:2], name) if len(seen_from) == 3 else None
    paths = [path for path, _ in filling.paths() if path[-1] == name]
    return [own] if own in paths else paths
