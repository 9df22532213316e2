"""A key as it stands on the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import painting
from ui.theme.tokens import RADIUS_PILL, Role, Type
from ui.theme.typography import width

HEIGHT = 22


def keycap_width(key: str) -> int:
    return max(HEIGHT, width(key, Type.NOTE, medium=True) + 14)


def draw_keycap(painter: QPainter, rect: QRectF, key: str, role: Role = Role.TEXT2) -> None:
    """Paint a key cap filling the rectangle, in the colour of what stands around it."""
    painting.box(painter, rect, RADIUS_PILL, edge=Role.STRONG if role is Role.TEXT2 else role)
    painting.line(painter, rect, key, Type.NOTE, role, align=painting.CENTRE, medium=True)


class KeyCap(QWidget):
    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setAccessibleName(key)
        self.setFixedSize(self.sizeHint())
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(keycap_width(self._key), HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        draw_keycap(painter, QRectF(self.rect()), self._key)
