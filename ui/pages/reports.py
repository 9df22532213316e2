"""报表和成册: what can be made from the records of a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.pages.page import Page
from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.label import Label
from ui.widgets.page_header import PageHeader


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One thing that can be made; ``has_sheet``: as a sheet for Excel too, ``has_days``: of any days."""

    code: str
    title: str
    about: str
    period: str
    has_sheet: bool = True
    has_days: bool = False


COLUMNS: tuple[Column[ReportRow], ...] = (
    Column(title="名称", text=lambda one: one.title, wide=340, heavy=True),
    Column(title="里面有什么", text=lambda one: one.about, wide=240, stretch=True, quiet=True, keep=1),
    Column(title="期间", text=lambda one: one.period, wide=250),
)


class ReportsPage(Page):
    """Signals:
    back_requested: to the page of figures.
    show_requested(str), sheet_requested(str), days_requested(str): the code of the row.
    stepped(str, int): another period of the row, earlier (-1) or later (1).
    """

    back_requested = Signal()
    show_requested = Signal(str)
    sheet_requested = Signal(str)
    days_requested = Signal(str)
    stepped = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("reports", parent)
        back = Button("统计", Kind.LINK, icon="arrow-left")
        back.clicked.connect(self.back_requested)
        self.header = PageHeader("报表和成册", back)
        self._rows: RowsModel[ReportRow] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "报表和成册")
        self.table.moved.connect(self._on_moved)
        self.table.opened.connect(lambda one: self.show_requested.emit(one.code))
        self.earlier = Button("上一期", icon="chevron-left")
        self.later = Button("下一期", icon="chevron-right")
        self.days = Button("自选日期", icon="calendar-days")
        self.sheet = Button("存成 Excel", icon="file-spreadsheet")
        self.show_it = Button("看一看", Kind.PRIMARY, icon="eye", key="Enter", height=CONTROL_PRIMARY)
        self.earlier.clicked.connect(lambda: self._step(-1))
        self.later.clicked.connect(lambda: self._step(1))
        self.days.clicked.connect(lambda: self._about(self.days_requested))
        self.sheet.clicked.connect(lambda: self._about(self.sheet_requested))
        self.show_it.clicked.connect(lambda: self._about(self.show_requested))
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.column.addWidget(self.table, 1)
        self.body.addLayout(row(self.header))
        self.body.addWidget(
            Label(
                "都由封存的记录做成，每个数都写着出处。成册把目录、签名、缺项和全部记录装在一起。",
                Type.META,
                Role.TEXT2,
                wrap=True,
            )
        )
        self.body.addWidget(card, 1)
        self.body.addLayout(
            row(self.earlier, self.later, self.days, None, self.sheet, self.show_it, spacing=4)
        )

    def first_focus(self) -> QWidget:
        return self.table

    def present(self, rows: Sequence[ReportRow]) -> None:
        kept = self.table.current.code if self.table.current is not None else ""
        self._rows.show_rows(rows)
        self.table.go_to(next((at for at, one in enumerate(rows) if one.code == kept), 0))
        self.take_focus()

    def _on_moved(self, one: ReportRow | None) -> None:
        self.sheet.setVisible(one is not None and one.has_sheet)
        self.days.setVisible(one is not None and one.has_days)

    def _about(self, signal: SignalInstance) -> None:
        if self.table.current is not None:
            signal.emit(self.table.current.code)

    def _step(self, by: int) -> None:
        if self.table.current is not None:
            self.stepped.emit(self.table.current.code, by)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.back_requested.emit()
            case Qt.Key.Key_Left:
                self._step(-1)
            case Qt.Key.Key_Right:
                self._step(1)
            case _:
                super().keyPressEvent(event)
