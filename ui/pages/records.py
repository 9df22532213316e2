"""记录: every record under one set of filters, as a list with a pane beside it or as the days of a month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forms.clock import local
from ui.actions import key_bar
from ui.pages import record_words
from ui.pages.page import Page, focus
from ui.pages.record_calendar import DayFigures
from ui.pages.record_month import RecordMonth
from ui.pages.record_pane import PaneCard, RecordPane
from ui.periods import span
from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, clear, column, row
from ui.widgets.chip import Segments
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import SET, Filter, FilterBar
from ui.widgets.page_header import PageHeader
from ui.widgets.progress import ProgressLine
from ui.widgets.toast import Toast

if TYPE_CHECKING:  # importing it for real would load SQLAlchemy before the first paint
    from models.queries.records import RecordItem

SIDE, SIDE_WIDE = 340, 400
OF_A_ROW = ("records.move", "records.open", "records.mark", "records.print")
NONE_YET = ("还没有记录", "封存了第一份以后，从这里找、看、打印")
WIDE = 1600  # window width from which the pane is wider
OLDEST = "oldest"  # of ``order``; the newest come first without it
FILTERS = (
    Filter(name="period", word="期间", spans=True),
    Filter(name="form_id", word="表单"),
    Filter(name="chapter", word="章节"),
    Filter(name="place", word="地点"),
    Filter(name="person", word="填报人"),
    Filter(name="status", word="状态"),
    Filter(name="delivery", word="送达"),
    Filter(name="late", word="只看补录", icon="history", is_switch=True),
    Filter(name="unsigned", word="只看未签", icon="signature", is_switch=True),
    Filter(name="printed", word="已打印未签", icon="printer", is_switch=True),
    Filter(name="abnormal", word="只看异常", icon="triangle-alert", is_switch=True),
    Filter(name="order", word="排序", narrows=False),
)
VIEWS = (("list", "清单", "list-checks"), ("calendar", "日历", "calendar-days"))
ORDER = "order"  # told by the head of the table, not by a chip


@dataclass(frozen=True, slots=True, kw_only=True)
class Loosening:
    """A filter that could be let go, and how many records there would be then."""

    name: str
    word: str
    count: str


def columns(now: Callable[[], datetime]) -> tuple[Column[RecordItem], ...]:
    """The list's columns; the first ones to go when it is narrow are 编号 and 填报人."""
    return (
        Column(title="编号", text=record_words.serial, wide=160, quiet=True, keep=1),
        Column(
            title="表单",
            text=lambda row: row.title,
            wide=228,
            stretch=True,
            heavy=True,
            pills=record_words.pills,
        ),
        Column(title="地点", text=lambda row: row.places, wide=166, stretch=True),
        Column(title="填报人", text=lambda row: row.author_name or "匿名", wide=68, keep=2),
        Column(title="发生时间", text=lambda row: record_words.when(row, now()), wide=106, sorted=True),
        Column(title="状态", text=lambda _: "", state=record_words.status, wide=126),
        Column(title="送达", text=lambda _: "", state=record_words.delivery, wide=116),
    )


