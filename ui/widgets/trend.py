"""A small chart of an indicator over its periods: line and points, and the target as a dashed line with its word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import painting
from ui.theme.look import colour
from ui.theme.tokens import Role, Type
from ui.theme.typography import width

HEIGHT = 150
TOP, BOTTOM = 22, 26
SIDE = 16
DOT = 4.0
ROOM = 0.12  # of the span kept free above and below


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """``value`` places the point, ``words`` is said and written; None leaves a gap in the line."""

    label: str
    value: float | None
    words: str
    is_bad: bool = False  # drawn as a filled square: seen without colour


class Trend(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: tuple[TrendPoint, ...] = ()
        self._target: float | None = None
        self._target_word = ""
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(220)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._say()

    def present(self, points: Sequence[TrendPoint], target: float | None, target_word: str) -> None:
        self._points, self._target, self._target_word = tuple(points), target, target_word
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    def _say(self) -> None:
        told = "，".join(f"{one.label} {one.words}" for one in self._points if one.value is not None)
        aim = f"，{self._target_word}" if self._target_word else ""
        self.setAccessibleName(f"趋势：{told}{aim}" if told else "趋势：还没有数")

    def _scale(self) -> tuple[float, float]:
        values = [one.value for one in self._points if one.value is not None]
        if self._target is not None:
            values.append(self._target)
        low, high = min(values), max(values)
        if low == high:
            low, high = low - 1, high + 1
        return low - (high - low) * ROOM, high + (high - low) * ROOM

    def _at(self, number: int, value: float, scale: tuple[float, float]) -> QPointF:
        wide = self.width() - 2 * SIDE
        x = SIDE + wide * (number + 0.5) / max(len(self._points), 1)
        part = (value - scale[0]) / (scale[1] - scale[0])
        return QPointF(x, self.height() - BOTTOM - part * (self.height() - TOP - BOTTOM))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        if not any(one.value is not None for one in self._points):
            area = QRectF(self.rect())
            painting.line(painter, area, "还没有数，画不出趋势", Type.META, Role.TEXT3, align=painting.CENTRE)
            return
        scale = self._scale()
        painting.hairline(painter, SIDE, self.width() - SIDE, self.height() - BOTTOM, Role.BORDER)
        self._paint_target(painter, scale)
        self._paint_line(painter, scale)
        self._paint_points(painter, scale)
        self._paint_labels(painter)

    def _paint_target(self, painter: QPainter, scale: tuple[float, float]) -> None:
        if self._target is None:
            return
        y = self._at(0, self._target, scale).y()
        painter.setPen(QPen(colour(Role.STRONG), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(SIDE, y), QPointF(self.width() - SIDE, y))
        word = QRectF(SIDE, y - 19, width(self._target_word, Type.NOTE) + 4, 18)
        painting.line(painter, word, self._target_word, Type.NOTE, Role.TEXT2)

    def _paint_line(self, painter: QPainter, scale: tuple[float, float]) -> None:
        painter.setPen(QPen(colour(Role.BRAND), 2))
        run: list[QPointF] = []
        for number, one in enumerate([*self._points, TrendPoint(label="", value=None, words="")]):
            if one.value is not None:
                run.append(self._at(number, one.value, scale))
                continue
            if len(run) > 1:
                painter.drawPolyline(QPolygonF(run))
            run = []

    def _paint_points(self, painter: QPainter, scale: tuple[float, float]) -> None:
        last = max(at for at, one in enumerate(self._points) if one.value is not None)
        for number, one in enumerate(self._points):
            if one.value is None:
                continue
            at = self._at(number, one.value, scale)
            dot = QRectF(at.x() - DOT, at.y() - DOT, 2 * DOT, 2 * DOT)
            if one.is_bad:
                painter.fillRect(dot, colour(Role.BAD))
            else:
                painter.setBrush(colour(Role.SURFACE))
                painter.setPen(QPen(colour(Role.BRAND), 2))
                painter.drawEllipse(dot)
            if number == last:
                self._paint_value(painter, at, one)

    def _paint_value(self, painter: QPainter, at: QPointF, one: TrendPoint) -> None:
        wide = width(one.words, Type.META, heavy=True) + 2
        left = max(2.0, min(self.width() - 2.0 - wide, at.x() - wide / 2))
        top = at.y() - 26 if at.y() > TOP + 14 else at.y() + 8
        role = Role.BAD if one.is_bad else Role.TEXT
        painting.line(painter, QRectF(left, top, wide, 18), one.words, Type.META, role, heavy=True)

    def _paint_labels(self, painter: QPainter) -> None:
        """As many labels as stand apart, the last one always."""
        free = float("inf")
        for number in range(len(self._points) - 1, -1, -1):
            text = self._points[number].label
            wide = width(text, Type.NOTE)
            centre = SIDE + (self.width() - 2 * SIDE) * (number + 0.5) / len(self._points)
            left = max(0.0, min(self.width() - wide, centre - wide / 2))
            if left + wide + 8 <= free:
                label = QRectF(left, self.height() - BOTTOM + 4, wide + 1, 18)
                painting.line(painter, label, text, Type.NOTE, Role.TEXT2)
                free = left
