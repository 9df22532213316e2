"""One incident: its clocks on top, what is next, the report, its steps with fishbone, whys and measures, who was told."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ui.pages.chain import ChainModel, ChainPage, side_card
from ui.theme.states import State
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, Rule
from ui.widgets.clock_tile import MOST, Clock, fill_strip
from ui.widgets.empty_state import EmptyState
from ui.widgets.fishbone import Branch, Fishbone
from ui.widgets.label import Label, level
from ui.widgets.menu import offer
from ui.widgets.pill import Mark, Pill
from ui.widgets.step_cards import StepCard, pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """One clock, running or met: what has to be done, by when, from which rule."""

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
class Analysis:
    """``whys`` are (why, because), first to last."""

    problem: str
    branches: tuple[Branch, ...]
    whys: tuple[tuple[str, str], ...]
    roots: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    text: str
    cause: str
    owner: str
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Whether the measures helped: what was measured, before and afterwards."""

    measured: str
    before: str
    after: str
    state: State
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentModel(ChainModel):
    """The incident in words; drawings belong to the step with that record id."""

    key: str
    running: tuple[Clock, ...]  # the earliest first
    clocks: tuple[ClockLine, ...]
    next: tuple[NextLine, ...]
    report: tuple[tuple[str, str], ...]  # what the report says, as far as this person may read it
    facts: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...]
    feedback: tuple[str, ...]
    analyses: dict[str, Analysis]
    measures: dict[str, tuple[tuple[Measure, ...], Effect | None]]
    supplements: tuple[tuple[str, str], ...] = ()  # (form id, word): every one that may be added
    others: tuple[tuple[str, str], ...] = ()
    papers: tuple[tuple[str, str], ...] = ()  # (record id, title) of what this person may print


class IncidentPage(ChainPage):
    """Signals:
    report_requested: the report itself.
    print_requested(str): the paper of a record.
    """

    report_requested = Signal()
    print_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("incident", "看报告", parent)
        self._model: IncidentModel | None = None
        self._strip = QHBoxLayout()
        self._strip.setSpacing(12)
        self.body.insertLayout(2, self._strip)
        self.supplements = Button("填附表", icon="file-plus")
        self.others = Button("其他环节", icon="chevron-down")
        self.print = Button("打印", icon="printer", key="P")
        self.keys["P"] = self.print
        self._add_buttons(self.source, self.supplements, self.others, self.print, self.next)
        self.source.clicked.connect(self.report_requested)
        self.next.clicked.connect(self._on_next)
        self.supplements.clicked.connect(self._offer_supplements)
        self.others.clicked.connect(self._offer_others)
        self.print.clicked.connect(self._offer_papers)

    @property
    def model(self) -> IncidentModel | None:
        return self._model

    def present(self, model: IncidentModel) -> None:
        self._model = model
        first = model.next[0] if model.next else None
        self._present_head(model, next_word=first.word if first else "", hint=first.why if first else "")
        self.supplements.setVisible(bool(model.supplements))
        self.others.setVisible(bool(model.others))
        self.print.setVisible(bool(model.papers))
        fill_strip(self._strip, model.running, lambda _key: self._on_next())
        self._present_main(model, self._above(model))
        self._present_side(model, _facts(model))
        self.key_bar.leave_out_idle({"incident.next": first is None, "incident.print": not model.papers})
        self.take_focus()

    def _above(self, model: IncidentModel) -> list[QWidget]:
        above: list[QWidget] = []
        if model.next:
            above.append(self._steps_to_come(model.next))
        if model.report:
            card = side_card("报告里写的")
            card.column.addLayout(pairs(model.report))
            above.append(card)
        if not (model.next or model.steps):
            above.append(EmptyState("inbox", "已经报上", "主管部门受理后，这里会写进展"))
        return above

    def _step_card(self, step: StepCard) -> Card:
        card = super()._step_card(step)
        model = self._model
        if model is not None and (analysis := model.analyses.get(step.record_id)):
            _add_analysis(card, analysis)
        if model is not None and (drawn := model.measures.get(step.record_id)):
            _add_measures(card, *drawn)
        return card

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

    def _offer_papers(self) -> None:
        if self._model is not None:
            offer(self.print, self._model.papers, self.print_requested.emit)


