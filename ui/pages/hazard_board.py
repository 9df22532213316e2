"""The board: lanes of hazards, one tab stop, arrows between lanes and cards; a card is dragged to begin its step."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from ui import wording
from ui.accessibility.part import Heard, Part
from ui.pages.hazard_cards import HazardCard, Lane, height, paint
from ui.theme import icons, painting
from ui.theme.tokens import RADIUS_CARD, Role, Type

HEAD = 44
FOOT = 34
GAP = 12
CARD_GAP = 10
INSET = 10
FOLDED = 48
LOW = 460  # a board lower than this has low cards


class HazardBoard(QWidget):
    """Left and Right change the lane, Up and Down the card, Enter opens.

    Signals:
        opened(str): the card of that hazard.
        moved(str): the current card's hazard, "" when there is none.
        advanced(str), returned(str): a card was dragged to the next lane, or back to the one before.
    """

    opened = Signal(str)
    moved = Signal(str)
    advanced = Signal(str)
    returned = Signal(str)
    heard_as = Heard.LIST

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lanes: tuple[Lane, ...] = ()
        self._lane = self._card = 0
        self._first: dict[str, int] = {}  # first card shown of each lane
        self._folds = False
        self._pressed: QPointF | None = None
        self._dragged: QPointF | None = None  # where the pointer is with the current card in hand
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(240)
        self.setAccessibleName("隐患看板")

    def present(self, lanes: tuple[Lane, ...]) -> None:
        """Show lanes; the current card stays current while it is there, wherever it has moved."""
        kept = self.current
        self._lanes = lanes
        self._first = {}
        self._dragged = self._pressed = None
        found = [
            (at, number)
            for at, lane in enumerate(lanes)
            for number, card in enumerate(lane.cards)
            if card.key == kept
        ]
        filled = [at for at, lane in enumerate(lanes) if lane.cards]
        self._lane, self._card = found[0] if found else (filled[0] if filled else 0, 0)
        self._to_card(self._card)
        self._changed()

    def fold_last(self, *, folds: bool) -> None:
        """The last lane is a strip until the keys come to it: three lanes on a narrow page."""
        if folds != self._folds:
            self._folds = folds
            self._first = {}
            self.update()

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

    def heard_parts(self) -> tuple[Part, ...]:
        found: list[Part] = []
        for at, lane in enumerate(self._lanes):
            head = f"{lane.state.word}，{lane.total} 条"
            found.append(
                Part(name=head, note=lane.rule, rect=self._lane_rect(at).toAlignedRect(), kind=Heard.TEXT)
            )
            found += [
                Part(
                    name=card.said,
                    rect=rect.toAlignedRect(),
                    is_current=(at, number) == (self._lane, self._card),
                    press=partial(self.opened.emit, card.key),
                )
                for number, card, rect in self._card_rects(at)
            ]
        return tuple(found)

    def sizeHint(self) -> QSize:
        return QSize(900, 480)

    # where things are -------------------------------------------------

    def _is_folded(self, at: int) -> bool:
        return self._folds and at == len(self._lanes) - 1 and at != self._lane

    def _lane_rect(self, at: int) -> QRectF:
        count = len(self._lanes)
        strip = FOLDED if count and self._is_folded(count - 1) else 0
        whole = count - (1 if strip else 0)
        wide = (self.width() - strip - GAP * (count - 1)) / max(1, whole)
        return QRectF(at * (wide + GAP), 0, strip if self._is_folded(at) else wide, self.height())

    def _card_rects(self, at: int) -> list[tuple[int, HazardCard, QRectF]]:
        """The cards of a lane that fit, with their places."""
        lane, rect = self._lanes[at], self._lane_rect(at)
        found: list[tuple[int, HazardCard, QRectF]] = []
        if self._is_folded(at):
            return found
        y, wide = rect.top() + HEAD, rect.width() - 2 * INSET
        for number in range(self._first.get(lane.id, 0), len(lane.cards)):
            card = lane.cards[number]
            high = height(card, wide, is_low=self.height() < LOW)
            if found and y + high > rect.bottom() - FOOT:
                break
            found.append((number, card, QRectF(rect.left() + INSET, y, wide, high)))
            y += high + CARD_GAP
        return found

    def _hit(self, at: QPointF) -> tuple[int, int] | None:
        """Lane and number of the card at a point."""
        return next(
            (
                (lane, number)
                for lane in range(len(self._lanes))
                for number, _, rect in self._card_rects(lane)
                if rect.contains(at)
            ),
            None,
        )

    # painting ---------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        target = self._target()
        for at, lane in enumerate(self._lanes):
            if self._is_folded(at):
                self._paint_strip(painter, lane, self._lane_rect(at))
            else:
                self._paint_lane(painter, at, lane, is_target=at == target)
        self._paint_dragged(painter)

    def _paint_strip(self, painter: QPainter, lane: Lane, rect: QRectF) -> None:
        painting.box(painter, rect, RADIUS_CARD, fill=Role.SURFACE2, edge=Role.BORDER)
        icon = QPointF(rect.center().x() - 9, rect.top() + 13)
        icons.draw(painter, lane.state.icon, icon, 18, lane.state.tone.icon)
        y = rect.top() + HEAD
        for word in (*lane.state.word, str(lane.total)):
            line = QRectF(rect.left(), y, rect.width(), 22)
            painting.line(painter, line, word, Type.BODY, Role.TEXT2, align=painting.CENTRE, heavy=True)
            y += 22

    def _paint_lane(self, painter: QPainter, at: int, lane: Lane, *, is_target: bool) -> None:
        rect = self._lane_rect(at)
        edge = Role.BRAND if is_target else Role.BORDER
        painting.box(
            painter, rect, RADIUS_CARD, fill=Role.BRAND_SOFT if is_target else Role.SURFACE2, edge=edge
        )
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
            paint(
                painter,
                card,
                place,
                is_low=self.height() < LOW,
                is_here=at == self._lane and number == self._card,
                has_keys=self.hasFocus(),
            )
        self._paint_foot(painter, lane, rect, shown=len(shown))

    def _paint_foot(self, painter: QPainter, lane: Lane, rect: QRectF, *, shown: int) -> None:
        """How many cards do not stand here, above and below those that do."""
        if not lane.total:
            empty = QRectF(rect.left() + 12, rect.top() + HEAD, rect.width() - 24, 28)
            painting.line(painter, empty, "没有", Type.META, Role.TEXT3)
            return
        above = self._first.get(lane.id, 0)
        below = lane.total - above - shown
        parts = [f"上面 {above} 条"] if above else []
        parts += [wording.others(below)] if below > 0 else []
        if parts:
            foot = QRectF(rect.left() + 12, rect.bottom() - 32, rect.width() - 24, 26)
            painting.line(painter, foot, "，".join(parts), Type.META, Role.BRAND)

    def _paint_dragged(self, painter: QPainter) -> None:
        card = self._current_card()
        if self._dragged is None or card is None:
            return
        wide = self._lane_rect(self._lane).width() - 2 * INSET
        high = height(card, wide, is_low=self.height() < LOW)
        place = QRectF(self._dragged.x() - wide / 2, self._dragged.y() - 20, wide, high)
        painter.setOpacity(0.85)
        paint(painter, card, place, is_low=self.height() < LOW, is_here=True, has_keys=False)
        painter.setOpacity(1.0)

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
            case Qt.Key.Key_PageDown:
                self._to_card(self._card + max(1, len(self._card_rects(self._lane))))
            case Qt.Key.Key_PageUp:
                self._to_card(self._card - max(1, len(self._card_rects(self._lane))))
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
        lane = self._lanes[self._lane] if self._lane < len(self._lanes) else None
        if card and lane:
            place = f"第 {self._card + 1} 条，共 {lane.total} 条"
            self.setAccessibleName(f"隐患看板，{lane.state.word}，{place}：{card.said}")
        else:
            self.setAccessibleName("隐患看板，没有隐患")
        self.update()
        self.moved.emit(self.current)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        hit = self._hit(at)
        last = len(self._lanes) - 1
        if hit is not None:
            self._pressed = at
            self._lane, self._card = hit
            self._changed()
        elif last >= 0 and self._is_folded(last) and self._lane_rect(last).contains(at):
            self._to_lane(last - self._lane)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        moved = (event.position() - self._pressed).manhattanLength()
        if self._dragged is not None or moved >= QApplication.startDragDistance():
            self._dragged = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        target, key = self._target(), self.current
        self._pressed = self._dragged = None
        self.unsetCursor()
        self.update()
        if target is not None:
            (self.advanced if target > self._lane else self.returned).emit(key)

    def _target(self) -> int | None:
        """The lane in which the card in hand may be let go: the next one, or back from the re-check."""
        if self._dragged is None:
            return None
        for at in (self._lane + 1, self._lane - 1):
            may = at > self._lane or self._lanes[self._lane].id == "awaiting_recheck"
            if may and 0 <= at < len(self._lanes) and self._lane_rect(at).contains(self._dragged):
                return at
        return None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._hit(event.position()) is not None and self.current:
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
