"""记录 by days: a month as a grid, with how many records each day has and what on it needs a look."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.accessibility.part import Heard, Part
from ui.theme import icons, painting
from ui.theme.look import colour
from ui.theme.states import RECORD, TASK, State, Tone
from ui.theme.tokens import RADIUS_CARD, Role, Type
from ui.theme.typography import width
from ui.wording import WEEKDAYS

HEAD, LEAST = 30, 58  # pixels: the names of the weekdays; a week at the least
PAD, LINE, ICON = 8, 19, 14
WEEK = timedelta(days=7)
EARLIEST = date(2000, 1, 1)  # before any record


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """What was recorded on one day; the last three count records, not findings."""

    count: int
    late: int = 0
    unsigned: int = 0
    abnormal: int = 0

    def marks(self) -> tuple[State, ...]:
        """What needs a look, as icon, word and number."""
        found = (
            (self.abnormal, "有异常", State("异常", "triangle-alert", Tone.BAD)),
            (self.late, "补录", TASK["late"]),
            (self.unsigned, "未签", RECORD["awaiting"]),
        )
        return tuple(State(f"{word} {many}", one.icon, one.tone) for many, word, one in found if many)

    def said(self) -> str:
        return "，".join((f"{self.count} 份", *(mark.word for mark in self.marks())))


NOTHING = DayFigures(count=0)


class RecordCalendar(QWidget):
    """Arrows choose a day, over the ends of the month too; PgUp and PgDn a month; Enter opens the day.

    Signals:
        month_requested(object): the first day of a month whose figures are wanted.
        opened(object): Enter or a double click on a day that has records.
    """

    month_requested = Signal(object)
    opened = Signal(object)
    heard_as = Heard.LIST

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = self._day = EARLIEST
        self._figures: dict[date, DayFigures] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._say()

    @property
    def day(self) -> date:
        """The day that the keys are on."""
        return self._day

    @property
    def month(self) -> date:
        """The first day of the month that is shown."""
        return self._day.replace(day=1)

    def show_day(self, day: date, *, today: date) -> None:
        """Show the month of a day, without asking for its figures; what comes after this month is never shown."""
        former, self._today = self.month, today
        self._day = max(EARLIEST, min(day, _last(today)))
        if self.month != former:
            self._figures = {}
        self._say()

    def present(self, month: date, figures: dict[date, DayFigures]) -> None:
        """The figures of a month; those of another than is shown are left alone."""
        if month == self.month:
            self._figures = figures
            self._say()

    def turn(self, months: int) -> None:
        """So many months on, or back if it is negative; the same day where that month has it."""
        at = max(EARLIEST.year * 12, self._day.year * 12 + self._day.month - 1 + months)
        first = date(at // 12, at % 12 + 1, 1)
        self._go(first.replace(day=min(self._day.day, _last(first).day)))

    @property
    def is_last_month(self) -> bool:
        return self.month >= self._today.replace(day=1)

    def sizeHint(self) -> QSize:
        return QSize(900, HEAD + 6 * 84)

    def minimumSizeHint(self) -> QSize:
        return QSize(7 * 88, HEAD + 6 * LEAST)

    def heard_parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=self._said(day),
                rect=self._rect(day).toAlignedRect(),
                is_current=day == self._day,
                press=partial(self._open, day),
            )
            for day in _days(self.month)
        )

    def _said(self, day: date) -> str:
        words = f"{day.month} 月 {day.day} 日，星期{WEEKDAYS[day.weekday()]}"
        words += "，今天" if day == self._today else ""
        return f"{words}，{self._figures[day].said() if day in self._figures else '没有记录'}"

    def _say(self) -> None:
        self.setAccessibleName(self._said(self._day))
        self.update()

    # where things are ----------------------------------------------------

    def _rect(self, day: date) -> QRectF:
        offset = self.month.weekday()
        weeks = (offset + _last(self.month).day + 6) // 7
        row, at = divmod(offset + day.day - 1, 7)
        wide, high = (self.width() - 2) / 7, (self.height() - HEAD - 2) / weeks
        left, right = round(1 + at * wide), round(1 + (at + 1) * wide)
        top, bottom = round(HEAD + row * high), round(HEAD + (row + 1) * high)
        return QRectF(left, top, right - left, bottom - top)

    def _day_at(self, spot: QPointF) -> date | None:
        return next((day for day in _days(self.month) if self._rect(day).contains(spot)), None)

    # painting ------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        painting.box(painter, QRectF(self.rect()), RADIUS_CARD, fill=Role.SURFACE, edge=Role.BORDER)
        for at, word in enumerate(WEEKDAYS):
            wide = (self.width() - 2) / 7
            head = QRectF(1 + at * wide + PAD, 0, wide - PAD, HEAD)
            painting.line(painter, head, f"星期{word}", Type.META, Role.TEXT2, heavy=True)
        first, last = self._rect(self.month), self._rect(_last(self.month))
        for blank in (
            QRectF(1, first.top(), first.left() - 1, first.height()),
            QRectF(last.right(), last.top(), self.width() - 2 - last.right(), last.height() - 2),
        ):
            painter.fillRect(blank, colour(Role.SURFACE2))
        for day in _days(self.month):
            self._paint_day(painter, day, self._rect(day))
        painting.hairline(painter, 1, self.width() - 2, HEAD - 1)
        painting.hairline(painter, 1, self.width() - 2, first.bottom())
        painting.hairline(painter, 1, self.width() - 2, last.top())
        if self.hasFocus():
            painting.ring(painter, self._rect(self._day).adjusted(1, 1, -1, -1), 4)

    def _paint_day(self, painter: QPainter, day: date, box: QRectF) -> None:
        figures, is_today = self._figures.get(day, NOTHING), day == self._today
        if day == self._day:
            painter.fillRect(box, colour(Role.BRAND_SOFT))
        if box.top() > self._rect(self.month).top():
            painting.hairline(painter, box.left(), box.right() - 1, box.top())
        if day.weekday() > 0:
            painting.upright(painter, box.left(), box.top(), box.bottom())
        if day.weekday() < 6:
            painting.upright(painter, box.right(), box.top(), box.bottom())
        inner = box.adjusted(PAD, 4, -PAD, -4)
        line = QRectF(inner.left(), inner.top(), inner.width(), LINE)
        role = Role.TEXT3 if not figures.count else Role.TEXT
        number = f"{day.day}·今天" if is_today else str(day.day)
        painting.line(painter, line, number, Type.META, Role.BRAND if is_today else role, heavy=is_today)
        if not figures.count:
            return
        painting.line(painter, line, f"{figures.count} 份", Type.META, role, align=painting.RIGHT, heavy=True)
        x, y = inner.left(), inner.top() + LINE + 1
        for mark in figures.marks():
            wide = ICON + 4 + width(mark.word, Type.NOTE, heavy=True)
            if x > inner.left() and x + wide > inner.right():
                x, y = inner.left(), y + LINE - 1
            if y + LINE - 2 > box.bottom():
                break
            icons.draw(painter, mark.icon, QPointF(x, y + 2), ICON, mark.tone.icon)
            words = QRectF(x + ICON + 4, y, inner.right() - x - ICON - 4, LINE - 1)
            painting.line(painter, words, mark.word, Type.NOTE, mark.tone.text, heavy=True)
            x += wide + 10

    # keys and mouse ------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Right:
                self._go(self._day + timedelta(days=1))
            case Qt.Key.Key_Left:
                self._go(self._day - timedelta(days=1))
            case Qt.Key.Key_Down:
                self._go(self._day + WEEK)
            case Qt.Key.Key_Up:
                self._go(self._day - WEEK)
            case Qt.Key.Key_Home:
                self._go(self.month)
            case Qt.Key.Key_End:
                self._go(_last(self._day))
            case Qt.Key.Key_PageDown:
                self.turn(1)
            case Qt.Key.Key_PageUp:
                self.turn(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.modifiers():
                self._open(self._day)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position())
        if day is not None:
            self._go(day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position())
        if day is not None:
            self._open(day)

    def _go(self, day: date) -> None:
        former = self.month
        self.show_day(day, today=self._today)
        if self.month != former:
            self.month_requested.emit(self.month)

    def _open(self, day: date) -> None:
        if self._figures.get(day, NOTHING).count:
            self.opened.emit(day)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


def _last(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _days(month: date) -> Iterable[date]:
    return (month.replace(day=number) for number in range(1, _last(month).day + 1))
