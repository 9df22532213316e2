"""The days of one month for one duty: a box per day with what was kept, by keys or mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.accessibility.part import Heard, Part
from ui.theme import icons, painting
from ui.theme.states import State
from ui.theme.tokens import Role, Type
from ui.wording import WEEKDAYS

HEIGHT = 84
GAP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBox:
    day: date
    words: str = ""  # 3/4
    state: State | None = None  # None: nothing is due on it
    is_holiday: bool = False
    is_today: bool = False
    said: str = ""


class MonthLine(QWidget):
    """Left and Right choose a day, Enter opens it.

    Signals:
        moved(object): the day that is current.
        opened(object): Enter or a double click on a day.
    """

    moved = Signal(object)
    opened = Signal(object)
    heard_as = Heard.LIST

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: Sequence[DayBox] = ()
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def current(self) -> DayBox | None:
        return self._boxes[self._at] if self._at < len(self._boxes) else None

    def sizeHint(self) -> QSize:
        return QSize(900, HEIGHT)

    def present(self, boxes: Sequence[DayBox]) -> None:
        """Show a month; today is current in its own, else the first day with something to say."""
        same = bool(self._boxes) and bool(boxes) and self._boxes[0].day == boxes[0].day
        self._boxes = boxes
        if not same or self._at >= len(boxes):
            today = (n for n, one in enumerate(boxes) if one.is_today)
            due = (n for n, one in enumerate(boxes) if one.state is not None)
            self._at = next(today, next(due, 0))
        self._tell()

    def heard_parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=one.said or f"{one.day.month} 月 {one.day.day} 日",
                rect=self._rect(number).toAlignedRect(),
                is_current=number == self._at,
                press=partial(self.opened.emit, one.day),
            )
            for number, one in enumerate(self._boxes)
        )

    def _wide(self) -> float:
        return (self.width() - GAP * 30) / 31

    def _rect(self, number: int) -> QRectF:
        wide = self._wide()
        return QRectF(number * (wide + GAP), 0, wide, HEIGHT - 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        for number, one in enumerate(self._boxes):
            self._paint_day(painter, one, self._rect(number), here=number == self._at)

    def _paint_day(self, painter: QPainter, one: DayBox, box: QRectF, *, here: bool) -> None:
        fill = one.state.tone.soft if one.state is not None else Role.SURFACE2
        edge = Role.BRAND if one.is_today else Role.BORDER
        painting.box(painter, box, 5, fill=fill, edge=edge, width=2 if one.is_today else 1)
        rest = one.is_holiday or one.day.weekday() >= 5
        number = QRectF(box.left(), box.top() + 4, box.width(), 20)
        role = Role.TEXT3 if rest else Role.TEXT
        painting.line(painter, number, str(one.day.day), Type.META, role, align=painting.CENTRE, heavy=True)
        word = "假" if one.is_holiday else WEEKDAYS[one.day.weekday()]
        week = QRectF(box.left(), box.top() + 22, box.width(), 16)
        painting.line(painter, week, word, Type.NOTE, Role.TEXT3, align=painting.CENTRE)
        if one.state is not None:
            spot = QPointF(box.center().x() - 8, box.top() + 40)
            icons.draw(painter, one.state.icon, spot, 16, one.state.tone.icon)
            counts = QRectF(box.left(), box.top() + 59, box.width(), 18)
            painting.line(painter, counts, one.words, Type.NOTE, one.state.tone.text, align=painting.CENTRE)
        if here:
            if self.hasFocus():
                painting.ring(painter, box, 5)
            else:
                painting.box(painter, box, 5, edge=Role.STRONG, width=1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Right:
                self._go(self._at + 1)
            case Qt.Key.Key_Left:
                self._go(self._at - 1)
            case Qt.Key.Key_Home:
                self._go(0)
            case Qt.Key.Key_End:
                self._go(len(self._boxes) - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.current is not None:
                self.opened.emit(self.current.day)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(int(event.position().x() // (self._wide() + GAP)))

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        if self.current is not None:
            self.opened.emit(self.current.day)

    def _go(self, at: int) -> None:
        self._at = max(0, min(at, len(self._boxes) - 1))
        self._tell()

    def _tell(self) -> None:
        one = self.current
        self.setAccessibleName(one.said if one else "这个月没有要做的")
        self.update()
        self.moved.emit(one.day if one else None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
