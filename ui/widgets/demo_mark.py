"""The mark in the top bar of a hospital to play with; pressing it says how to leave and to remove it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme import painting
from ui.theme.states import State, Tone
from ui.theme.tokens import RADIUS_PILL, RING_ROOM
from ui.widgets.pill import HEIGHT, draw_pill, pill_width

STATE = State("演示，不作记录", "history", Tone.LATE)


class DemoMark(QAbstractButton):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("演示医院，不作记录。按下可以离开或移走")
        self.setToolTip("离开或移走演示医院")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(pill_width(STATE) + 2 * RING_ROOM, HEIGHT + 2 * RING_ROOM)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        draw_pill(painter, QPointF(RING_ROOM, RING_ROOM), STATE)
        if self.hasFocus():
            painting.ring(painter, QRectF(self.rect()), RADIUS_PILL + 4)
