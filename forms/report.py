"""A report as values: paragraphs and tables of figures, each figure with the number of its source.

What it is printed or written as is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from forms.canonical import digest
from forms.functions import plain

Value: TypeAlias = str | Decimal | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """``weights`` share the width; ``right`` are the columns whose values stand right; ``note`` is printed below."""

    heads: tuple[str, ...]
    weights: tuple[float, ...]
    rows: tuple[tuple[Value, ...], ...]
    right: frozenset[int] = frozenset()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A figure over periods; None is a gap. ``said`` are its values as written, ``unmet`` those beyond the target."""

    title: str
    labels: tuple[str, ...]
    values: tuple[Decimal | None, ...]
    said: tuple[str, ...]
    unmet: tuple[bool, ...]
    target: Decimal | None = None
    aim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """``value`` of ``whole``, and what is written at its end."""

    name: str
    value: Decimal
    whole: Decimal
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """``key`` says what the dark and the white part are; ``highest`` is the end of the scale, else the longest bar."""

    title: str
    key: str
    bars: tuple[Bar, ...]
    highest: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section: what it says in words, its charts, then its tables. ``empty`` is said where there is nothing.

    A chart tells no figure that its tables do not tell.
    """

    title: str
    said: tuple[str, ...] = ()
    trends: tuple[Trend, ...] = ()
    bars: tuple[Bars, ...] = ()
    grids: tuple[Grid, ...] = ()
    empty: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.said and not any(grid.rows or grid.note for grid in self.grids)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One record, hazard or report behind a figure; ``key`` is the id under which it is opened."""

    kind: str  # record | hazard
    key: str
    number: str  # on paper: the serial number
    title: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSource:
    """Where a figure comes from: ``total`` counts what it stands on, ``rows`` are those the reader may see."""

    number: int
    label: str
    value: str
    of: str  # the forms, in words
    total: int
    rows: tuple[SourceRow, ...]
    unnamed: int = 0  # anonymous reports among them, which lead nowhere

    @property
    def hidden(self) -> int:
        return self.total - len(self.rows) - self.unnamed


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    kind: str
    title: str
    period: str
    facility: str
    parts: tuple[Part, ...]
    sources: tuple[FigureSource, ...]
    signers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Over everything it says; the same records give the same report."""
        told = [self.kind, self.title, self.period, self.facility]
        for part in self.parts:
            told += [part.title, *part.said, part.empty]
            told += [text(value) for grid in part.grids for row in (grid.heads, *grid.rows) for value in row]
        told += [f"{one.number} {one.value} {one.total}" for one in self.sources]
        return digest("\n".join(told).encode("utf-8"))


def text(value: Value) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)


def share(part: int, whole: int) -> str:
    """92 % — or why there is none."""
    if not whole:
        return "—"
    return f"{plain((Decimal(part) * 100 / whole).quantize(Decimal('0.1')))} %"


def listed(items: Sequence[str], most: int) -> str:
    """Joined; after ``most`` of them only how many there are."""
    shown = "、".join(items[:most])
    return shown if len(items) <= most else f"{shown} 等 {len(items)} 条"
