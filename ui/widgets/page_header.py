"""The head of a page: its one title, a line beside it, its buttons at the right."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import painting
from ui.theme.tokens import Role, Type
from ui.widgets.hanging import hang
from ui.widgets.label import Label

LEAST = 48  # pixels of the quiet line


class Beside(Label):
    """Ends in “…” where the buttons leave it no room; the tool tip then tells it whole."""

    @property
    def is_cut(self) -> bool:
        return self.width() < self.sizeHint().width()

    def minimumSizeHint(self) -> QSize:
        whole = super().minimumSizeHint()
        return QSize(min(LEAST, whole.width()), whole.height())

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text if self.is_cut else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(self.text() if self.is_cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.is_cut:
            painting.line(QPainter(self), QRectF(self.rect()), self.text(), Type.BODY, Role.TEXT2)
        else:
            super().paintEvent(event)


class PageHeader(QWidget):
    """``beside`` is the quiet line after the title: a count, a date."""

    def __init__(
        self, title: str, *actions: QWidget, beside: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = Label(title, Type.TITLE)
        self.beside = Beside(beside, Type.BODY, Role.TEXT2)
        self._line = line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.title)
        line.addSpacing(8)
        line.addWidget(self.beside, 1)
        for action in actions:
            line.addWidget(action)
        self.setFixedHeight(46)

    def hang(self, *, last: bool) -> int:
        """See ``Hanging``: the room of its last button."""
        return hang(self._line, last=last)

    def say(self, beside: str) -> None:
        self.beside.setText(beside)
