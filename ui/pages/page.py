"""What every page is: a body, the bar of keys at its foot, and the widget that takes the focus first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.actions import key_bar
from ui.theme.tokens import NARROW, PAGE_EDGE, PAGE_EDGE_NARROW
from ui.widgets.key_bar import KeyBar

WIDEST = 1480  # content is not wider; the rest of a wide screen stays free


class Page(QWidget):
    """Pages are dumb: values in by ``present``, meanings out by signals. They know no store and no other page."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.key_bar = KeyBar(key_bar(name))
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self._outer = QVBoxLayout(self)
        self._outer.setSpacing(0)
        self._outer.addLayout(self.body, 1)
        self._outer.addWidget(self.key_bar)
        self._fit()

    def hasHeightForWidth(self) -> bool:
        """A page takes the height that the window has, whatever its lines would like: lists within it scroll."""
        return False

    def first_focus(self) -> QWidget:
        """Where the keys go when the page is opened."""
        return self

    def take_focus(self) -> None:
        """Give the keys to the first widget, if the page had to hold them while it was empty."""
        if self.isVisible() and QApplication.focusWidget() in (None, self):
            focus(self.first_focus())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """When the widget that has the keys is hidden they stay on the page, instead of leaving for the rail."""
        holder = QApplication.focusWidget()
        if holder is not None and self.isAncestorOf(holder) and not holder.isVisible():
            focus(self)
            return True
        return super().focusNextPrevChild(forward)

    @property
    def is_narrow(self) -> bool:
        return self.window().width() < NARROW

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        edge = PAGE_EDGE_NARROW if self.is_narrow else PAGE_EDGE
        side = max(edge, (self.width() - WIDEST) // 2)
        self._outer.setContentsMargins(side, 14, side, 0)
        self.body.setContentsMargins(0, 0, 0, 8)


def focus(widget: QWidget) -> None:
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
