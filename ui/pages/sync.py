"""同步: what waits, why and since when; last attempt and last receipt apart; send now, by stick, enrol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.page import Page
from ui.tables.column import Align, Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.states import DELIVERY, State, Tone
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, clear, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.page_header import PageHeader
from ui.widgets.pill import Mark
from ui.widgets.scroll import Scroll
from ui.widgets.timeline import Moment, Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """One thing that waits; ``record_id`` is empty for keys and credentials, which stand together in one row."""

    key: str
    record_id: str
    title: str
    serial: str
    since: str
    state: State
    why: str = ""  # it waits
    attached: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """A 督办 of the county, in words."""

    hazard_id: str
    fact: str
    about: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One of the three cards: what, when, and what came of it."""

    icon: str
    role: Role
    name: str
    value: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncModel:
    county: str  # address, or ""
    tone: Tone
    icon: str
    fact: str
    advice: str
    enrolled: bool
    sending: bool
    send_now: str  # what the button says while nothing is being sent
    facts: tuple[Fact, ...]
    refused: Sequence[WaitingRow]  # 需处理
    waiting: Sequence[WaitingRow]
    waiting_count: int
    log: tuple[Moment, ...]
    unread: int  # came, and waits for a newer program
    orders: Sequence[OrderRow] = ()


LISTED, ORDERS = 100, 4  # rows and orders shown at once

COLUMNS: tuple[Column[WaitingRow], ...] = (
    Column(title="要送的", text=lambda row: row.title, wide=200, stretch=True, heavy=True),
    Column(title="编号", text=lambda row: row.serial, wide=170, quiet=True, begins=True, keep=1),
    Column(title="附件", text=lambda row: row.attached, wide=76, align=Align.RIGHT, quiet=True, keep=2),
    Column(title="送达", text=lambda _: "", state=lambda row: row.state, wide=110),
    Column(title="为什么等", text=lambda row: row.why, wide=170, quiet=True, keep=3),
    Column(title="封存于", text=lambda row: row.since, wide=130, align=Align.RIGHT, quiet=True),
)


