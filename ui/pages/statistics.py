"""统计: figures with their numerator and denominator, how each day was kept, and what stands behind every number."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.pages.page import Page, focus
from ui.tables.column import Align, Column
from ui.tables.model import RowsModel
from ui.tables.table import HEAD, ROW, Table
from ui.theme import look
from ui.theme.states import State
from ui.theme.tokens import Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.charts.bars import Bar, Bars
from ui.widgets.charts.heat import HeatGrid, HeatRow, Legend
from ui.widgets.charts.lines import Line, Lines
from ui.widgets.charts.measures import Measure, Measures
from ui.widgets.charts.notices import Notice, Notices
from ui.widgets.charts.panel import ChartPanel
from ui.widgets.charts.panel import Line as TableLine
from ui.widgets.chip import Segments
from ui.widgets.label import Label
from ui.widgets.page_header import PageHeader
from ui.widgets.scroll import Scroll

PERIODS = (("month", "月", ""), ("quarter", "季", ""), ("year", "年", ""))
BELOW = (
    ("indicators", "指标", "target", "I"),
    ("reports", "报表和成册", "book-open", "P"),
    ("advice", "提示", "lightbulb", "A"),
    ("year", "年历", "calendar-days", "L"),
)
"""Pages reached from here: name, word, icon, key."""
COVERAGE = "coverage"
"""The key of a number behind which the table at the foot of the page stands."""
TALLEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    form_id: str
    title: str
    due: str
    on_time: str
    late: str
    missed: str
    rate: str
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The rows of a chart's table, a quiet line beside its heading, and what stands there instead of nothing."""

    lines: tuple[TableLine, ...]
    line: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsModel:
    beside: str
    may_go_later: bool
    measures: tuple[Measure, ...]
    heat_title: str
    heat_columns: tuple[str, ...]
    heat_rows: tuple[HeatRow, ...]
    heat_said: str
    heat: Drawn
    has_other_forms: bool
    bars: tuple[Bar, ...]
    bars_said: str
    kinds: Drawn
    months: tuple[str, ...]
    hazards: tuple[Line, ...]
    hazards_said: str
    hazards_table: Drawn
    notices: tuple[Notice, ...]
    notices_empty: str
    rows: tuple[CoverageRow, ...]


COLUMNS: tuple[Column[CoverageRow], ...] = (
    Column(title="该做的", text=lambda one: one.title, wide=240, stretch=True, heavy=True),
    Column(title="应做", text=lambda one: one.due, wide=80, align=Align.RIGHT),
    Column(title="按时", text=lambda one: one.on_time, wide=80, align=Align.RIGHT),
    Column(title="补录", text=lambda one: one.late, wide=80, align=Align.RIGHT),
    Column(title="没做", text=lambda one: one.missed, wide=80, align=Align.RIGHT),
    Column(title="按时率", text=lambda one: one.rate, wide=110, align=Align.RIGHT),
    Column(title="", text=lambda _: "", state=lambda one: one.state, wide=120),
)


