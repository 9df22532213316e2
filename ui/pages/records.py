"""记录: every record with filters, the pane beside it following the selection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.pages import record_words
from ui.pages.page import Page, focus
from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.states import Tone
from ui.theme.tokens import Role, Type
from ui.widgets.banner import Banner
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, Rule
from ui.widgets.chip import Chip
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.menu import offer
from ui.widgets.page_header import PageHeader
from ui.widgets.pill import Mark
from ui.widgets.scroll import Scroll
from ui.widgets.timeline import Moment, Timeline

if TYPE_CHECKING:  # importing it for real would load SQLAlchemy before the first paint
    from models.queries.records import RecordItem

PERIODS = (
    ("today", "今天"),
    ("week", "近 7 天"),
    ("month", "本月"),
    ("quarter", "本季"),
    ("year", "今年"),
)
STATUSES = (
    ("sealed", "已封存"),
    ("void", "已作废"),
)
DELIVERIES = (
    ("pending", "待报"),
    ("hosted", "已到院内主机"),
    ("received", "已送达"),
    ("quarantined", "需处理"),
)
SIDE = 340


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordQuestion:
    """What the list shows, in codes; empty is any."""

    period: str = ""
    chapter: str = ""
    place: str = ""
    person: str = ""
    status: str = ""
    delivery: str = ""
    form_id: str = ""
    late: bool = False
    unsigned: bool = False
    text: str = ""

    @property
    def is_any(self) -> bool:
        return self == RecordQuestion()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the filters offer: (code, word)."""

    chapters: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    forms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPane:
    """The pane beside the list, in words."""

    title: str
    line: str
    banner: tuple[str, str] | None = None
    moments: tuple[Moment, ...] = ()
    delivery: str = ""
    delivery_icon: str = "cloud-upload"
    delivery_role: Role = Role.TEXT2
    may_correct: bool = True
    may_print: bool = True


def columns(now: Callable[[], datetime]) -> tuple[Column[RecordItem], ...]:
    """The list's columns; the first ones to go when it is narrow are 编号 and 填报人."""
    return (
        Column(title="编号", text=record_words.serial, wide=168, quiet=True, keep=1),
        Column(
            title="表单",
            text=lambda row: row.title,
            wide=220,
            stretch=True,
            heavy=True,
            pills=record_words.pills,
        ),
        Column(title="地点", text=lambda row: row.places, wide=120, stretch=True),
        Column(title="填报人", text=lambda row: row.author_name or "匿名", wide=76, keep=2),
        Column(title="发生时间", text=lambda row: record_words.when(row, now()), wide=112, sorted=True),
        Column(title="状态", text=lambda _: "", state=record_words.status, wide=130),
        Column(title="送达", text=lambda _: "", state=record_words.delivery, wide=132),
    )


