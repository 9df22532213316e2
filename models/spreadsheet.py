"""Sheets of Excel: read as lines of text under known headings, and written as templates. Knows no register."""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from typing import Protocol, runtime_checkable
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from models.faults import Refusal

MOST_LINES = 2000
MOST_BYTES = 10_000_000
_MOST_COLUMNS = 40
_HEAD_WITHIN = 10  # rows; above the headings there may be a title
_TEXT = "@"  # the cell format under which 0231 stays 0231
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="[A-Z]+(\d+):[A-Z]+(\d+)"')
_HELP = "怎么填"
_LISTS = "可选的"
_ODD = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    OSError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
)
"""What openpyxl raises for files that are not what they say."""


class SheetProblem(Refusal):
    """The file cannot be read as the sheet that was asked for; nothing has been kept of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """One column. ``choices`` are words that may be written; ``hint`` and ``example`` go on the page of help."""

    title: str
    required: bool = True
    hint: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    wide: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One filled row: its number in Excel, and its cells by the titles of the headings, empty ones as ""."""

    number: int
    cells: Mapping[str, str]

    @property
    def text(self) -> str:
        """What is written in it, for whoever looks for it."""
        return "　".join(filter(None, self.cells.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    lines: tuple[Line, ...]
    unused: tuple[str, ...]  # headings in the file that nothing is read from
    merged: tuple[
        tuple[int, int], ...
    ] = ()  # first and last row of what is merged: only one cell of it has a text

    def is_merged(self, number: int) -> bool:
        return any(first <= number <= last for first, last in self.merged)


class _Cell(Protocol):
    """A cell of a worksheet that is only read."""

    value: object
    number_format: str | None


@runtime_checkable
class _Rows(Protocol):
    """A worksheet that is only read; a sheet that is a chart has no rows."""

    def reset_dimensions(self) -> None: ...

    def iter_rows(self, *, max_row: int, max_col: int) -> Iterable[tuple[_Cell, ...]]: ...


def read_sheet(data: bytes, headings: Sequence[Heading], *, most: int = MOST_LINES) -> Sheet:
    """Every row that has something in it, of the first worksheet with all required headings; at most ``most``.

    SheetProblem with a sentence if it is no .xlsx, has no such worksheet, is empty or too long.
    """
    if len(data) > MOST_BYTES:
        raise SheetProblem("这个文件超过 10 MB，不像是一份名单。什么都没有改。请只留要导入的那一张表再试。")
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    except _ODD:
        raise SheetProblem(
            "这个文件不是 .xlsx，读不了。什么都没有改。请在 Excel 或 WPS 里另存为“Excel 工作簿（.xlsx）”再导入。"
        ) from None
    try:
        return replace(_find(book.worksheets, headings, most), merged=_merged_rows(data))
    except _ODD:
        raise SheetProblem(
            "这个文件读到一半就断了，像是坏了。什么都没有改。请用 Excel 打开它，另存一份再导入。"
        ) from None
    finally:
        book.close()


def _merged_rows(data: bytes) -> tuple[tuple[int, int], ...]:
    """Of all worksheets together: a sheet that is only read does not know what is merged in it."""
    found: list[tuple[int, int]] = []
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                for pair in _MERGED.finditer(archive.read(name)):
                    found.append((int(pair[1]), int(pair[2])))
    return tuple(found)


def _find(sheets: Iterable[object], headings: Sequence[Heading], most: int) -> Sheet:
    required = {heading.title for heading in headings if heading.required}
    nearest: set[str] = required
    for sheet in sheets:
        if not isinstance(sheet, _Rows):
            continue
        rows = _rows(sheet, most)
        for number, row in rows:
            if number > _HEAD_WITHIN:
                break
            found = {_title(text): at for at, text in enumerate(row) if text}
            missing = required - found.keys()
            if not missing:
                return _under(rows, found, headings, most)
            nearest = min(nearest, missing, key=len)
    columns = "、".join(heading.title for heading in headings if heading.title in nearest)
    raise SheetProblem(
        f"表头里没有这几列：{columns}。什么都没有改。请存一份模板，把内容照它的列抄进去，再导入。"
    )


def _under(
    rows: Iterator[tuple[int, list[str]]],
    found: Mapping[str, int],
    headings: Sequence[Heading],
    most: int,
) -> Sheet:
    columns = {heading.title: found[heading.title] for heading in headings if heading.title in found}
    lines = [
        Line(number=number, cells={title: row[at] if at < len(row) else "" for title, at in columns.items()})
        for number, row in rows
        if any(row)
    ]
    if not lines:
        raise SheetProblem("表头下面一行都没有。什么都没有改。请填好、存好再导入。")
    if len(lines) > most:
        raise SheetProblem(f"一次最多导入 {most} 行，这里有 {len(lines)} 行。什么都没有改。请分成几份导入。")
    return Sheet(lines=tuple(lines), unused=tuple(title for title in found if title not in columns))


def _rows(sheet: _Rows, most: int) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and texts; one row more than is allowed, so that too many are noticed."""
    sheet.reset_dimensions()  # what other programs write there is not to be relied upon
    last = _HEAD_WITHIN + most + 1
    for number, row in enumerate(sheet.iter_rows(max_row=last, max_col=_MOST_COLUMNS), start=1):
        yield number, [_text(cell.value, cell.number_format) for cell in row]


def _title(text: str) -> str:
    """工号 from “工号 *” or “工号（必填）”."""
    return re.sub(r"[（(].*|[\s*＊:：]", "", text)


def _text(value: object, number_format: str | None) -> str:
    """What a person reads in the cell: a number formatted 0000 keeps its zeros."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer():
            return _text(int(value), number_format)
        case int():
            zeros = number_format or ""
            return f"{value:0{len(zeros)}d}" if zeros and set(zeros) == {"0"} else str(value)
        case datetime() | date():
            return value.isoformat()[:10]
        case _:
            return " ".join(unicodedata.normalize("NFC", str(value)).split())


def write_template(title: str, headings: Sequence[Heading]) -> bytes:
    """A workbook to fill in: the headings alone, and beside them a page that says what goes where."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    sheet.append([f"{one.title}{' *' if one.required else ''}" for one in headings])
    sheet.freeze_panes = "A2"
    lists = book.create_sheet(_HELP)
    _write_help(lists, headings)
    choices = book.create_sheet(_LISTS)
    for at, one in enumerate(headings, start=1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = one.wide
        head = sheet.cell(1, at)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="DCE6F5")
        for row in range(2, 502):
            sheet.cell(row, at).number_format = _TEXT
        choices.cell(1, at, one.title).font = Font(bold=True)
        choices.column_dimensions[letter].width = one.wide
        for row, word in enumerate(one.choices, start=2):
            choices.cell(row, at, word)
        if one.choices:
            # A list to choose from; other words may be typed, and the reading tells if they will not do.
            source = f"'{_LISTS}'!${letter}$2:${letter}${len(one.choices) + 1}"
            rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
            rule.add(f"{letter}2:{letter}{MOST_LINES}")
            sheet.add_data_validation(rule)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_help(sheet: Worksheet, headings: Sequence[Heading]) -> None:
    sheet.append(["列", "要不要填", "怎么填", "例子"])
    for one in headings:
        sheet.append([one.title, "必填" if one.required else "选填", one.hint, one.example])
    for at, wide in enumerate((14, 10, 60, 20), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = wide
        sheet.cell(1, at).font = Font(bold=True)
    for row in sheet.iter_rows():
        for cell in row:
            cell.number_format = _TEXT
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def write_rows(title: str, headings: Sequence[Heading], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with the headings and these rows, all of it as text: nothing in it is ever a formula."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    sheet.freeze_panes = "A2"
    for at, one in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = one.wide
        head = sheet.cell(1, at, one.title)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="DCE6F5")
    for number, row in enumerate(rows, start=2):
        for at, text in enumerate(row, start=1):
            cell = sheet.cell(number, at)
            cell.number_format = _TEXT
            cell.value = text or None
            cell.data_type = "s" if text else cell.data_type
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
