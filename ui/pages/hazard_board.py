"""The board: lanes of hazards, one tab stop, arrows between lanes and cards."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import wording
from ui.theme import icons, painting
from ui.theme.look import colour, is_contrast
from ui.theme.states import State
from ui.theme.tokens import RADIUS_CARD, Role, Type
from ui.theme.typography import font, metrics, width
from ui.widgets.pill import draw_pill, draw_state

HEAD = 44
GAP = 12
CARD_GAP = 10
PAD = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardCard:
    key: str
    title: str
    level: State
    flag: State | None  # at most one
    source: str
    place: str
    owner: str
    due: State  # words, icon and tone of the deadline
    overdue: bool = False

    @property
    def said(self) -> str:
        flag = self.flag.word if self.flag else ""
        parts = (self.title, self.level.word, flag, self.place, self.owner, self.due.word)
        return "，".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A stage with its cards, the most urgent first; ``total`` counts those that are not given too."""

    id: str
    state: State
    cards: tuple[HazardCard, ...]
    total: int
    rule: str = ""


class HazardBoard(QWidget):
    """Left and Right change the lane, Up and Down the card, Enter opens.

    Signals:
        opened(str): the card of that hazard.
        moved(str): the current card's hazard, "" when there is none.
    """

    opened = Signal(str)
    moved = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lanes: tuple[Lane, ...] = ()
        self._lane = self._card = 0
        self._first: dict[str, int] = {}  # first card shown of each lane
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(240)
        self.setAccessibleName("隐患看板")

    def present(self, lanes: tuple[Lane, ...]) -> None:
        """Show lanes; the current card stays current while it is there, wherever it has moved."""
        kept = self.current
        self._lanes = lanes
        self._first = {}
        found = [
            (at, number)
            for at, lane in enumerate(lanes)
            for number, card in enumerate(lane.cards)
            if card.key == kept
        ]
        filled = [at for at, lane in enumerate(lanes) if lane.cards]
        self._lane, self._card = found[0] if found else (filled[0] if filled else 0, 0)
        self._changed()

    @property
    def current(self) -> str:
        """The hazard of the current card, or ""."""
        card = self._current_card()
        return card.key if card is not None else ""

    def _current_card(self) -> HazardCard | None:
        if self._lane >= len(self._lanes):
            return None
        cards = self._lanes[self._lane].cards
        return cards[self._card] if self._card < len(cards) else None

    def sizeHint(self) -> QSize:
        return QSize(900, 480)

    # where things are -------------------------------------------------

    def _lane_rect(self, at: int) -> QRectF:
        wide = (self.width() - GAP * (len(self._lanes) - 1)) / max(1, len(self._lanes))
        return QRectF(at * (wide + GAP), 0, wide, self.height())

    def _title_lines(self, card: HazardCard, wide: float) -> int:
        return 1 if width(card.title, Type.ITEM, heavy=True) <= wide else 2

    def _card_rects(self, at: int) -> list[tuple[int, HazardCard, QRectF]]:
        """The cards of a lane that fit, with their places."""
        lane, rect = self._lanes[at], self._lane_rect(at)
        y = rect.top() + HEAD
        found: list[tuple[int, HazardCard, QRectF]] = []
        for number in range(self._first.get(lane.id, 0), len(lane.cards)):
            card = lane.cards[number]
            wide = rect.width() - 2 * PAD - 20
            high = 102 + 22 * self._title_lines(card, wide)
            if y + high > rect.bottom() - 34:
                break
            found.append((number, card, QRectF(rect.left() + 10, y, rect.width() - 20, high)))
            y += high + CARD_GAP
        return found

    # painting ---------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        for at, lane in enumerate(self._lanes):
            self._paint_lane(painter, at, lane)

    def _paint_lane(self, painter: QPainter, at: int, lane: Lane) -> None:
        rect = self._lane_rect(at)
        painting.box(painter, rect, RADIUS_CARD, fill=Role.SURFACE2, edge=Role.BORDER)
        head = QRectF(rect.left() + 12, rect.top(), rect.width() - 24, HEAD)
        icons.draw(
            painter, lane.state.icon, QPointF(head.left(), head.center().y() - 9), 18, lane.state.tone.icon
        )
        words = f"{lane.state.word}  {lane.total}"
        used = 24 + painting.line(painter, head.adjusted(24, 0, 0, 0), words, Type.ITEM, heavy=True)
        rule = head.adjusted(used + 12, 0, 0, 0)
        painting.line(painter, rule, lane.rule, Type.NOTE, Role.TEXT2, align=painting.RIGHT)
        shown = self._card_rects(at)
        for number, card, place in shown:
            here = at == self._lane and number == self._card
            self._paint_card(painter, card, place, here=here)
        last = shown[-1][0] + 1 if shown else 0
        hidden = lane.total - last
        if hidden > 0 and lane.total:
            foot = QRectF(rect.left() + 12, rect.bottom() - 32, rect.width() - 24, 26)
            painting.line(painter, foot, wording.others(hidden), Type.META, Role.BRAND)
        elif not lane.total:
            empty = QRectF(rect.left() + 12, rect.top() + HEAD, rect.width() - 24, 28)
            painting.line(painter, empty, "没有", Type.META, Role.TEXT3)

    def _paint_card(self, painter: QPainter, card: HazardCard, rect: QRectF, *, here: bool) -> None:
        painting.box(painter, rect, RADIUS_CARD, fill=Role.SURFACE, edge=Role.BORDER)
        if card.overdue:
            painting.edge_bar(painter, rect, Role.BAD, radius=RADIUS_CARD)
        left, right, y = rect.left() + PAD, rect.right() - PAD, rect.top() + 12
        x = left + draw_pill(painter, QPointF(left, y), card.level) + 6
        if card.flag is not None:
            x += draw_pill(painter, QPointF(x, y), card.flag) + 6
        painting.line(
            painter, QRectF(x, y, right - x, 22), card.source, Type.NOTE, Role.TEXT2, align=painting.RIGHT
        )
        y += 28
        lines = self._title_lines(card, right - left)
        self._paint_title(painter, QRectF(left, y, right - left, 22 * lines), card.title, lines)
        y += 22 * lines + 4
        for icon, words in (("map-pin", card.place), ("user-round", card.owner)):
            icons.draw(painter, icon, QPointF(left, y + 3), 14, Role.TEXT2)
            room = right - left - 20
            if icon == "user-round":
                room -= width(card.due.word, Type.META, heavy=True) + 28
            painting.line(painter, QRectF(left + 20, y, room, 20), words, Type.META, Role.TEXT2)
            y += 24
        wide = width(card.due.word, Type.META, heavy=True) + 22
        draw_state(
            painter,
            QRectF(right - wide, y - 24, wide + 2, 20),
            card.due,
            kind=Type.META,
            role=_due_role(card.due),
        )
        if here and self.hasFocus():
            painting.ring(painter, rect.adjusted(-1, -1, 1, 1), RADIUS_CARD)
        elif here:
            painting.box(painter, rect, RADIUS_CARD, edge=Role.BRAND, width=2 if is_contrast() else 1)

    def _paint_title(self, painter: QPainter, rect: QRectF, title: str, lines: int) -> None:
        if lines == 1:
            painting.line(painter, rect, title, Type.ITEM, heavy=True)
            return
        measure = metrics(Type.ITEM, heavy=True)
        cut = next(
            (n for n in range(len(title), 0, -1) if measure.horizontalAdvance(title[:n]) <= rect.width()), 1
        )
        painter.setFont(font(Type.ITEM, heavy=True))
        painter.setPen(colour(Role.TEXT))
        first = QRectF(rect.left(), rect.top(), rect.width(), 22)
        painting.line(painter, first, title[:cut], Type.ITEM, heavy=True)
        painting.line(painter, first.translated(0, 22), title[cut:], Type.ITEM, heavy=True)

    # keys and mouse ---------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self._to_lane(-1)
            case Qt.Key.Key_Right:
                self._to_lane(1)
            case Qt.Key.Key_Down:
                self._to_card(self._card + 1)
            case Qt.Key.Key_Up:
                self._to_card(self._card - 1)
            case Qt.Key.Key_Home:
                self._to_card(0)
            case Qt.Key.Key_End:
                self._to_card(10**6)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.current:
                self.opened.emit(self.current)
            case _:
                super().keyPressEvent(event)

    def _to_lane(self, by: int) -> None:
        at = self._lane + by
        while 0 <= at < len(self._lanes) and not self._lanes[at].cards:
            at += by
        if 0 <= at < len(self._lanes):
            self._lane = at
            self._to_card(self._card)

    def _to_card(self, number: int) -> None:
        if not self._lanes:
            return
        lane = self._lanes[self._lane]
        self._card = max(0, min(number, len(lane.cards) - 1))
        first = self._first.get(lane.id, 0)
        if self._card < first:
            self._first[lane.id] = self._card
        while self._card not in {at for at, _, _ in self._card_rects(self._lane)}:
            before = self._first.get(lane.id, 0)
            if before >= self._card:
                break
            self._first[lane.id] = before + 1
        self._changed()

    def _changed(self) -> None:
        card = self._current_card()
        lane = self._lanes[self._lane].state.word if self._lane < len(self._lanes) else ""
        self.setAccessibleName(f"隐患看板，{lane}：{card.said}" if card else "隐患看板，没有隐患")
        self.update()
        self.moved.emit(self.current)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for at in range(len(self._lanes)):
            for number, _, rect in self._card_rects(at):
                if rect.contains(event.position()):
                    self._lane, self._card = at, number
                    self._changed()
                    return

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = any(
            rect.contains(event.position())
            for at in range(len(self._lanes))
            for _, _, rect in self._card_rects(at)
        )
        if hit and self.current:
            self.opened.emit(self.current)

    def wheelEvent(self, event: QWheelEvent) -> None:
        for at, lane in enumerate(self._lanes):
            if self._lane_rect(at).contains(event.position()):
                step = -1 if event.angleDelta().y() > 0 else 1
                last = max(0, len(lane.cards) - 1)
                self._first[lane.id] = max(0, min(last, self._first.get(lane.id, 0) + step))
                self.update()
                return

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


def _due_role(due: State) -> Role:
    return Role.TEXT2 if due.tone.text is Role.NA else due.tone.text
