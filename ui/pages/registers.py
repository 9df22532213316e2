"""台账: what has a card and runs out, with the check of each one key away."""

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
from ui.theme.states import State
from ui.widgets.button import Button
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.empty_state import EmptyState
from ui.widgets.page_header import PageHeader


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One register entry in words."""

    key: str  # asset id, place code or staff number
    code: str
    title: str
    place: str
    expiry: str  # 下次维修 2027-03-01
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistersModel:
    register: str
    registers: tuple[tuple[str, str, str], ...]  # (code, word with its count, icon)
    rows: Sequence[EntryRow]
    beside: str
    may_check: bool
    may_add: bool


COLUMNS: tuple[Column[EntryRow], ...] = (
    Column(title="编号", text=lambda entry: entry.code, wide=120),
    Column(title="名称", text=lambda entry: entry.title, wide=180, stretch=True, heavy=True),
    Column(title="地点", text=lambda entry: entry.place, wide=180, stretch=True),
    Column(title="最近到期", text=lambda entry: entry.expiry, wide=220, keep=2),
    Column(title="状态", text=lambda _: "", state=lambda entry: entry.state, wide=150),
)


class RegistersPage(Page):
    """Signals:
    register_chosen(str): another register is wanted.
    open_requested(str), check_requested(str): the key of an entry.
    add_requested: a new card in the register shown.
    """

    register_chosen = Signal(str)
    open_requested = Signal(str)
    check_requested = Signal(str)
    add_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("registers", parent)
        self._rows: RowsModel[EntryRow] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "台账")
        self.table.opened.connect(lambda entry: self.open_requested.emit(entry.key))
        self.check = Button("检查这一件", icon="clipboard-check", key="C")
        self.add = Button("登记一件", icon="plus", key="A")
        self.check.clicked.connect(self._on_check)
        self.add.clicked.connect(self.add_requested)
        self.header = PageHeader("台账", self.check, self.add)
        self.empty = EmptyState("library", "这本台账还是空的", "按 A 登记第一件")
        self.empty.hide()
        self._segments: Segments | None = None
        self._line = row(None, spacing=0)
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.column.addWidget(self.table, 1)
        card.column.addWidget(self.empty)
        self.body.addWidget(self.header)
        self.body.addLayout(self._line)
        self.body.addWidget(card, 1)

    def first_focus(self) -> QWidget:
        return self.table

    def present(self, model: RegistersModel) -> None:
        self._show_registers(model)
        self._rows.show_rows(model.rows)
        self.header.say(model.beside)
        self.check.setVisible(model.may_check and bool(model.rows))
        self.add.setVisible(model.may_add)
        self.table.setVisible(bool(model.rows))
        self.empty.setVisible(not model.rows)
        self.table.go_to(0)
        self.take_focus()

    def _show_registers(self, model: RegistersModel) -> None:
        if self._segments is not None:
            self._segments.deleteLater()
        self._segments = Segments(model.registers, "选一本台账")
        self._segments.set_current(model.register)
        self._segments.chosen.connect(self.register_chosen)
        self._line.insertWidget(0, self._segments)

    def _on_check(self) -> None:
        entry = self.table.current
        if entry is not None and self.check.isVisible():
            self.check_requested.emit(entry.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            super().keyPressEvent(event)
            return
        match event.text().upper():
            case "C":
                self._on_check()
            case "A" if self.add.isVisible():
                self.add_requested.emit()
            case _:
                super().keyPressEvent(event)
