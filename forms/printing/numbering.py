"""Numbers the check items of a form 1…n as the screen does, and names them in findings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from forms.definition import Field, FieldType, Form, Section
from forms.json_value import Json, rows_of
from forms.printing.job import Path, PrintJob
from forms.printing.values import check_code_of, finding_of

_OWN_NUMBER = re.compile(r"[一二三四五六七八九十]+、|[（(]|[A-Z0-9]")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One check item on paper; ``number`` is None in a grid, where the column names it."""

    path: Path
    field: Field
    number: int | None
    value: Json
    row: Mapping[str, Json] | None = None

    @property
    def code(self) -> str:
        return check_code_of(self.value)

    @property
    def finding(self) -> dict[str, Json]:
        return finding_of(self.value)


def unfolds(grid: Field, job: PrintJob) -> bool:
    """Whether a round is printed item by item: it has one place, and items below its columns were answered there."""
    rows = rows_of(job.answers.get(grid.name)) if grid.grid else []
    parts = [field.name for field in grid.fields if field.part_of]
    return len(rows) == 1 and bool(parts) and (job.is_blank or any(name in rows[0] for name in parts))


def asked(fields: tuple[Field, ...], *, unfolded: bool) -> list[Field]:
    """The check fields that a row shows: the columns, or in their place the items below them."""
    checks = [field for field in fields if field.type is FieldType.CHECK]
    columns = [field for field in checks if field.part_of is None]
    if not unfolded:
        return columns
    below = {field.name: [part for part in checks if part.part_of == field.name] for field in columns}
    return [item for field in columns for item in below[field.name] or [field]]


def chinese(number: int) -> str:
    """一, 二 … 九十九, as sections are numbered."""
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return lead + (_DIGITS[ones] if ones else "")


def numbers_itself(form: Form) -> bool:
    """Whether a section's title begins with a number or a letter of its own; then none is added to any."""
    return any(has_own_number(section) for section in form.sections)


def has_own_number(section: Section) -> bool:
    return _OWN_NUMBER.match(section.title) is not None


def findings(job: PrintJob) -> list[Item]:
    """Every check item with a finding, in page order, rows of a grid one after the other."""
    return [item for item in items(job.form, job) if item.finding]


def items(form: Form, job: PrintJob) -> list[Item]:
    """All check items that the paper shows, numbered through the form."""
    found: list[Item] = []
    number = 0
    for field in form.fields():
        if field.type is FieldType.CHECK:
            if hidden(field, job.answers.get(field.name), job):
                continue
            number += 1
            found.append(_item((field.name,), field, number, job.answers.get(field.name)))
        elif field.type is FieldType.ROWS:
            unfolded = unfolds(field, job)
            for row in rows_of(job.answers.get(field.name)):
                for check in asked(field.fields, unfolded=unfolded):
                    if hidden(check, row.get(check.name), job):
                        continue
                    number += unfolded
                    path = (field.name, str(row.get("row_id", "")), check.name)
                    found.append(_item(path, check, number if unfolded else None, row.get(check.name), row))
    return found


def hidden(field: Field, value: Json, job: PrintJob) -> bool:
    """Whether a filled paper leaves the field out: it did not apply and was not answered."""
    return not job.is_blank and field.relevant is not None and value in (None, "", [])


def _item(
    path: Path, field: Field, number: int | None, value: Json, row: Mapping[str, Json] | None = None
) -> Item:
    return Item(path=path, field=field, number=number, value=value, row=row)
