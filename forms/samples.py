"""Valid answers made from a definition, for tests and for whoever learns the verbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from forms.clock import local
from forms.definition import Field, FieldType, Form
from forms.functions import plain
from forms.json_value import Json

_NEVER_MADE = frozenset(
    {FieldType.NOTE, FieldType.CALCULATED, FieldType.PHOTO, FieldType.FILE, FieldType.SIGNATURE}
)


def sample_answers(
    form: Form, *, places: Sequence[str], people: Sequence[str], assets: Sequence[str], now: datetime
) -> dict[str, Json]:
    """Answers with which the form can be sealed: check items good, a round over all places, times of ``now``."""
    maker = _Maker(places=tuple(places), people=tuple(people), assets=tuple(assets), now=local(now))
    return maker.answers(form.fields())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    places: tuple[str, ...]
    people: tuple[str, ...]
    assets: tuple[str, ...]
    now: datetime

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
        return field.type not in _NEVER_MADE and field.default is None

    def _value(self, field: Field) -> Json:
        match field.type:
            case FieldType.CHECK:
                return {"value": field.answers.good} if field.answers else None
            case FieldType.ROWS:
                return self._rows(field)
            case FieldType.INTEGER | FieldType.DECIMAL:
                return self._number(field)
            case FieldType.DATE:
                return self.now.date().isoformat()
            case FieldType.TIME:
                return self.now.strftime("%H:%M")
            case FieldType.DATETIME:
                return self.now.isoformat(timespec="minutes")
            case FieldType.ONE_OF:
                return field.choices[0].code
            case FieldType.MANY_OF:
                return [field.choices[0].code]
            case FieldType.PERSON:
                return self._one_or_many(field, self.people)
            case FieldType.PLACE:
                return self._one_or_many(field, self.places)
            case FieldType.ASSET:
                return self._one_or_many(field, self.assets)
            case _:
                return f"示例：{field.label[:20]}"

    def _number(self, field: Field) -> Json:
        least = Decimal(field.minimum or "0")
        value = (
            max(least, Decimal(1))
            if field.maximum is None
            else min(max(least, Decimal(1)), Decimal(field.maximum))
        )
        return int(value) if field.type is FieldType.INTEGER else plain(value)

    def _one_or_many(self, field: Field, known: tuple[str, ...]) -> Json:
        if not known:
            return None
        return [known[0]] if field.multiple else known[0]

    def _rows(self, field: Field) -> Json:
        place = next((column.name for column in field.fields if column.type is FieldType.PLACE), None)
        if field.grid and place is not None:
            rows = enumerate(self.places)
            alone = len(self.places) == 1
            return [self._row(field, number, in_parts=alone) | {place: code} for number, code in rows]
        return [self._row(field, number) for number in range(max(field.min_rows, 1))]

    def _row(self, field: Field, number: int, *, in_parts: bool = False) -> dict[str, Json]:
        return {"row_id": f"{number + 1:08x}", **self.answers(field.fields, in_parts=in_parts)}
