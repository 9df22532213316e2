"""How far a case has come: its state, the steps taken and those that may follow."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme.states import State, Tone
from ui.theme.tokens import Role, Type
from ui.widgets.banner import Banner
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card
from ui.widgets.label import Label
from ui.widgets.pill import Pill
from ui.widgets.side_card import SideLine, TextLine
from ui.widgets.timeline import Moment, Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseModel:
    """The case in words. ``steps`` are (record id, what it says), first to last; ``following`` (form id, title, hindrance)."""

    state: State
    facts: tuple[SideLine, ...] = ()
    steps: tuple[tuple[str, Moment], ...] = ()
    problems: tuple[str, ...] = ()
    following: tuple[tuple[str, str, str], ...] = ()
    nothing: str = ""  # said instead where no step may follow


class CaseCard(Card):
    """Signals:
    step_requested(str): the form of a step that may follow.
    record_requested(str): a step that was taken.
    """

    step_requested = Signal(str)
    record_requested = Signal(str)

    def __init__(self, model: CaseModel, parent: QWidget | None = None) -> None:
        super().__init__(margins=(16, 12, 12, 12), spacing=8, parent=parent)
        self.buttons: list[Button] = []
        head = QHBoxLayout()
        head.addWidget(Label("办到哪一步", Type.META, Role.TEXT2, heavy=True))
        head.addStretch(1)
        head.addWidget(Pill(model.state))
        self.column.addLayout(head)
        for fact in model.facts:
            self.column.addWidget(TextLine(fact))
        for problem in model.problems:
            said = Banner(Tone.WARN, "triangle-alert", problem, "")
            self.column.addWidget(said)
        if model.steps:
            timeline = Timeline()
            timeline.present(tuple(moment for _, moment in model.steps))
            self.column.addWidget(timeline)
            self._link_steps(model)
        for number, (form_id, title, hindrance) in enumerate(model.following):
            button = Button(title, Kind.PLAIN if number or hindrance else Kind.PRIMARY, icon="arrow-right")
            button.setEnabled(not hindrance)
            button.clicked.connect(lambda _=False, form=form_id: self.step_requested.emit(form))
            self.buttons.append(button)
            self.column.addWidget(button)
            if hindrance:
                self.column.addWidget(Label(hindrance, Type.META, Role.WARN, wrap=True))
        if model.nothing:
            self.column.addWidget(Label(model.nothing, Type.META, Role.TEXT2, wrap=True))

    def _link_steps(self, model: CaseModel) -> None:
        row = QHBoxLayout()
        row.setSpacing(0)
        for number, (record_id, moment) in enumerate(model.steps, 1):
            link = Button(f"看第 {number} 步", Kind.LINK, height=26)
            link.setToolTip(moment.fact)
            link.clicked.connect(lambda _=False, key=record_id: self.record_requested.emit(key))
            row.addWidget(link)
            if number % 3 == 0 and number < len(model.steps):
                row.addStretch(1)
                self.column.addLayout(row)
                row = QHBoxLayout()
                row.setSpacing(0)
        row.addStretch(1)
        self.column.addLayout(row)
