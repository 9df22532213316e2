"""The banner: what happened, what is safe and what to do, and one button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme.states import Tone
from ui.theme.tokens import Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, column
from ui.widgets.label import Label
from ui.widgets.pill import Mark


class Banner(Card):
    """One a page; a second one waits for the first to go.

    Signals:
        acted: the button was pressed.
    """

    acted = Signal()

    def __init__(
        self, tone: Tone, icon: str, fact: str, advice: str, action: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(str(tone), margins=(16, 10, 12, 10), parent=parent)
        self._mark = Mark(icon, 20, tone.icon)
        self._fact = Label(fact, Type.BODY, heavy=True, wrap=True)
        self._advice = Label(advice, Type.META, wrap=True)
        self._button = Button(action, Kind.PLAIN)
        line = QHBoxLayout()
        line.setSpacing(14)
        line.addWidget(self._mark)
        line.addLayout(column(self._fact, self._advice, spacing=1), 1)
        line.addWidget(self._button)
        self.column.addLayout(line)
        self._button.setVisible(bool(action))
        self._button.clicked.connect(self.acted)
        self.setAccessibleName(f"{fact}。{advice}")

    def say(self, tone: Tone, icon: str, fact: str, advice: str, action: str = "") -> None:
        """Put other words into the same banner."""
        self.set_surface(str(tone))
        self._mark.set_icon(icon, tone.icon)
        self._fact.setText(fact)
        self._advice.setText(advice)
        self._button.set_label(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName(f"{fact}。{advice}")