class BigBanner(Card):
    """The state of the road to the county, in one sentence, and what can be done about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("warn", margins=(22, 12, 16, 12), parent=parent)
        self.mark = Mark("cloud-off", 34, Role.WARN_ICON)
        self.fact = Label("", Type.DIALOG, wrap=True)
        self.advice = Label("", Type.BODY, wrap=True)
        self.send = Button("现在送", Kind.PRIMARY, icon="refresh-cw", key="F5", height=CONTROL_PRIMARY)
        self.enrol = Button("接入县里", Kind.PRIMARY, icon="link", height=CONTROL_PRIMARY)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.fact)
        words.addWidget(self.advice)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(self.mark)
        line.addLayout(words, 1)
        line.addWidget(self.send)
        line.addWidget(self.enrol)
        self.column.addLayout(line)

    def present(self, model: SyncModel) -> None:
        self.set_surface(str(model.tone))
        self.mark.set_icon(model.icon, model.tone.icon)
        self.fact.setText(model.fact)
        self.advice.setText(model.advice)
        self.send.setVisible(model.enrolled)
        self.send.setEnabled(not model.sending)
        self.send.set_label("正在送" if model.sending else model.send_now)
        self.enrol.setVisible(not model.enrolled)
        self.setAccessibleName(f"{model.fact}。{model.advice}")


class SyncPage(Page):
    """Signals:
    send_requested: try now.
    enrol_requested: take this computer into the county.
    export_requested, import_requested: by USB stick.
    record_requested(str): a record that waits.
    correct_requested(str): a record that the county did not take.
    hazard_requested(str): what the county orders something about.
    request_requested, answer_requested: enrolment by stick, there and back.
    help_requested: what to read out on the phone.
    print_requested: how things stand and what was tried, as paper.
    """

    send_requested = Signal()
    enrol_requested = Signal()
    export_requested = Signal()
    import_requested = Signal()
    record_requested = Signal(str)
    correct_requested = Signal(str)
    hazard_requested = Signal(str)
    request_requested = Signal()
    answer_requested = Signal()
    help_requested = Signal()
    print_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sync", parent)
        self.help = Button("打电话求助时用的诊断信息", Kind.LINK, icon="life-buoy")
        self.help.clicked.connect(self.help_requested)
        self.print = Button("打印", icon="printer", key="P")
        self.print.setToolTip("把现在的情况和经过打印成一张")
        self.print.clicked.connect(self.print_requested)
        self.header = PageHeader("同步", self.help, self.print)
        self.banner = BigBanner()
        self.banner.send.clicked.connect(self.send_requested)
        self.banner.enrol.clicked.connect(self.enrol_requested)
        self._facts = QHBoxLayout()
        self._facts.setSpacing(12)
        self._refused = QVBoxLayout()
        self._refused.setSpacing(8)
        self._unread = Card("warn", margins=(16, 8, 12, 8), spacing=1)
        self._unread_fact = Label("", Type.BODY, heavy=True)
        self._unread.column.addWidget(self._unread_fact)
        advice = "已原样收好，没有丢，也不耽误别的。请信息员更新医安，更新后会自己读出来"
        self._unread.column.addWidget(Label(advice, Type.META, wrap=True))
        self._rows: RowsModel[WaitingRow] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "待报")
        self.table.opened.connect(self._on_opened)
        self._waiting = Card(margins=(1, 6, 1, 1), spacing=4)
        self._count = Label("", Type.BODY, heavy=True)
        head = QHBoxLayout()
        head.setContentsMargins(14, 4, 14, 2)
        head.addWidget(Mark("cloud-upload", 18))
        head.addSpacing(6)
        head.addWidget(self._count)
        head.addWidget(Label("  急的先送，其余按封存先后", Type.META, Role.TEXT2), 1)
        self._waiting.column.addLayout(head)
        self._waiting.column.addWidget(self.table, 1)
        self.empty = EmptyState("badge-check", "没有要送的", "封存一份记录，就会出现在这里", Role.OK)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addLayout(self._refused)
        left.addWidget(self._unread)
        left.addWidget(self._waiting, 1)
        left.addWidget(self.empty)
        left.addStretch(0)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addLayout(left, 1)
        self._side = self._make_side()
        columns.addWidget(self._side)
        self.body.addLayout(row(self.header))
        self.body.addWidget(self.banner)
        self.body.addLayout(self._facts)
        self.body.addLayout(columns, 1)
        self.key_bar.say("有县里签名的回执，才算已送达", "shield-check")

    def _make_side(self) -> Scroll:
        stick = Card(margins=(16, 12, 16, 10), spacing=6)
        stick.column.addWidget(Label("用 U 盘送", Type.BODY, heavy=True))
        how = (
            "① 导出 ② 交到县里，或拿到能连县里的电脑导入 ③ 把回执带回来导入。"
            "文件是加密的，重复导入不会变成两份"
        )
        stick.column.addWidget(Label(how, Type.META, Role.TEXT2, wrap=True))
        self.export = Button("导出到 U 盘", icon="usb", key="U")
        self.import_ = Button("从 U 盘导入", icon="download", key="I")
        self.export.clicked.connect(self.export_requested)
        self.import_.clicked.connect(self.import_requested)
        stick.column.addLayout(row(self.export, None))
        stick.column.addLayout(row(self.import_, None))
        story = Card(margins=(16, 12, 16, 10), spacing=8)
        story.column.addWidget(Label("经过", Type.BODY, heavy=True))
        self._log = Timeline()
        self._no_log = Label("还没有送过", Type.META, Role.TEXT2)
        story.column.addWidget(self._log)
        story.column.addWidget(self._no_log)
        self._join = Card(margins=(16, 12, 16, 10), spacing=6)
        self._join.column.addWidget(Label("没有网也能接入", Type.BODY, heavy=True))
        words = "① 写一个报到文件到 U 盘 ② 交到县里 ③ 把县里的回信带回来读，核对码打电话问县里"
        self._join.column.addWidget(Label(words, Type.META, Role.TEXT2, wrap=True))
        self.request = Button("写报到文件", icon="usb")
        self.answer = Button("读县里的回信", icon="download")
        self.request.clicked.connect(self.request_requested)
        self.answer.clicked.connect(self.answer_requested)
        self._join.column.addLayout(row(self.request, None))
        self._join.column.addLayout(row(self.answer, None))
        self._ordered = Card(margins=(16, 12, 12, 10), spacing=6)
        self._ordered.column.addWidget(Label("县里的督办", Type.BODY, heavy=True))
        self._orders = QVBoxLayout()
        self._orders.setSpacing(8)
        self._ordered.column.addLayout(self._orders)
        side = Scroll(margins=(0, 0, 0, 4), spacing=12)
        side.column.addWidget(self._ordered)
        side.column.addWidget(self._join)
        side.column.addWidget(stick)
        side.column.addWidget(story)
        side.column.addStretch(1)
        return side

    def first_focus(self) -> QWidget:
        if self.table.isVisible():
            return self.table
        return self.banner.send if self.banner.send.isVisible() else self.banner.enrol

    def present(self, model: SyncModel) -> None:
        self.header.say(f"送到：{model.county}" if model.county else "")
        self.banner.present(model)
        self._present_facts(model.facts)
        self._present_refused(model.refused)
        self._present_unread(model.unread)
        listed = sum(bool(row.record_id) for row in model.waiting)
        more = f"，先列 {listed} 条" if listed + len(model.refused) >= LISTED else ""
        self._count.setText(f"待报 {model.waiting_count}{more}")
        self._present_orders(model.orders)
        self._join.setVisible(not model.enrolled)
        kept = self.table.current
        self._rows.show_rows(model.waiting)
        at = next((n for n, row in enumerate(model.waiting) if kept and row.key == kept.key), 0)
        self.table.go_to(at)
        self._waiting.setVisible(bool(model.waiting))
        self.empty.setVisible(not model.waiting and not model.refused)
        self._log.present(model.log)
        self._log.setVisible(bool(model.log))
        self._no_log.setVisible(not model.log)
        self.export.setEnabled(model.enrolled or bool(model.waiting or model.refused))
        self.take_focus()

    def _present_facts(self, facts: tuple[Fact, ...]) -> None:
        clear(self._facts)
        for fact in facts:
            card = Card(margins=(16, 10, 12, 10))
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(Label(fact.name, Type.NOTE, Role.TEXT2))
            words.addWidget(Label(fact.value, Type.SECTION))
            words.addWidget(Label(fact.note, Type.META, Role.TEXT2))
            line = QHBoxLayout()
            line.setSpacing(14)
            line.addWidget(Mark(fact.icon, 22, fact.role))
            line.addLayout(words, 1)
            card.column.addLayout(line)
            self._facts.addWidget(card, 1)

    def _present_refused(self, rows: Sequence[WaitingRow]) -> None:
        clear(self._refused)
        for one in rows[:3]:
            card = Card("bad", margins=(16, 8, 12, 8))
            state = DELIVERY["quarantined"]
            words = QVBoxLayout()
            words.setSpacing(1)
            words.addWidget(Label(f"{state.word}：{one.title} {one.serial}", Type.BODY, Role.BAD, heavy=True))
            words.addWidget(
                Label(f"{one.problem}。记录还在本机，没有丢。不影响其他记录送出", Type.META, wrap=True)
            )
            line = QHBoxLayout()
            line.setSpacing(12)
            line.addWidget(Mark(state.icon, 22, Role.BAD), 0, Qt.AlignmentFlag.AlignTop)
            line.addLayout(words, 1)
            if one.record_id:
                correct = Button("更正后重送")
                correct.clicked.connect(lambda _=False, key=one.record_id: self.correct_requested.emit(key))
                line.addWidget(correct)
            card.column.addLayout(line)
            self._refused.addWidget(card)

    def _present_orders(self, orders: Sequence[OrderRow]) -> None:
        clear(self._orders)
        self._ordered.setVisible(bool(orders))
        for order in orders[:ORDERS]:
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(Label(order.fact, Type.META, heavy=True, wrap=True))
            words.addWidget(Label(order.about, Type.NOTE, Role.TEXT2, wrap=True))
            line = QHBoxLayout()
            line.setSpacing(10)
            mark = Mark("gavel", 18, Role.LATE if order.is_open else Role.NA)
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            line.addLayout(words, 1)
            look = Button("看隐患", Kind.LINK, height=28)
            look.setAccessibleName(f"看隐患：{order.fact}")
            look.clicked.connect(lambda _=False, key=order.hazard_id: self.hazard_requested.emit(key))
            line.addWidget(look, 0, Qt.AlignmentFlag.AlignTop)
            self._orders.addLayout(line)

    def _present_unread(self, count: int) -> None:
        self._unread.setVisible(bool(count))
        self._unread_fact.setText(f"需要新版本：{count} 条收到的内容，这一版医安还读不懂")

    def _on_opened(self, row: WaitingRow) -> None:
        if row.record_id:
            self.record_requested.emit(row.record_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(300 if self.is_narrow else 360)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().upper()
        if letter == "U" and self.export.isEnabled() and not event.modifiers():
            self.export_requested.emit()
        elif letter == "P" and not event.modifiers():
            self.print_requested.emit()
        elif letter == "I" and not event.modifiers():
            self.import_requested.emit()
        else:
            super().keyPressEvent(event)
