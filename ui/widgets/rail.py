"""The navigation rail: two-character labels, in a small window icons only; one tab stop, arrows inside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.accessibility.part import Heard, Part
from ui.actions import PAGES
from ui.theme import icons, look, painting
from ui.theme.look import colour
from ui.theme.tokens import RADIUS_CONTROL, RADIUS_PILL, RAIL_NARROW, RAIL_WIDTH, Role, Type
from ui.theme.typography import width

TOP = 66  # below the mark
MARK = 36
MOST = 99  # told in a badge; one with more digits would lie on the icon
LOW = 28  # pixels of an item at the least


@dataclass(frozen=True, slots=True)
class Badge:
    """A count beside a page: white for a count, red for overdue or 需处理 only."""

    count: int
    red: bool = False


class Rail(QWidget):
    """Signals:
    chosen(str): the id of the page that was asked for.
    """

    chosen = Signal(str)
    heard_as = Heard.LIST

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = PAGES[0].id
        self._cursor = 0
        self._badges: dict[str, Badge] = {}
        self._digits = False
        self._hover = -1
        self._is_narrow = False
        self.setFixedWidth(RAIL_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._say()

    @property
    def current(self) -> str:
        return self._current

    def set_current(self, page: str) -> None:
        self._current = page
        self._cursor = next((at for at, entry in enumerate(PAGES) if entry.id == page), self._cursor)
        self._say()
        self.update()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Icons only, their words in tips; the screen reader hears the same."""
        if self._is_narrow != is_narrow:
            self._is_narrow = is_narrow
            self.setFixedWidth(RAIL_NARROW if is_narrow else RAIL_WIDTH)
            self.update()

    @property
    def is_narrow(self) -> bool:
        return self._is_narrow

    def set_badges(self, badges: dict[str, Badge]) -> None:
        """Change the badges of these pages; those of the others stay."""
        self._badges = {page: badge for page, badge in {**self._badges, **badges}.items() if badge.count}
        self._say()
        self.update()

    def show_digits(self, *, shown: bool) -> None:
        """While Alt is held each page shows the digit that opens it."""
        if self._digits != shown:
            self._digits = shown
            self.update()

    def _say(self) -> None:
        entry = PAGES[self._cursor]
        badge = self._badges.get(entry.id)
        here = "，当前页" if entry.id == self._current else ""
        self.setAccessibleName(f"页面：{entry.word}{f'，{badge.count} 条' if badge else ''}{here}")

    def heard_parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=entry.word,
                note=f"Alt+{at + 1}",
                value=f"{self._badges[entry.id].count} 条" if entry.id in self._badges else "",
                rect=self._item(at).toAlignedRect(),
                is_chosen=entry.id == self._current,
                is_current=at == self._cursor,
                press=partial(self.chosen.emit, entry.id),
            )
            for at, entry in enumerate(PAGES)
        )

    def sizeHint(self) -> QSize:
        return QSize(self.width(), 640)

    def _item(self, index: int) -> QRectF:
        high = self._high()
        wide = self.width() - 12
        if index == len(PAGES) - 1:
            return QRectF(6, self.height() - high - (6 if self._is_narrow else 12), wide, high - 4)
        return QRectF(6, (TOP if self._has_mark() else 6) + index * high, wide, high - 4)

    def _high(self) -> int:
        """Of an item with the space below it."""
        if not self._is_narrow:
            return 60 if self.height() >= 760 else 56
        return max(LOW, min(48, (self.height() - 12) // len(PAGES)))

    def _has_mark(self) -> bool:
        return not self._is_narrow or self.height() >= TOP + len(PAGES) * 48

    def _at(self, point: QPointF) -> int:
        return next((at for at in range(len(PAGES)) if self._item(at).contains(point)), -1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        painter.fillRect(self.rect(), colour(Role.RAIL))
        if look.is_contrast():
            painter.fillRect(self.width() - 2, 0, 2, self.height(), colour(Role.BORDER))
        if self._has_mark():
            mark = QRectF((self.width() - MARK) / 2, 12, MARK, MARK)
            painting.box(painter, mark, 8, fill=Role.RAIL_ACTIVE)
            painting.line(
                painter, mark, "安", Type.FORM, Role.RAIL_ACTIVE_FG, align=painting.CENTRE, heavy=True
            )
        for index in range(len(PAGES)):
            self._paint_item(painter, index)

    def _paint_item(self, painter: QPainter, index: int) -> None:
        entry, rect = PAGES[index], self._item(index)
        here = entry.id == self._current
        role = Role.RAIL_ACTIVE_FG if here else Role.RAIL_FG
        if here:
            painting.box(painter, rect, RADIUS_CONTROL, fill=Role.RAIL_ACTIVE)
            painter.fillRect(QRectF(0, rect.top() + 8, 3, rect.height() - 16), colour(Role.RAIL_EDGE))
        elif index == self._hover:
            painting.box(painter, rect, RADIUS_CONTROL, edge=Role.RAIL_ACTIVE)
        middle = rect.center().x()
        above = (rect.height() - 22) / 2 if self._is_narrow else 7
        icons.draw(painter, entry.icon, QPointF(middle - 11, rect.top() + above), 22, role, stroke=1.8)
        if not self._is_narrow:
            word = QRectF(rect.left(), rect.top() + 31, rect.width(), 20)
            painting.line(painter, word, entry.word, Type.META, role, align=painting.CENTRE, heavy=here)
        if self._digits:
            cap = QRectF(rect.left() + 3, rect.top() + 3, 18, 18)
            painting.box(painter, cap, RADIUS_PILL, fill=Role.SURFACE)
            painting.line(
                painter, cap, str(index + 1), Type.NOTE, Role.TEXT, align=painting.CENTRE, heavy=True
            )
        badge = self._badges.get(entry.id)
        if badge is not None:
            text = str(badge.count) if badge.count <= MOST else f"{MOST}+"
            wide = max(17.0, width(text, Type.BADGE, heavy=True) + 10)
            left = min(middle + 8, self.width() - wide - 3)  # a long count goes to the left, not off the rail
            place = QRectF(left, rect.top() + 2, wide, 17)
            high = look.is_contrast()
            fill = Role.BAD if badge.red else (Role.RAIL_ACTIVE if high else Role.RAIL_ACTIVE_FG)
            front = Role.ON_BAD if badge.red else (Role.RAIL_ACTIVE_FG if high else Role.RAIL)
            painting.box(painter, place, 8.5, fill=fill)
            painting.line(painter, place, text, Type.BADGE, front, align=painting.CENTRE, heavy=True)
        if self.hasFocus() and index == self._cursor:
            painting.ring(painter, rect, RADIUS_CONTROL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self._move(1)
            case Qt.Key.Key_Up:
                self._move(-1)
            case Qt.Key.Key_Home:
                self._move(-self._cursor)
            case Qt.Key.Key_End:
                self._move(len(PAGES) - 1 - self._cursor)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.chosen.emit(PAGES[self._cursor].id)
            case _:
                super().keyPressEvent(event)

    def _move(self, by: int) -> None:
        self._cursor = max(0, min(len(PAGES) - 1, self._cursor + by))
        self._say()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position())
        if at >= 0:
            self.chosen.emit(PAGES[at].id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position())
        if at != self._hover:
            self._hover = at
            self.update()

    def event(self, event: QEvent) -> bool:
        """The tip of an icon: what it is, how many wait, its key."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._at(QPointF(event.pos()))
            tip = self._tip(at) if self._is_narrow and at >= 0 else ""
            QToolTip.showText(event.globalPos(), tip, self, self._item(max(0, at)).toAlignedRect())
            return True
        return super().event(event)

    def _tip(self, index: int) -> str:
        entry, badge = PAGES[index], self._badges.get(PAGES[index].id)
        return f"{entry.word}{f'，{badge.count} 条' if badge else ''}（Alt {index + 1}）"

    def leaveEvent(self, _event: object) -> None:
        self._hover = -1
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._cursor = next((at for at, entry in enumerate(PAGES) if entry.id == self._current), 0)
        self.update()