class PaneCard(Card):
    """Signals:
    open_requested, print_requested, correct_requested: for the record it shows.
    """

    open_requested = Signal()
    print_requested = Signal()
    correct_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(18, 14, 14, 10), spacing=8, parent=parent)
        self._title = Label("", Type.SECTION, wrap=True)
        self._line = Label("", Type.META, Role.TEXT2, wrap=True)
        self._banner = Banner(Tone.WARN, "signature", "", "")
        self._moments = Timeline()
        self._delivery_mark = Mark("cloud-upload", 18)
        self._delivery = Label("", Type.META, wrap=True)
        body = Scroll(margins=(0, 0, 6, 0), spacing=10)
        sent = QHBoxLayout()
        sent.setSpacing(8)
        sent.addWidget(self._delivery_mark, 0, Qt.AlignmentFlag.AlignTop)
        sent.addWidget(self._delivery, 1)
        for part in (
            self._title,
            self._line,
            self._banner,
            Rule(),
            Label("经过", Type.META, Role.TEXT2, heavy=True),
        ):
            body.column.addWidget(part)
        body.column.addWidget(self._moments)
        body.column.addWidget(Rule())
        body.column.addWidget(Label("送达县里", Type.META, Role.TEXT2, heavy=True))
        body.column.addLayout(sent)
        body.column.addStretch(1)
        self._open = Button("打开", Kind.PRIMARY, icon="eye", key="Enter")
        self._print = Button("打印")
        self._correct = Button("更正")
        self._open.clicked.connect(self.open_requested)
        self._print.clicked.connect(self.print_requested)
        self._correct.clicked.connect(self.correct_requested)
        foot = QHBoxLayout()
        foot.setSpacing(0)
        for button in (self._open, self._print, self._correct):
            foot.addWidget(button)
        foot.addStretch(1)
        self.column.addWidget(body, 1)
        self.column.addLayout(foot)
        self._parts = (body,)
        self._buttons = (self._open, self._print, self._correct)
        self.present(None)

    def present(self, pane: RecordPane | None) -> None:
        for part in (*self._parts, *self._buttons):
            part.setVisible(pane is not None)
        if pane is None:
            return
        self._title.setText(pane.title)
        self._line.setText(pane.line)
        self._banner.setVisible(pane.banner is not None)
        if pane.banner is not None:
            self._banner.say(Tone.WARN, "signature", *pane.banner)
        self._moments.present(pane.moments)
        self._delivery.setText(pane.delivery)
        self._delivery_mark.set_icon(pane.delivery_icon, pane.delivery_role)
        self._print.setVisible(pane.may_print)
        self._correct.setVisible(pane.may_correct)


