"""A printed table as horizontal bands of cells; a band is what a page break never cuts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from forms.printing.drawing import Drawing
from forms.printing.figure import Figure
from forms.printing.mark import Mark
from forms.printing.paper import HEAD, INNER, LINE_PAD, MM, PAD, TIGHT_PAD
from forms.printing.text import Style, wrap, wrap_evenly

TALLEST: Final = 60 * MM  # of a band; fits beside head, signatures and notes on a lying page
PICTURE_HEIGHT: Final = 7 * MM  # of a drawn signature in a cell
_HEAD_PAD: Final = 0.6 * MM
CAPTION_LEADING: Final = 8.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawn signature, already cropped: PNG bytes and its size in pixels."""

    png: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Content between two x positions of the table, centred vertically."""

    left: float
    right: float
    style: Style
    lines: tuple[str, ...] = ()
    mark: Mark | None = None
    shaded: bool = False
    starred: bool = False  # answered by 其余正常
    pictures: tuple[Picture, ...] = ()
    photo: Figure | None = None
    photo_height: float = 0.0
    drawing: Drawing | None = None  # from the upper left corner of the cell; its band gives the room
    ink: bool = False  # room for a signature by hand, drawn or not
    caption: tuple[str, ...] = ()  # small lines under the text or the ink
    pad: float = PAD

    @property
    def text_height(self) -> float:
        return len(self.lines) * self.style.leading

    @property
    def picture_height(self) -> float:
        if self.photo is not None:
            return self.photo_height + LINE_PAD
        return PICTURE_HEIGHT if self.pictures or self.ink else 0

    @property
    def height(self) -> float:
        inner = self.text_height + self.picture_height + len(self.caption) * CAPTION_LEADING
        return inner + 2 * LINE_PAD if inner else 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Group:
    """The merged left column beside several bands; compared by identity."""

    right: float
    style: Style
    lines: tuple[str, ...]
    continued: str = ""  # added when the group goes on on the next page

    @property
    def height(self) -> float:
        return len(self.lines) * self.style.leading + 2 * LINE_PAD


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SignatureBox:
    """Where one role signs by hand; ``system`` is what the program knows of it."""

    title: str
    system: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    left: float
    right: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Band:
    height: float
    cells: tuple[Cell, ...] = ()
    signatures: tuple[SignatureBox, ...] = ()
    group: Group | None = None
    head: tuple[Band, ...] = ()  # repeated above this band when it begins a page
    keep: bool = False  # never the last on its page
    rule: float = INNER  # weight of the rule below
    floor: float = 0.0  # what its text needs; the rest is air
    row: int = 0  # of a ledger: the number of the record that it is a row of


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table: its head, its place, how its cells are set."""

    title: str
    left: float
    right: float
    style: Style
    pad: float = PAD

    @property
    def room(self) -> float:
        return self.right - self.left - 2 * self.pad

    def cell(self, text: str = "", *, mark: Mark | None = None, shaded: bool = False) -> Cell:
        lines = wrap(text, self.style, self.room) if text else ()
        return Cell(
            left=self.left,
            right=self.right,
            style=self.style,
            lines=lines,
            mark=mark,
            shaded=shaded,
            pad=self.pad,
        )


def band(
    cells: Sequence[Cell],
    *,
    least: float,
    group: Group | None = None,
    head: tuple[Band, ...] = (),
    keep: bool = False,
    rule: float = INNER,
) -> Band:
    """A band as high as its highest cell, at least ``least``."""
    highest = max(cell.height for cell in cells)
    return Band(
        height=max(least, highest),
        cells=tuple(cells),
        group=group,
        head=head,
        keep=keep,
        rule=rule,
        floor=highest - 2 * (LINE_PAD - TIGHT_PAD),
    )


def bands(
    cells: Sequence[Cell], *, least: float, group: Group | None = None, head: tuple[Band, ...] = ()
) -> tuple[Band, ...]:
    """One band; several, without a rule between, when a text is higher than ``TALLEST``, so that none is lost."""
    if max(cell.height for cell in cells) <= TALLEST:
        return (band(cells, least=least, group=group, head=head),)
    pieces: list[Band] = []
    rest = tuple(cells)
    while any(cell.height > TALLEST for cell in rest):
        taken = [(cell, int((TALLEST - 2 * LINE_PAD) // cell.style.leading)) for cell in rest]
        pieces.append(
            band(
                [replace(cell, lines=cell.lines[:count]) for cell, count in taken],
                least=least,
                group=group,
                head=head,
                rule=0,
            )
        )
        rest = tuple(
            replace(cell, lines=cell.lines[count:], mark=None, pictures=(), caption=())
            for cell, count in taken
        )
    return (*pieces, band(rest, least=least, group=group, head=head))


def head_band(columns: Sequence[Column], style: Style, *, least: float) -> Band:
    """The shaded head of a table."""
    cells = [
        Cell(
            left=column.left,
            right=column.right,
            style=style,
            lines=wrap_evenly(column.title, style, column.right - column.left - 2 * _HEAD_PAD),
            shaded=True,
            pad=_HEAD_PAD,
        )
        for column in columns
    ]
    return band(cells, least=least, keep=True, rule=HEAD)


def tightened(body: Sequence[Band], factor: float, *, heads: float = 1.0) -> list[Band]:
    """The bands with rows ``factor`` as high where their text and a merged label leave the room.

    ``heads`` is the factor of the headings, which nobody writes in.
    """
    members = Counter(id(one.group) for one in body)
    return [
        one
        if one.signatures
        else replace(one, height=max(min(one.floor, one.height), one.height * heads))
        if one.keep and heads < 1
        else one
        if one.keep
        else replace(
            one, height=max(one.floor, min(one.height, _label_share(one, members)), one.height * factor)
        )
        for one in body
    ]


def _label_share(one: Band, members: Counter[int]) -> float:
    return one.group.height / members[id(one.group)] if one.group else 0.0
