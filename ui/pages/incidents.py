"""事件: reports with their clocks, the most urgent first; anonymous ones without a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.pages.page import Page
from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.states import State
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.page_header import PageHeader


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """One report in words; an anonymous one has no author and only a day."""

    key: str  # record id, or the id of an anonymous report
    anonymous: bool
    grade: str
    title: str
    category: str
    where: str
    when: str
    author: str
    clock: State


COLUMNS: tuple[Column[IncidentRow], ...] = (
    Column(title="等级", text=lambda one: one.grade, wide=88),
    Column(title="事件", text=lambda one: one.title, wide=260, stretch=True, heavy=True),
    Column(title="类别", text=lambda one: one.category, wide=170, keep=2),
    Column(title="科室", text=lambda one: one.where, wide=110, keep=3),
    Column(title="发生", text=lambda one: one.when, wide=110),
    Column(title="报告人", text=lambda one: one.author, wide=80, keep=1),
    Column(title="时限", text=lambda _: "", state=lambda one: one.clock, wide=190),
)


class IncidentsPage(Page):
    """Signals:
    open_requested(object): the IncidentRow to open.
    report_requested: a new quick report.
    """

    open_requested = Signal(object)
    report_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("incidents", parent)
        self._rows: RowsModel[IncidentRow] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "事件")
        self.table.opened.connect(self.open_requested)
        report = Button("报事件", Kind.PRIMARY, icon="siren", key="N")
        report.clicked.connect(self.report_requested)
        self.header = PageHeader("事件", report)
        self.empty = EmptyState(
            "siren", "你能看到的事件还没有", "发现差错或险情，按 N 报，约 1 分钟，可以匿名"
        )
        self.empty.hide()
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.column.addWidget(self.table, 1)
        card.column.addWidget(self.empty)
        self.body.addWidget(self.header)
        self.body.addWidget(card, 1)

    def first_focus(self) -> QWidget:
        return self.table

    def present(self, rows: Sequence[IncidentRow], beside: str) -> None:
        self._rows.show_rows(rows)
        self.header.say(beside)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.table.go_to(0)
        self.take_focus()
