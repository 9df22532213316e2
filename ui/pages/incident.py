"""One incident: its clocks, what is next, its steps, who was told, and what the reporter was answered."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ui.pages.page import Page
from ui.theme.states import State, Tone
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.banner import Banner
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, Rule, clear
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.pill import Pill
from ui.widgets.scroll import Scroll
from ui.widgets.step_cards import StepCard, pairs, step_card
from ui.widgets.timeline import Moment, Timeline


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
class IncidentModel:
    """The incident in words. ``record_id`` is empty for an anonymous report."""

    key: str
    title: str
    line: str
    pills: tuple[State, ...]
    banner: tuple[Tone, str, str, str] | None
    clocks: tuple[ClockLine, ...]
    next: tuple[NextLine, ...]
    steps: tuple[StepCard, ...]
    facts: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...]
    feedback: tuple[str, ...]
    moments: tuple[Moment, ...]
    supplements: tuple[tuple[str, str], ...] = ()  # (form id, word): every one that may be added
    others: tuple[tuple[str, str], ...] = ()


class IncidentPage(Page):
    """Signals:
    back_requested: to the list.
    step_requested(str): a step by its form id.
    record_requested(str): a record behind the chain.
    report_requested: the report itself.
    """

    back_requested = Signal()
    step_requested = Signal(str)
    record_requested = Signal(str)
    report_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("incident", parent)
        self._model: IncidentModel | None = None
        self.back = Button("回去", Kind.LINK, icon="arrow-left")
        self.title = Label("", Type.FORM, wrap=True)
        self.line = Label("", Type.META, Role.TEXT2)
        self.next = Button("", Kind.PRIMARY, key="M", height=CONTROL_PRIMARY)
        self.source = Button("看报告", icon="files")
        self.supplements = Button("填附表", icon="file-plus")
        self.others = Button("其他环节", icon="chevron-down")
        self._pills = QHBoxLayout()
        self._pills.setSpacing(6)
        words = QVBoxLayout()
        words.setSpacing(2)
        marks = QHBoxLayout()
        marks.addLayout(self._pills)
        marks.addWidget(self.line, 1)
        words.addWidget(self.title)
        words.addLayout(marks)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        for button in (self.source, self.supplements, self.others, self.next):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.banner = Banner(Tone.WARN, "info", "", "")
        self.banner.hide()
        self._main = Scroll(margins=(0, 0, 6, 8), spacing=12)
        self._side = Scroll(margins=(0, 0, 4, 8), spacing=12)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self._main, 1)
        columns.addWidget(self._side)
        self.body.addLayout(head)
        self.body.addWidget(self.banner)
        self.body.addLayout(columns, 1)
        self.back.clicked.connect(self.back_requested)
        self.source.clicked.connect(self.report_requested)
        self.next.clicked.connect(self._on_next)
        self.supplements.clicked.connect(self._offer_supplements)
        self.others.clicked.connect(self._offer_others)

    def first_focus(self) -> QWidget:
        return self.next if self.next.isVisible() else self.source

    @property
    def model(self) -> IncidentModel | None:
        return self._model

    def present(self, model: IncidentModel) -> None:
        self._model = model
        self.title.setText(model.title)
        self.line.setText(model.line)
        clear(self._pills)
        for state in model.pills:
            self._pills.addWidget(Pill(state))
        self.next.setVisible(bool(model.next))
        if model.next:
            self.next.set_label(model.next[0].word)
        self.supplements.setVisible(bool(model.supplements))
        self.others.setVisible(bool(model.others))
        self.banner.setVisible(model.banner is not None)
        if model.banner is not None:
            tone, icon, fact, advice = model.banner
            self.banner.say(tone, icon, fact, advice)
        why = model.next[0].why if model.next else ""
        self.key_bar.say(why, "info" if why else "")
        self._present_main(model)
        self._present_side(model)
        self.take_focus()

    def _present_main(self, model: IncidentModel) -> None:
        clear(self._main.column)
        if model.clocks:
            self._main.column.addWidget(_clocks(model.clocks))
        if model.next:
            self._main.column.addWidget(self._steps_to_come(model.next))
        for step in model.steps:
            self._main.column.addWidget(step_card(step, self.record_requested.emit))
        if not (model.steps or model.clocks or model.next):
            self._main.column.addWidget(EmptyState("inbox", "已经报上", "主管部门受理后，这里会写进展"))
        self._main.column.addStretch(1)

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

    def _present_side(self, model: IncidentModel) -> None:
        clear(self._side.column)
        for title, lines in (("这件事", model.facts), ("对外报告", model.told)):
            if lines:
                card = Card(margins=(16, 12, 12, 12), spacing=6)
                card.column.addWidget(Label(title, Type.META, Role.TEXT2, heavy=True))
                card.column.addLayout(pairs(lines))
                self._side.column.addWidget(card)
        if model.feedback:
            answer = Card("ok", margins=(16, 12, 12, 12), spacing=6)
            answer.column.addWidget(Label("给报告人的反馈", Type.META, Role.TEXT2, heavy=True))
            for text in model.feedback:
                answer.column.addWidget(Label(text, Type.BODY, wrap=True))
            self._side.column.addWidget(answer)
        story = Card(margins=(16, 12, 12, 12), spacing=8)
        story.column.addWidget(Label("经过", Type.META, Role.TEXT2, heavy=True))
        timeline = Timeline()
        timeline.present(model.moments)
        story.column.addWidget(timeline)
        self._side.column.addWidget(story)
        self._side.column.addStretch(1)

    def _on_next(self) -> None:
        if self._model is not None and self._model.next:
            self.step_requested.emit(self._model.next[0].form_id)

    def _offer_supplements(self) -> None:
        if self._model is not None:
            self._offer(self.supplements, self._model.supplements)

    def _offer_others(self) -> None:
        if self._model is not None:
            self._offer(self.others, self._model.others)

    def _offer(self, button: Button, choices: tuple[tuple[str, str], ...]) -> None:
        menu = QMenu(self)
        for form_id, word in choices:
            menu.addAction(word).triggered.connect(
                lambda _=False, form_id=form_id: self.step_requested.emit(form_id)
            )
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(300 if self.is_narrow else 360)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
            return
        if event.text().upper() == "M" and self.next.isVisible() and not event.modifiers():
            self.next.click()
            return
        super().keyPressEvent(event)


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
