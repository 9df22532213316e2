"""The sheet of a log: its rows of one day, week or month; the next row, its print and its signature one key away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.pages.page import Page
from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.states import State, Tone
from ui.widgets.banner import Banner
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.page_header import PageHeader


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One row of the log in words."""

    record_id: str
    time: str
    author: str
    words: str  # what is entered, in the order of the paper's head
    pills: tuple[State, ...]
    state: State  # of its signatures


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetModel:
    title: str  # of the form
    period: str  # 2026-11-20
    rows: Sequence[SheetLine]
    flaws: tuple[str, ...] = ()  # sentences about the sheet as a whole
    to_sign: int = 0  # rows that this person may sign now
    role_title: str = ""  # as whom
    may_fill: bool = True
    may_print: bool = True
    is_last: bool = True  # the next period has not begun


COLUMNS: tuple[Column[SheetLine], ...] = (
    Column(title="时间", text=lambda line: line.time, wide=120),
    Column(title="填写人", text=lambda line: line.author, wide=90, keep=3),
    Column(
        title="内容",
        text=lambda line: line.words,
        wide=320,
        stretch=True,
        heavy=True,
        pills=lambda line: line.pills,
    ),
    Column(title="签字", text=lambda _: "", state=lambda line: line.state, wide=170),
)


class SheetPage(Page):
    """Signals:
    back_requested, add_requested, print_requested, sign_requested.
    turn_requested(int): the sheet before (-1) or after (1) this one.
    open_requested(str): the record_id of a row.
    """

    back_requested = Signal()
    add_requested = Signal()
    print_requested = Signal()
    sign_requested = Signal()
    turn_requested = Signal(int)
    open_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sheet", parent)
        self._rows: RowsModel[SheetLine] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "这一张上的记录")
        self.table.opened.connect(lambda line: self.open_requested.emit(line.record_id))
        self.before = Button("", icon="chevron-left")
        self.after = Button("", icon="chevron-right")
        for button, word in ((self.before, "上一张"), (self.after, "下一张")):
            button.setAccessibleName(word)
            button.setToolTip(word)
        self.print = Button("打印这一张", icon="printer", key="P")
        self.sign = Button("签这一张", icon="signature", key="S")
        self.add = Button("记一条", Kind.PRIMARY, icon="plus", key="A")
        self.before.clicked.connect(lambda: self.turn_requested.emit(-1))
        self.after.clicked.connect(lambda: self.turn_requested.emit(1))
        self.print.clicked.connect(self.print_requested)
        self.sign.clicked.connect(self.sign_requested)
        self.add.clicked.connect(self.add_requested)
        self.header = PageHeader("", self.before, self.after, self.print, self.sign, self.add)
        self.flaws = Banner(Tone.WARN, "triangle-alert", "", "")
        self.flaws.hide()
        self.empty = EmptyState("notebook-pen", "这一张还没有记录", "按 A 记第一条")
        self.empty.hide()
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.column.addWidget(self.table, 1)
        card.column.addWidget(self.empty)
        self.body.addLayout(row(self.header))
        self.body.addWidget(self.flaws)
        self.body.addWidget(card, 1)

    def first_focus(self) -> QWidget:
        return self.table if self.table.isVisible() else self

    @property
    def rows(self) -> tuple[SheetLine, ...]:
        return self._rows.rows

    def present(self, model: SheetModel) -> None:
        self.header.title.setText(model.title)
        self.header.say(f"{model.period}，{len(model.rows)} 条")
        self._rows.show_rows(model.rows)
        self.table.setVisible(bool(model.rows))
        self.empty.setVisible(not model.rows)
        self.flaws.setVisible(bool(model.flaws))
        if model.flaws:
            self.flaws.say(
                Tone.WARN, "triangle-alert", f"这一张有 {len(model.flaws)} 处要看", "；".join(model.flaws)
            )
        self.sign.set_label(f"签这一张 {model.to_sign} 条", icon="signature", key="S")
        self.sign.setToolTip(f"你签{model.role_title}，一次签完" if model.role_title else "")
        self.sign.setVisible(model.to_sign > 0)
        self.add.setVisible(model.may_fill)
        self.print.setVisible(model.may_print and bool(model.rows))
        self.after.setEnabled(not model.is_last)
        self.table.go_to(len(model.rows) - 1 if model.rows else 0)
        self.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
            return
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        arrows = {Qt.Key.Key_Left: self.before, Qt.Key.Key_Right: self.after}
        letters = {"P": self.print, "S": self.sign, "A": self.add}
        button = arrows.get(Qt.Key(event.key())) or letters.get(event.text().upper())
        if button is not None and button.isVisible() and button.isEnabled():
            button.click()
            return
        super().keyPressEvent(event)
