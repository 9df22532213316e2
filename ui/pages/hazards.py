"""隐患: the board and the list under one set of filters; moving a hazard opens the form that the next step needs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.pages.figure_strip import Figure, FigureStrip
from ui.pages.hazard_board import HazardBoard
from ui.pages.hazard_cards import HazardCard, Lane
from ui.pages.page import Page, focus
from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.states import State
from ui.theme.tokens import CONTROL_PRIMARY, Role
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import Filter, FilterBar
from ui.widgets.menu import offer
from ui.widgets.page_header import PageHeader
from ui.widgets.toast import Toast

PAPERS = (("problems", "问题清单"), ("rectification", "整改清单"), ("disclosure", "向职工公示"))
VIEWS = (("board", "看板", "layout-grid"), ("list", "清单", "list-checks"))
FILTERS = (
    Filter(name="level", word="级别"),
    Filter(name="owner", word="责任人"),
    Filter(name="department", word="责任科室"),
    Filter(name="place", word="地点"),
    Filter(name="due", word="期限"),
    Filter(name="found", word="发现", spans=True),
    Filter(name="source", word="来源"),
    Filter(name="mark", word="标记"),
    Filter(name="stage", word="到哪一步"),
    Filter(name="order", word="排序", icon="arrow-up-down", narrows=False),
)
ON_LIST = ("stage", "order")  # the board tells the stage by its lanes
LOW = 800  # a window lower than this has a lower strip
NOTHING = (
    "circle-check",
    "没有登记过隐患",
    "检查里答“异常”并转为隐患就会出现在这里，别处发现的按 A 登记",
    Role.OK,
)
NOT_FOUND = ("search", "没有符合的隐患", "清除筛选，或换一个条件", Role.TEXT2)


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardsModel:
    """``open_count`` counts all that are open, ``found`` those that the filters leave, closed ones included."""

    open_count: int
    found: int
    figures: tuple[Figure, ...]
    lanes: tuple[Lane, ...]
    rows: tuple[tuple[HazardCard, State], ...]  # the same hazards as a list, in the order asked for


COLUMNS: tuple[Column[tuple[HazardCard, State]], ...] = (
    Column(title="级别", text=lambda _: "", state=lambda row: row[0].level, wide=84),
    Column(
        title="隐患",
        text=lambda row: row[0].title,
        wide=400,
        stretch=True,
        heavy=True,
        pills=lambda row: (row[0].flag,) if row[0].flag else (),
    ),
    Column(title="地点", text=lambda row: row[0].place, wide=140),
    Column(title="责任人", text=lambda row: row[0].owner, wide=120),
    Column(title="期限", text=lambda _: "", state=lambda row: row[0].due, wide=130),
    Column(title="到哪一步", text=lambda row: row[1].word, wide=90),
    Column(title="编号", text=lambda row: row[0].number, wide=130, quiet=True, begins=True, keep=2),
    Column(title="来源", text=lambda row: row[0].source, wide=150, quiet=True, keep=1),
)


OF_A_CARD = ("hazards.lane", "hazards.move", "hazards.open", "hazards.next", "hazards.return")


class HazardsPage(Page):
    """Signals:
    open_requested(str): one hazard's chain.
    next_requested(str), return_requested(str): the form that this step needs.
    register_requested: a hazard found outside a check.
    list_requested(str): a list as paper: problems, rectification or disclosure.
    view_changed(str): board or list.
    """

    open_requested = Signal(str)
    next_requested = Signal(str)
    return_requested = Signal(str)
    register_requested = Signal()
    list_requested = Signal(str)
    view_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("hazards", parent)
        self.views = Segments(VIEWS, "看法")
        self.views.chosen.connect(self._on_view)
        self.register = register = Button(
            "登记隐患", Kind.PRIMARY, icon="plus", key="A", height=CONTROL_PRIMARY - 4
        )
        register.clicked.connect(self.register_requested)
        self.papers = Button("打印清单", icon="printer", key="P", height=CONTROL_PRIMARY - 4)
        self.papers.clicked.connect(self._offer_papers)
        self.header = PageHeader("隐患", self.views, self.papers, register)
        self.figures = FigureStrip()
        self.toast = Toast(self)
        self.filters = FilterBar(FILTERS, search="找隐患、编号", toast=self.toast)
        self.figures.pressed.connect(lambda asks: self.filters.turn(**asks))
        self.board = HazardBoard()
        self.board.opened.connect(self.open_requested)
        self.board.advanced.connect(self.next_requested)
        self.board.returned.connect(self.return_requested)
        self._rows: RowsModel[tuple[HazardCard, State]] = RowsModel(COLUMNS, self)
        self.table = Table(self._rows, "隐患清单")
        self.table.opened.connect(lambda row: self.open_requested.emit(row[0].key))
        self._list = Card(margins=(1, 1, 1, 1))
        self._list.column.addWidget(self.table)
        self.empty = EmptyState(*NOTHING)
        self._rest = QWidget()
        self.body.addLayout(row(self.header))
        self.body.addWidget(self.figures)
        self.body.addWidget(self.filters)
        self.body.addWidget(self.empty)
        self.body.addWidget(self._rest, 1)
        self.body.addWidget(self.board, 1)
        self.body.addWidget(self._list, 1)
        self._has_any = self._is_read = False
        self._show_view()

    def first_focus(self) -> QWidget:
        if not self._has_any:
            if not self._is_read:
                return self
            return self.filters.clear if self.filters.is_narrowed else self.register
        return self.table if self.views.current == "list" else self.board

    @property
    def current(self) -> str:
        """The hazard that the keys are about, or ""."""
        if not self._has_any:
            return ""
        if self.views.current == "list":
            row = self.table.current
            return row[0].key if row is not None else ""
        return self.board.current

    def show_view(self, view: str) -> None:
        """Board or list, as it was left."""
        self.views.set_current(view)
        self._show_view()

    def present(self, model: HazardsModel) -> None:
        kept = self.current
        narrowed = f"符合 {model.found} 条，" if self.filters.is_narrowed else ""
        self.header.say(f"{narrowed}未销号 {model.open_count} 条")
        self.figures.present(model.figures)
        self.board.present(model.lanes)
        self._rows.show_rows(model.rows)
        self.table.go_to(next((n for n, row in enumerate(model.rows) if row[0].key == kept), 0))
        self._has_any, self._is_read = bool(model.rows), True
        self.empty.say(*(NOT_FOUND if self.filters.is_narrowed else NOTHING))
        self._show_view()
        self.take_focus()

    def _offer_papers(self) -> None:
        offer(self.papers, PAPERS, self.list_requested.emit)

    def _on_view(self, view: str) -> None:
        self._show_view()
        self.view_changed.emit(view)

    def _show_view(self) -> None:
        is_list = self.views.current == "list"
        self.board.setVisible(self._has_any and not is_list)
        self._list.setVisible(self._has_any and is_list)
        self.empty.setHidden(self._has_any)
        self._rest.setHidden(self._has_any)
        self.key_bar.leave_out(OF_A_CARD if not self._has_any else ("hazards.lane",) if is_list else ())
        if self._has_any and not is_list:
            self.key_bar.say("红边＝逾期，逾期排最前", "clock-alert", Role.BAD)
        else:
            self.key_bar.say("")
        self.filters.offer_only(one.name for one in FILTERS if is_list or one.name not in ON_LIST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.board.fold_last(folds=self.is_narrow)
        self.figures.set_low(is_low=self.window().height() < LOW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.filters.takes_key(event):
            return
        if event.modifiers():
            super().keyPressEvent(event)
            return
        match event.text().upper():
            case "M" if self.current:
                self.next_requested.emit(self.current)
            case "R" if self.current:
                self.return_requested.emit(self.current)
            case "A":
                self.register_requested.emit()
            case "P":
                self._offer_papers()
            case "V":
                self.views.set_current("list" if self.views.current == "board" else "board")
                self._on_view(self.views.current)
                focus(self.first_focus())
            case _:
                super().keyPressEvent(event)
