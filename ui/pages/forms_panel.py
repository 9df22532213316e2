"""表单: a group of 设置 that lists every form, where it comes from and what it is for; its blank is one key away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.tables.column import Align, Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.label import Label

EVERYTHING, COUNTY = "all", "county"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """One form in words; ``origin`` is where this version comes from."""

    id: str
    label: str
    title: str
    chapter: str  # code
    chapter_word: str
    version: str
    origin: str
    is_sent: bool  # by the county
    versions: int
    text: str  # what it says about itself


@dataclass(frozen=True, slots=True, kw_only=True)
class FormsModel:
    rows: Sequence[FormRow]
    note: str  # about what the county sent last


COLUMNS: tuple[Column[FormRow], ...] = (
    Column(title="编号", text=lambda one: one.label, wide=84, quiet=True),
    Column(title="表", text=lambda one: one.title, wide=240, stretch=True, heavy=True),
    Column(title="哪一章", text=lambda one: one.chapter_word, wide=110, quiet=True, keep=1),
    Column(title="版本", text=lambda one: one.version, wide=90, align=Align.RIGHT, keep=3),
    Column(title="来自", text=lambda one: one.origin, wide=190, quiet=True, keep=2),
)


class FormsPanel(Card):
    """Signals:
    acted(str, str): form.blank or form.fill, and the id of the form.
    """

    acted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(20, 14, 20, 12), spacing=8, parent=parent)
        self._all: Sequence[FormRow] = ()
        self.rows: RowsModel[FormRow] = RowsModel(COLUMNS, self)
        self.table = Table(self.rows, "表单")
        self.count = Label("", Type.META, Role.TEXT2)
        self.note = Label("", Type.META, Role.TEXT2, wrap=True)
        self.origins = Segments(((EVERYTHING, "全部", ""), (COUNTY, "县里发的", "")), "哪里来的")
        self.origins.chosen.connect(lambda _: self._show())
        self.words = QLineEdit()
        self.words.setPlaceholderText("编号或名称")
        self.words.setAccessibleName("找一张表")
        self.words.textChanged.connect(lambda _: self._show())
        self.text = Label("", Type.META, wrap=True)
        box = Card("quote", margins=(14, 10, 14, 10), spacing=4)
        box.column.addWidget(self.text)
        self.blank = Button("看空白表", icon="printer", key="P")
        self.fill = Button("填一张", icon="pen-line", key="E")
        self.blank.clicked.connect(lambda: self._act("form.blank"))
        self.fill.clicked.connect(lambda: self._act("form.fill"))
        self.column.addLayout(row(Label("表单", Type.SECTION), 8, self.count, None))
        self.column.addWidget(self.note)
        self.column.addLayout(row(self.origins, self.words, spacing=8))
        self.column.addWidget(self.table, 1)
        self.column.addWidget(box)
        self.column.addLayout(row(self.blank, self.fill, None, spacing=4))
        self.table.moved.connect(self._on_moved)
        self.table.opened.connect(lambda _: self._act("form.blank"))

    def present(self, model: FormsModel) -> None:
        self._all = model.rows
        self.note.setText(model.note)
        self._show()

    def _show(self) -> None:
        words, sent = self.words.text().strip().casefold(), self.origins.current == COUNTY
        shown = [
            one
            for one in self._all
            if (one.is_sent or not sent) and words in f"{one.label}{one.title}{one.chapter_word}".casefold()
        ]
        kept = self.table.current
        self.rows.show_rows(shown)
        self.table.go_to(next((n for n, one in enumerate(shown) if kept and one.id == kept.id), 0))
        self.count.setText(
            f"{len(shown)} 张" if len(shown) == len(self._all) else f"{len(shown)} / {len(self._all)} 张"
        )

    def _on_moved(self, one: FormRow | None) -> None:
        self.text.setText(one.text if one else "没有这样的表")
        for button in (self.blank, self.fill):
            button.setEnabled(one is not None)

    def _act(self, name: str) -> None:
        if self.table.current is not None:
            self.acted.emit(name, self.table.current.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = {"P": "form.blank", "E": "form.fill"}.get(event.text().upper())
        if name is not None and self.table.hasFocus() and not event.modifiers():
            self._act(name)
        else:
            super().keyPressEvent(event)
