"""台账: the registers at the left, what is in one beside them, with the check of each entry one key away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from ui.pages.entry_pane import EntryPane, EntryPaneModel
from ui.pages.page import Page, focus
from ui.pages.register_list import RegisterList, RegisterRow
from ui.tables.column import Align, Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.states import State
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.chip import Chip
from ui.widgets.empty_state import EmptyState
from ui.widgets.page_header import PageHeader

SIDE, PANE = 272, 340
EMPTY_ADVICE = "按 A 登记第一件，或按 M 从 Excel 导入一批"
EMPTY_READER = "由管这本台账的人登记，你看得到"
NOT_FOUND = ("没有找到", "换个编号或名称试试")
NOTHING_DUE = ("没有找到要处理的", "换个编号或名称，或把“只看要处理的”去掉")
SCANNED = 15  # digits of a label
BURST_S = 1.5  # in which a scanner has typed them all
WAIT_MS = 200  # after the last key in the search


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One register entry in words; ``extra`` are the words of the register's own columns."""

    key: str  # asset id, place code or staff number
    code: str
    title: str
    place: str
    expiry: str  # 2027-03-01
    state: State
    balance: str = ""
    extra: tuple[str, ...] = ()


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
    has_cards: bool  # an entry of it has a card beside the list
    extra: tuple[str, ...] = ()  # titles of the register's own columns


CODE: Column[EntryRow] = Column(title="编号", text=lambda entry: entry.code, wide=116)


def _own_words(at: int) -> Callable[[EntryRow], str]:
    return lambda entry: entry.extra[at]


def columns_of(model: RegistersModel) -> tuple[Column[EntryRow], ...]:
    """Columns by what the register holds: none stands empty from top to bottom."""
    rows = model.rows
    found: list[Column[EntryRow]] = [
        CODE,
        Column(title="名称", text=lambda entry: entry.title, wide=150, stretch=True, heavy=True),
    ]
    if any(row.place for row in rows):
        found.append(Column(title="地点", text=lambda entry: entry.place, wide=130, stretch=True, keep=3))
    for at, title in enumerate(model.extra):
        found.append(Column(title=title, text=_own_words(at), wide=110, quiet=True, keep=1))
    if any(row.balance for row in rows):
        found.append(Column(title="结存", text=lambda entry: entry.balance, wide=96, align=Align.RIGHT))
    if any(row.expiry for row in rows):
        found.append(
            Column(title="最近到期", text=lambda entry: entry.expiry or "（没有写）", wide=112, keep=2)
        )
    found.append(Column(title="状态", text=lambda _: "", state=lambda entry: entry.state, wide=128))
    return tuple(found)


