"""指标: every indicator with its numerator, denominator, target and trend, and the records behind the figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.pages.behind import BehindRow
from ui.pages.page import Page, focus
from ui.tables.column import Align, Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.states import TARGET, State
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.charts.lines import Dash, Line, Lines, Spot
from ui.widgets.chip import Segments
from ui.widgets.label import Label
from ui.widgets.page_header import PageHeader
from ui.widgets.pill import Pill
from ui.widgets.scroll import Scroll

PERIODS = (("own", "各自的期间", ""), ("month", "月", ""), ("quarter", "季", ""), ("year", "年", ""))
SIDE, SIDE_WIDE = 380, 460
TABLE_LEAST = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """One indicator in words."""

    id: str
    title: str
    period: str
    value: str
    counts: str  # 3 / 180
    aim: str
    state: State
    warnings: tuple[State, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorPane:
    """What stands beside the list for the chosen indicator."""

    title: str
    period: str
    value: str
    state: State
    numerator: str
    denominator: str
    aim: str
    note: str
    source: str
    labels: tuple[str, ...]  # of the periods
    spots: tuple[Spot, ...]
    target: float | None
    target_word: str
    fill: str = ""  # what is to be filled in for a missing figure, in words; "" for nothing
    may_tighten: bool = False


COLUMNS: tuple[Column[IndicatorRow], ...] = (
    Column(
        title="指标",
        text=lambda one: one.title,
        wide=260,
        stretch=True,
        heavy=True,
        pills=lambda one: one.warnings,
    ),
    Column(title="期间", text=lambda one: one.period, wide=128, quiet=True, keep=2),
    Column(title="值", text=lambda one: one.value, wide=120, align=Align.RIGHT),
    Column(title="分子 / 分母", text=lambda one: one.counts, wide=110, align=Align.RIGHT, keep=3),
    Column(title="目标", text=lambda one: one.aim, wide=110, keep=1),
    Column(title="", text=lambda _: "", state=lambda one: one.state, wide=112),
)
BEHIND: tuple[Column[BehindRow], ...] = (
    Column(title="记录", text=lambda one: one.title, wide=140, stretch=True),
    Column(title="日期", text=lambda one: one.day, wide=72),
    Column(title="编号", text=lambda one: one.number, wide=170, quiet=True, keep=1),
)


class FigurePane(Card):
    """Signals:
    opened(object): the BehindRow that was asked for.
    fill_requested: what is missing for the figure.
    tighten_requested: a stricter target of the hospital's own.
    """

    opened = Signal(object)
    fill_requested = Signal()
    tighten_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(18, 14, 18, 12), spacing=6, parent=parent)
        self.title = Label("", Type.SECTION, wrap=True)
        self.period = Label("", Type.META, Role.TEXT2)
        self.value = Label("", Type.FIGURE)
        self.state = Pill(TARGET["none"])
        self.numerator = Label("", Type.META, wrap=True)
        self.denominator = Label("", Type.META, wrap=True)
        self.aim = Label("", Type.META, wrap=True)
        self.note = Label("", Type.META, Role.WARN, wrap=True)
        self.source = Label("", Type.NOTE, Role.TEXT3, wrap=True)
        self.trend = Lines("趋势", high=160, scale_at_left=False)
        self._rows: RowsModel[BehindRow] = RowsModel(BEHIND, self)
        self.behind = Label("", Type.META, Role.TEXT2, heavy=True)
        self.table = Table(self._rows, "这个数背后的记录")
        self.table.setMinimumHeight(TABLE_LEAST)
        self.table.opened.connect(self.opened)
        self.fill = Button("去填", icon="pen-line", key="E")
        self.fill.clicked.connect(self.fill_requested)
        self.tighten = Button("定本院目标", icon="target", key="G")
        self.tighten.clicked.connect(self.tighten_requested)
        body = Scroll(margins=(0, 0, 6, 0), spacing=6)
        body.column.addWidget(self.title)
        body.column.addWidget(self.period)
        body.column.addLayout(row(self.value, self.state, None))
        for label in (self.numerator, self.denominator, self.aim, self.note):
            body.column.addWidget(label)
        body.column.addLayout(row(self.fill, None))
        body.column.addWidget(self.trend)
        body.column.addWidget(self.source)
        body.column.addLayout(row(self.tighten, None))
        body.column.addWidget(self.behind)
        body.column.addWidget(self.table)
        body.column.addStretch(1)
        self.column.addWidget(body, 1)

    def present(self, pane: IndicatorPane) -> None:
        self.title.setText(pane.title)
        self.period.setText(pane.period)
        self.value.setText(pane.value)
        self.state.set_state(pane.state)
        for label, text in (
            (self.numerator, pane.numerator),
            (self.denominator, pane.denominator),
            (self.aim, pane.aim),
            (self.note, pane.note),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        self.source.setText(pane.source)
        self.fill.setVisible(bool(pane.fill))
        self.fill.set_label(f"去填{pane.fill}")
        self.tighten.setVisible(pane.may_tighten)
        told = "，".join(
            f"{label} {spot.words}"
            for label, spot in zip(pane.labels, pane.spots, strict=True)
            if spot.value is not None
        )
        self.trend.present(
            pane.labels,
            [Line(name="", role=Role.BRAND, dash=Dash.SOLID, spots=pane.spots)],
            "，".join(part for part in (told or "还没有数", pane.target_word) if part),
            target=None if pane.target is None else (pane.target, pane.target_word),
        )

    def present_behind(self, rows: Sequence[BehindRow], line: str) -> None:
        self.behind.setText(line)
        self._rows.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.table.go_to(0)


class IndicatorsPage(Page):
    """Signals:
    back_requested: to the page of figures.
    period_chosen(str): own, month, quarter or year.
    moved(str): the indicator whose pane is wanted.
    opened(object): the BehindRow to open.
    fill_requested(str), tighten_requested(str): about the current indicator.
    """

    back_requested = Signal()
    period_chosen = Signal(str)
    moved = Signal(str)
    opened = Signal(object)
    fill_requested = Signal(str)
    tighten_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("indicators", parent)
        back = Button("统计", Kind.LINK, icon="arrow-left")
        back.clicked.connect(self.back_requested)
        self.periods = Segments(PERIODS, "按哪种期间看")
        self.periods.chosen.connect(self.period_chosen)
        self.header = PageHeader("指标", back, self.periods)
        self._rows: RowsModel[IndicatorRow] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "指标")
        self.table.moved.connect(self._on_moved)
        self.pane = FigurePane()
        self.table.opened.connect(lambda _: focus(self.pane.table))
        self.pane.opened.connect(self.opened)
        self.pane.fill_requested.connect(lambda: self._about(self.fill_requested))
        self.pane.tighten_requested.connect(lambda: self._about(self.tighten_requested))
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.column.addWidget(self.table, 1)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(card, 1)
        line.addWidget(self.pane)
        self.body.addLayout(row(self.header))
        self.body.addLayout(line, 1)

    def first_focus(self) -> QWidget:
        return self.table

    @property
    def rows(self) -> tuple[IndicatorRow, ...]:
        return self._rows.rows

    def present(self, rows: Sequence[IndicatorRow], beside: str, *, wanted: str = "") -> None:
        """The list anew at the indicator wanted; the place in it is kept where its indicator is still there."""
        kept = wanted or (self.table.current.id if self.table.current is not None else "")
        self._rows.show_rows(rows)
        self.header.say(beside)
        self.table.go_to(next((at for at, one in enumerate(rows) if one.id == kept), 0))
        self.pane.setVisible(bool(rows))
        self.take_focus()

    def _about(self, signal: SignalInstance) -> None:
        if self.table.current is not None:
            signal.emit(self.table.current.id)

    def _on_moved(self, one: IndicatorRow | None) -> None:
        if one is not None:
            self.moved.emit(one.id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.pane.setFixedWidth(SIDE_WIDE if self.window().width() >= 1600 else SIDE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.pane.table.hasFocus():
                focus(self.table)
            else:
                self.back_requested.emit()
            return
        letter = event.text().upper()
        if letter == "E" and self.pane.fill.isVisible() and not event.modifiers():
            self._about(self.fill_requested)
        elif letter == "G" and self.pane.tighten.isVisible() and not event.modifiers():
            self._about(self.tighten_requested)
        else:
            super().keyPressEvent(event)
