"""What the pages of a hazard and of an incident share: a head with what is next, the steps, the facts at the side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.page import Page
from ui.theme.states import State, Tone
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.banner import Banner
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, clear
from ui.widgets.hanging import HangingRow
from ui.widgets.label import Label
from ui.widgets.pill import Pill
from ui.widgets.scroll import Scroll
from ui.widgets.step_cards import StepCard, step_card
from ui.widgets.timeline import Moment, Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainModel:
    """A chain of steps in words, the newest first."""

    title: str
    line: str
    pills: tuple[State, ...]
    banner: tuple[Tone, str, str, str] | None
    steps: tuple[StepCard, ...]
    moments: tuple[Moment, ...]


class ChainPage(Page):
    """Signals:
    back_requested: to the list.
    step_requested(str): a step by its form id.
    record_requested(str): a record behind the chain.
    """

    back_requested = Signal()
    step_requested = Signal(str)
    record_requested = Signal(str)

    def __init__(self, name: str, source: str, parent: QWidget | None = None) -> None:
        """``source`` is the word for the record with which it began."""
        super().__init__(name, parent)
        self.back = Button("回去", Kind.LINK, icon="arrow-left")
        self.title = Label("", Type.FORM, wrap=True)
        self.line = Label("", Type.META, Role.TEXT2)
        self.source = Button(source, icon="files")
        self.next = Button("", Kind.PRIMARY, key="M", height=CONTROL_PRIMARY)
        self.keys = {"M": self.next}
        self._pills = QHBoxLayout()
        self._pills.setSpacing(6)
        words = QVBoxLayout()
        words.setSpacing(2)
        marks = QHBoxLayout()
        marks.setSpacing(8)
        marks.addLayout(self._pills)
        marks.addWidget(self.line, 1)
        words.addWidget(self.title)
        words.addLayout(marks)
        self._head = HangingRow()
        self._head.setSpacing(4)
        self._head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addLayout(words, 1)
        self.banner = Banner(Tone.WARN, "info", "", "")
        self.banner.hide()
        self._main = Scroll(margins=(0, 0, 6, 8), spacing=12)
        self._side = Scroll(margins=(0, 0, 0, 8), spacing=12)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self._main, 1)
        columns.addWidget(self._side)
        self.body.addLayout(self._head)
        self.body.addWidget(self.banner)
        self.body.addLayout(columns, 1)
        self.back.clicked.connect(self.back_requested)

    def first_focus(self) -> QWidget:
        return self.next if self.next.isVisible() else self.source

    def _add_buttons(self, *buttons: Button) -> None:
        """At the right end of the head."""
        for button in buttons:
            self._head.addWidget(button)

    def _present_head(self, model: ChainModel, *, next_word: str, hint: str) -> None:
        """``next_word`` is on the primary button, "" when nothing is left to do."""
        self.title.setText(model.title)
        self.line.setText(model.line)
        clear(self._pills)
        for state in model.pills:
            self._pills.addWidget(Pill(state))
        self.next.setVisible(bool(next_word))
        self.next.set_label(next_word)
        self.banner.setVisible(model.banner is not None)
        if model.banner is not None:
            tone, icon, fact, advice = model.banner
            self.banner.say(tone, icon, fact, advice)
        self.key_bar.say(hint, "info" if hint else "")

    def _present_main(self, model: ChainModel, above: Sequence[QWidget]) -> None:
        """The steps, and above them what the page has to say first."""
        clear(self._main.column)
        for widget in above:
            self._main.column.addWidget(widget)
        for step in model.steps:
            self._main.column.addWidget(self._step_card(step))
        self._main.column.addStretch(1)

    def _step_card(self, step: StepCard) -> Card:
        return step_card(step, self.record_requested.emit)

    def _present_side(self, model: ChainModel, facts: Sequence[Card]) -> None:
        """The facts, and below them what happened when."""
        clear(self._side.column)
        timeline = Timeline()
        timeline.present(model.moments)
        story = side_card("经过", spacing=8)
        story.column.addWidget(timeline)
        for card in (*facts, story):
            self._side.column.addWidget(card)
        self._side.column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(300 if self.is_narrow else 360)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
            return
        button = self.keys.get(event.text().upper())
        if button is not None and button.isVisible() and not event.modifiers():
            button.click()
            return
        super().keyPressEvent(event)


def side_card(title: str, surface: str = "card", *, spacing: int = 6) -> Card:
    """A card of the side column with its heading."""
    card = Card(surface, margins=(16, 12, 12, 12), spacing=spacing)
    card.column.addWidget(Label(title, Type.META, Role.TEXT2, heavy=True))
    return card
