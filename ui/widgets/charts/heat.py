"""The heat grid: a row per place, a cell per day, 补 and 漏 as glyphs, and how many were done at the row's end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from forms.chart import shown_labels
from ui.theme import look, painting
from ui.theme.tokens import Role, Type
from ui.theme.typography import width
from ui.widgets.charts.chart import Chart, Number

ROW, GAP = 27, 3
FOOT = 26
NAME_MOST = 0.24
CELL_MOST = 64.0  # eleven months fill the chart as thirty days do


class Cell(StrEnum):
    DONE = "done"  # in time
    LATE = "late"  # 补
    MISSED = "missed"  # 漏
    OPEN = "open"  # not over yet
    NONE = "none"  # nothing was due


WORDS = {
    Cell.DONE: "按时",
    Cell.LATE: "补录",
    Cell.MISSED: "漏做",
    Cell.OPEN: "未到",
}
GLYPHS = {Cell.LATE: "补", Cell.MISSED: "漏"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    key: str
    state: Cell
    said: str
    count: int = 1  # of what was missed, or late; written after the glyph when there is more


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """``end`` is written at its end, ``is_bad``: the end is worth a look."""

    name: str
    boxes: tuple[Box, ...]
    end: str
    is_bad: bool = False


def paint_cell(painter: QPainter, rect: QRectF, state: Cell, *, count: int = 1) -> None:
    """One cell; shape and glyph say the state as well as colour does."""
    sharp = painting.snapped(painter, rect)
    match state:
        case Cell.DONE:
            painting.box(painter, sharp, 3, fill=Role.OK_SOFT, edge=Role.OK if look.is_contrast() else None)
            middle = QRectF(rect.center().x() - 3, rect.center().y() - 3, 6, 6)
            painting.box(painter, middle, 3, fill=Role.OK)
        case Cell.LATE:
            painting.box(painter, sharp, 3, fill=Role.LATE_SOFT, edge=Role.LATE, width=1.5)
        case Cell.MISSED:
            painting.box(painter, sharp, 3, fill=Role.BAD)
        case Cell.OPEN:
            painting.box(painter, sharp, 3, edge=Role.STRONG, dashed=True)
        case Cell.NONE:
            dot = QRectF(rect.center().x() - 1, rect.center().y() - 1, 2, 2)
            painting.stroke(painter, dot, Role.STRONG)
    glyph = GLYPHS.get(state)
    if glyph is not None and rect.width() >= 14:
        glyph = f"{glyph}{count}" if count > 1 and rect.width() >= 30 else glyph
        role = Role.ON_BAD if state is Cell.MISSED else Role.LATE
        painting.line(
            painter, rect.adjusted(-4, 0, 4, 0), glyph, Type.BADGE, role, align=painting.CENTRE, heavy=True
        )


class Legend(QWidget):
    """The four states beside their words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(sum(26 + width(word, Type.NOTE) + 14 for word in WORDS.values()), 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        x = 2.0
        for state, word in WORDS.items():
            paint_cell(painter, QRectF(x, 4, 18, 16), state)
            box = QRectF(x + 24, 0, width(word, Type.NOTE) + 4, 24)
            painting.line(painter, box, word, Type.NOTE, Role.TEXT2)
            x += 26 + width(word, Type.NOTE) + 14


class HeatGrid(Chart):
    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._columns: tuple[str, ...] = ()
        self._rows: tuple[HeatRow, ...] = ()

    def present(self, columns: Sequence[str], rows: Sequence[HeatRow], sentence: str) -> None:
        """``columns`` name the cells of every row, under the grid."""
        self._columns, self._rows = tuple(columns), tuple(rows)
        self.setFixedHeight(self.sizeHint().height())
        self.tell(sentence)

    def sizeHint(self) -> QSize:
        return QSize(560, max(1, len(self._rows)) * ROW + FOOT + 4)

    def _boxes(self) -> Iterator[tuple[int, int, Box]]:
        for number, row in enumerate(self._rows):
            for at, box in enumerate(row.boxes):
                if box.state is not Cell.NONE:
                    yield number, at, box

    def numbers(self) -> Sequence[Number]:
        return [Number(key=box.key, said=box.said) for _, _, box in self._boxes()]

    def _left(self) -> float:
        longest = max((width(row.name, Type.META) for row in self._rows), default=0)
        return min(longest + 18.0, self.width() * NAME_MOST)

    def _end(self) -> float:
        return max((width(row.end, Type.META, heavy=True) for row in self._rows), default=0) + 16.0

    def _cell(self, row: int, at: int) -> QRectF:
        left = self._left() + 4
        wide = min(CELL_MOST, (self.width() - left - self._end() - 4) / max(1, len(self._columns)))
        return QRectF(left + at * wide, 3 + row * ROW, max(3.0, wide - GAP), ROW - GAP)

    def place(self, at: int) -> QRectF:
        row, column, _ = list(self._boxes())[at]
        return self._cell(row, column)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        for number, row in enumerate(self._rows):
            first = self._cell(number, 0)
            name = QRectF(0, first.top(), self._left() - 4, first.height())
            painting.line(painter, name, row.name, Type.META)
            for at, box in enumerate(row.boxes):
                paint_cell(painter, self._cell(number, at), box.state, count=box.count)
            last = self._cell(number, len(self._columns) - 1).right()
            end = QRectF(last + 8, first.top(), self._end() - 4, first.height())
            role = Role.BAD if row.is_bad else Role.TEXT
            painting.line(painter, end, row.end, Type.META, role, align=painting.RIGHT, heavy=True)
        self._paint_columns(painter)
        self.paint_ring(painter)

    def _paint_columns(self, painter: QPainter) -> None:
        if not self._rows:
            return
        cells = [self._cell(len(self._rows) - 1, at) for at in range(len(self._columns))]
        wide = [float(width(text, Type.NOTE)) for text in self._columns]
        named = [at for at, text in enumerate(self._columns) if text]
        centres = [cells[at].center().x() for at in named]
        for number in shown_labels(centres, [wide[at] for at in named]):
            at = named[number]
            box = QRectF(cells[at].center().x() - wide[at] / 2, cells[at].bottom() + 5, wide[at] + 1, 18)
            painting.line(painter, box, self._columns[at], Type.NOTE, Role.TEXT2)
