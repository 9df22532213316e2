"""Bars in one colour from a common zero, each with its name before it and its value at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from forms.chart import share
from ui.theme import look, painting
from ui.theme.tokens import Role, Type
from ui.theme.typography import width
from ui.widgets.charts.chart import Chart, Number

ROW = 40
THICK = 16
NAME_MOST = 0.4  # of the chart's width


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """``words`` is the value as it is written; ``quiet`` bars gather the rest."""

    key: str
    name: str
    value: float
    words: str
    quiet: bool = False


class Bars(Chart):
    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._bars: tuple[Bar, ...] = ()

    def present(self, bars: Sequence[Bar], sentence: str) -> None:
        self._bars = tuple(bars)
        self.setFixedHeight(max(1, len(self._bars)) * look.row(ROW) + 8)
        self.tell(sentence)

    def numbers(self) -> Sequence[Number]:
        return [Number(key=one.key, said=f"{one.name} {one.words}") for one in self._bars]

    def sizeHint(self) -> QSize:
        return QSize(320, max(1, len(self._bars)) * look.row(ROW) + 8)

    def _name_width(self) -> float:
        longest = max((width(one.name, Type.META) for one in self._bars), default=0)
        return min(longest + 14.0, self.width() * NAME_MOST)

    def _row(self, at: int) -> QRectF:
        high = look.row(ROW)
        return QRectF(0, 4 + at * high, self.width(), high)

    def place(self, at: int) -> QRectF:
        return self._row(at).adjusted(0, 4, 0, -4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        highest = max((one.value for one in self._bars), default=0)
        left = 4 + self._name_width()
        end = max((width(one.words, Type.META, heavy=True) for one in self._bars), default=0) + 14
        room = self.width() - left - end
        for at, one in enumerate(self._bars):
            box = self._row(at)
            name = QRectF(4, box.top(), self._name_width() - 8, box.height())
            painting.line(painter, name, one.name, Type.META)
            long = max(2.0, room * share(one.value, highest)) if one.value else 0.0
            bar = QRectF(left, box.center().y() - THICK / 2, long, THICK)
            if long:
                role = Role.STRONG if one.quiet else Role.BRAND
                painting.box(painter, painting.snapped(painter, bar), 2, fill=role)
            words = QRectF(left + long + 8, box.top(), end, box.height())
            painting.line(painter, words, one.words, Type.META, heavy=True)
        if self._bars:
            painting.upright(painter, left - 1, 2, self.height() - 4, Role.STRONG)
        self.paint_ring(painter)