class StatisticsPage(Page):
    """Signals:
    period_chosen(str): month, quarter or year.
    stepped(int): another period of that kind, earlier (-1) or later (1).
    figure_opened(str): the key of a number whose records are wanted.
    form_turned: the heat grid of the next form.
    open_requested(str): the records of a form.
    below_requested(str): the page of indicators, of reports, of advice or of the year.
    """

    period_chosen = Signal(str)
    stepped = Signal(int)
    figure_opened = Signal(str)
    form_turned = Signal()
    open_requested = Signal(str)
    below_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("statistics", parent)
        self.periods = Segments(PERIODS, "选期间")
        self.periods.chosen.connect(self.period_chosen)
        self.earlier = Button("", icon="chevron-left", height=30)
        self.earlier.setAccessibleName("上一期")
        self.earlier.clicked.connect(lambda: self.stepped.emit(-1))
        self.later = Button("", icon="chevron-right", height=30)
        self.later.setAccessibleName("下一期")
        self.later.clicked.connect(lambda: self.stepped.emit(1))
        below = [Button(word, icon=icon, key=key) for _, word, icon, key in BELOW]
        for (name, *_), button in zip(BELOW, below, strict=True):
            button.clicked.connect(lambda _=False, name=name: self.below_requested.emit(name))
        self.header = PageHeader("统计", self.earlier, self.periods, self.later, *below)
        self.measures = Measures("主要指标")
        self.turn_form = Button("换一张表", Kind.LINK, icon="repeat", height=28)
        self.turn_form.clicked.connect(self.form_turned)
        self.legend = Legend()
        self.grid, self.kinds = HeatGrid("每处每天做了没有"), Bars("不良事件类型")
        self.lines, self.notices = Lines("隐患：登记与销号"), Notices("要留意")
        self.panels = (
            ChartPanel(
                "每处每天做了没有",
                self.grid,
                ("地点", "应做", "按时", "补录", "漏做"),
                self.turn_form,
                self.legend,
            ),
            ChartPanel("不良事件类型", self.kinds, ("类型", "件数")),
            ChartPanel("隐患：登记与销号", self.lines, ("月份", "登记", "销号", "月末逾期")),
            ChartPanel("要留意", self.notices, ()),
        )
        self.measures.opened.connect(self._on_figure)
        for panel in self.panels:
            panel.opened.connect(self._on_figure)
        self._charts = QGridLayout()
        self._charts.setSpacing(12)
        self._rows: RowsModel[CoverageRow] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "该做的做了多少")
        self.table.opened.connect(lambda one: self.open_requested.emit(one.form_id))
        self._coverage = Card(margins=(1, 12, 1, 1), spacing=8)
        heading = row(18, Label("该做的做了多少", Type.ITEM, heavy=True), None, spacing=0)
        self._coverage.column.addLayout(heading)
        self._coverage.column.addWidget(self.table, 1)
        self._scroll = Scroll(margins=(0, 0, 0, 4), spacing=12)
        self._scroll.column.addWidget(self.measures)
        self._scroll.column.addLayout(self._charts)
        self._scroll.column.addWidget(self._coverage)
        self._scroll.column.addStretch(1)
        self.body.addLayout(row(self.header))
        self.body.addWidget(self._scroll, 1)
        self.key_bar.say("每个数都点得开，后面就是记录", "chart-column")
        for keys, by in (("Ctrl+Left", -1), ("Ctrl+Right", 1)):  # a scroll area would keep the arrows
            step = QShortcut(QKeySequence(keys), self)
            step.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            step.activated.connect(lambda by=by: self.stepped.emit(by))
        self._was_narrow: bool | None = None
        self._lay_out()

    def first_focus(self) -> QWidget:
        return self.measures

    def present(self, model: StatisticsModel) -> None:
        heat, kinds, hazards, notices = self.panels
        self.header.say(model.beside)
        self.later.setEnabled(model.may_go_later)
        self.measures.present(model.measures)
        heat.title.setText(model.heat_title)
        self.grid.title = model.heat_title
        self.grid.present(model.heat_columns, model.heat_rows, model.heat_said)
        heat.present(model.heat.lines, line=model.heat.line, empty=model.heat.empty)
        self.turn_form.setVisible(model.has_other_forms)
        self.legend.setVisible(bool(model.heat_rows))
        self.kinds.present(model.bars, model.bars_said)
        kinds.present(model.kinds.lines, line=model.kinds.line, empty=model.kinds.empty)
        self.lines.present(model.months, model.hazards, model.hazards_said)
        hazards.present(
            model.hazards_table.lines, line=model.hazards_table.line, empty=model.hazards_table.empty
        )
        self.notices.present(model.notices)
        notices.present((), empty=model.notices_empty)
        self._rows.show_rows(model.rows)
        self._coverage.setVisible(bool(model.rows))
        self.table.setFixedHeight(HEAD + min(TALLEST, max(1, len(model.rows))) * look.row(ROW) + 4)
        self.table.go_to(0)
        self._refit()
        self.take_focus()

    def _refit(self) -> None:
        """The charts have taken their heights; Qt's scroll area does not learn it from a grid within its column."""
        for panel in self.panels:
            panel.updateGeometry()
        self._scroll.column.activate()
        self._scroll.setWidgetResizable(True)

    def _on_figure(self, key: str) -> None:
        if key == COVERAGE:
            self._scroll.ensureWidgetVisible(self._coverage)
            focus(self.table)
        else:
            self.figure_opened.emit(key)

    def _lay_out(self) -> None:
        """Side by side, 3 to 2; one under another where it is narrow."""
        narrow = self.is_narrow
        if narrow is self._was_narrow:
            return
        self._was_narrow = narrow
        self.measures.set_across(2 if narrow else 4)
        for number, panel in enumerate(self.panels):
            across = 1 if narrow else 2
            self._charts.addWidget(panel, number // across, number % across)
        self._charts.setColumnStretch(0, 3)
        self._charts.setColumnStretch(1, 0 if narrow else 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = {key: name for name, _, _, key in BELOW}.get(event.text().upper())
        if event.modifiers():
            super().keyPressEvent(event)
        elif name is not None:
            self.below_requested.emit(name)
        elif event.text().upper() == "T":
            for panel in self.panels:
                panel.toggle()
        else:
            super().keyPressEvent(event)
