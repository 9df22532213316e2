"""今日: what is due now, overdue and later, and what runs out; the page a nurse never leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.page import Page
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button
from ui.widgets.card import clear, row
from ui.widgets.clock_ring import ClockRing
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.page_header import PageHeader
from ui.widgets.scroll import Scroll
from ui.widgets.shift_line import ShiftLine, ShiftMark
from ui.widgets.side_card import INSET, LineList, SideCard, SideLine
from ui.widgets.task_list import TaskGroup, TaskList
from ui.widgets.toast import Toast

SIDE = 360
SIDE_NARROW = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    start: datetime
    end: datetime
    now: datetime
    marks: tuple[ShiftMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningClock:
    """A statutory clock of an incident; ``share`` is what is left of it, 0 to 1."""

    key: str
    title: str
    share: float
    words: str  # 0:47
    due: str  # 院内书面报告 22:53 前
    notes: tuple[str, ...] = ()
    overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayModel:
    """Everything the page shows, in words."""

    date: str
    shift: Shift | None = None
    groups: tuple[TaskGroup, ...] = ()
    current: str = ""
    done_fact: str = ""  # shown when nothing is due
    done_next: str = ""
    clocks: tuple[RunningClock, ...] = ()
    more_clocks: tuple[SideLine, ...] = ()
    clocks_all: str = ""
    hazards: tuple[SideLine, ...] = ()
    hazards_all: str = ""
    papers: tuple[SideLine, ...] = ()  # printed, and not yet back signed
    papers_all: str = ""
    unsigned: tuple[SideLine, ...] = ()
    unsigned_all: str = ""
    outbox: tuple[SideLine, ...] = ()
    saved: str = ""


class ClockCard(SideCard):
    """One running clock."""

    def __init__(self, clock: RunningClock, parent: QWidget | None = None) -> None:
        super().__init__("siren", "事件时钟", edge=Role.BAD, parent=parent)
        self.present((), "继续报告")
        ring = ClockRing()
        ring.present(clock.share, clock.words)
        text = QVBoxLayout()
        text.setSpacing(1)
        text.addWidget(Label(clock.title, Type.BODY, heavy=True, wrap=True))
        text.addWidget(Label(clock.due, Type.META, Role.BAD, heavy=clock.overdue, wrap=True))
        for note in clock.notes:
            text.addWidget(Label(note, Type.NOTE, Role.TEXT2, wrap=True))
        text.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(14)
        line.setContentsMargins(INSET, 0, INSET, 0)
        line.addWidget(ring, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(text, 1)
        self.column.addLayout(line)


class TodayPage(Page):
    """Signals:
    task_requested(str): begin, go on with, or sign the task of that key.
    incident_requested: the quick report.
    paper_requested: key a paper record.
    clock_requested(str): go on with the incident of a clock.
    line_requested(str): what a line of a card leads to.
    menu_requested(str): what else can be done with a row or a line.
    silence_requested(str), reason_requested(str): the same by one key.
    incidents_requested, hazards_requested, papers_requested, unsigned_requested, sync_requested: the page behind a card.
    year_requested: the year of duties.
    """

    task_requested = Signal(str)
    incident_requested = Signal()
    paper_requested = Signal()
    clock_requested = Signal(str)
    line_requested = Signal(str)
    menu_requested = Signal(str)
    silence_requested = Signal(str)
    reason_requested = Signal(str)
    incidents_requested = Signal()
    hazards_requested = Signal()
    papers_requested = Signal()
    unsigned_requested = Signal()
    sync_requested = Signal()
    year_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("today", parent)
        report = Button("报事件", icon="siren")
        paper = Button("补录纸质记录", icon="file-check")
        report.clicked.connect(self.incident_requested)
        paper.clicked.connect(self.paper_requested)
        year = Button("年历", icon="calendar-days")
        year.clicked.connect(self.year_requested)
        self.header = PageHeader("今日", year, report, paper)
        self.shift = ShiftLine()
        self.tasks = TaskList()
        self.empty = EmptyState("circle-check", "", role=Role.OK)
        self.shift.opened.connect(self.task_requested)
        self.tasks.opened.connect(self.task_requested)
        self.tasks.menu_requested.connect(self.menu_requested)
        self.toast = Toast(self)
        self._main = Scroll(margins=(0, 0, 4, 0), spacing=8)
        self._main.column.addWidget(self.empty)
        self._main.column.addWidget(self.tasks)
        self._main.column.addStretch(1)
        self._side = Scroll(margins=(0, 0, 0, 4), spacing=12)
        self._clocks = QVBoxLayout()
        self._clocks.setSpacing(12)
        self.more_clocks = SideCard("siren", "另外的事件时限", edge=Role.BAD)
        self.more_clocks.opened.connect(self.incidents_requested)
        self.hazards = SideCard("triangle-alert", "隐患与到期")
        self.papers = SideCard("printer", "已打印未签字")
        self.unsigned = SideCard("signature", "等别人签字")
        self.outbox = SideCard("cloud-upload", "等县里回执")
        self.hazards.opened.connect(self.hazards_requested)
        self.papers.opened.connect(self.papers_requested)
        self.unsigned.opened.connect(self.unsigned_requested)
        self.outbox.opened.connect(self.sync_requested)
        self._side.column.addLayout(self._clocks)
        for card in (self.more_clocks, self.hazards, self.papers, self.unsigned, self.outbox):
            card.line_opened.connect(self.line_requested)
            card.menu_requested.connect(self.menu_requested)
            self._side.column.addWidget(card)
        self._side.column.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self._main, 1)
        columns.addWidget(self._side)
        self.body.addLayout(row(self.header))
        self.body.addWidget(self.shift)
        self.body.addLayout(columns, 1)
        for part in (self.shift, self.empty, self._side):
            part.hide()

    def first_focus(self) -> QWidget:
        return self.tasks

    def present(self, model: TodayModel) -> None:
        """Show the day; the current task stays the current one."""
        self.header.say(model.date)
        self.shift.setVisible(model.shift is not None)
        if model.shift is not None:
            shift = model.shift
            self.shift.present(shift.start, shift.end, shift.now, shift.marks)
        self.empty.setVisible(bool(model.done_fact))
        self.empty.say("circle-check", model.done_fact, model.done_next, Role.OK)
        self.tasks.present(model.groups, current=model.current)
        self.tasks.setVisible(bool(model.groups))
        self._present_side(model)
        self.take_focus()
        self.key_bar.say(model.saved, "circle-check" if model.saved else "", Role.OK)

    def _present_side(self, model: TodayModel) -> None:
        clear(self._clocks)
        for clock in model.clocks:
            card = ClockCard(clock)
            card.opened.connect(lambda key=clock.key: self.clock_requested.emit(key))
            self._clocks.addWidget(card)
        cards = (
            (self.more_clocks, model.more_clocks, model.clocks_all),
            (self.hazards, model.hazards, model.hazards_all),
            (self.papers, model.papers, model.papers_all),
            (self.unsigned, model.unsigned, model.unsigned_all),
            (self.outbox, model.outbox, "看详情"),
        )
        for side, lines, link in cards:
            side.setVisible(bool(lines))
            side.present(lines, link)
        self._side.setVisible(bool(model.clocks) or any(lines for _, lines, _ in cards))
        self._fit_side()

    def _fit_side(self) -> None:
        self._side.setFixedWidth(SIDE_NARROW if self.is_narrow else SIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side()

    def _key_of_focus(self) -> str:
        """What the row or line is about that has the keys."""
        holder = QApplication.focusWidget()
        if isinstance(holder, LineList):
            return holder.current
        row = self.tasks.current_row
        return row.key if row is not None and holder is self.tasks else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter, control = event.text().upper(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = self._key_of_focus()
        if control and event.key() == Qt.Key.Key_Z:
            self.toast.undo()
        elif event.modifiers() or letter not in ("B", "Z", "Y"):
            super().keyPressEvent(event)
        elif letter == "B":
            self.paper_requested.emit()
        elif key:
            (self.silence_requested if letter == "Z" else self.reason_requested).emit(key)