def _facts(model: IncidentModel) -> list[Card]:
    cards = []
    on_top = {clock.text for clock in model.running[:MOST]}
    lines = tuple(one for one in model.clocks if one.text not in on_top)
    if lines:
        cards.append(_clocks(lines))
    for title, told in (("这件事", model.facts), ("对外报告", model.told)):
        if told:
            card = side_card(title)
            card.column.addLayout(pairs(told))
            cards.append(card)
    if model.feedback:
        answer = side_card("给报告人的反馈", "ok")
        for text in model.feedback:
            answer.column.addWidget(Label(text, Type.BODY, wrap=True))
        cards.append(answer)
    return cards


def _clocks(lines: tuple[ClockLine, ...]) -> Card:
    """The clocks of the incident, the earliest on top."""
    card = side_card("时限")
    for number, one in enumerate(lines):
        if number:
            card.column.addWidget(Rule())
        card.column.addWidget(Label(one.text, Type.META, heavy=True, wrap=True))
        card.column.addWidget(Pill(one.state))
        if one.source:
            card.column.addWidget(Label(one.source, Type.NOTE, Role.TEXT2, wrap=True))
    return card


def _add_analysis(card: Card, analysis: Analysis) -> None:
    card.column.addWidget(Rule())
    card.column.addWidget(Label("鱼骨图", Type.META, Role.TEXT2, heavy=True))
    card.column.addWidget(Fishbone(analysis.problem, analysis.branches))
    legend = QHBoxLayout()
    legend.setSpacing(6)
    legend.addWidget(Mark("target", 14, Role.BAD, stroke=2.4))
    legend.addWidget(Label("根本原因", Type.NOTE, Role.TEXT2), 1)
    card.column.addLayout(legend)
    if analysis.whys:
        card.column.addWidget(Label("五个为什么", Type.META, Role.TEXT2, heavy=True))
        card.column.addLayout(_whys(analysis.whys))
    if analysis.roots:
        card.column.addWidget(Rule())
        card.column.addLayout(pairs((("根本原因", analysis.roots),)))


def _whys(whys: tuple[tuple[str, str], ...]) -> QGridLayout:
    """A stair: each because is what the next why asks about."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(2, 1)
    top = Qt.AlignmentFlag.AlignTop
    for number, (why, because) in enumerate(whys):
        grid.addWidget(Label(str(number + 1), Type.BODY, Role.BRAND, heavy=True), 2 * number, 0, top)
        grid.addWidget(level(Label("为什么", Type.META, Role.TEXT2)), 2 * number, 1, top)
        grid.addWidget(Label(why, Type.BODY, wrap=True), 2 * number, 2)
        grid.addWidget(level(Label("因为", Type.META, Role.TEXT2)), 2 * number + 1, 1, top)
        grid.addWidget(Label(because, Type.BODY, heavy=True, wrap=True), 2 * number + 1, 2)
    return grid


def _add_measures(card: Card, measures: tuple[Measure, ...], effect: Effect | None) -> None:
    card.column.addWidget(Rule())
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 3)
    grid.setColumnStretch(1, 2)
    top = Qt.AlignmentFlag.AlignTop
    for column, title in enumerate(("措施", "针对的原因", "责任人", "到哪了")):
        grid.addWidget(Label(title, Type.META, Role.TEXT2, heavy=True), 0, column)
    for number, one in enumerate(measures, 1):
        grid.addWidget(Label(one.text, Type.BODY, wrap=True), number, 0)
        grid.addWidget(Label(one.cause, Type.META, Role.TEXT2, wrap=True), number, 1)
        grid.addWidget(Label(one.owner, Type.META), number, 2, top)
        grid.addWidget(Pill(one.state), number, 3, top)
    card.column.addLayout(grid)
    if effect is not None:
        card.column.addWidget(Rule())
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(Label("效果", Type.META, Role.TEXT2, heavy=True))
        words = f"{effect.measured}：{effect.before} → {effect.after}，{effect.day} 追踪"
        line.addWidget(Label(words, Type.BODY, wrap=True), 1)
        line.addWidget(Pill(effect.state))
        card.column.addLayout(line)
