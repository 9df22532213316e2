"""Texts as cells of a file take them, and tables as .csv in which nothing is a formula. Knows no form."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from io import StringIO

from forms.functions import plain
from forms.table import Table

_FORMULA = re.compile(r"[\s\x00]*[=+\-@＝＋－＠]")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_LONGEST = 32_000  # characters of a cell; Excel holds 32,767


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
    clean = shortened(text)
    return f"'{clean}" if is_formula(clean) else clean


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take it for one."""
    return _FORMULA.match(text) is not None


def shortened(text: str) -> str:
    """Without what no file can hold, and not longer than a cell can be."""
    text = legal(text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……（过长，未完）"


def legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


def _said(value: str | int | None) -> str | int:
    return harmless(value) if isinstance(value, str) else "" if value is None else value
