"""What stands on a poster: numbered lists, tables and boxed texts, set in the largest type that fits the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from forms.definition import Field, FieldType, Section
from forms.json_value import rows_of
from forms.printing.job import PrintJob
from forms.printing.paper import MM
from forms.printing.styles import Styles
from forms.printing.text import Align, Style, wrap
from forms.printing.values import value_text
from forms.printing.writer import draw_line

SIZES: Final = (26.0, 24.0, 22.0, 20.0, 18.0, 16.5, 15.0, 13.5, 12.0, 11.0)  # points, the largest that fits
_LEADING: Final = 1.42  # of the size
_AIR: Final = 0.5  # of the size, above and below the text of a row
_PAD: Final = 2.2 * MM
_LEAST_CHARS: Final = 4  # that a column holds on a line
_MOST_CHARS: Final = 26  # beyond which a column asks for no more room
_LEVELS: Final = {
    "red": (HexColor("#c0142b"), HexColor("#ffffff")),
    "orange": (HexColor("#ee7a10"), HexColor("#111111")),
    "yellow": (HexColor("#f8d800"), HexColor("#111111")),
    "blue": (HexColor("#1f6fc0"), HexColor("#ffffff")),
}
"""Colours of the four levels of risk, by the code of the choice: fill and ink."""
_BLACK: Final = HexColor("#111111")


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    fill: Color
    ink: Color  # of text on the fill
    tint: Color


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Something at least so high; ``draw`` takes the canvas, the left edge, the top and the height it is given."""

    height: float
    draw: Callable[[Canvas, float, float, float], None]
    grows: bool = True  # looks well with more air


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    text: str
    level: str = ""  # code of a choice that has a colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field: rows of cells under heads, or a single text. ``title`` is empty where it goes without saying."""

    title: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    text: str = ""
    is_numbered: bool = False


def parts_of(section: Section, job: PrintJob) -> tuple[Part, ...]:
    """The filled fields of a section; columns that nobody has filled are left out."""
    fields = [field for field in section.fields if job.standing.get(field.name) not in (None, "", [])]
    return tuple(_part(field, job, is_alone=len(section.fields) == 1) for field in fields)


def _part(field: Field, job: PrintJob, *, is_alone: bool) -> Part:
    value = job.standing.get(field.name)
    title = "" if is_alone else field.label
    if field.type is not FieldType.ROWS:
        return Part(title=field.label, text=value_text(field, value, job.names))
    rows = rows_of(value)
    columns = [column for column in field.fields if any(row.get(column.name) for row in rows)]
    return Part(
        title=title,
        heads=tuple(column.label for column in columns),
        rows=tuple(
            tuple(
                Cell(
                    text=value_text(column, row.get(column.name), job.names),
                    level=str(row.get(column.name)) if column.type is FieldType.ONE_OF else "",
                )
                for column in columns
            )
            for row in rows
        ),
        is_numbered=not field.unique,  # what must not repeat is a set; all else an order of things
    )


def fitting(
    parts: Sequence[Part], theme: Theme, styles: Styles, *, width: float, height: float
) -> list[tuple[Box, ...]]:
    """The boxes of one page in the largest type that fits; of several pages where even the smallest does not."""
    for size in SIZES:
        setter = _Setter(theme, styles, width, size)
        boxes = setter.boxes(parts) if setter.has_room(parts) else None
        if boxes is not None and sum(box.height for box in boxes) <= height:
            return [tuple(boxes)]
    return _pages(_Setter(theme, styles, width, SIZES[-1]).boxes(parts), height)


def _pages(boxes: Sequence[Box], height: float) -> list[tuple[Box, ...]]:
    pages: list[list[Box]] = [[]]
    room = height
    for box in boxes:
        if pages[-1] and box.height > room:
            pages.append([])
            room = height
        pages[-1].append(box)
        room -= box.height
    return [tuple(page) for page in pages]


