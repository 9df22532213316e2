"""年历: a year of duties, one line each; below, the days of a month for the current one; or the counts by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.pages.page import Page
from ui.tables.column import Align, Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.month_line import DayBox, MonthLine
from ui.widgets.page_header import PageHeader
from ui.widgets.scroll import Scroll
from ui.widgets.year_matrix import YearLine, YearMatrix

LEGEND = "最高的是漏做，中等的是补录，矮的是按时；空框是该做了，细线是还没到，斜线是那时没打开"
VIEWS = (("duty", "按事", ""), ("area", "按区域", ""), ("department", "按科室", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """What an area or a department had to do and did."""

    title: str
    due: str
    on_time: str
    late: str
    missed: str
    explained: str
    rate: str


PARTS: tuple[Column[PartRow], ...] = (
    Column(title="哪里", text=lambda one: one.title, wide=240, stretch=True, heavy=True),
    Column(title="应做", text=lambda one: one.due, wide=90, align=Align.RIGHT),
    Column(title="按时", text=lambda one: one.on_time, wide=90, align=Align.RIGHT),
    Column(title="补录", text=lambda one: one.late, wide=90, align=Align.RIGHT),
    Column(title="漏做", text=lambda one: one.missed, wide=90, align=Align.RIGHT),
    Column(title="说明过", text=lambda one: one.explained, wide=90, align=Align.RIGHT),
    Column(title="按时率", text=lambda one: one.rate, wide=110, align=Align.RIGHT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthModel:
    """The current duty in the current month."""

    title: str
    line: str  # 应做 60，按时 58 …
    boxes: Sequence[DayBox]


class YearPage(Page):
    """Signals:
    year_chosen(int): another year.
    view_chosen(str): duty, area or department.
    month_wanted(str, int): the duty and the month whose days are to be shown.
    reason_requested(str, object): why the duty was missed on that day.
    records_requested(str): the records of the duty.
    """

    year_chosen = Signal(int)
    view_chosen = Signal(str)
    month_wanted = Signal(str, int)
    reason_requested = Signal(str, object)
    records_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("year", parent)
        self._year = 2026
        self._missed: frozenset[date] = frozenset()
        self.views = Segments(VIEWS, "怎么看")
        self.earlier = Button("前一年", icon="chevron-left")
        self.later = Button("后一年", icon="chevron-right")
        self.earlier.clicked.connect(lambda: self.year_chosen.emit(self._year - 1))
        self.later.clicked.connect(lambda: self.year_chosen.emit(self._year + 1))
        self.views.chosen.connect(self.view_chosen)
        self.header = PageHeader("年历", self.views, self.earlier, self.later)
        self.note = Label("", Type.META, Role.WARN, wrap=True)
        self.legend = Label(LEGEND, Type.NOTE, Role.TEXT2, wrap=True)
        self.matrix = YearMatrix()
        self.days = MonthLine()
        self.title = Label("", Type.SECTION)
        self.line = Label("", Type.META, Role.TEXT2)
        self.reason = Button("说明原因", Kind.PLAIN, icon="notebook-pen")
        self.records = Button("看记录", Kind.PLAIN, icon="files")
        self._scroll = Scroll(margins=(0, 0, 0, 0))
        self._scroll.column.addWidget(self.matrix)
        self._scroll.column.addStretch(1)
        below = Card(margins=(16, 10, 16, 12), spacing=8)
        below.column.addLayout(row(self.title, 8, self.line, None, self.reason, self.records))
        below.column.addWidget(self.days)
        lines = QWidget()
        column = QVBoxLayout(lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.legend)
        column.addWidget(self._scroll, 1)
        column.addWidget(below)
        self._rows: RowsModel[PartRow] = RowsModel(PARTS, self)
        self.table = Table(self._rows, "哪里做得怎样")
        parts = Card(margins=(1, 1, 1, 1), spacing=0)
        parts.column.addWidget(self.table, 1)
        self.empty = EmptyState("calendar-days", "这一年没有要做的事", "去“设置”打开要做的事")
        self._lines, self._parts = lines, parts
        self._stack = QStackedWidget()
        for widget in (lines, parts, self.empty):
            self._stack.addWidget(widget)
        self.body.addLayout(row(self.header))
        self.body.addWidget(self.note)
        self.body.addWidget(self._stack, 1)
        self.matrix.moved.connect(self.month_wanted)
        self.matrix.opened.connect(lambda _: self.days.setFocus())
        self.days.moved.connect(self._on_day)
        self.days.opened.connect(self._on_opened)
        self.reason.clicked.connect(self._give_reason)
        self.records.clicked.connect(self._show_records)

    def first_focus(self) -> QWidget:
        return self.table if self._stack.currentWidget() is self._parts else self.matrix

    def present(self, lines: Sequence[YearLine], *, year: int, today: date, line: str, note: str) -> None:
        """Show the duties of a year."""
        self._say(year, line, note)
        self._stack.setCurrentWidget(self._lines if lines else self.empty)
        self.matrix.present(lines, year=year, today=today)
        self.take_focus()

    def present_parts(self, rows: Sequence[PartRow], *, year: int, line: str, note: str) -> None:
        """Show the counts by area or department."""
        self._say(year, line, note)
        self._stack.setCurrentWidget(self._parts if rows else self.empty)
        self._rows.show_rows(rows)
        self.table.go_to(0)
        self.take_focus()

    def _say(self, year: int, line: str, note: str) -> None:
        self._year = year
        self.header.say(f"{year} 年·{line}")
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def present_month(self, month: MonthModel, missed: frozenset[date]) -> None:
        """The days of the current duty; ``missed`` are those that want a reason."""
        self._missed = missed
        self.title.setText(month.title)
        self.line.setText(month.line)
        self.days.present(month.boxes)

    def _on_day(self, day: date | None) -> None:
        self.reason.setEnabled(day in self._missed)

    def _on_opened(self, day: date) -> None:
        if day in self._missed:
            self._give_reason()
        else:
            self._show_records()

    def _give_reason(self) -> None:
        one, box = self.matrix.current, self.days.current
        if one is not None and box is not None and box.day in self._missed:
            self.reason_requested.emit(one.key, box.day)

    def _show_records(self) -> None:
        if self.matrix.current is not None:
            self.records_requested.emit(self.matrix.current.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().upper() == "Y" and not event.modifiers():
            self._give_reason()
            return
        super().keyPressEvent(event)
