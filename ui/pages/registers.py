"""台账: the registers at the left, what is in one beside them, with the check of each entry one key away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from ui.pages.page import Page
from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.states import State
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.empty_state import EmptyState
from ui.widgets.page_header import PageHeader

SIDE = 300
SCANNED = 15  # digits of a label
BURST_S = 1.5  # in which a scanner has typed them all
WAIT_MS = 200  # after the last key in the search


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One register in words."""

    register: str
    title: str
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One register entry in words."""

    key: str  # asset id, place code or staff number
    code: str
    title: str
    place: str
    expiry: str  # 2027-03-01
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistersModel:
    register: str
    registers: Sequence[RegisterRow]
    rows: Sequence[EntryRow]
    title: str
    beside: str
    notes: Sequence[tuple[str, str]]  # form id and title of what can be noted about an entry
    may_check: bool
    may_add: bool
    may_revoke: bool
    may_export: bool
    is_narrowed: bool  # by words or by 只看要处理的


REGISTERS: tuple[Column[RegisterRow], ...] = (
    Column(title="台账", text=lambda one: one.title, wide=160, stretch=True, heavy=True),
    Column(title="件数", text=lambda _: "", state=lambda one: one.state, wide=118),
)
COLUMNS: tuple[Column[EntryRow], ...] = (
    Column(title="编号", text=lambda entry: entry.code, wide=130),
    Column(title="名称", text=lambda entry: entry.title, wide=170, stretch=True, heavy=True),
    Column(title="地点", text=lambda entry: entry.place, wide=160, stretch=True),
    Column(title="最近到期", text=lambda entry: entry.expiry, wide=118, keep=2),
    Column(title="状态", text=lambda _: "", state=lambda entry: entry.state, wide=140),
)


class RegistersPage(Page):
    """Signals:
    register_chosen(str): another register is wanted.
    open_requested(str), check_requested(str): the key of an entry.
    note_requested(str, str): the key of an entry and the form of what happened to it.
    add_requested: a new card in the register shown.
    scanned(str): the digits of a label, typed by a scanner.
    narrowed(str, bool): the words to find, and whether only what runs out is wanted.
    import_requested, revoke_requested, export_requested, labels_requested: of the register shown.
    """

    register_chosen = Signal(str)
    open_requested = Signal(str)
    check_requested = Signal(str)
    note_requested = Signal(str, str)
    add_requested = Signal()
    scanned = Signal(str)
    narrowed = Signal(str, bool)
    import_requested = Signal()
    revoke_requested = Signal()
    export_requested = Signal()
    labels_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("registers", parent)
        self._model: RegistersModel | None = None
        self._is_showing = False
        self._digits, self._since = "", 0.0
        self._registers: RowsModel[RegisterRow] = RowsModel(REGISTERS, self)
        self.registers = Table(self._registers, "台账有哪几本")
        self.registers.setFixedWidth(SIDE)
        self.registers.moved.connect(self._on_register)
        self._rows: RowsModel[EntryRow] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "台账")
        self.table.opened.connect(lambda entry: self.open_requested.emit(entry.key))
        for one in (self.registers, self.table):
            one.installEventFilter(self)
        self._build_head()
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._on_narrowed)
        self.search = QLineEdit(placeholderText="编号或名称，也可以扫标签")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("在这本台账里找")
        self.search.textEdited.connect(lambda _: self._wait.start())
        self.search.returnPressed.connect(self._on_return)
        self.due = Chip("只看要处理的", icon="hourglass")
        self.due.clicked.connect(lambda: self._set_due(wanted=not self.due.is_set))
        self.due.cleared.connect(lambda: self._set_due(wanted=False))
        self.empty = EmptyState("library", "这本台账还是空的", "按 A 登记第一件，或按 M 从 Excel 导入一批")
        self.none = EmptyState("search", "没有找到", "换个编号或名称，或把“只看要处理的”去掉")
        self._lay_out()

    def _build_head(self) -> None:
        self.check = Button("检查这一件", icon="clipboard-check", key="C")
        self.note = Button("记一笔", icon="square-pen", key="E")
        self.add = Button("登记一件", icon="plus", key="A")
        self.more = Button("更多", icon="ellipsis", key="M")
        self.check.clicked.connect(self._on_check)
        self.note.clicked.connect(self._on_note)
        self.add.clicked.connect(self.add_requested)
        self.more.clicked.connect(self._on_more)
        self.header = PageHeader("台账", self.check, self.note, self.add, self.more)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.search, 1)
        line.addWidget(self.due)
        left = Card(margins=(1, 1, 1, 1), spacing=0)
        left.setFixedWidth(SIDE + 2)
        left.column.addWidget(self.registers, 1)
        right = Card(margins=(1, 1, 1, 1), spacing=0)
        right.column.addWidget(self.table, 1)
        right.column.addWidget(self.empty)
        right.column.addWidget(self.none)
        right.column.addStretch(0)
        middle = QVBoxLayout()
        middle.setSpacing(8)
        middle.addLayout(line)
        middle.addWidget(right, 1)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(left)
        both.addLayout(middle, 1)
        self.body.addWidget(self.header)
        self.body.addLayout(both, 1)

    def first_focus(self) -> QWidget:
        return self.table if self._model is not None and self._model.rows else self.registers

    def present(self, model: RegistersModel) -> None:
        self._model = model
        self._show_registers(model)
        self._rows.show_rows(model.rows)
        self.header.title.setText(f"台账 · {model.title}")
        self.header.say(model.beside)
        self.check.setVisible(model.may_check and bool(model.rows))
        self.note.setVisible(bool(model.notes) and bool(model.rows))
        self.add.setVisible(model.may_add)
        self.more.setVisible(model.may_add or model.may_export)
        self.table.setVisible(bool(model.rows))
        self.empty.setVisible(not model.rows and not model.is_narrowed)
        self.none.setVisible(not model.rows and model.is_narrowed)
        self.table.go_to(0)
        if not (self.registers.hasFocus() or self.search.hasFocus()):
            self.take_focus()

    def _show_registers(self, model: RegistersModel) -> None:
        self._is_showing = True
        self._registers.show_rows(model.registers)
        at = next((n for n, one in enumerate(model.registers) if one.register == model.register), 0)
        self.registers.go_to(at)
        self._is_showing = False

    def _on_register(self, row: RegisterRow | None) -> None:
        if self._is_showing or row is None or self._model is None:
            return
        if row.register != self._model.register:
            self.register_chosen.emit(row.register)

    def _on_narrowed(self) -> None:
        self.narrowed.emit(self.search.text(), self.due.is_set)

    def _set_due(self, *, wanted: bool) -> None:
        self.due.set_value("" if wanted else None)
        self._on_narrowed()

    def _on_return(self) -> None:
        words = self.search.text().strip()
        if words.isdecimal() and len(words) == SCANNED:
            self.search.clear()
            self.scanned.emit(words)
        else:
            self._on_narrowed()

    def _on_check(self) -> None:
        entry = self.table.current
        if entry is not None and self.check.isVisible():
            self.check_requested.emit(entry.key)

    def _on_note(self) -> None:
        entry, model = self.table.current, self._model
        if entry is None or model is None or not self.note.isVisible():
            return
        if len(model.notes) == 1:
            self.note_requested.emit(entry.key, model.notes[0][0])
            return
        menu = QMenu(self)
        for form_id, title in model.notes:
            menu.addAction(title).triggered.connect(
                lambda _=False, form_id=form_id: self.note_requested.emit(entry.key, form_id)
            )
        menu.popup(self.note.mapToGlobal(QPoint(4, self.note.height())))

    def _on_more(self) -> None:
        model = self._model
        if model is None or not self.more.isVisible():
            return
        menu = QMenu(self)
        if model.may_add:
            menu.addAction("从 Excel 导入…").triggered.connect(self.import_requested)
        if model.may_revoke:
            menu.addAction("撤回一次导入…").triggered.connect(self.revoke_requested)
        if model.may_export:
            menu.addAction("存成 Excel…").triggered.connect(self.export_requested)
            menu.addAction("打印标签…").triggered.connect(self.labels_requested)
        menu.popup(self.more.mapToGlobal(QPoint(4, self.more.height())))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A scanner types fifteen digits and Enter, faster than any hand; the table must not open a row for that."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        text, now = event.text(), monotonic()
        if text.isdecimal():
            if now - self._since > BURST_S:
                self._digits, self._since = "", now
            self._digits += text
            return True
        digits, began = self._digits, self._since
        self._digits = ""
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and len(digits) == SCANNED and now - began < BURST_S:
            self.scanned.emit(digits)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            super().keyPressEvent(event)
            return
        match event.text().upper():
            case "C":
                self._on_check()
            case "E":
                self._on_note()
            case "M":
                self._on_more()
            case "/":
                self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            case "A" if self.add.isVisible():
                self.add_requested.emit()
            case _:
                super().keyPressEvent(event)
