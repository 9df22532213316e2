"""A running statutory clock: a ring that empties, the time left in its middle."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import look, painting
from ui.theme.look import colour
from ui.theme.tokens import Role, Type

SIZE = 80


class ClockRing(QWidget):
    """``share`` is the part that is left, 0 to 1; ``words`` stand in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share, self._words, self._role = 0.0, "", Role.BAD
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def present(self, share: float, words: str, role: Role = Role.BAD) -> None:
        self._share, self._words, self._role = max(0.0, min(1.0, share)), words, role
        self.setAccessibleName(f"还剩 {words}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(SIZE, SIZE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        ring = QRectF(5, 5, SIZE - 10, SIZE - 10)
        if look.is_contrast():
            painting.box(painter, ring.adjusted(-3, -3, 3, 3), SIZE, edge=Role.BORDER)
        else:
            painter.setPen(QPen(colour(Role.NA_SOFT), 7))
            painter.drawEllipse(ring)
        painter.setPen(QPen(colour(self._role), 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawArc(ring, 90 * 16, -round(360 * 16 * self._share))
        painting.line(
            painter, QRectF(0, 0, SIZE, SIZE), self._words, Type.SECTION, align=painting.CENTRE, heavy=True
        )
