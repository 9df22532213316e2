"""What the window scrolls as a whole when the screen is smaller than the smallest page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

_MARGIN = 12


class Whole(QScrollArea):
    """Shows its content unscrolled while it fits; else both ways, and what has the keys is brought into sight."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(content)

    def follow(self, widget: QWidget) -> None:
        self.ensureWidgetVisible(widget, _MARGIN, _MARGIN)


class Columns(QHBoxLayout):
    """Of the content: it takes the height that the window has, whatever the lines of a banner would like."""

    def hasHeightForWidth(self) -> bool:
        return False
