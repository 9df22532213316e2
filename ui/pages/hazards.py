"""隐患: the board and the list; moving a hazard opens the form that the next step needs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.pages.hazard_board import HazardBoard, HazardCard, Lane
from ui.pages.page import Page, focus
from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme import icons, painting
from ui.theme.states import State
from ui.theme.tokens import CONTROL_PRIMARY, RADIUS_CARD, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card
from ui.widgets.chip import Segments
from ui.widgets.empty_state import EmptyState
from ui.widgets.menu import offer
from ui.widgets.page_header import PageHeader

PAPERS = (("problems", "问题清单"), ("rectification", "整改清单"), ("disclosure", "向职工公示"))
VIEWS = (("board", "看板", "layout-grid"), ("list", "清单", "list-checks"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of the strip above the board."""

    state: State
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardsModel:
    open_count: int
    figures: tuple[Figure, ...]
    lanes: tuple[Lane, ...]
    folded: Lane | None = None  # 已销号, left out of a narrow board

    def rows(self) -> tuple[tuple[HazardCard, State], ...]:
        """All cards with their stage, for the list."""
        lanes = (*self.lanes, *((self.folded,) if self.folded else ()))
        return tuple((card, lane.state) for lane in lanes for card in lane.cards)


class FigureStrip(QWidget):
    """Numbers in one row, hairlines between them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: tuple[Figure, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def present(self, figures: tuple[Figure, ...]) -> None:
        self._figures = figures
        self.setAccessibleName("，".join(f"{one.state.word} {one.value}" for one in figures))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, 58)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        painting.box(painter, QRectF(self.rect()), RADIUS_CARD, fill=Role.SURFACE, edge=Role.BORDER)
        wide = self.width() / max(1, len(self._figures))
        for number, one in enumerate(self._figures):
            x = number * wide
            if number:
                painting.box(painter, QRectF(x, 1, 1, self.height() - 2), 0, fill=Role.BORDER)
            x += 18
            icons.draw(painter, one.state.icon, QPointF(x, self.height() / 2 - 11), 22, one.state.tone.icon)
            x += 34
            value = QRectF(x, 0, wide, self.height())
            x += painting.line(painter, value, one.value, Type.TITLE, one.state.tone.text, heavy=True) + 10
            words = QRectF(x, 0, (number + 1) * wide - x - 6, self.height())
            painting.line(painter, words, one.state.word, Type.META, Role.TEXT2)


def columns() -> tuple[Column[tuple[HazardCard, State]], ...]:
    return (
        Column(title="级别", text=lambda _: "", state=lambda row: row[0].level, wide=84),
        Column(
            title="隐患",
            text=lambda row: row[0].title,
            wide=280,
            stretch=True,
            heavy=True,
            pills=lambda row: (row[0].flag,) if row[0].flag else (),
        ),
        Column(title="地点", text=lambda row: row[0].place, wide=140),
        Column(title="责任人", text=lambda row: row[0].owner, wide=130),
        Column(title="期限", text=lambda _: "", state=lambda row: row[0].due, wide=130),
        Column(title="到哪一步", text=lambda _: "", state=lambda row: row[1], wide=110),
        Column(title="来源", text=lambda row: row[0].source, wide=170, quiet=True, keep=1),
    )


class HazardsPage(Page):
    """Signals:
    open_requested(str): one hazard's chain.
    next_requested(str), return_requested(str): the form that this step needs.
    register_requested: a hazard found outside a check.
    list_requested(str): a list as paper: problems, rectification or disclosure.
    """

    open_requested = Signal(str)
    next_requested = Signal(str)
    return_requested = Signal(str)
    register_requested = Signal()
    list_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("hazards", parent)
        self.views = Segments(VIEWS, "看法")
        self.views.chosen.connect(self._on_view)
        register = Button("登记隐患", Kind.PRIMARY, icon="plus", height=CONTROL_PRIMARY - 4)
        register.clicked.connect(self.register_requested)
        self.papers = Button("打印清单", icon="printer", height=CONTROL_PRIMARY - 4)
        self.papers.clicked.connect(self._offer_papers)
        self.header = PageHeader("隐患", self.views, self.papers, register)
        self.figures = FigureStrip()
        self.board = HazardBoard()
        self.board.opened.connect(self.open_requested)
        self._rows: RowsModel[tuple[HazardCard, State]] = RowsModel(columns(), self)
        self.table = Table(self._rows, "隐患清单")
        self.table.opened.connect(lambda row: self.open_requested.emit(row[0].key))
        self._list = Card(margins=(1, 1, 1, 1))
        self._list.column.addWidget(self.table)
        self._list.hide()
        self.empty = EmptyState(
            "circle-check", "没有未销号的隐患", "检查里答“异常”并转为隐患，就会出现在这里", Role.OK
        )
        self.empty.hide()
        self.body.addWidget(self.header)
        self.body.addWidget(self.figures)
        self.body.addWidget(self.empty)
        self.body.addWidget(self.board, 1)
        self.body.addWidget(self._list, 1)
        self.key_bar.say("红边＝逾期，逾期排最前", "clock-alert", Role.BAD)

    def first_focus(self) -> QWidget:
        return self.table if self.views.current == "list" else self.board

    @property
    def current(self) -> str:
        """The hazard that the keys are about, or ""."""
        if self.views.current == "list":
            row = self.table.current
            return row[0].key if row is not None else ""
        return self.board.current

    def present(self, model: HazardsModel) -> None:
        self.header.say(f"未销号 {model.open_count} 条")
        self.figures.present(model.figures)
        lanes = model.lanes if self.is_narrow or model.folded is None else (*model.lanes, model.folded)
        self.board.present(lanes)
        self._rows.show_rows(model.rows())
        self.table.go_to(0)
        nothing = not model.rows()
        self.empty.setVisible(nothing)
        self.board.setVisible(self.views.current == "board")
        self._list.setVisible(self.views.current == "list")
        self.take_focus()

    def _offer_papers(self) -> None:
        offer(self.papers, PAPERS, self.list_requested.emit)

    def _on_view(self, view: str) -> None:
        self.board.setVisible(view == "board")
        self._list.setVisible(view == "list")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers():
            super().keyPressEvent(event)
            return
        match event.text().upper():
            case "M" if self.current:
                self.next_requested.emit(self.current)
            case "R" if self.current:
                self.return_requested.emit(self.current)
            case "V":
                view = "list" if self.views.current == "board" else "board"
                self.views.set_current(view)
                self._on_view(view)
                focus(self.first_focus())
            case _:
                super().keyPressEvent(event)