class RecordsPage(Page):
    """Signals:
    more_requested: the next rows of the same question.
    selected(object): the RecordItem whose pane is wanted, or None.
    open_requested(str), correct_requested(str): a record_id.
    print_requested(object): record ids: those marked, or the current one.
    batch_requested: print all that the filters leave as one.
    export_requested(object): the RecordItems that are marked; none for all that the filters leave.
    view_changed(str): list or calendar.
    """

    more_requested = Signal()
    selected = Signal(object)
    open_requested = Signal(str)
    print_requested = Signal(object)
    batch_requested = Signal()
    correct_requested = Signal(str)
    export_requested = Signal(object)
    view_changed = Signal(str)

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__("records", parent)
        self._now = now
        self._count = ""
        self._rows: RowsModel[RecordItem] = RowsModel(columns(now), self, key=lambda row: row.record_id)
        self._rows.more_requested.connect(self.more_requested)
        self._rows.marked.connect(self._on_marked)
        self.table = Table(self._rows, "记录")
        self.table.moved.connect(self.selected)
        self.table.opened.connect(lambda row: self.open_requested.emit(row.record_id))
        self.table.turned.connect(self._turn)
        self.toast = Toast(self)
        self.filters = FilterBar(FILTERS, search="在记录里找字", toast=self.toast)
        self.views = Segments(VIEWS, "看法")
        self.views.chosen.connect(self._on_view)
        self.month = RecordMonth()
        self.month.calendar.opened.connect(self._on_day)
        self.unmark = Button("不选了", Kind.LINK)
        self.print = Button("打印所选", icon="printer", key="P")
        self.batch = Button("整批打印", icon="book-open", key="B")
        self.export = Button("导出表格", icon="file-spreadsheet", key="E")
        self.unmark.clicked.connect(self._rows.clear_marks)
        self.print.clicked.connect(lambda: self._about_many(self.print_requested))
        self.batch.clicked.connect(self.batch_requested)
        self.export.clicked.connect(lambda: self.export_requested.emit(self._rows.marks))
        self.header = PageHeader("记录", self.views, self.unmark, self.print, self.batch, self.export)
        self.progress = ProgressLine()
        self.empty = EmptyState("files", "没有符合的记录")
        self._loosen = column(spacing=0)
        self.nothing = Card("plain", margins=(24, 24, 24, 24), spacing=4)
        self.nothing.column.addWidget(self.empty)
        self.nothing.column.addLayout(self._loosen)
        self.nothing.column.addStretch(1)
        self.pane = PaneCard()
        self.pane.open_requested.connect(lambda: self._about(self.open_requested))
        self.pane.print_requested.connect(self._print_one)
        self.pane.correct_requested.connect(lambda: self._about(self.correct_requested))
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.column.addWidget(self.table, 1)
        card.column.addWidget(self.nothing, 1)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(card, 1)
        line.addWidget(self.pane)
        self.body.addLayout(row(self.header))
        for part in (self.filters, self.progress):
            self.body.addWidget(part)
        self._list = QWidget()
        self._list.setLayout(line)
        line.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._list, 1)
        self.body.addWidget(self.month, 1)
        self.nothing.hide()
        self._on_marked()
        self.show_view("list")

    def first_focus(self) -> QWidget:
        return self.month.calendar if self.is_calendar else self.table

    @property
    def is_calendar(self) -> bool:
        return self.views.current == "calendar"

    def show_view(self, view: str) -> None:
        """List or calendar, as it was left; the calendar stands where the list stood."""
        self.views.set_current(view)
        today = local(self._now()).date()
        if self.is_calendar:
            at = self.table.current
            self.month.show_day(local(at.claimed_at).date() if at is not None else today, today=today)
        self._list.setVisible(not self.is_calendar)
        self.month.setVisible(self.is_calendar)
        self.filters.offer_only(
            (one.name for one in FILTERS), never=(ORDER, "period") if self.is_calendar else (ORDER,)
        )
        bar = key_bar("records.calendar" if self.is_calendar else "records")
        self.key_bar.teach_actions(bar)
        self._leave_out()
        self._on_marked()

    def _on_view(self, view: str) -> None:
        self.show_view(view)
        self.view_changed.emit(view)

    def _on_day(self, day: date) -> None:
        """The records of a day of the calendar, as a list."""
        self._on_view("list")
        self.filters.turn(period=span(day, day))
        focus(self.table)

    def present_month(self, month: date, figures: dict[date, DayFigures]) -> None:
        """The days of a month that have records; another month than is shown is left alone."""
        self.month.present(month, figures, is_narrowed=self.filters.is_narrowed)
        self.take_focus()

    @property
    def rows(self) -> tuple[RecordItem, ...]:
        return self._rows.rows

    @property
    def is_oldest_first(self) -> bool:
        return self.filters.asked.get(ORDER) == OLDEST

    def ask(self, **codes: str | bool) -> None:
        """Ask for just that, as a link from another page does: filter → code, True for one that is only on."""
        self.show_view("list")
        self.filters.turn_to({name: SET if code is True else str(code or "") for name, code in codes.items()})

    def present(self, rows: Sequence[RecordItem], count: str, *, has_more: bool) -> None:
        """The first rows of a question; the place in the list is kept when its record is still there."""
        kept = self.table.current.record_id if self.table.current is not None else ""
        self._rows.show_rows(rows, has_more=has_more)
        self._count = count
        self.table.show_order(ascending=self.is_oldest_first)
        self._say()
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self._fit_pane()
        self._leave_out()
        if not rows:
            self._present_nothing()
        at = next((n for n, row in enumerate(rows) if row.record_id == kept), 0)
        self.table.go_to(at)
        self.take_focus()

    def _leave_out(self) -> None:
        """The keys of a row where there is none."""
        is_bare = not self.is_calendar and self._count != "" and not self._rows.rowCount()
        self.key_bar.leave_out(OF_A_ROW if is_bare else ())

    def _present_nothing(self) -> None:
        clear(self._loosen)
        if not self.filters.is_narrowed:
            self.empty.say("files", *NONE_YET)
        else:
            set_now = "、".join(self.filters.name_of(name) for name in self.filters.narrowing)
            self.empty.say("filter", "这些条件合起来没有记录", f"现在设了：{set_now}")

    def present_loosening(self, found: Sequence[Loosening], in_all: str) -> None:
        """What to let go of, the most promising first; where no one filter is enough, all of them."""
        clear(self._loosen)
        for one in found:
            words = f"{self.filters.name_of(one.name)} {one.word}".strip()
            button = Button(f"去掉“{words}”，有 {one.count} 份", Kind.LINK, icon="x", height=30)
            button.clicked.connect(lambda _=False, name=one.name: self._let_go(name))
            self._loosen.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        if found:
            self.empty.say("filter", "这些条件合起来没有记录", "去掉一个试试：")
        elif in_all == "0":
            self.empty.say("files", *NONE_YET)
        else:
            every = Button(f"清除全部筛选，有 {in_all} 份", Kind.LINK, icon="x", height=30)
            every.clicked.connect(self.filters.clear.click)
            self._loosen.addWidget(every, 0, Qt.AlignmentFlag.AlignHCenter)

    def _let_go(self, name: str) -> None:
        self.filters.turn(**{name: ""})
        focus(self.table)

    def present_more(self, rows: Sequence[RecordItem], *, has_more: bool) -> None:
        self._rows.append_rows(rows, has_more=has_more)
        self._say()

    def present_pane(self, pane: RecordPane | None) -> None:
        self.pane.present(pane)

    def unmark_all(self) -> None:
        self._rows.clear_marks()

    def _turn(self) -> None:
        """The other end of the list first."""
        self.filters.turn(**{ORDER: "" if self.is_oldest_first else OLDEST})

    def _marked_ids(self) -> tuple[str, ...]:
        return tuple(row.record_id for row in self._rows.marks)

    def _on_marked(self) -> None:
        many = len(self._rows.marks)
        self.unmark.setVisible(bool(many) and not self.is_calendar)
        self.print.setVisible(bool(many) and not self.is_calendar)
        self.print.set_label(f"打印所选 {many} 份")
        self.batch.setVisible(not many and not self.is_calendar)
        self.export.setVisible(not self.is_calendar)
        self.export.set_label(f"导出所选 {many} 份" if many else "导出表格")
        self._say()

    def _say(self) -> None:
        if self.is_calendar:
            self.header.say("")
            self.key_bar.say("")
            return
        many, shown = len(self._rows.marks), self._rows.rowCount()
        told = f"共 {self._count} 份" if not self.filters.is_narrowed else f"符合 {self._count} 份"
        self.header.say(f"{told}，已选 {many} 份" if many else told if self._count else "")
        order = "旧的在前" if self.is_oldest_first else "新的在前"
        self.key_bar.say(f"第 1–{shown} 份，{order}" if shown else "", "files" if shown else "")

    def _about(self, signal: SignalInstance) -> None:
        row = self.table.current
        if row is not None:
            signal.emit(row.record_id)

    def _print_one(self) -> None:
        row = self.table.current
        if row is not None:
            self.print_requested.emit((row.record_id,))

    def _about_many(self, signal: SignalInstance) -> None:
        ids = self._marked_ids()
        if ids:
            signal.emit(ids)
        else:
            self._print_one()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_pane()

    def _fit_pane(self) -> None:
        self.pane.setVisible(not self.is_narrow and self._rows.rowCount() > 0)
        self.pane.setFixedWidth(SIDE_WIDE if self.window().width() >= WIDE else SIDE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.filters.takes_key(event):
            return
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        word = event.text().upper() if not control else ""
        if word == "V":
            self._on_view("list" if self.is_calendar else "calendar")
            focus(self.first_focus())
            return
        if self.is_calendar:
            super().keyPressEvent(event)
            return
        match (word, event.key()):
            case (_, Qt.Key.Key_Escape) if self._rows.marks and not control:
                self._rows.clear_marks()
            case ("P", _):
                self._about_many(self.print_requested)
            case ("B", _) if self._rows.rowCount():
                self.batch_requested.emit()
            case ("G", _):
                self._about(self.correct_requested)
            case ("E", _):
                self.export_requested.emit(self._rows.marks)
            case ("O", _):
                self._turn()
            case _:
                super().keyPressEvent(event)
