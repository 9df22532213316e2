"""医院: a group of 设置 that shows what the hospital is and has, and says what each switch brings before it is turned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.states import State, Tone
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button
from ui.widgets.card import Card, row
from ui.widgets.label import Label

HAS = State("有", "circle-check", Tone.OK)
HAS_NOT = State("没有", "circle", Tone.NA)


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchRow:
    """One thing a hospital has or has not; ``brings`` is counted, ``about`` names it all."""

    code: str
    title: str
    is_on: bool
    brings: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HospitalModel:
    facts: Sequence[tuple[str, str]]
    switches: Sequence[SwitchRow]


COLUMNS: tuple[Column[SwitchRow], ...] = (
    Column(title="本院有的", text=lambda one: one.title, wide=200, stretch=True, heavy=True),
    Column(title="", text=lambda _: "", state=lambda one: HAS if one.is_on else HAS_NOT, wide=100),
    Column(title="勾上以后", text=lambda one: one.brings, wide=260, stretch=True),
)


class HospitalPanel(Card):
    """Signals:
    acted(str): profile.change.
    """

    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(20, 14, 20, 12), spacing=8, parent=parent)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(20)
        self._facts.setVerticalSpacing(4)
        self._facts.setColumnStretch(1, 1)
        self.rows: RowsModel[SwitchRow] = RowsModel(COLUMNS, self)
        self.table = Table(self.rows, "本院有的")
        self.about = Label("", Type.META, wrap=True)
        box = Card("quote", margins=(14, 8, 14, 8))
        box.column.addWidget(self.about)
        self.change = Button("改医院情况", icon="pen-line")
        self.change.clicked.connect(lambda: self.acted.emit("profile.change"))
        line = (
            "这些印在表上，也决定哪些表要填、哪些事要做。改动是一张要封存的卡片，从写的那天起算，以前的不变"
        )
        self.column.addLayout(row(Label("医院", Type.SECTION), None, self.change))
        self.column.addWidget(Label(line, Type.META, Role.TEXT2, wrap=True))
        self.column.addLayout(self._facts)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(box)
        self.table.moved.connect(lambda one: self.about.setText(one.about if one else ""))
        self.table.opened.connect(lambda _: self.acted.emit("profile.change"))

    def present(self, model: HospitalModel) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for number, (name, value) in enumerate(model.facts):
            self._facts.addWidget(Label(name, Type.META, Role.TEXT2), number, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(Label(value, Type.META, wrap=True), number, 1)
        kept = self.table.current
        self.rows.show_rows(model.switches)
        here = (n for n, one in enumerate(model.switches) if kept and one.code == kept.code)
        self.table.go_to(next(here, 0))
