"""提示: sheets that may be worth a second look, as advice and never as blame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from forms.advice_words import ABOUT
from ui.pages.page import Page
from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.page_header import PageHeader

PERIODS = (("month", "本月", ""), ("quarter", "本季", ""), ("year", "今年", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceRow:
    what: str
    form: str
    person: str
    said: str
    record_id: str  # the newest of them
    count: int


COLUMNS: tuple[Column[AdviceRow], ...] = (
    Column(title="样子", text=lambda one: one.what, wide=150, heavy=True),
    Column(title="表单", text=lambda one: one.form, wide=190, stretch=True),
    Column(title="填报人", text=lambda one: one.person, wide=80),
    Column(title="记录里是这样", text=lambda one: one.said, wide=320, stretch=True),
    Column(title="记录", text=lambda one: f"{one.count} 份", wide=70),
)


class AdvicePage(Page):
    """Signals:
    back_requested: to the page of figures.
    period_chosen(str): month, quarter or year.
    open_requested(str): a record_id.
    """

    back_requested = Signal()
    period_chosen = Signal(str)
    open_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("advice", parent)
        back = Button("统计", Kind.LINK, icon="arrow-left")
        back.clicked.connect(self.back_requested)
        self.periods = Segments(PERIODS, "选期间")
        self.periods.chosen.connect(self.period_chosen)
        self.header = PageHeader("提示", back, self.periods)
        self._rows: RowsModel[AdviceRow] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "提示")
        self.table.opened.connect(lambda one: self.open_requested.emit(one.record_id))
        self.empty = EmptyState("lightbulb", "这段时间没有要提示的")
        self.card = Card(margins=(1, 1, 1, 1), spacing=0)
        self.card.column.addWidget(self.table, 1)
        self.body.addLayout(row(self.header))
        self.body.addWidget(Label(ABOUT, Type.META, Role.TEXT2, wrap=True))
        self.body.addWidget(self.card, 1)
        self.body.addWidget(self.empty)
        self._rest = QWidget()
        self.body.addWidget(self._rest, 1)
        self.empty.hide()

    def first_focus(self) -> QWidget:
        if self._rows.rowCount():
            return self.table
        return self.periods if self.empty.isVisible() else self

    def present(self, rows: Sequence[AdviceRow], nothing: str, elsewhere: str = "") -> None:
        """``nothing``, and ``elsewhere`` what to do then, are said where there is no row."""
        self._rows.show_rows(rows)
        self.header.say(f"{len(rows)} 条" if rows else "")
        self.card.setVisible(bool(rows))
        self.empty.say("lightbulb", nothing, elsewhere)
        self.key_bar.leave_out(() if rows else ("advice.move", "advice.open"))
        self.empty.setVisible(not rows)
        self._rest.setVisible(not rows)
        self.table.go_to(0)
        self.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
            return
        super().keyPressEvent(event)