class RecordsPage(Page):
    """Signals:
    question_changed(object): the RecordQuestion to answer.
    more_requested: the next rows of the same question.
    selected(object): the RecordItem whose pane is wanted, or None.
    open_requested(str), print_requested(str), correct_requested(str): a record_id.
    export_requested: the records of a form as a sheet.
    """

    question_changed = Signal(object)
    more_requested = Signal()
    selected = Signal(object)
    open_requested = Signal(str)
    print_requested = Signal(str)
    correct_requested = Signal(str)
    export_requested = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__("records", parent)
        self._question = RecordQuestion(period="month")
        self._options = Options()
        self._rows: RowsModel[RecordItem] = RowsModel(columns(now), self)
        self._rows.more_requested.connect(self.more_requested)
        self.table = Table(self._rows, "记录")
        self.table.moved.connect(self.selected)
        self.table.opened.connect(lambda row: self.open_requested.emit(row.record_id))
        export = Button("导出表格", icon="file-spreadsheet", key="E")
        export.clicked.connect(self.export_requested)
        self.header = PageHeader("记录", export)
        self.empty = EmptyState("files", "没有符合的记录", "清除筛选，或换一个期间")
        self.empty.hide()
        self.pane = PaneCard()
        self.pane.open_requested.connect(lambda: self._about(self.open_requested))
        self.pane.print_requested.connect(lambda: self._about(self.print_requested))
        self.pane.correct_requested.connect(lambda: self._about(self.correct_requested))
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.column.addWidget(self.table, 1)
        card.column.addWidget(self.empty)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(card, 1)
        line.addWidget(self.pane)
        self.body.addWidget(self.header)
        self.body.addLayout(self._filters())
        self.body.addLayout(line, 1)
        self._show_question()

    def _filters(self) -> QHBoxLayout:
        self.search = QLineEdit()
        self.search.setPlaceholderText("在记录里找字")
        self.search.setAccessibleName("在记录里找字")
        self.search.setFixedWidth(170)
        self._typing = QTimer(self, singleShot=True, interval=250)
        self._typing.timeout.connect(lambda: self._ask(text=self.search.text().strip()))
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.chips = {
            "period": Chip("期间"),
            "chapter": Chip("章节"),
            "place": Chip("地点"),
            "person": Chip("填报人"),
            "status": Chip("状态"),
            "delivery": Chip("送达"),
            "late": Chip("只看补录", icon="history"),
            "unsigned": Chip("只看未签", icon="signature"),
        }
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(Mark("filter", 18))
        line.addSpacing(4)
        for name, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, name=name: self._on_chip(name))
            chip.cleared.connect(lambda name=name: self._set(name, ""))
            line.addWidget(chip)
        self._clear = Button("清除筛选", Kind.LINK, height=30)
        self._clear.clicked.connect(self._on_clear)
        line.addWidget(self._clear)
        line.addStretch(1)
        line.addWidget(self.search)
        return line

    def first_focus(self) -> QWidget:
        return self.table

    @property
    def question(self) -> RecordQuestion:
        return self._question

    @property
    def rows(self) -> tuple[RecordItem, ...]:
        return self._rows.rows

    def present_options(self, options: Options) -> None:
        self._options = options
        self._show_question()

    def present(self, rows: Sequence[RecordItem], count: str, *, has_more: bool) -> None:
        """The first rows of a question; the place in the list is kept when its record is still there."""
        kept = self.table.current.record_id if self.table.current is not None else ""
        self._rows.show_rows(rows, has_more=has_more)
        self.header.say(f"符合 {count} 份" if not self._question.is_any else f"共 {count} 份")
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.key_bar.say(f"第 1–{len(rows)} 份，共 {count} 份" if rows else "", "files" if rows else "")
        at = next((n for n, row in enumerate(rows) if row.record_id == kept), 0)
        self.table.go_to(at)
        self.take_focus()

    def present_more(self, rows: Sequence[RecordItem], count: str, *, has_more: bool) -> None:
        self._rows.append_rows(rows, has_more=has_more)
        self.key_bar.say(f"第 1–{self._rows.rowCount()} 份，共 {count} 份", "files")

    def present_pane(self, pane: RecordPane | None) -> None:
        self.pane.present(pane)

    def ask(self, question: RecordQuestion) -> None:
        """Show another question, as a link from another page does."""
        self._question = question
        self.search.blockSignals(True)
        self.search.setText(question.text)
        self.search.blockSignals(False)
        self._show_question()
        self.question_changed.emit(question)

    def _ask(self, **changes: object) -> None:
        self._question = replace(self._question, **changes)  # type: ignore[arg-type]
        self._show_question()
        self.question_changed.emit(self._question)

    def _choices(self, name: str) -> tuple[tuple[str, str], ...]:
        return {
            "period": PERIODS,
            "chapter": self._options.chapters,
            "place": self._options.places,
            "person": self._options.people,
            "status": STATUSES,
            "delivery": DELIVERIES,
        }.get(name, ())

    def _show_question(self) -> None:
        for name, chip in self.chips.items():
            value = getattr(self._question, name)
            if isinstance(value, bool):
                chip.set_value("" if value else None)
            else:
                chip.set_value(dict(self._choices(name)).get(value, value) if value else None)
        self._clear.setVisible(not self._question.is_any)

    def _on_chip(self, name: str) -> None:
        if name in ("late", "unsigned"):
            self._ask(**{name: not getattr(self._question, name)})
            return
        offer(self.chips[name], self._choices(name), lambda code: self._set(name, code))

    def _set(self, name: str, code: str) -> None:
        self._ask(**{name: code if name not in ("late", "unsigned") else bool(code)})
        focus(self.chips[name])

    def _on_clear(self) -> None:
        self.ask(RecordQuestion())
        focus(self.table)

    def _about(self, signal: SignalInstance) -> None:
        row = self.table.current
        if row is not None:
            signal.emit(row.record_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.pane.setVisible(not self.is_narrow)
        self.pane.setFixedWidth(400 if self.window().width() >= 1600 else SIDE)
        for name in ("delivery", "status"):
            self.chips[name].setVisible(not self.is_narrow or self.chips[name].is_set)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers():
            super().keyPressEvent(event)
            return
        match event.text().upper():
            case "F":
                focus(self.chips["period"])
            case "P":
                self._about(self.print_requested)
            case "G":
                self._about(self.correct_requested)
            case "E":
                self.export_requested.emit()
            case "/":
                focus(self.search)
            case _:
                super().keyPressEvent(event)
