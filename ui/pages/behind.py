"""What stands behind a figure: the records, hazards and misses that were counted, each one key away."""

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
from ui.theme.states import RECORD, State
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.page_header import PageHeader


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindRow:
    """A record, a hazard, or a time on which nothing was done; ``kind`` is record, hazard or missed."""

    kind: str
    key: str
    number: str
    title: str
    day: str
    state: State = RECORD["sealed"]


COLUMNS: tuple[Column[BehindRow], ...] = (
    Column(title="编号", text=lambda one: one.number, wide=190, quiet=True, keep=1),
    Column(title="记录", text=lambda one: one.title, wide=280, stretch=True, heavy=True),
    Column(title="", text=lambda _: "", state=lambda one: one.state, wide=130),
    Column(title="日期", text=lambda one: one.day, wide=120, quiet=True),
)


class BehindPage(Page):
    """Signals:
    back_requested: to the figure.
    opened(object): the BehindRow to open.
    """

    back_requested = Signal()
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("behind", parent)
        back = Button("统计", Kind.LINK, icon="arrow-left")
        back.clicked.connect(self.back_requested)
        self.header = PageHeader("这个数背后的记录", back)
        self._rows: RowsModel[BehindRow] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "这个数背后的记录")
        self.table.opened.connect(self.opened)
        self._card = Card(margins=(1, 1, 1, 1), spacing=0)
        self._card.column.addWidget(self.table, 1)
        self.empty = EmptyState("inbox", "这个数背后没有你看得到的记录", "有的表只有相关岗位能看")
        self.body.addLayout(row(self.header))
        self.body.addWidget(self._card, 1)
        self.body.addWidget(self.empty, 1)

    def first_focus(self) -> QWidget:
        return self.table

    @property
    def rows(self) -> tuple[BehindRow, ...]:
        return self._rows.rows

    def present(self, rows: Sequence[BehindRow], beside: str) -> None:
        self.header.say(beside)
        self._rows.show_rows(rows)
        self._card.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.table.go_to(0)
        self.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
        else:
            super().keyPressEvent(event)