class RegistersPage(Page):
    """Signals:
    register_chosen(str): another register is wanted.
    open_requested(str), check_requested(str): the key of an entry.
    note_requested(str, str): the key of an entry and the form of what happened to it.
    add_requested: a new card in the register shown.
    scanned(str): the digits of a label, typed by a scanner.
    narrowed(str, bool): the words to find, and whether only what runs out is wanted.
    import_requested, revoke_requested, export_requested, labels_requested: of the register shown.
    ledger_requested(object): the keys of the entries shown, onto paper.
    selected(str): the key of the entry that is current now, "" where there is none.
    finding: the list of registers is searched for the first time.
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
    ledger_requested = Signal(object)
    selected = Signal(str)
    finding = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("registers", parent)
        self._model: RegistersModel | None = None
        self._digits, self._since = "", 0.0
        self._initials: dict[str, str] = {}
        self.registers = RegisterList()
        self.registers.moved.connect(self._on_register)
        self.finder = QLineEdit(placeholderText="找台账：字或拼音首字母")
        self.finder.setClearButtonEnabled(True)
        self.finder.setAccessibleName("找台账")
        self.finder.textEdited.connect(self._on_find)
        self.finder.returnPressed.connect(self._on_found)
        self.pane = EntryPane()
        self.pane.open_requested.connect(self._open_current)
        self._tables: dict[tuple[str, ...], tuple[Table[EntryRow], RowsModel[EntryRow]]] = {}
        self._right = Card(margins=(1, 1, 1, 1), spacing=0)
        self.table: Table[EntryRow]
        self._rows: RowsModel[EntryRow]
        self._show_table((CODE,))
        self.registers.keys.installEventFilter(self)
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
        self.empty = EmptyState("library", "这本台账还是空的", EMPTY_ADVICE)
        self.none = EmptyState("search", *NOT_FOUND)
        self._lay_out()

    def _build_head(self) -> None:
        self.check = Button("检查这一件", Kind.PRIMARY, icon="clipboard-check", key="C")
        self.note = Button("记一笔", icon="square-pen", key="E")
        self.add = Button("登记一件", icon="plus", key="A")
        self.more = Button("更多", icon="ellipsis", key="M")
        self.check.clicked.connect(self._on_check)
        self.note.clicked.connect(self._on_note)
        self.add.clicked.connect(self.add_requested)
        self.more.clicked.connect(self._on_more)
        self.header = PageHeader("台账", self.more, self.add, self.note, self.check)

    def _lay_out(self) -> None:
        line, over = row(self.search, self.due), row(self.finder)
        for one in (line, over):
            one.addStrut(self.due.sizeHint().height())  # so that the two lists begin at one height
        left = Card(margins=(1, 1, 1, 1), spacing=0)
        left.setFixedWidth(SIDE)
        left.column.addWidget(self.registers, 1)
        beside = QVBoxLayout()
        beside.setSpacing(8)
        beside.addLayout(over)
        beside.addWidget(left, 1)
        self._right.column.addWidget(self.empty)
        self._right.column.addWidget(self.none)
        self._rest = QWidget()
        self._right.column.addWidget(self._rest, 1)
        middle = QVBoxLayout()
        middle.setSpacing(8)
        middle.addLayout(line)
        middle.addWidget(self._right, 1)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addLayout(beside)
        both.addLayout(middle, 1)
        both.addWidget(self.pane)
        self.finder.setFixedWidth(SIDE)
        self.body.addLayout(row(self.header))
        self.body.addLayout(both, 1)

    def _show_table(self, columns: tuple[Column[EntryRow], ...]) -> None:
        """The table of these columns in the place of the one that stands there; each is made once and kept."""
        titles = tuple(column.title for column in columns)
        if titles not in self._tables:
            model: RowsModel[EntryRow] = RowsModel(columns, self)
            table: Table[EntryRow] = Table(model, "台账")
            table.opened.connect(lambda entry: self.open_requested.emit(entry.key))
            table.moved.connect(lambda entry: self.selected.emit(entry.key if entry else ""))
            table.installEventFilter(self)
            self._right.column.insertWidget(0, table, 1)
            self._tables[titles] = (table, model)
        for known, (table, _) in self._tables.items():
            if known != titles and not table.isHidden():
                if table.hasFocus():
                    focus(self)
                table.hide()
        self.table, self._rows = self._tables[titles]

    def first_focus(self) -> QWidget:
        if self._model is None:
            return self
        return self.table if self._model.rows else self.registers

    def present(self, model: RegistersModel) -> None:
        kept = self.table.current.key if self.table.current is not None else ""
        self._model = model
        self.registers.present(model.registers, model.register)
        self._show_table(columns_of(model))
        self._rows.show_rows(model.rows)
        self.header.title.setText(f"台账·{model.title}")
        self.header.say(model.beside)
        self.check.setVisible(model.may_check and bool(model.rows))
        self.note.setVisible(bool(model.notes) and bool(model.rows))
        self.add.setVisible(model.may_add)
        self.more.setVisible(model.may_add or model.may_export)
        self.table.setVisible(bool(model.rows))
        self.empty.setHidden(bool(model.rows) or model.is_narrowed)
        self.empty.say("library", "这本台账还是空的", EMPTY_ADVICE if model.may_add else EMPTY_READER)
        self.none.say("search", *(NOTHING_DUE if self.due.is_set else NOT_FOUND))
        self.none.setHidden(bool(model.rows) or not model.is_narrowed)
        self._rest.setHidden(bool(model.rows))
        self.table.go_to(next((n for n, row in enumerate(model.rows) if row.key == kept), 0))
        if not model.rows:
            self.pane.present(None)
        self._show_pane()
        holds = (self.registers, self.search, self.finder)
        if not any(one.hasFocus() for one in holds):
            self.take_focus()

    def present_pane(self, model: EntryPaneModel | None) -> None:
        """The card of the entry that is current, unless another one is by now."""
        entry = self.table.current
        if model is None or (entry is not None and entry.key == model.key):
            self.pane.present(model)

    def set_initials(self, initials: Mapping[str, str]) -> None:
        """Register → initials of its title, by which it is found too."""
        self._initials = dict(initials)
        self.registers.narrow(self.finder.text(), self._initials)

    def _show_pane(self) -> None:
        has_cards = self._model is not None and self._model.has_cards and bool(self._model.rows)
        self.pane.setHidden(self.is_narrow or not has_cards)
        self.pane.setFixedWidth(400 if self.window().width() >= 1600 else PANE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_pane()

    def _on_find(self, words: str) -> None:
        if words and not self._initials:
            self.finding.emit()
        self.registers.narrow(words, self._initials)

    def _on_found(self) -> None:
        words = self.finder.text().strip()
        if _is_label(words):
            self.finder.clear()
            self.registers.narrow("", {})
            self.scanned.emit(words)
            return
        row = self.registers.first()
        if row is not None:
            self.finder.clear()
            self.registers.narrow("", {})
            self.register_chosen.emit(row.register)
            focus(self.registers)

    def _open_current(self) -> None:
        if self.table.current is not None:
            self.open_requested.emit(self.table.current.key)

    def _on_register(self, row: RegisterRow) -> None:
        if self._model is not None and row.register != self._model.register:
            self.register_chosen.emit(row.register)

    def _on_narrowed(self) -> None:
        self.narrowed.emit(self.search.text(), self.due.is_set)

    def _set_due(self, *, wanted: bool) -> None:
        self.due.set_value("" if wanted else None)
        self._on_narrowed()

    def _on_return(self) -> None:
        words = self.search.text().strip()
        if _is_label(words):
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
            if model.rows:
                menu.addAction("打印这本台账").triggered.connect(
                    lambda: self.ledger_requested.emit(tuple(entry.key for entry in model.rows))
                )
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
            return super().eventFilter(watched, event)  # typed by hand they lead to a row
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
                focus(self.search)
            case "F":
                focus(self.finder)
            case "A" if self.add.isVisible():
                self.add_requested.emit()
            case _:
                super().keyPressEvent(event)


def _is_label(words: str) -> bool:
    """What a scanner types into a field: the digits of a label and nothing else."""
    return words.isdecimal() and len(words) == SCANNED
