"""A chart in its card: a heading, a line beside it, and the same numbers as a table when T is pressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from ui.tables.column import Align, Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.charts.chart import Chart
from ui.widgets.label import Label

LEAST = 220
FIRST, OTHER = 150, 76  # widths of the columns of the table


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the table: the cells under its heads, and what stands behind it."""

    key: str
    cells: tuple[str, ...]


class ChartPanel(Card):
    """``heads`` name the columns of the table; the first holds names, the others numbers. Without any there is none.

    Signals:
        opened(str): the key of a number or of a row.
    """

    opened = Signal(str)

    def __init__(
        self,
        title: str,
        chart: Chart,
        heads: Sequence[str],
        *beside: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(margins=(18, 12, 18, 14), spacing=6, parent=parent)
        self.chart = chart
        self.title = Label(title, Type.ITEM, heavy=True)
        self.line = Label("", Type.NOTE, Role.TEXT2)
        self.empty = Label("", Type.META, Role.TEXT2, wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        policy = self.empty.sizePolicy()
        policy.setHeightForWidth(False)  # a stack would else be as high as this text, whatever else it holds
        self.empty.setSizePolicy(policy)
        self.turn = Button("表格", Kind.LINK, icon="table", key="T", height=28)
        self.turn.clicked.connect(self.toggle)
        self._has_table = bool(heads)
        self._rows: RowsModel[Line] = RowsModel(_columns(heads or ("",)), self)
        self.table = Table(self._rows, title)
        self.table.opened.connect(lambda one: self.opened.emit(one.key) if one.key else None)
        chart.opened.connect(self.opened)
        self._whole = QWidget()
        self._stack = QStackedLayout(self._whole)
        chart_side = QWidget()
        fill = row(chart, spacing=0)
        fill.setAlignment(chart, Qt.AlignmentFlag.AlignTop)
        chart_side.setLayout(fill)
        for side in (chart_side, self.table, self.empty):
            self._stack.addWidget(side)
        head = row(self.title, None, *beside, self.line, self.turn, spacing=10)
        self.title.setMinimumHeight(self.turn.sizeHint().height())  # without a table it stands as high
        self.column.addLayout(head)
        self.column.addWidget(self._whole, 1)

    @property
    def shows_table(self) -> bool:
        return self._stack.currentIndex() == 1

    def present(self, lines: Sequence[Line], *, line: str = "", empty: str = "") -> None:
        """The numbers as rows; the chart itself was given them before. ``empty`` stands where it has none."""
        self.line.setText(line)
        self._rows.show_rows(lines)
        self.table.go_to(0)
        self.empty.setText(empty)
        some = bool(self.chart.numbers())
        self.turn.setVisible(some and self._has_table)
        self._turn_to(2 if not some else 1 if self.shows_table else 0)

    def _turn_to(self, side: int) -> None:
        """Said as a height: a hidden side's own does not reach the page that scrolls."""
        self._whole.setMinimumHeight((self.chart.height(), max(LEAST, self.chart.height()), 64)[side])
        self._stack.setCurrentIndex(side)

    def toggle(self) -> None:
        """The chart or the table, with the keys where they were."""
        if not self._has_table or not self.chart.numbers():
            return
        focus = QApplication.focusWidget()
        held = focus is not None and (focus is self.chart or focus is self.table)
        self._turn_to(0 if self.shows_table else 1)
        self.turn.set_label(
            "图" if self.shows_table else "表格", icon="chart-column" if self.shows_table else "table"
        )
        if held:
            shown = self.table if self.shows_table else self.chart
            shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().upper() == "T" and not event.modifiers():
            self.toggle()
        else:
            super().keyPressEvent(event)


def _columns(heads: Sequence[str]) -> tuple[Column[Line], ...]:
    def column(at: int, head: str) -> Column[Line]:
        return Column(
            title=head,
            text=lambda one: one.cells[at],
            wide=FIRST if at == 0 else OTHER,
            stretch=at == 0,
            heavy=at == 0,
            align=Align.LEFT if at == 0 else Align.RIGHT,
        )

    return tuple(column(at, head) for at, head in enumerate(heads))
