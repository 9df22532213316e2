"""Tables written as .xlsx files in which nothing is a formula. Knows no form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from forms.table import Cell, Table
from models.plain_cells import is_formula, legal, shortened

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
_WIDEST = 60
_SAMPLE = 200  # rows that decide how wide a column is
_HEAD = PatternFill("solid", fgColor="DCE6F5")


def write_book(tables: Sequence[Table]) -> bytes:
    """A workbook with a sheet per table; every text is text, whatever it begins with."""
    book = Workbook(write_only=True)
    titles: set[str] = set()
    for table in tables:
        sheet = book.create_sheet(_title(table.title, titles))
        assert isinstance(sheet, WriteOnlyWorksheet)
        _lay_out(sheet, table)
        sheet.append([_head(sheet, text) for text in table.heads])
        for row in table.rows:
            sheet.append([_cell(sheet, value) for value in row])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: Cell) -> SheetCell:
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # decimals are written as they are
    made = WriteOnlyCell(sheet, shortened(value))
    made.data_type = "s"
    if is_formula(value):
        made.quotePrefix = True
    if "\n" in value:
        made.alignment = Alignment(wrap_text=True, vertical="top")
    return made


def _head(sheet: WriteOnlyWorksheet, text: str) -> SheetCell:
    made = _cell(sheet, text)
    made.font = Font(bold=True)
    made.fill = _HEAD
    return made


def _lay_out(sheet: WriteOnlyWorksheet, table: Table) -> None:
    sheet.freeze_panes = "A2"
    for at, head in enumerate(table.heads):
        cells = (str(row[at]) for row in table.rows[:_SAMPLE] if at < len(row) and row[at] is not None)
        wide = max((_width(text) for text in (head, *cells)), default=8)
        column = sheet.column_dimensions[get_column_letter(at + 1)]  # type: ignore[attr-defined]  # not in the stub
        column.width = min(_WIDEST, wide + 2)


def _width(text: str) -> int:
    longest: Iterable[str] = text.split("\n")
    return max(sum(2 if ord(char) > 0x2E7F else 1 for char in line) for line in longest)


def _title(text: str, taken: set[str]) -> str:
    """A name that Excel takes for a sheet, not given before."""
    clean = _NOT_IN_TITLES.sub(" ", legal(text)).strip()[:28] or "表"
    title, number = clean, 1
    while title.lower() in taken:
        number += 1
        title = f"{clean}{number}"
    taken.add(title.lower())
    return title
