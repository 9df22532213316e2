"""What the window scrolls when the screen is smaller than the smallest page; the rail stays in sight beside it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from ui.widgets.rail import Rail

_MARGIN = 12


class Whole(QScrollArea):
    """Rail and page side by side, unscrolled while they fit.

    In a window that is narrower or lower than ``least`` (pixels, with the whole rail) the rail shows icons only; what
    still does not fit is scrolled both ways under it, and what has the keys is brought into sight.
    """

    def __init__(
        self, content: QWidget, rail: Rail, least: tuple[int, int], parent: QWidget | None = None
    ) -> None:
        """``content`` holds the rail, which this places, and beside it the page, which its layout does."""
        super().__init__(parent)
        self._view = QWidget()  # see ``Scroll``
        self.setViewport(self._view)
        self._content, self._rail, self._least = content, rail, least
        self._wide = rail.width()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        rail.raise_()
        self.setWidget(content)
        self.horizontalScrollBar().valueChanged.connect(self._place)
        self.verticalScrollBar().valueChanged.connect(self._place)
        self._fit()

    def follow(self, widget: QWidget) -> None:
        """What is larger than the room shows where it begins."""
        if widget is self._rail or not self._content.isAncestorOf(widget):
            return
        left, room = self._rail.width() + _MARGIN, self._view.size()
        wide = min(widget.width(), room.width() - left - _MARGIN)
        high = min(widget.height(), room.height() - 2 * _MARGIN)
        middle = widget.mapTo(self._content, QPoint(wide // 2, high // 2))
        self.ensureVisible(middle.x(), middle.y(), wide // 2 + left, high // 2 + _MARGIN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)
        self._place()

    def _fit(self) -> None:
        wide, high = self._least
        self._rail.set_narrow(is_narrow=self.width() < wide or self.height() < high)
        rail = self._rail.width()
        self._content.setContentsMargins(rail, 0, 0, 0)
        self._content.setMinimumSize(wide - self._wide + rail, high)
        self._place()

    def _place(self) -> None:
        """The rail lies at the left edge of what is seen, as high as that is."""
        x, y = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        self._rail.setGeometry(x, y, self._rail.width(), self._view.height())


class Columns(QHBoxLayout):
    """Of the content: it takes the height that the window has, whatever the lines of a banner would like."""

    def hasHeightForWidth(self) -> bool:
        return False
