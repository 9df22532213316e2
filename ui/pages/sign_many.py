"""等你签字: the records that wait for one person, each seen as its paper, then signed in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.pages.page import Page
from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.states import State, Tone
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.page_header import PageHeader
from ui.widgets.sheet_picture import SheetPicture

UNSEEN = State("没看", "circle", Tone.NA)
SEEN = State("看过", "eye", Tone.OK)
LEFT = State("先不签", "circle-minus", Tone.NA)
SIDE, SIDE_NARROW = 760, 620


@dataclass(frozen=True, slots=True, kw_only=True)
class SignLine:
    """One record that waits."""

    rev_id: str
    record_id: str
    title: str
    who: str
    when: str
    serial: str
    role: str  # as what it is signed
    abnormal: int = 0
    is_seen: bool = False
    is_left: bool = False

    @property
    def state(self) -> State:
        return LEFT if self.is_left else SEEN if self.is_seen else UNSEEN

    @property
    def is_ready(self) -> bool:
        return self.is_seen and not self.is_left


COLUMNS: tuple[Column[SignLine], ...] = (
    Column(title="看了没有", text=lambda _: "", state=lambda line: line.state, wide=96),
    Column(
        title="表单",
        text=lambda line: line.title,
        wide=180,
        stretch=True,
        heavy=True,
        pills=lambda line: (
            (State(f"异常 {line.abnormal}", "triangle-alert", Tone.BAD),) if line.abnormal else ()
        ),
    ),
    Column(title="谁填的", text=lambda line: line.who, wide=76),
    Column(title="时间", text=lambda line: line.when, wide=108),
    Column(title="你签", text=lambda line: line.role, wide=100, keep=1),
)


class SignManyPage(Page):
    """Signals:
    back_requested: to where one came from.
    selected(str): the paper of that revision is wanted.
    seen(str): every page of that revision has been shown.
    left_out(str): leave it out, or take it in again.
    return_requested(str): send that record back, with a reason.
    record_requested(str): the record.
    sign_requested: sign what was seen.
    """

    back_requested = Signal()
    selected = Signal(str)
    seen = Signal(str)
    left_out = Signal(str)
    return_requested = Signal(str)
    record_requested = Signal(str)
    sign_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sign_many", parent)
        self._pages: tuple[QImage, ...] = ()
        self._page = 0
        self._is_filling = False
        self._shown = ""  # the revision whose paper is shown
        self.back = Button("回去", Kind.LINK, icon="arrow-left")
        self.go = Button("签字", Kind.PRIMARY, icon="signature", key="Ctrl Enter", height=CONTROL_PRIMARY)
        self.header = PageHeader("等你签字", self.back, self.go)
        self._rows: RowsModel[SignLine] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "等你签字的记录")
        self.table.moved.connect(self._on_moved)
        self.table.opened.connect(lambda _line: self.step())
        self.empty = EmptyState(
            "circle-check", "没有等你签字的记录", "别人填好要你签的，会出现在这里和“今日”"
        )
        self.picture = SheetPicture("要签的这一页")
        self.place = Label("", Type.META, Role.TEXT2)
        self.next = Button("看下一页", Kind.PLAIN, key="Enter")
        self.skip = Button("这份先不签", Kind.LINK)
        self.refuse = Button("退回", Kind.LINK, icon="undo-2")
        self.open = Button("看记录", Kind.LINK, icon="eye")
        self.side = Card(margins=(16, 12, 16, 10), spacing=8)
        self.side.column.addWidget(self.place)
        self.side.column.addWidget(self.picture, 1)
        self.side.column.addLayout(row(self.next, None, self.open, self.refuse, self.skip, spacing=4))
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.column.addWidget(self.table, 1)
        self._list = card
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(card, 1)
        columns.addWidget(self.side)
        self.body.addLayout(row(self.header))
        self.body.addWidget(self.empty)
        self.body.addLayout(columns, 1)
        self.back.clicked.connect(self.back_requested)
        self.go.clicked.connect(self.sign_requested)
        self.next.clicked.connect(self.step)
        self.skip.clicked.connect(lambda: self._about(self.left_out.emit))
        self.refuse.clicked.connect(lambda: self._about(self.return_requested.emit))
        self.open.clicked.connect(self._on_open)
        self.present(())

    def first_focus(self) -> QWidget:
        return self.table

    @property
    def lines(self) -> tuple[SignLine, ...]:
        return self._rows.rows

    def present(self, lines: Sequence[SignLine]) -> None:
        """All that wait, oldest first; the place in the list is kept."""
        kept = self.table.current.rev_id if self.table.current is not None else ""
        self._is_filling = True
        self._rows.show_rows(lines, has_more=False)
        for part in (self._list, self.side, self.go):
            part.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        ready = sum(line.is_ready for line in lines)
        self.go.set_label(f"签看过的 {ready} 份" if ready else "先看再签")
        self.go.setEnabled(ready > 0)
        seen = sum(line.is_seen for line in lines)
        self.header.say(f"{len(lines)} 份，看过 {seen} 份" if lines else "")
        at = next((n for n, line in enumerate(lines) if line.rev_id == kept), 0)
        self.table.go_to(at)
        self._is_filling = False
        self._on_moved(self.table.current)
        self.take_focus()

    def present_paper(self, rev_id: str, pages: tuple[QImage, ...]) -> None:
        """The pages of a record as they are printed."""
        if rev_id != self._shown:
            return
        self._pages, self._page = pages, 0
        self._show_page()

    def step(self) -> None:
        """The next page of this record, else the next record."""
        if self._page + 1 < len(self._pages):
            self._page += 1
            self._show_page()
            return
        current = self.table.currentIndex().row()
        if current + 1 < self._rows.rowCount():
            self.table.go_to(current + 1)

    def _show_page(self) -> None:
        image = self._pages[self._page] if self._pages else None
        self.picture.present(image, empty="这份记录在这台电脑上画不出来，请打开记录看")
        self._say()
        if self._pages and self._page + 1 == len(self._pages):
            self.seen.emit(self._shown)

    def _say(self) -> None:
        line = self.table.current
        if line is None:
            return
        many = len(self._pages)
        page = f"　第 {self._page + 1} 页，共 {many} 页" if many > 1 else ""
        self.place.setText(f"{line.title}　{line.serial}{page}")
        self.next.set_label("看下一页" if self._page + 1 < many else "看下一份", key="Enter")
        self.skip.set_label("还是要签" if line.is_left else "这份先不签")

    def _on_moved(self, line: SignLine | None) -> None:
        if self._is_filling:
            return
        if line is None or line.rev_id == self._shown:
            self._say()
            return
        self._shown, self._pages, self._page = line.rev_id, (), 0
        self.picture.present(None, empty="正在画这一页")
        self._say()
        self.selected.emit(line.rev_id)

    def _about(self, act: object) -> None:
        line = self.table.current
        if line is not None and callable(act):
            act(line.rev_id)

    def _on_open(self) -> None:
        line = self.table.current
        if line is not None:
            self.record_requested.emit(line.record_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setFixedWidth(SIDE_NARROW if self.is_narrow else SIDE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        match (control and enter, event.text().upper() if not control else ""):
            case (True, _):
                if self.go.isEnabled() and self.go.isVisible():
                    self.sign_requested.emit()
            case (_, "X"):
                self._about(self.left_out.emit)
            case (_, "R"):
                self._about(self.return_requested.emit)
            case (_, "O"):
                self._on_open()
            case _ if event.key() == Qt.Key.Key_Escape:
                self.back_requested.emit()
            case _:
                super().keyPressEvent(event)
