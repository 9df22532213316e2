"""How much room a blank paper gives the hand: as much as its pages hold, and less where that saves a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class HandRoom:
    """In rows of handwriting: of a table without rows yet, of a long text, of the problems found."""

    rows: int
    text: int
    problems: int
    is_bare: bool = False  # a single row of problems is as high as a row, not as its label in two lines


USUAL: Final = HandRoom(rows=6, text=3, problems=3)
SPARING: Final = HandRoom(rows=4, text=2, problems=2)
LEAST: Final = HandRoom(rows=4, text=2, problems=1)
BARE: Final = HandRoom(rows=4, text=2, problems=1, is_bare=True)
GENEROUS: Final = (
    HandRoom(rows=20, text=8, problems=7),
    HandRoom(rows=16, text=7, problems=6),
    HandRoom(rows=13, text=6, problems=5),
    HandRoom(rows=10, text=5, problems=4),
    HandRoom(rows=8, text=4, problems=4),
)
"""From the most to the least; all more than usual."""
