"""Lines over periods from zero, told apart by dash and by a word at their end; a target is a dotted line with its word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from forms.chart import scale, share, shown_labels, spread
from ui.theme import painting
from ui.theme.look import colour
from ui.theme.tokens import Role, Type
from ui.theme.typography import width
from ui.widgets.charts.chart import Chart, Number

TOP, BOTTOM = 12, 28
DOT = 4.0
LABEL = 20.0  # a word at a line's end needs so much height


class Dash(StrEnum):
    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"


_PENS = {Dash.SOLID: [], Dash.DASHED: [6.0, 3.0], Dash.DOTTED: [1.2, 2.4]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One point of a line; None leaves a gap. ``is_bad`` is drawn as a filled square: seen without colour."""

    key: str
    value: float | None
    words: str
    is_bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    name: str
    role: Role
    dash: Dash
    spots: tuple[Spot, ...]

    @property
    def last(self) -> Spot | None:
        return next((one for one in reversed(self.spots) if one.value is not None), None)


class Lines(Chart):
    def __init__(
        self, name: str, *, high: int = 186, scale_at_left: bool = True, parent: QWidget | None = None
    ) -> None:
        """``scale_at_left``: the values of the scale are written; a small chart writes those of its points alone."""
        super().__init__(name, parent)
        self._labels: tuple[str, ...] = ()
        self._lines: tuple[Line, ...] = ()
        self._target: tuple[float, str] | None = None
        self._scaled = scale_at_left
        self.setFixedHeight(high)
        self.setMinimumWidth(220)

    def present(
        self,
        labels: Sequence[str],
        lines: Sequence[Line],
        sentence: str,
        *,
        target: tuple[float, str] | None = None,
    ) -> None:
        """``labels`` name the periods; every line has a spot for each. ``target`` is (value, word)."""
        self._labels, self._lines, self._target = tuple(labels), tuple(lines), target
        self.tell(sentence)

    def sizeHint(self) -> QSize:
        return QSize(420, self.height())

    def numbers(self) -> Sequence[Number]:
        return [
            Number(key=spot.key, said=f"{self._labels[at]} {line.name} {spot.words}".replace("  ", " "))
            for line, at, spot in self._spots()
        ]

    def _spots(self) -> Iterator[tuple[Line, int, Spot]]:
        for line in self._lines:
            for at, spot in enumerate(line.spots):
                if spot.value is not None:
                    yield line, at, spot

    # where things are -------------------------------------------------------

    def _scale(self) -> tuple[float, ...]:
        values = [spot.value for _, _, spot in self._spots() if spot.value is not None]
        if self._target is not None:
            values.append(self._target[0])
        highest = max(values, default=0)
        return scale(highest, whole=all(one == int(one) for one in values))

    def _area(self) -> QRectF:
        """Where the lines run; the words at their ends stand right of it."""
        left = 10.0
        if self._scaled:
            left += max(width(f"{one:g}", Type.NOTE) for one in self._scale()) + 10
        ends = [width(self._end(line), Type.META, heavy=True) for line in self._lines if line.last]
        right = max(ends, default=0) + 16 if self._named else 16
        return QRectF(left, TOP, max(40.0, self.width() - left - right), self.height() - TOP - BOTTOM)

    @property
    def _named(self) -> bool:
        return any(line.name for line in self._lines)

    def _end(self, line: Line) -> str:
        return f"{line.name} {line.last.words}".strip() if line.last else line.name

    def _x(self, at: int, area: QRectF) -> float:
        count = len(self._labels)
        if count == 1:
            return area.center().x()
        return area.left() + DOT + (area.width() - 2 * DOT) * at / (count - 1)

    def _at_spot(self, at: int, value: float, area: QRectF, highest: float) -> QPointF:
        return QPointF(self._x(at, area), area.bottom() - area.height() * share(value, highest))

    def place(self, at: int) -> QRectF:
        _, number, spot = list(self._spots())[at]
        found = self._at_spot(number, spot.value or 0, self._area(), self._scale()[-1])
        return QRectF(found.x() - DOT - 1, found.y() - DOT - 1, 2 * DOT + 2, 2 * DOT + 2)

    # painting -----------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        if not any(True for _ in self._spots()):
            area = QRectF(self.rect())
            painting.line(painter, area, "还没有数，画不出趋势", Type.META, Role.TEXT3, align=painting.CENTRE)
            return
        area, values = self._area(), self._scale()
        self._paint_scale(painter, area, values)
        self._paint_labels(painter, area)
        if self._target is not None:
            self._paint_target(painter, area, values[-1])
        for line in self._lines:
            self._paint_line(painter, line, area, values[-1])
        self._paint_ends(painter, area, values[-1])
        self.paint_ring(painter)

    def _paint_scale(self, painter: QPainter, area: QRectF, values: tuple[float, ...]) -> None:
        for value in values:
            y = area.bottom() - area.height() * share(value, values[-1])
            if self._scaled or value == 0:
                role = Role.STRONG if value == 0 else Role.BORDER
                painting.hairline(painter, area.left(), area.right(), y, role)
            if self._scaled:
                words = QRectF(0, y - 9, area.left() - 8, 18)
                painting.line(painter, words, f"{value:g}", Type.NOTE, Role.TEXT2, align=painting.RIGHT)

    def _paint_labels(self, painter: QPainter, area: QRectF) -> None:
        wide = [float(width(text, Type.NOTE)) for text in self._labels]
        centres = [self._x(at, area) for at in range(len(self._labels))]
        for at in shown_labels(centres, wide):
            left = max(0.0, min(self.width() - wide[at] - 1, centres[at] - wide[at] / 2))
            box = QRectF(left, area.bottom() + 6, wide[at] + 1, 18)
            painting.line(painter, box, self._labels[at], Type.NOTE, Role.TEXT2)

    def _paint_target(self, painter: QPainter, area: QRectF, highest: float) -> None:
        assert self._target is not None
        value, word = self._target
        y = area.bottom() - area.height() * share(value, highest)
        pen = QPen(colour(Role.TEXT2), 1.5)
        pen.setDashPattern([2.0, 2.0])
        painter.setPen(pen)
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        below = y < TOP + 20
        box = QRectF(area.left(), y + 2 if below else y - 19, width(word, Type.NOTE) + 4, 18)
        painter.fillRect(box, colour(Role.SURFACE))
        painting.line(painter, box, word, Type.NOTE, Role.TEXT2)

    def _paint_line(self, painter: QPainter, line: Line, area: QRectF, highest: float) -> None:
        pen = QPen(colour(line.role), 2.2)
        if _PENS[line.dash]:
            pen.setDashPattern(_PENS[line.dash])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        run: list[QPointF] = []
        for at, spot in enumerate([*line.spots, Spot(key="", value=None, words="")]):
            if spot.value is not None:
                run.append(self._at_spot(at, spot.value, area, highest))
                continue
            if len(run) > 1:
                painter.setPen(pen)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPolyline(QPolygonF(run))
            run = []
        for at, spot in enumerate(line.spots):
            if spot.value is not None and (spot.is_bad or spot is line.last or not self._scaled):
                self._paint_spot(painter, self._at_spot(at, spot.value, area, highest), spot, line)

    def _paint_spot(self, painter: QPainter, at: QPointF, spot: Spot, line: Line) -> None:
        dot = QRectF(at.x() - DOT, at.y() - DOT, 2 * DOT, 2 * DOT)
        if spot.is_bad:
            painter.fillRect(painting.snapped(painter, dot), colour(Role.BAD))
            return
        painter.setBrush(colour(Role.SURFACE))
        painter.setPen(QPen(colour(line.role), 2))
        painter.drawEllipse(dot)

    def _paint_ends(self, painter: QPainter, area: QRectF, highest: float) -> None:
        """The name and last value of each line beside its end; of a line without a name the value above its end."""
        ending = [line for line in self._lines if line.last is not None]
        if not self._named:
            for line in ending:
                self._paint_value(painter, line, area, highest)
            return
        heights = [
            area.bottom() - area.height() * share(line.last.value or 0, highest)
            for line in ending
            if line.last
        ]
        places = spread(heights, gap=LABEL, least=area.top(), most=area.bottom())
        for line, y in zip(ending, places, strict=True):
            text = self._end(line)
            box = QRectF(area.right() + 10, y - 10, width(text, Type.META, heavy=True) + 2, 20)
            painting.line(painter, box, text, Type.META, line.role, heavy=True)

    def _paint_value(self, painter: QPainter, line: Line, area: QRectF, highest: float) -> None:
        spot = line.last
        if spot is None or spot.value is None:
            return
        number = max(at for at, one in enumerate(line.spots) if one.value is not None)
        at = self._at_spot(number, spot.value, area, highest)
        wide = width(spot.words, Type.META, heavy=True) + 2
        left = max(2.0, min(self.width() - 2.0 - wide, at.x() - wide / 2))
        top = at.y() - 26 if at.y() > TOP + 18 else at.y() + 8
        role = Role.BAD if spot.is_bad else Role.TEXT
        painting.line(painter, QRectF(left, top, wide, 18), spot.words, Type.META, role, heavy=True)
