"""The measures of a printed page, in points; the numbers follow the usual Chinese form on A4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MM: Final = 72 / 25.4

TOP: Final = 20 * MM
BOTTOM: Final = 20 * MM
LEFT: Final = 25 * MM  # the binding edge
RIGHT: Final = 15 * MM
FOOTER: Final = 12 * MM  # baseline of the footer above the lower edge

OUTER: Final = 1.2  # weights of rules
HEAD: Final = 0.8
INNER: Final = 0.5
MARK: Final = 1.3

SHADE: Final = 0.935  # grey of table heads: 6.5 %
PAD: Final = 2 * MM  # left and right inside a cell
NARROW_PAD: Final = 0.8 * MM
LINE_PAD: Final = 0.7 * MM  # above and below the text of a cell
TIGHT_PAD: Final = 0.25 * MM  # where a line less saves a page

ROW: Final = 6.5 * MM  # filled by the program
BLANK_ROW: Final = 8.2 * MM  # filled by hand
HEAD_ROW: Final = 8 * MM
SIGNATURE_ROW: Final = 18 * MM

TITLE_SIZE: Final = 17.0
LABEL_SIZE: Final = 9.5
BODY_SIZE: Final = 10.5
DENSE_SIZE: Final = 9.5
SMALL_SIZE: Final = 9.0  # the smallest in a cell
NOTE_SIZE: Final = 8.2
FOOTER_SIZE: Final = 8.0
SYSTEM_SIZE: Final = 7.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One A4 sheet, upright or lying."""

    landscape: bool

    @property
    def width(self) -> float:
        return (297 if self.landscape else 210) * MM

    @property
    def height(self) -> float:
        return (210 if self.landscape else 297) * MM

    @property
    def inner_width(self) -> float:
        return self.width - LEFT - RIGHT

    @property
    def inner_height(self) -> float:
        return self.height - TOP - BOTTOM


PORTRAIT: Final = Paper(landscape=False)
LANDSCAPE: Final = Paper(landscape=True)
