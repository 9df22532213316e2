"""Tables in which each person stands once: everybody of a department is put in together, and who came is ticked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from forms.definition import Field, FieldType
from forms.json_value import Json

CAME, MISSING = "yes", "no"


def person_column(table: Field) -> Field | None:
    """The column for the person, if nobody may stand in the table twice."""
    columns = [one for one in table.fields if table.unique == (one.name,)]
    return next((one for one in columns if one.type is FieldType.PERSON and not one.multiple), None)


def came_column(table: Field) -> Field | None:
    """The column that says whether the person came."""
    for column in table.fields:
        codes = {choice.code for choice in column.choices}
        if column.type is FieldType.ONE_OF and {CAME, MISSING} <= codes:
            return column
    return None


def rows_for(table: Field, due: Sequence[str], came: Collection[str]) -> list[dict[str, Json]]:
    """A row for each person; where the table asks who came, with the answer."""
    person, attended = person_column(table), came_column(table)
    if person is None:
        return []
    rows: list[dict[str, Json]] = []
    for staff_no in due:
        row: dict[str, Json] = {person.name: staff_no}
        if attended is not None:
            row[attended.name] = CAME if staff_no in came else MISSING
        rows.append(row)
    return rows