class _Setter:
    """Sets parts in one size of type."""

    def __init__(self, theme: Theme, styles: Styles, width: float, size: float) -> None:
        self.theme = theme
        self.width = width
        self.size = size
        self.leading = size * _LEADING
        self.strong = Style(face=styles.title.face, size=size, leading=self.leading)
        self.plain = Style(face=styles.body.face, size=size, leading=self.leading)
        self.small = Style(face=styles.title.face, size=max(size * 0.72, 9.5), leading=self.leading)

    def has_room(self, parts: Sequence[Part]) -> bool:
        """Whether every column holds a few characters on a line."""
        return all(sum(self._least(part)) <= self.width - self._number(part) for part in parts if part.heads)

    def boxes(self, parts: Sequence[Part]) -> list[Box]:
        made: list[Box] = []
        for part in parts:
            made += self._rows(part) if part.heads else [self._text(part)]
        return made

    # -- a text in a frame with its title on the edge

    def _text(self, part: Part) -> Box:
        inner = self.width - 4 * _PAD
        lines = [line for text in part.text.split("\n") for line in wrap(text, self.strong, inner)]
        title = self._title_height()
        height = title + len(lines) * self.leading + self.size * _AIR * 2

        def draw(canvas: Canvas, left: float, top: float, height: float) -> None:
            canvas.setFillColor(self.theme.tint)
            canvas.setStrokeColor(self.theme.fill)
            canvas.setLineWidth(1.6)
            canvas.roundRect(left, top - height + 2, self.width, height - 8, 6, stroke=1, fill=1)
            self._title(canvas, part.title, left, top - 4)
            free = height - title - len(lines) * self.leading
            start = top - title - free / 2
            canvas.setFillColor(_BLACK)
            self._lines(canvas, lines, self.strong, left + 2 * _PAD, left + self.width - _PAD, start)

        return Box(height=height, draw=draw)

    def _title(self, canvas: Canvas, title: str, left: float, top: float) -> None:
        style = self.small
        wide = style.face.width(title, style.size) + 3 * _PAD
        high = style.size * 1.7
        canvas.setFillColor(self.theme.fill)
        canvas.roundRect(left, top - 2 - high, wide, high, 4, stroke=0, fill=1)
        canvas.setFillColor(self.theme.ink)
        centred = replace(style, align=Align.CENTRE)
        draw_line(
            canvas,
            title,
            centred,
            left=left,
            right=left + wide,
            baseline=top - 2 - high / 2 - style.size * 0.36,
        )

    def _title_height(self) -> float:
        return self.small.size * 1.7

    # -- rows

    def _rows(self, part: Part) -> list[Box]:
        widths = self._widths(part)
        made = [self._title_box(part.title)] if part.title else []
        if len(part.heads) > 1:
            heads = tuple(Cell(text=head) for head in part.heads)
            made.append(self._row(part, heads, widths, number=0))
        made += [self._row(part, cells, widths, number=index) for index, cells in enumerate(part.rows, 1)]
        return made

    def _title_box(self, title: str) -> Box:
        def draw(canvas: Canvas, left: float, top: float, _height: float) -> None:
            self._title(canvas, title, left, top - 4)

        return Box(height=self._title_height() + 10, draw=draw, grows=False)

    def _row(self, part: Part, cells: tuple[Cell, ...], widths: Sequence[float], *, number: int) -> Box:
        """Number 0 is the head of the table."""
        is_head = number == 0
        styles = [
            self.small if is_head else self.plain if index and part.is_numbered else self.strong
            for index in range(len(cells))
        ]
        texts = [
            wrap(cell.text, style, width - 2 * _PAD) if cell.text else ()
            for cell, style, width in zip(cells, styles, widths, strict=True)
        ]
        tallest = max((len(lines) for lines in texts), default=1)
        height = max(tallest, 1) * (self.small.size * 1.3 if is_head else self.leading) + self.size * _AIR * 2
        start = self._number(part)

        def draw(canvas: Canvas, left: float, top: float, height: float) -> None:
            self._ground(canvas, left, top, height, is_head=is_head)
            if part.is_numbered and not is_head:
                self._disc(canvas, str(number), left + start / 2, top - height / 2)
            x = left + start
            for cell, style, width, lines in zip(cells, styles, widths, texts, strict=True):
                fill, ink = _LEVELS.get(cell.level, (None, self.theme.ink if is_head else _BLACK))
                if fill is not None:
                    canvas.setFillColor(fill)
                    canvas.roundRect(x + 2, top - height + 4, width - 4, height - 8, 4, stroke=0, fill=1)
                leading = self.small.size * 1.3 if is_head else self.leading
                y = top - (height - len(lines) * leading) / 2
                shown = replace(
                    style, leading=leading, align=Align.CENTRE if fill is not None else Align.LEFT
                )
                canvas.setFillColor(ink)
                self._lines(canvas, lines, shown, x + _PAD, x + width - _PAD, y)
                x += width

        return Box(height=height, draw=draw, grows=not is_head)

    def _ground(self, canvas: Canvas, left: float, top: float, height: float, *, is_head: bool) -> None:
        if is_head:
            canvas.setFillColor(self.theme.fill)
            canvas.rect(left, top - height, self.width, height, stroke=0, fill=1)
            return
        canvas.setStrokeColor(self.theme.fill)
        canvas.setLineWidth(0.8)
        canvas.line(left, top - height, left + self.width, top - height)

    def _disc(self, canvas: Canvas, text: str, x: float, y: float) -> None:
        radius = self.size * 0.78
        canvas.setFillColor(self.theme.fill)
        canvas.circle(x, y, radius, stroke=0, fill=1)
        canvas.setFillColor(self.theme.ink)
        style = replace(self.strong, size=self.size * 0.82, align=Align.CENTRE)
        draw_line(canvas, text, style, left=x - radius, right=x + radius, baseline=y - style.size * 0.36)

    def _number(self, part: Part) -> float:
        return self.size * 2.1 if part.is_numbered else 0.0

    def _least(self, part: Part) -> list[float]:
        """The narrowest that each column may be: its head and a few characters on one line."""
        found = []
        for index, head in enumerate(part.heads):
            longest = max((len(row[index].text) for row in part.rows), default=0)
            chars = min(max(longest, 1), _LEAST_CHARS)
            wide = max(chars * self.size, self.small.face.width(head, self.small.size))
            found.append(wide + 2 * _PAD)
        return found

    def _widths(self, part: Part) -> list[float]:
        """What is left after the least goes to the columns that have the most to say."""
        least = self._least(part)
        room = self.width - self._number(part)
        asks = [
            min(max((len(row[index].text) for row in part.rows), default=1), _MOST_CHARS)
            for index in range(len(part.heads))
        ]
        spare = max(room - sum(least), 0.0)
        return [wide + spare * ask / max(sum(asks), 1) for wide, ask in zip(least, asks, strict=True)]

    def _lines(
        self, canvas: Canvas, lines: Sequence[str], style: Style, left: float, right: float, top: float
    ) -> None:
        for number, line in enumerate(lines):
            middle = top - (number + 0.5) * style.leading
            draw_line(canvas, line, style, left=left, right=right, baseline=middle - style.size * 0.36)
