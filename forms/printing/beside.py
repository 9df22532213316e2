"""Check items of sections of which a record answers one, two sections side by side on a blank paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from forms.definition import FieldType, Section
from forms.printing.band import Band, Cell, band
from forms.printing.checks import UNVERIFIED, CheckTable, Line
from forms.printing.paper import BLANK_ROW, HEAD, PAD, ROW
from forms.printing.text import wrap


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The items of one section under its title; one mark there if all of them are unverified."""

    title: str
    lines: Sequence[Line]


def may_stand_beside(section: Section) -> bool:
    """Whether its items apply in some cases alone, so that a hand that fills the paper skips most such sections."""
    return all(field.type is FieldType.CHECK and field.relevant is not None for field in section.fields)


def beside_bands(parts: Sequence[Part], table: CheckTable) -> Iterator[Band]:
    """Part beside part in their order; ``table`` is as wide as half of the paper."""
    half = table.head()
    head = replace(half, cells=_halves(half.cells, half.cells, table.width))
    yield head
    for pair in zip_longest(parts[::2], parts[1::2]):
        left, right = (_title(part, table) for part in pair)
        titles = band(_halves(left, right, table.width), least=ROW, head=(head,), keep=True, rule=HEAD)
        yield titles
        for left, right in zip_longest(*(_rows(part, table) for part in pair), fillvalue=_empty(table)):
            yield band(_halves(left, right, table.width), least=BLANK_ROW, head=(head, titles))


def _title(part: Part | None, table: CheckTable) -> tuple[Cell, ...]:
    if part is None:
        return _empty(table)
    doubtful = all(line.unverified for line in part.lines)
    style = table.styles.heading
    lines = wrap(part.title + UNVERIFIED * doubtful, style, table.width - 2 * PAD)
    return (Cell(left=0, right=table.width, style=style, lines=lines, shaded=True),)


def _rows(part: Part | None, table: CheckTable) -> Iterator[tuple[Cell, ...]]:
    lines = part.lines if part else ()
    doubtful = all(line.unverified for line in lines)
    for line in lines:
        yield tuple(table.cells(replace(line, unverified=line.unverified and not doubtful)))


def _empty(table: CheckTable) -> tuple[Cell, ...]:
    return (Cell(left=0, right=table.width, style=table.styles.body),)


def _halves(left: Sequence[Cell], right: Sequence[Cell], half: float) -> tuple[Cell, ...]:
    moved = (replace(cell, left=cell.left + half, right=cell.right + half) for cell in right)
    return (*left, *moved)
