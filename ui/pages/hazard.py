"""One hazard: what it is, who puts it right by when, and its chain of steps."""

from __future__ import annotations

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
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.pill import Pill
from ui.widgets.scroll import Scroll
from ui.widgets.step_cards import StepCard, pairs, step_card
from ui.widgets.timeline import Moment, Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardModel:
    """The hazard in words. ``next_word`` is on the primary button, "" when nothing is left to do."""

    hazard_id: str
    record_id: str
    title: str
    line: str
    pills: tuple[State, ...]
    banner: tuple[Tone, str, str, str] | None
    facts: tuple[tuple[str, str], ...]
    steps: tuple[StepCard, ...]
    moments: tuple[Moment, ...]
    next_word: str = ""
    next_hint: str = ""
    may_return: bool = False
    others: tuple[tuple[str, str], ...] = ()  # (form id, word): 延期, 挂牌督办, 作废


class HazardPage(Page):
    """Signals:
    back_requested: to the board.
    next_requested, return_requested: the form of the next step, or of sending it back.
    step_requested(str): another step by its form id.
    record_requested(str): a record behind the chain.
    """

    back_requested = Signal()
    next_requested = Signal()
    return_requested = Signal()
    step_requested = Signal(str)
    record_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("hazard", parent)
        self._record_id = ""
        self.back = Button("回去", Kind.LINK, icon="arrow-left")
        self.title = Label("", Type.FORM, wrap=True)
        self.line = Label("", Type.META, Role.TEXT2)
        self.next = Button("", Kind.PRIMARY, key="M", height=CONTROL_PRIMARY)
        self.send_back = Button("退回", icon="undo-2", key="R")
        self.source = Button("看原记录", icon="files")
        self._pills = QHBoxLayout()
        self._pills.setSpacing(6)
        self._others = QHBoxLayout()
        self._others.setSpacing(2)
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
        head.addLayout(self._others)
        for button in (self.source, self.send_back, self.next):
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
        self.next.clicked.connect(self.next_requested)
        self.send_back.clicked.connect(self.return_requested)
        self.source.clicked.connect(lambda: self.record_requested.emit(self._record_id))

    def first_focus(self) -> QWidget:
        return self.next if self.next.isVisible() else self.source

    def present(self, model: HazardModel) -> None:
        self._record_id = model.record_id
        self.title.setText(model.title)
        self.line.setText(model.line)
        clear(self._pills)
        for state in model.pills:
            self._pills.addWidget(Pill(state))
        clear(self._others)
        for form_id, word in model.others:
            link = Button(word, Kind.LINK)
            link.clicked.connect(lambda _=False, form=form_id: self.step_requested.emit(form))
            self._others.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        self.next.setVisible(bool(model.next_word))
        self.next.set_label(model.next_word)
        self.send_back.setVisible(model.may_return)
        self.banner.setVisible(model.banner is not None)
        if model.banner is not None:
            tone, icon, fact, advice = model.banner
            self.banner.say(tone, icon, fact, advice)
        self.key_bar.say(model.next_hint, "info" if model.next_hint else "")
        self._present_main(model)
        self._present_side(model)
        self.take_focus()

    def _present_main(self, model: HazardModel) -> None:
        clear(self._main.column)
        if not model.steps:
            self._main.column.addWidget(
                EmptyState("inbox", "已登记，还没有人处理", f"下一步：{model.next_word}。{model.next_hint}")
            )
        for step in model.steps:
            self._main.column.addWidget(step_card(step, self.record_requested.emit))
        self._main.column.addStretch(1)

    def _present_side(self, model: HazardModel) -> None:
        clear(self._side.column)
        facts = Card(margins=(16, 12, 12, 12), spacing=6)
        facts.column.addWidget(Label("这条隐患", Type.META, Role.TEXT2, heavy=True))
        facts.column.addLayout(pairs(model.facts))
        story = Card(margins=(16, 12, 12, 12), spacing=8)
        story.column.addWidget(Label("经过", Type.META, Role.TEXT2, heavy=True))
        timeline = Timeline()
        timeline.present(model.moments)
        story.column.addWidget(timeline)
        self._side.column.addWidget(facts)
        self._side.column.addWidget(story)
        self._side.column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(300 if self.is_narrow else 360)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
            return
        button = {"M": self.next, "R": self.send_back}.get(event.text().upper())
        if button is not None and button.isVisible() and not event.modifiers():
            button.click()
            return
        super().keyPressEvent(event)
