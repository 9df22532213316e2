"""The cards of a chain: one step with the lines of its form that matter, and pairs of names and values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from ui.theme.states import State
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, Rule
from ui.widgets.label import Label, level
from ui.widgets.pill import Mark, Pill


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCard:
    """One step of the chain, with the lines of its form that matter."""

    record_id: str
    title: str
    who: str
    icon: str
    lines: tuple[tuple[str, str], ...]
    delivery: State


def step_card(
    step: StepCard, on_open: Callable[[str], None], *, on_print: Callable[[str], None] | None = None
) -> Card:
    """The step as a card; ``on_open`` and ``on_print`` get its record."""
    card = Card(margins=(16, 8, 12, 12), spacing=6)
    head = QHBoxLayout()
    head.setSpacing(8)
    head.addWidget(Mark(step.icon, 18, Role.BRAND))
    head.addWidget(Label(step.title, Type.ITEM, heavy=True))
    head.addWidget(Label(step.who, Type.META, Role.TEXT2, wrap=True), 1)
    head.addWidget(Pill(step.delivery))
    for word, act in (("看全文", on_open), ("打印", on_print)):
        if act is not None:
            link = Button(word, Kind.LINK, height=28)
            link.setAccessibleName(f"{word}，{step.title}")
            link.clicked.connect(lambda _=False, act=act: act(step.record_id))
            head.addWidget(link)
    card.column.addLayout(head)
    card.column.addWidget(Rule())
    card.column.addLayout(pairs(step.lines))
    return card


def pairs(lines: tuple[tuple[str, str], ...]) -> QGridLayout:
    """Names at the left, values at the right; an empty value says so."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    for number, (name, value) in enumerate(lines):
        grid.addWidget(level(Label(name, Type.META, Role.TEXT2)), number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Label(value or "（没有填）", Type.BODY, wrap=True), number, 1)
    return grid
