"""本院要做的事: a group of 设置 that lists what the law asks of this hospital, what is on and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.states import State
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.label import Label

EVERYTHING = "all"
ACTIONS = (
    ("duty.chapter", "打开这一章", "list-checks"),
    ("duty.on", "打开", "circle-check"),
    ("duty.off", "关掉", "ban"),
    ("duty.stricter", "改严", "sliders-horizontal"),
    ("duty.holidays", "导入节假日", "calendar-days"),
    ("duty.year", "年历", "calendar-check"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """One duty in words; ``key`` is form id/duty id."""

    key: str
    chapter: str
    title: str
    form: str  # F01 每日防火巡查记录
    often: str
    state: State
    since: str
    next_due: str
    source: str
    text: str  # the article's words, or why it is off
    is_on: bool
    applies: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesModel:
    chapters: tuple[tuple[str, str], ...]  # code, word; of those that have duties
    rows: Sequence[DutyRow]
    note: str = ""  # about the holidays


COLUMNS: tuple[Column[DutyRow], ...] = (
    Column(title="要做的事", text=lambda one: one.title, wide=220, stretch=True, heavy=True),
    Column(title="多久一次", text=lambda one: one.often, wide=250, keep=2),
    Column(title="", text=lambda _: "", state=lambda one: one.state, wide=130),
    Column(title="从哪天起", text=lambda one: one.since, wide=112, quiet=True, keep=1),
    Column(title="下次到期", text=lambda one: one.next_due, wide=130, quiet=True),
)


class DutiesPanel(Card):
    """Signals:
    acted(str, str): the id of an action, and the key of the duty or the code of the chapter it is about.
    """

    acted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(20, 14, 20, 12), spacing=8, parent=parent)
        self._all: Sequence[DutyRow] = ()
        self.rows: RowsModel[DutyRow] = RowsModel(COLUMNS, self)
        self.table = Table(self.rows, "本院要做的事")
        self.count = Label("", Type.META, Role.TEXT2)
        self.chapters = Segments(((EVERYTHING, "全部", ""),), "哪一章")
        self.chapters.chosen.connect(lambda _: self._show())
        self.note = Label("", Type.META, Role.WARN, wrap=True)
        self.form = Label("", Type.BODY, heavy=True, wrap=True)
        self.source = Label("", Type.META, Role.TEXT2, wrap=True)
        self.text = Label("", Type.BODY, wrap=True)
        below = Card("quote", margins=(14, 10, 14, 10), spacing=4)
        for label in (self.form, self.source, self.text):
            below.column.addWidget(label)
        buttons = row(spacing=4)
        self.buttons: dict[str, Button] = {}
        for name, word, icon in ACTIONS:
            button = Button(word, Kind.PLAIN, icon=icon)
            button.clicked.connect(lambda _=False, name=name: self._act(name))
            self.buttons[name] = button
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.column.addLayout(row(Label("本院要做的事", Type.SECTION), 8, self.count, None))
        self.column.addLayout(row(self.chapters, None))
        self.column.addWidget(self.note)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(below)
        self.column.addLayout(buttons)
        self.table.moved.connect(self._on_moved)
        self.table.opened.connect(lambda one: self._act("duty.off" if one.is_on else "duty.on"))

    def present(self, model: DutiesModel) -> None:
        """Show the duties; the chapter and the current one stay."""
        self._all = model.rows
        codes = {code for code, _ in model.chapters}
        kept = self.chapters.current if self.chapters.current in codes else EVERYTHING
        options = ((EVERYTHING, "全部", ""), *((code, word, "") for code, word in model.chapters))
        self.chapters.set_options(options, kept)
        self.note.setText(model.note)
        self.note.setVisible(bool(model.note))
        self._show()

    def _show(self) -> None:
        chosen = self.chapters.current
        shown = [one for one in self._all if chosen in (EVERYTHING, one.chapter)]
        on = sum(one.is_on for one in shown)
        applying = sum(one.applies for one in shown)
        self.count.setText(f"打开 {on} 项，本院适用 {applying} 项，共 {len(shown)} 项")
        kept = self.table.current
        self.rows.show_rows(shown)
        self.table.go_to(next((n for n, one in enumerate(shown) if kept and one.key == kept.key), 0))
        self.buttons["duty.chapter"].setEnabled(chosen != EVERYTHING and on < applying)

    def _on_moved(self, one: DutyRow | None) -> None:
        self.form.setText(one.form if one else "")
        self.source.setText(one.source if one else "")
        self.text.setText(one.text if one else "")
        self.buttons["duty.on"].setEnabled(one is not None and one.applies and not one.is_on)
        self.buttons["duty.off"].setEnabled(one is not None and one.is_on)
        self.buttons["duty.stricter"].setEnabled(one is not None and one.is_on)

    def _act(self, name: str) -> None:
        current = self.table.current
        if name == "duty.chapter":
            self.acted.emit(name, self.chapters.current)
        elif name in ("duty.holidays", "duty.year"):
            self.acted.emit(name, "")
        elif current is not None and self.buttons[name].isEnabled():
            self.acted.emit(name, current.key)
