"""One incident: its clocks, what is next, its steps, who was told, and what the reporter was answered."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.chain import ChainModel, ChainPage, side_card
from ui.theme.states import State
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, Rule
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.menu import offer
from ui.widgets.pill import Pill
from ui.widgets.step_cards import pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """One clock: what has to be done, by when, from which rule."""

    text: str
    state: State
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLine:
    """One thing to do: the form that does it, the word on its button, why."""

    form_id: str
    word: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentModel(ChainModel):
    """The incident in words."""

    key: str
    clocks: tuple[ClockLine, ...]
    next: tuple[NextLine, ...]
    facts: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...]
    feedback: tuple[str, ...]
    supplements: tuple[tuple[str, str], ...] = ()  # (form id, word): every one that may be added
    others: tuple[tuple[str, str], ...] = ()


class IncidentPage(ChainPage):
    """Signals:
    report_requested: the report itself.
    """

    report_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("incident", "看报告", parent)
        self._model: IncidentModel | None = None
        self.supplements = Button("填附表", icon="file-plus")
        self.others = Button("其他环节", icon="chevron-down")
        self._add_buttons(self.source, self.supplements, self.others, self.next)
        self.source.clicked.connect(self.report_requested)
        self.next.clicked.connect(self._on_next)
        self.supplements.clicked.connect(self._offer_supplements)
        self.others.clicked.connect(self._offer_others)

    @property
    def model(self) -> IncidentModel | None:
        return self._model

    def present(self, model: IncidentModel) -> None:
        self._model = model
        first = model.next[0] if model.next else None
        self._present_head(model, next_word=first.word if first else "", hint=first.why if first else "")
        self.supplements.setVisible(bool(model.supplements))
        self.others.setVisible(bool(model.others))
        self._present_main(model, self._above(model))
        self._present_side(model, _facts(model))
        self.take_focus()

    def _above(self, model: IncidentModel) -> list[QWidget]:
        above: list[QWidget] = []
        if model.clocks:
            above.append(_clocks(model.clocks))
        if model.next:
            above.append(self._steps_to_come(model.next))
        if not (above or model.steps):
            above.append(EmptyState("inbox", "已经报上", "主管部门受理后，这里会写进展"))
        return above

    def _steps_to_come(self, lines: tuple[NextLine, ...]) -> Card:
        card = Card(margins=(16, 10, 12, 10), spacing=4)
        card.column.addWidget(Label("接下来", Type.META, Role.TEXT2, heavy=True))
        for one in lines:
            line = QHBoxLayout()
            line.setSpacing(12)
            line.addWidget(Label(one.why, Type.BODY, wrap=True), 1)
            go = Button(one.word, Kind.LINK, height=28)
            go.clicked.connect(lambda _=False, form_id=one.form_id: self.step_requested.emit(form_id))
            line.addWidget(go)
            card.column.addLayout(line)
        return card

    def _on_next(self) -> None:
        if self._model is not None and self._model.next:
            self.step_requested.emit(self._model.next[0].form_id)

    def _offer_supplements(self) -> None:
        if self._model is not None:
            offer(self.supplements, self._model.supplements, self.step_requested.emit)

    def _offer_others(self) -> None:
        if self._model is not None:
            offer(self.others, self._model.others, self.step_requested.emit)


def _facts(model: IncidentModel) -> list[Card]:
    cards = []
    for title, lines in (("这件事", model.facts), ("对外报告", model.told)):
        if lines:
            card = side_card(title)
            card.column.addLayout(pairs(lines))
            cards.append(card)
    if model.feedback:
        answer = side_card("给报告人的反馈", "ok")
        for text in model.feedback:
            answer.column.addWidget(Label(text, Type.BODY, wrap=True))
        cards.append(answer)
    return cards


def _clocks(lines: tuple[ClockLine, ...]) -> Card:
    """The clocks of the incident, the earliest on top."""
    card = Card(margins=(16, 10, 12, 10), spacing=6)
    card.column.addWidget(Label("时限", Type.META, Role.TEXT2, heavy=True))
    for number, one in enumerate(lines):
        if number:
            card.column.addWidget(Rule())
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Label(one.text, Type.BODY, heavy=True, wrap=True))
        if one.source:
            words.addWidget(Label(one.source, Type.NOTE, Role.TEXT2, wrap=True))
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addLayout(words, 1)
        line.addWidget(Pill(one.state), 0, Qt.AlignmentFlag.AlignTop)
        card.column.addLayout(line)
    return card
