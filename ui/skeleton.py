"""What the window shows first: its own shape, painted from four colours and nothing that has to be loaded."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import COLOURS, RAIL_WIDTH, TOP_BAR, Role, Scheme


class Skeleton(QWidget):
    """Rail, top bar and page as plain surfaces, in the chosen scheme; the system's is told by its palette.

    Signals:
        painted: it was drawn; whoever hears it queued finds it on the screen.
    """

    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scheme: Scheme | None = None

    def set_scheme(self, scheme: Scheme) -> None:
        self._scheme = scheme

    def paintEvent(self, _event: QPaintEvent) -> None:
        is_dark = self.palette().window().color().lightness() < 128
        colours = COLOURS[self._scheme or (Scheme.DARK if is_dark else Scheme.LIGHT)]
        painter = QPainter(self)
        wide, high = self.width(), self.height()
        painter.fillRect(0, 0, wide, high, QColor(colours[Role.BG]))
        painter.fillRect(0, 0, wide, TOP_BAR, QColor(colours[Role.SURFACE]))
        painter.fillRect(0, TOP_BAR - 1, wide, 1, QColor(colours[Role.BORDER]))
        painter.fillRect(0, 0, RAIL_WIDTH, high, QColor(colours[Role.RAIL]))
        painter.end()
        self.painted.emit()
