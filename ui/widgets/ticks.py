"""One tick per item: green answered, taller red abnormal, grey open; over 25 items, one bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.accessibility.part import Heard
from ui.theme import look, painting
from ui.theme.tokens import Role

GAP = 4
TICK = 24
MOST = 25
ROLES = {"open": Role.BORDER, "good": Role.OK, "bad": Role.BAD, "neutral": Role.NA}


def draw_ticks(painter: QPainter, rect: QRectF, ticks: Sequence[str]) -> None:
    """Paint ticks (open, good, bad, neutral) into a rectangle 9 px high."""
    if not ticks:
        return
    if len(ticks) > MOST:
        _bar(painter, rect, ticks)
        return
    wide = min(TICK, (rect.width() + GAP) / len(ticks) - GAP)
    middle = rect.center().y()
    for index, tick in enumerate(ticks):
        high = 9 if tick == "bad" else 5
        one = QRectF(rect.left() + index * (wide + GAP), middle - high / 2, wide, high)
        if tick == "open" and look.is_contrast():
            painting.box(painter, one, 2, edge=Role.BORDER)
        else:
            painting.box(painter, one, 2, fill=ROLES[tick])


def _bar(painter: QPainter, rect: QRectF, ticks: Sequence[str]) -> None:
    middle = rect.center().y()
    whole = QRectF(rect.left(), middle - 4, rect.width(), 8)
    painting.box(painter, whole, 4, fill=None if look.is_contrast() else Role.BORDER, edge=Role.BORDER)
    x = whole.left()
    for tick in ("good", "neutral", "bad"):
        wide = whole.width() * sum(1 for one in ticks if one == tick) / len(ticks)
        if wide:
            painting.box(
                painter, QRectF(x, whole.top(), max(wide, 4), 8), 4 if wide > 8 else 2, fill=ROLES[tick]
            )
            x += wide


class Ticks(QWidget):
    heard_as = Heard.MARK

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ticks: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_ticks(self, ticks: Sequence[str]) -> None:
        self._ticks = tuple(ticks)
        done = sum(1 for tick in ticks if tick != "open")
        bad = sum(1 for tick in ticks if tick == "bad")
        self.setAccessibleName(f"已答 {done} 共 {len(ticks)}" + (f"，异常 {bad}" if bad else ""))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        draw_ticks(painter, QRectF(self.rect()), self._ticks)
