"""Tables written as .xlsx and .csv files in which nothing is a formula. Knows no form."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from forms.functions import plain
from forms.table import Cell, Table

_FORMULA = re.compile(r"[\s\x00]*[=+\-@＝＋－＠]")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
_LONGEST = 32_000  # characters of a cell; Excel holds 32,767
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


def write_csv(table: Table) -> bytes:
    """UTF-8 with a mark that Excel knows it by. A text that Excel would compute gets an apostrophe before it."""
    stream = StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([harmless(text) for text in table.heads])
    for row in table.rows:
        writer.writerow([plain(value) if isinstance(value, Decimal) else _said(value) for value in row])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def harmless(text: str) -> str:
    """The text; with an apostrophe before it where a spreadsheet would take it for a formula."""
    clean = _clean(text)
    return f"'{clean}" if _FORMULA.match(clean) else clean


def _said(value: str | int | None) -> str | int:
    return harmless(value) if isinstance(value, str) else "" if value is None else value


def _clean(text: str) -> str:
    text = _ILLEGAL.sub("", text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……（过长，未完）"


def _cell(sheet: WriteOnlyWorksheet, value: Cell) -> SheetCell:
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # decimals are written as they are
    made = WriteOnlyCell(sheet, _clean(value))
    made.data_type = "s"
    if _FORMULA.match(value):
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
    clean = _NOT_IN_TITLES.sub(" ", _ILLEGAL.sub("", text)).strip()[:28] or "表"
    title, number = clean, 1
    while title.lower() in taken:
        number += 1
        title = f"{clean}{number}"
    taken.add(title.lower())
    return title
