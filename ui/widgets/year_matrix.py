"""A year at a glance: one line per duty, a mark for every day or period, today's line, and what was kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from ui.accessibility.part import Heard, Part
from ui.theme import look, painting
from ui.theme.look import colour
from ui.theme.tokens import RADIUS_CARD, Role, Type

ROW, HEAD, CHAPTER = 40, 34, 34
NAME = 300
NAME_NARROW = 200
RATE = 92
EDGE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class YearMark:
    """``state`` is a word of SlotState; a mark of one day begins and ends on it."""

    first: date
    last: date
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    key: str
    chapter: str  # its word; a new one begins a heading
    title: str
    often: str
    marks: Sequence[YearMark]
    off: Sequence[tuple[date, date]]  # from day until day, not included
    rate: str
    rate_role: Role
    said: str


class YearMatrix(QWidget):
    """Up and Down choose a duty, Left and Right a month, Enter opens the duty's day line.

    Signals:
        moved(str, int): the duty and the month that are current now.
        opened(str): Enter on a duty.
    """

    moved = Signal(str, int)
    opened = Signal(str)
    heard_as = Heard.LIST

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[YearLine] = ()
        self._year, self._today = 2026, date(2026, 1, 1)
        self._at, self._month = 0, 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._say()

    @property
    def current(self) -> YearLine | None:
        return self._lines[self._at] if self._at < len(self._lines) else None

    @property
    def month(self) -> int:
        return self._month

    def present(self, lines: Sequence[YearLine], *, year: int, today: date) -> None:
        """Show a year; the current duty and month stay where they can."""
        kept = self.current.key if self.current else ""
        if year != self._year or not self._lines:
            self._month = today.month if today.year == year else 1
        self._lines, self._year, self._today = lines, year, today
        self._at = next((n for n, one in enumerate(lines) if one.key == kept), 0)
        self.setFixedHeight(self._height())
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(900, self._height())

    def heard_parts(self) -> tuple[Part, ...]:
        found: list[Part] = []
        for number, heading, top in self._layout():
            if heading:
                above = QRect(0, round(top) - CHAPTER, self.width(), CHAPTER)
                found.append(Part(name=heading, rect=above, kind=Heard.TEXT))
            one = self._lines[number]
            found.append(
                Part(
                    name=one.said,
                    rect=QRect(0, round(top), self.width(), look.row(ROW)),
                    is_current=number == self._at,
                    press=partial(self.opened.emit, one.key),
                )
            )
        return tuple(found)

    # where things are ----------------------------------------------------

    def _layout(self) -> Iterator[tuple[int, str, float]]:
        """(line, chapter's heading or "", top) from above to below; the heading stands above its line."""
        top, chapter = float(HEAD), ""
        for number, one in enumerate(self._lines):
            heading = one.chapter if one.chapter != chapter else ""
            chapter = one.chapter
            if heading:
                top += CHAPTER
            yield number, heading, top
            top += look.row(ROW)

    def _height(self) -> int:
        chapters = len({one.chapter for one in self._lines})
        return HEAD + chapters * CHAPTER + len(self._lines) * look.row(ROW) + 2

    @property
    def _name(self) -> float:
        return NAME if self.width() > 1000 else NAME_NARROW

    def _x(self, day: date) -> float:
        """The left edge of a day."""
        first = date(self._year, 1, 1)
        whole = (date(self._year + 1, 1, 1) - first).days
        room = self.width() - self._name - RATE - 2 * EDGE
        return self._name + EDGE + room * min(max((day - first).days, 0), whole) / whole

    def _month_box(self, month: int, top: float, high: float) -> QRectF:
        first = date(self._year, month, 1)
        following = date(self._year + month // 12, month % 12 + 1, 1)
        left = self._x(first)
        return QRectF(left, top, self._x(following) - left, high)

    # painting ------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        painting.box(painter, QRectF(self.rect()), RADIUS_CARD, fill=Role.SURFACE, edge=Role.BORDER)
        self._paint_head(painter)
        shown = QRectF(event.rect())
        for number, heading, top in self._layout():
            box = QRectF(0, top, self.width(), look.row(ROW))
            if heading and shown.intersects(box.adjusted(0, -CHAPTER, 0, -ROW)):
                words = QRectF(EDGE + 4, top - CHAPTER, self.width() - 2 * EDGE, CHAPTER)
                painting.line(painter, words, heading, Type.META, Role.TEXT2, heavy=True)
                painting.hairline(painter, 1, self.width() - 2, top - 1)
            if shown.intersects(box):
                self._paint_line(painter, number, box)
        if self._today.year == self._year and self._lines:
            x = self._x(self._today + timedelta(days=1))
            painter.fillRect(QRectF(x - 1, HEAD - 6, 2, self.height() - HEAD + 4), colour(Role.BRAND))

    def _paint_head(self, painter: QPainter) -> None:
        for month in range(1, 13):
            box = self._month_box(month, 0, HEAD)
            here = month == self._month
            role = Role.BRAND if here else Role.TEXT2
            if here:
                painting.box(painter, box.adjusted(2, 5, -2, -3), 6, fill=Role.BRAND_SOFT)
            painting.line(painter, box, f"{month} 月", Type.META, role, align=painting.CENTRE, heavy=here)
        rate = QRectF(self.width() - RATE - EDGE, 0, RATE, HEAD)
        painting.line(painter, rate, "按时", Type.META, Role.TEXT2, align=painting.RIGHT, heavy=True)

    def _paint_line(self, painter: QPainter, number: int, box: QRectF) -> None:
        one, here = self._lines[number], number == self._at
        inner = box.adjusted(1, 0, -1, 0)
        if here:
            painter.fillRect(inner, colour(Role.BRAND_SOFT))
            painter.fillRect(QRectF(1, box.top(), 4, box.height()), colour(Role.FOCUS))
        painting.hairline(painter, 1, self.width() - 2, box.bottom())
        name = QRectF(EDGE + 4, box.top(), self._name - EDGE - 8, box.height())
        painting.line(painter, name, one.title, Type.BODY, Role.TEXT, heavy=here)
        track = QRectF(self._x(date(self._year, 1, 1)), box.top(), 0, box.height())
        track.setRight(self._x(date(self._year + 1, 1, 1)))
        for month in range(2, 13):
            x = self._x(date(self._year, month, 1))
            painter.fillRect(QRectF(x, box.top() + 6, 1, box.height() - 12), colour(Role.BORDER))
        for first, until in one.off:
            self._paint_off(painter, first, until, box)
        for mark in one.marks:
            self._paint_mark(painter, mark, box)
        rate = QRectF(self.width() - RATE - EDGE, box.top(), RATE, box.height())
        painting.line(painter, rate, one.rate, Type.BODY, one.rate_role, align=painting.RIGHT, heavy=True)
        if here and self.hasFocus():
            painting.ring(painter, self._month_box(self._month, box.top() + 3, box.height() - 6), 6)

    def _paint_off(self, painter: QPainter, first: date, until: date, box: QRectF) -> None:
        left, right = self._x(first), self._x(until)
        brush = QBrush(colour(Role.BORDER), Qt.BrushStyle.BDiagPattern)
        painter.fillRect(QRectF(left, box.center().y() - 5, right - left, 10), brush)

    def _paint_mark(self, painter: QPainter, mark: YearMark, box: QRectF) -> None:
        """Height says the state as well as colour: missed is tall, done is low, what is to come is a line."""
        left, right = self._x(mark.first), self._x(mark.last + timedelta(days=1))
        wide = max(2.0, right - left - (1 if mark.first != mark.last or right - left > 2.5 else 0))
        role, share = _LOOKS[mark.state]
        high = (box.height() - 12) * share
        rect = QRectF(left, box.center().y() - high / 2, wide, high)
        if mark.state in ("open", "not_due") and wide > 8:
            painting.box(painter, rect, 3, edge=role, dashed=mark.state == "not_due")
        else:
            painter.fillRect(rect, colour(role))
        if mark.state == "missed" and wide > 8:
            pen = QPen(colour(Role.ON_BAD), 1.5)
            painter.setPen(pen)
            centre, arm = rect.center(), 4
            painter.drawLine(centre + QPointF(-arm, -arm), centre + QPointF(arm, arm))
            painter.drawLine(centre + QPointF(-arm, arm), centre + QPointF(arm, -arm))

    # keys and mouse ------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self._go(self._at + 1, self._month)
            case Qt.Key.Key_Up:
                self._go(self._at - 1, self._month)
            case Qt.Key.Key_Right:
                self._go(self._at, self._month + 1)
            case Qt.Key.Key_Left:
                self._go(self._at, self._month - 1)
            case Qt.Key.Key_Home:
                self._go(0, self._month)
            case Qt.Key.Key_End:
                self._go(len(self._lines) - 1, self._month)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.current is not None:
                self.opened.emit(self.current.key)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = event.position()
        month = next((m for m in range(1, 13) if self._month_box(m, 0, 1).right() > spot.x()), 12)
        month = month if spot.x() >= self._x(date(self._year, 1, 1)) else self._month
        for number, _, top in self._layout():
            if top <= spot.y() < top + look.row(ROW):
                self._go(number, month)

    def _go(self, at: int, month: int) -> None:
        self._at = max(0, min(at, len(self._lines) - 1))
        self._month = max(1, min(month, 12))
        self._tell()
        parent = self.parentWidget()
        area = parent.parentWidget() if parent is not None else None
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea):
            inner = area.widget()
            top = next((top for number, _, top in self._layout() if number == self._at), 0.0)
            spot = self.mapTo(inner, QPointF(0, top).toPoint()) if inner is not None else QPointF().toPoint()
            area.ensureVisible(0, spot.y() + ROW // 2, 0, ROW + CHAPTER)

    def _tell(self) -> None:
        self._say()
        self.update()
        if self.current is not None:
            self.moved.emit(self.current.key, self._month)

    def _say(self) -> None:
        one = self.current
        self.setAccessibleName(f"{one.said}，{self._month} 月" if one else "一年里没有要做的事")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


_LOOKS = {
    "done": (Role.OK, 0.42),
    "transcribed": (Role.OK, 0.42),
    "late": (Role.LATE, 0.7),
    "missed": (Role.BAD, 1.0),
    "open": (Role.BRAND, 0.6),
    "not_due": (Role.STRONG, 0.16),
    "off": (Role.NA, 0.16),
}
"""Colour and share of the line's height by state."""
