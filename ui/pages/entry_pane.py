"""The pane beside a register: the card of one entry, what runs out when, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme.states import State
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button
from ui.widgets.card import Card, Rule, clear, row
from ui.widgets.label import Label
from ui.widgets.pill import Pill
from ui.widgets.scroll import Scroll
from ui.widgets.step_cards import pairs
from ui.widgets.timeline import Moment, Timeline

SIDE = 340


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPaneModel:
    """``expiries`` are (what runs out, its day, how it stands), the first to run out first."""

    key: str
    title: str
    line: str
    state: State
    expiries: tuple[tuple[str, str, State], ...]
    facts: tuple[tuple[str, str], ...]
    moments: tuple[Moment, ...]
    is_more: bool = False  # more happened than is shown


class EntryPane(Card):
    """Signals:
    open_requested: the card whole, with its versions.
    """

    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(18, 14, 16, 12), spacing=6, parent=parent)
        self.title = Label("", Type.SECTION, wrap=True)
        self._line = Label("", Type.META, Role.TEXT2, wrap=True)
        self._pills = QHBoxLayout()
        self._body = Scroll(margins=(0, 0, 6, 4), spacing=8)
        self._open = Button("看卡片和各版", icon="eye", key="Enter")
        self._open.clicked.connect(self.open_requested)
        self.column.addWidget(self.title)
        self.column.addLayout(self._pills)
        self.column.addWidget(self._line)
        self.column.addWidget(self._body, 1)
        self.column.addLayout(row(self._open, None))
        self.present(None)

    def present(self, model: EntryPaneModel | None) -> None:
        """None: nothing is chosen, or what is chosen has no card."""
        clear(self._pills)
        clear(self._body.column)
        self._open.setHidden(model is None)
        self.title.setText(model.title if model else "")
        self._line.setText(model.line if model else "")
        if model is None:
            return
        self._pills.addWidget(Pill(model.state))
        self._pills.addStretch(1)
        if model.expiries:
            self._section("到期")
            for what, day, state in model.expiries:
                line = row(Label(what, Type.META, Role.TEXT2), None, Label(day, Type.META), spacing=8)
                line.addWidget(Pill(state))
                self._body.column.addLayout(line)
        if model.facts:
            self._section("卡片")
            self._body.column.addLayout(pairs(model.facts))
        self._section("经过")
        timeline = Timeline()
        timeline.present(model.moments)
        self._body.column.addWidget(timeline)
        if model.is_more:
            self._body.column.addWidget(Label("更早的在“记录”里找", Type.NOTE, Role.TEXT2))
        self._body.column.addStretch(1)
        self._body.verticalScrollBar().setValue(0)

    def _section(self, title: str) -> None:
        self._body.column.addWidget(Rule())
        self._body.column.addWidget(Label(title, Type.META, Role.TEXT2, heavy=True))
