"""One hazard: what is next, what was found with photos before and after, the five things settled, its chain of steps."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ui.pages.chain import ChainModel, ChainPage, side_card
from ui.pages.page import focus
from ui.theme import painting
from ui.theme.tokens import RADIUS_CARD, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, Rule, column, row
from ui.widgets.label import Label, level
from ui.widgets.menu import offer
from ui.widgets.photo_pair import Photo, PhotoPair
from ui.widgets.pill import Mark, Pill
from ui.widgets.step_cards import StepCard, pairs, step_card

NO_PHOTO_YET = "报整改情况时附上"


@dataclass(frozen=True, slots=True)
class Settled:
    """One of the five things: what was settled, "" if nothing yet; ``note`` says where it comes from."""

    name: str
    value: str
    note: str
    is_done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardModel(ChainModel):
    """The hazard in words. ``next_word`` is on the primary button, "" when nothing is left to do."""

    hazard_id: str
    record_id: str
    finding: str
    found: str
    before: tuple[Photo, ...]
    after: tuple[Photo, ...]
    settled: tuple[Settled, ...]
    ordered: StepCard | None  # the order by which they were settled
    facts: tuple[tuple[str, str], ...]
    next_word: str = ""
    next_hint: str = ""
    hindrance: str = ""  # why this person may not take the next step
    may_return: bool = False
    papers: tuple[tuple[str, str], ...] = ()  # (record id, title) of what can be printed
    others: tuple[tuple[str, str], ...] = ()  # (form id, word): 延期, 挂牌督办, 作废


class HazardPage(ChainPage):
    """Signals:
    next_requested, return_requested: the form of the next step, or of sending it back.
    print_requested(str): the paper of a record.
    photo_requested(str): a photo is wanted large.
    """

    next_requested = Signal()
    return_requested = Signal()
    print_requested = Signal(str)
    photo_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("hazard", "看原记录", parent)
        self._model: HazardModel | None = None
        self.send_back = Button("退回", icon="undo-2", key="R")
        self.print = Button("打印", icon="printer", key="P")
        self.others = Button("其他", icon="chevron-down")
        self.keys |= {"R": self.send_back, "P": self.print}
        self._add_buttons(self.others, self.source, self.print, self.send_back, self.next)
        self.next.clicked.connect(self.next_requested)
        self.send_back.clicked.connect(self.return_requested)
        self.print.clicked.connect(self._offer_papers)
        self.others.clicked.connect(self._offer_others)
        self.source.clicked.connect(self._on_source)

    @property
    def model(self) -> HazardModel | None:
        return self._model

    def present(self, model: HazardModel) -> None:
        self._model = model
        self._present_head(model, next_word=model.next_word, hint=model.hindrance or model.next_hint)
        if model.hindrance and self.next.hasFocus():
            focus(self)  # Qt would hand the keys of a disabled button to the rail
        self.next.setEnabled(not model.hindrance)
        self.others.setVisible(bool(model.others))
        self.send_back.setVisible(model.may_return)
        above = [_next(model)] if model.next_word else []
        self._present_main(model, [*above, self._finding(model), self._settled(model)])
        facts = side_card("这条隐患")
        facts.column.addLayout(pairs(model.facts))
        self._present_side(model, (facts,))
        self.key_bar.leave_out_idle(
            {
                "hazard.next": not model.next_word or bool(model.hindrance),
                "hazard.return": not model.may_return,
            }
        )
        self.take_focus()

    def first_focus(self) -> QWidget:
        if self._model is None:
            return self
        return self.next if self.next.isVisible() and self.next.isEnabled() else self.source

    def _step_card(self, step: StepCard) -> Card:
        return step_card(step, self.record_requested.emit, on_print=self.print_requested.emit)

    def _finding(self, model: HazardModel) -> Card:
        card = Card(margins=(16, 12, 16, 14), spacing=6)
        card.column.addWidget(Label("发现的问题", Type.META, Role.TEXT2, heavy=True))
        card.column.addWidget(Label(model.finding, Type.ITEM, wrap=True))
        card.column.addWidget(Label(model.found, Type.META, Role.TEXT2, wrap=True))
        card.column.addWidget(Rule())
        photos = PhotoPair(model.before, model.after, waits=NO_PHOTO_YET if model.next_word else "没有拍照")
        photos.opened.connect(self.photo_requested)
        card.column.addWidget(photos)
        return card

    def _settled(self, model: HazardModel) -> Card:
        card = Card(margins=(16, 8, 12, 12), spacing=6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label("五落实", Type.ITEM, heavy=True))
        step = model.ordered
        if step is None:
            head.addWidget(Label("下达整改时五样都要写齐", Type.META, Role.TEXT2), 1)
        else:
            head.addWidget(Label(f"《{step.title}》{step.who}", Type.META, Role.TEXT2, wrap=True), 1)
            head.addWidget(Pill(step.delivery))
            for word, signal in (("看全文", self.record_requested), ("打印通知书", self.print_requested)):
                link = Button(word, Kind.LINK, height=28)
                link.clicked.connect(lambda _=False, to=signal: to.emit(step.record_id))
                head.addWidget(link)
        card.column.addLayout(head)
        card.column.addWidget(Rule())
        card.column.addLayout(_five(model.settled))
        return card

    def _offer_papers(self) -> None:
        if self._model is not None:
            offer(self.print, self._model.papers, self.print_requested.emit)

    def _offer_others(self) -> None:
        if self._model is not None:
            offer(self.others, self._model.others, self.step_requested.emit)

    def _on_source(self) -> None:
        if self._model is not None:
            self.record_requested.emit(self._model.record_id)


class _HereCard(Card):
    """A card behind the blue edge: what is to be done now."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painting.smooth(painter)
        painting.edge_bar(painter, QRectF(self.rect()), Role.FOCUS, radius=RADIUS_CARD)


def _next(model: HazardModel) -> Card:
    card = _HereCard(margins=(20, 10, 16, 10), spacing=2)
    words = [Label(f"下一步：{model.next_word}", Type.ITEM, heavy=True)]
    words.append(Label(model.next_hint, Type.META, Role.TEXT2, wrap=True))
    icon, role = ("user-x", Role.WARN_ICON) if model.hindrance else ("circle-arrow-right", Role.FOCUS)
    if model.hindrance:
        words.append(Label(model.hindrance, Type.BODY, Role.WARN, heavy=True, wrap=True))
    line = row(Mark(icon, 20, role), spacing=12)
    line.addLayout(column(*words, spacing=1), 1)
    card.column.addLayout(line)
    return card


def _five(settled: tuple[Settled, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(2, 1)
    top = Qt.AlignmentFlag.AlignTop
    for number, one in enumerate(settled):
        is_done = one.is_done and bool(one.value)
        mark = Mark("check", 18, Role.OK, stroke=2.6) if is_done else Mark("circle", 18, Role.NA)
        holder = column(mark)
        holder.setContentsMargins(0, 2, 0, 0)  # the middle of the line beside it
        grid.addLayout(holder, number, 0, top)
        grid.addWidget(Label(one.name, Type.BODY, heavy=True), number, 1, top)
        value = Label(one.value or "还没写", Type.BODY, Role.TEXT if one.value else Role.TEXT2, wrap=True)
        grid.addWidget(value, number, 2)
        if one.note:
            grid.addWidget(level(Label(one.note, Type.NOTE, Role.TEXT2)), number, 3, top)
    return grid
