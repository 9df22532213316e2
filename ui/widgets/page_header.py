"""The head of a page: its one title, a line beside it, its buttons at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme.tokens import Role, Type
from ui.widgets.hanging import hang
from ui.widgets.label import Label


class PageHeader(QWidget):
    """``beside`` is the quiet line after the title: a count, a date."""

    def __init__(
        self, title: str, *actions: QWidget, beside: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = Label(title, Type.TITLE)
        self.beside = Label(beside, Type.BODY, Role.TEXT2)
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
