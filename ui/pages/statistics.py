"""统计: how duties are kept and hazards closed, every rate with its numerator and denominator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.pages.page import Page
from ui.tables.column import Align, Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.states import State
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.label import Label
from ui.widgets.page_header import PageHeader
from ui.widgets.pill import Pill

PERIODS = (("month", "本月", ""), ("quarter", "本季", ""), ("year", "今年", ""))
ACROSS = 4
BELOW = (
    ("indicators", "指标", "target", "I"),
    ("reports", "报表和成册", "book-open", "P"),
    ("advice", "提示", "lightbulb", "T"),
    ("year", "年历", "calendar-days", "L"),
)
"""Pages reached from here: name, word, icon, key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One indicator in words."""

    title: str
    value: str  # 92 % or 3
    counts: str  # 分子 46，分母 50
    target: State | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    form_id: str
    title: str
    due: str
    on_time: str
    late: str
    missed: str
    rate: str
    state: State


COLUMNS: tuple[Column[CoverageRow], ...] = (
    Column(title="该做的", text=lambda one: one.title, wide=240, stretch=True, heavy=True),
    Column(title="应做", text=lambda one: one.due, wide=80, align=Align.RIGHT),
    Column(title="按时", text=lambda one: one.on_time, wide=80, align=Align.RIGHT),
    Column(title="补录", text=lambda one: one.late, wide=80, align=Align.RIGHT),
    Column(title="没做", text=lambda one: one.missed, wide=80, align=Align.RIGHT),
    Column(title="按时率", text=lambda one: one.rate, wide=110, align=Align.RIGHT),
    Column(title="", text=lambda _: "", state=lambda one: one.state, wide=120),
)


class FigureCard(Card):
    def __init__(self, figure: Figure, parent: QWidget | None = None) -> None:
        super().__init__(margins=(18, 14, 18, 14), spacing=2, parent=parent)
        head: list[QWidget | None] = [Label(figure.title, Type.META, Role.TEXT2, heavy=True), None]
        if figure.target is not None:
            head.append(Pill(figure.target))
        self.column.addLayout(row(*head))
        self.column.addWidget(Label(figure.value, Type.FIGURE))
        self.column.addWidget(Label(figure.counts, Type.META, Role.TEXT2))
        self.column.addWidget(Label(figure.note, Type.NOTE, Role.TEXT3, wrap=True))


class StatisticsPage(Page):
    """Signals:
    period_chosen(str): month, quarter or year.
    open_requested(str): the records of a form.
    below_requested(str): the page of indicators, of reports or of advice.
    """

    period_chosen = Signal(str)
    open_requested = Signal(str)
    below_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("statistics", parent)
        self.periods = Segments(PERIODS, "选期间")
        self.periods.chosen.connect(self.period_chosen)
        below = [Button(word, icon=icon, key=key) for _, word, icon, key in BELOW]
        for (name, *_), button in zip(BELOW, below, strict=True):
            button.clicked.connect(lambda _=False, name=name: self.below_requested.emit(name))
        self.header = PageHeader("统计", self.periods, *below)
        self._figures = QGridLayout()
        self._figures.setSpacing(12)
        self._rows: RowsModel[CoverageRow] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "该做的做了多少")
        self.table.opened.connect(lambda one: self.open_requested.emit(one.form_id))
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.column.addWidget(self.table, 1)
        self.body.addWidget(self.header)
        self.body.addLayout(self._figures)
        self.body.addWidget(Label("该做的做了多少", Type.SECTION))
        self.body.addWidget(card, 1)
        self._cards: list[FigureCard] = []

    def first_focus(self) -> QWidget:
        return self.table

    def present(self, figures: Sequence[Figure], rows: Sequence[CoverageRow], beside: str) -> None:
        for card in self._cards:
            card.hide()
            card.deleteLater()
        self._cards = [FigureCard(figure) for figure in figures]
        for number, card in enumerate(self._cards):
            self._figures.addWidget(card, number // ACROSS, number % ACROSS)
        self._rows.show_rows(rows)
        self.header.say(beside)
        self.table.go_to(0)
        self.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = {key: name for name, _, _, key in BELOW}.get(event.text().upper())
        if name is None or event.modifiers():
            super().keyPressEvent(event)
        else:
            self.below_requested.emit(name)
