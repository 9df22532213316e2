"""事件: the clocks that run on top, the reports below; what was told outside; anonymous ones without a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.pages.page import Page
from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.states import State
from ui.theme.tokens import Role
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.clock_tile import MOST, Clock, fill_strip
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import Filter, FilterBar
from ui.widgets.menu import offer
from ui.widgets.page_header import PageHeader
from ui.widgets.toast import Toast

VIEWS = (
    ("open", "在办", "inbox"),
    ("running", "有时限", "hourglass"),
    ("closed", "已结案", "circle-check"),
    ("told", "对外报告", "send"),
)
FILTERS = (
    Filter(name="grade", word="等级"),
    Filter(name="category", word="类别"),
    Filter(name="department", word="科室"),
    Filter(name="form_id", word="报告表"),
    Filter(name="happened", word="发生", spans=True),
    Filter(name="clock", word="时限"),
    Filter(name="who", word="报告人"),
)
REPORT = "发现差错或险情，按 N 报，约 1 分钟，可以匿名"
EMPTY = {
    "open": ("siren", "没有在办的事件", REPORT, Role.TEXT2),
    "running": ("circle-check", "没有在走的时限", REPORT, Role.OK),
    "closed": ("circle-check", "还没有结案的事件", "办完最后一步“结案”，就到这里", Role.TEXT2),
    "told": ("send", "还没有对外报告过", "要对外报的，打开那件事，按 M 登记报给谁、登记号", Role.TEXT2),
}
NOT_FOUND = ("filter", "没有符合的事件", "清除筛选，或换一个条件", Role.TEXT2)
OTHERS = (
    ("event.emergency_report", "突发事件（重要信息）报告"),
    ("event.safety_event", "安全事件（非医疗）报告"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """One report in words; an anonymous one has no author and only a day."""

    key: str  # record id, or ``anonymous:`` and its random key
    grade: str
    title: str
    category: str
    where: str
    when: str
    author: str
    stage: State
    clock: State


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRow:
    """One report to the outside, or one that is still to be made."""

    key: str
    title: str
    receiver: str
    stage: str
    way: str
    number: str
    when: str
    author: str
    state: State


COLUMNS: tuple[Column[IncidentRow], ...] = (
    Column(title="等级", text=lambda one: one.grade, wide=88),
    Column(title="事件", text=lambda one: one.title, wide=250, stretch=True, heavy=True),
    Column(title="类别", text=lambda one: one.category, wide=150, keep=2),
    Column(title="科室", text=lambda one: one.where, wide=120, keep=3),
    Column(title="发生", text=lambda one: one.when, wide=104),
    Column(title="报告人", text=lambda one: one.author, wide=76, keep=1),
    Column(title="办到哪步", text=lambda one: one.stage.word, wide=88),
    Column(title="时限", text=lambda _: "", state=lambda one: one.clock, wide=170),
)
TOLD: tuple[Column[ToldRow], ...] = (
    Column(title="状态", text=lambda _: "", state=lambda one: one.state, wide=150),
    Column(title="事件", text=lambda one: one.title, wide=240, stretch=True, heavy=True),
    Column(title="报给", text=lambda one: one.receiver, wide=220),
    Column(title="类别", text=lambda one: one.stage, wide=64),
    Column(title="方式", text=lambda one: one.way, wide=88, keep=2),
    Column(title="登记号", text=lambda one: one.number, wide=120, keep=3),
    Column(title="时间", text=lambda one: one.when, wide=120),
    Column(title="报告人", text=lambda one: one.author, wide=76, keep=1),
)


class IncidentsPage(Page):
    """Signals:
    open_requested(str): an incident, by the key of its row.
    report_requested: a new quick report.
    other_requested(str): another report, by its form id.
    code_requested: what came of an anonymous report, by its pick-up code.
    view_chosen(str): which of ``VIEWS``.
    export_requested: the register of reports to the outside as a table.
    """

    open_requested = Signal(str)
    report_requested = Signal()
    other_requested = Signal(str)
    code_requested = Signal()
    view_chosen = Signal(str)
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("incidents", parent)
        self._rows: RowsModel[IncidentRow] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "事件")
        self.table.opened.connect(lambda one: self.open_requested.emit(one.key))
        self._told: RowsModel[ToldRow] = RowsModel(TOLD, self)
        self.told = Table(self._told, "对外报告")
        self.told.opened.connect(lambda one: self.open_requested.emit(one.key))
        self.told.hide()
        self.toast = Toast(self)
        self.filters = FilterBar(FILTERS, search="找事件、编号", toast=self.toast)
        self.views = Segments(VIEWS, "看哪些")
        self.views.chosen.connect(self.view_chosen)
        self.export = Button("导出表格", icon="download")
        self.export.clicked.connect(self.export_requested)
        self.export.hide()
        self.code = Button("凭取件码看反馈", icon="key-round")
        self.code.clicked.connect(self.code_requested)
        self.others = Button("其他报告", icon="chevron-down")
        self.others.clicked.connect(self._offer_others)
        report = Button("报事件", Kind.PRIMARY, icon="siren", key="N")
        report.clicked.connect(self.report_requested)
        self.header = PageHeader("事件", self.export, self.code, self.others, report)
        self._clocks = QHBoxLayout()
        self._clocks.setSpacing(12)
        self.empty = EmptyState(*EMPTY["open"])
        self.empty.hide()
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.column.addWidget(self.table, 1)
        card.column.addWidget(self.told, 1)
        self._card = card
        self._rest = QWidget()
        self.body.addLayout(row(self.header))
        self.body.addLayout(self._clocks)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(self.views, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.filters, 1)
        self.body.addLayout(line)
        self.body.addWidget(card, 1)
        self.body.addWidget(self.empty)
        self.body.addWidget(self._rest, 1)
        self._rest.hide()

    def first_focus(self) -> QWidget:
        table = self.told if self.views.current == "told" else self.table
        return self.views if self.empty.isVisible() else table

    @property
    def rows(self) -> tuple[IncidentRow, ...]:
        return self._rows.rows

    @property
    def told_rows(self) -> tuple[ToldRow, ...]:
        return self._told.rows

    def present_clocks(self, clocks: Sequence[Clock]) -> None:
        """The earliest of them; how many others there are leads to the list of them."""
        more = Button(f"还有 {len(clocks) - MOST} 个时限", Kind.LINK, icon="hourglass")
        more.clicked.connect(lambda: self._to_view("running"))
        fill_strip(self._clocks, clocks, self.open_requested.emit, more=more)
        if len(clocks) <= MOST:
            more.deleteLater()

    def present(self, rows: Sequence[IncidentRow], beside: str) -> None:
        self._rows.show_rows(rows)
        self._show(self.table, beside, is_empty=not rows)

    def present_told(self, rows: Sequence[ToldRow], beside: str) -> None:
        self._told.show_rows(rows)
        self._show(self.told, beside, is_empty=not rows)

    def _show(self, table: Table[IncidentRow] | Table[ToldRow], beside: str, *, is_empty: bool) -> None:
        self.header.say(beside)
        for one in (self.table, self.told):
            one.setVisible(one is table and not is_empty)
        self.export.setVisible(table is self.told)
        self.filters.offer_only(one.name for one in FILTERS if table is self.table or one.name != "who")
        self._card.setVisible(not is_empty)
        self.key_bar.leave_out(("incidents.move", "incidents.open") if is_empty else ())
        self.empty.say(*(NOT_FOUND if self.filters.is_narrowed else EMPTY[self.views.current]))
        self.empty.setVisible(is_empty)
        self._rest.setVisible(is_empty)
        table.go_to(0)
        self.take_focus()

    def show_view(self, view: str) -> None:
        """One of ``VIEWS``, as it was left."""
        self.views.set_current(view)

    def _to_view(self, view: str) -> None:
        self.views.set_current(view)
        self.view_chosen.emit(view)

    def _offer_others(self) -> None:
        offer(self.others, OTHERS, self.other_requested.emit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.filters.takes_key(event):
            return
        if event.text().upper() == "V" and not event.modifiers():
            codes = [code for code, _, _ in VIEWS]
            self._to_view(codes[(codes.index(self.views.current) + 1) % len(codes)])
            return
        super().keyPressEvent(event)
