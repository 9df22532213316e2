"""The licences of all parts, a page of 关于医安: a list to search, and the full text of the current one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.tokens import Role, Type
from ui.widgets.card import row
from ui.widgets.label import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceRow:
    """One part of the program; ``group`` says what kind of part."""

    name: str
    version: str
    licence: str
    group: str


COLUMNS: tuple[Column[LicenceRow], ...] = (
    Column(title="部件", text=lambda one: one.name, wide=170, stretch=True, heavy=True),
    Column(title="版本", text=lambda one: one.version, wide=96, quiet=True, keep=1),
    Column(title="许可", text=lambda one: one.licence, wide=170, stretch=True),
)


class LicencesPanel(QWidget):
    """Signals:
    wanted(str): the name of the part whose text is to be shown.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[LicenceRow] = ()
        self.words = QLineEdit()
        self.words.setPlaceholderText("部件或许可证的名字")
        self.words.setAccessibleName("按名字找部件")
        self.words.textChanged.connect(lambda _: self._show())
        self.count = Label("", Type.META, Role.TEXT2)
        self.rows: RowsModel[LicenceRow] = RowsModel(COLUMNS, self)
        self.table = Table(self.rows, "用到的部件")
        self.table.moved.connect(self._on_moved)
        self.title = Label("", Type.META, heavy=True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("许可全文")
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(row(self.words, 8, self.count))
        left.addWidget(self.table, 1)
        right.setSpacing(8)
        right.addWidget(self.title)
        right.addWidget(self.text, 1)
        right.addStretch(0)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(16)
        both.addLayout(left, 5)
        both.addLayout(right, 6)

    def present(self, rows: Sequence[LicenceRow]) -> None:
        """The parts; what was searched for and the current one stay."""
        if tuple(rows) != tuple(self._all):
            self._all = rows
            self._show()

    def show_text(self, name: str, text: str) -> None:
        """The licence of that part, if it is still the current one."""
        current = self.table.current
        if current is not None and current.name == name:
            self.text.setPlainText(text)

    def _show(self) -> None:
        words = self.words.text().strip().casefold()
        shown = [
            one
            for one in self._all
            if words in f"{one.name} {one.version} {one.licence} {one.group}".casefold()
        ]
        kept = self.table.current
        self.rows.show_rows(shown)
        self.table.go_to(next((n for n, one in enumerate(shown) if kept and one.name == kept.name), 0))
        few = len(shown) != len(self._all)
        self.count.setText(f"{len(shown)} / {len(self._all)}" if few else f"{len(shown)} 个")

    def _on_moved(self, one: LicenceRow | None) -> None:
        if one is None:
            self.title.setText("没有这样的部件，换个字试试")
            self.text.clear()
            self.text.hide()
            return
        self.text.show()
        title = f"{one.name} {one.version}·{one.group}"
        if title != self.title.text():
            self.title.setText(title)
            self.text.clear()
            self.wanted.emit(one.name)
