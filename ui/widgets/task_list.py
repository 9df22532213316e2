"""The list of tasks in groups: painted rows, one tab stop, the current row holds the only primary button."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QSizePolicy, QToolTip, QWidget

from ui.accessibility.part import Heard, Part
from ui.theme import icons, look, painting
from ui.theme.states import State, Tone
from ui.theme.tokens import CONTROL_ROW, RADIUS_CARD, RADIUS_CONTROL, Role, Type
from ui.theme.typography import width
from ui.widgets.task_paint import button_width, paint_button, paint_progress, red_edge
from ui.widgets.tip import plain_tip

HEAD = 34
FOLD = 40
GAP = 8
BUTTON_COLUMN = 118


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    key: str
    state: State
    title: str
    meta: str
    due: str = ""
    due_role: Role = Role.TEXT
    deadline: str = ""
    progress: tuple[int, int] | None = None  # only if begun
    button: str = ""
    covers: tuple[str, ...] = ()  # keys of all that this one row stands for, its own included

    @property
    def overdue(self) -> bool:
        return self.state.tone is Tone.BAD

    @property
    def said(self) -> str:
        """What a screen reader says."""
        begun = f"已填 {self.progress[0]} 共 {self.progress[1]}" if self.progress else ""
        parts = (self.title, self.state.word, self.meta, begun, self.due, self.deadline)
        return "，".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskGroup:
    """``folded`` groups show only their head until opened; ``more`` are rows of it that stand in another group."""

    id: str
    title: str
    rows: tuple[TaskRow, ...]
    rule: str = ""
    state: State | None = None
    folded: bool = False
    more: int = 0


class TaskList(QWidget):
    """Up and Down move, Home and End go to the ends, Enter opens, the right button or the menu key offers more.

    Signals:
        opened(str): key of the row whose button was pressed.
        menu_requested(str): key of the row for which more is to be offered.
    """

    opened = Signal(str)
    menu_requested = Signal(str)
    heard_as = Heard.LIST

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[TaskGroup, ...] = ()
        self._unfolded: set[str] = set()
        self._current = ""  # key of a row, or "fold:<group>"
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("任务")

    @property
    def current(self) -> str:
        return self._current

    def present(self, groups: tuple[TaskGroup, ...], *, current: str = "") -> None:
        """Show groups; the current row stays where it was, or is ``current``, or the first."""
        self._groups = groups
        stops = self._stops()
        wanted = current or self._current
        if wanted not in stops:
            rows = [key for key in stops if not key.startswith("fold:")]
            wanted = rows[0] if rows else stops[0] if stops else ""
        self._current = wanted
        self.setFixedHeight(self._height())
        self._say()
        self.update()

    @property
    def current_row(self) -> TaskRow | None:
        """The row that has the keys; None on the head of a folded group."""
        return self.row(self._current)

    def set_current(self, key: str) -> None:
        if key in self._stops():
            self._current = key
            self._moved()

    def heard_parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=row.said if row else f"{group.title}，{len(group.rows)} 项",
                note="" if row else group.rule,
                rect=rect.toAlignedRect(),
                kind=Heard.ITEM if row else Heard.BUTTON if group.folded else Heard.TEXT,
                is_current=(key := row.key if row else f"fold:{group.id}") == self._current,
                press=partial(self._press, key) if (row.button if row else group.folded) else None,
            )
            for group, row, rect in self._layout()
        )

    # where things are -------------------------------------------------

    def _is_open(self, group: TaskGroup) -> bool:
        return not group.folded or group.id in self._unfolded

    def _layout(self) -> Iterator[tuple[TaskGroup, TaskRow | None, QRectF]]:
        """Heads (row None) and rows with their places, from top to bottom."""
        y = 0.0
        high = look.row(64)
        for group in self._groups:
            head = FOLD if group.folded else HEAD
            yield group, None, QRectF(0, y, self.width(), head)
            y += head
            if self._is_open(group):
                for row in group.rows:
                    yield group, row, QRectF(0, y, self.width(), high)
                    y += high
            y += GAP

    def _height(self) -> int:
        return int(max((rect.bottom() for _, _, rect in self._layout()), default=0)) + 2

    def _stops(self) -> list[str]:
        found: list[str] = []
        for group in self._groups:
            if group.folded:
                found.append(f"fold:{group.id}")
            if self._is_open(group):
                found += [row.key for row in group.rows]
        return found

    def row(self, key: str) -> TaskRow | None:
        """The row of that key, shown or folded away; None if there is none."""
        return next((row for group in self._groups for row in group.rows if row.key == key), None)

    def _rect(self, key: str) -> QRectF:
        for group, row, rect in self._layout():
            if (row.key if row else f"fold:{group.id}" if group.folded else "") == key:
                return rect
        return QRectF()

    def sizeHint(self) -> QSize:
        return QSize(560, self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    # painting ---------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        places = list(self._layout())
        for group in self._groups:
            rects = [rect for one, row, rect in places if one is group and row is not None]
            if rects:
                whole = rects[0].united(rects[-1])
                painting.box(painter, whole, RADIUS_CARD, fill=Role.SURFACE, edge=Role.BORDER)
        for group, row, rect in places:
            if row is None:
                self._paint_head(painter, group, rect)
            else:
                self._paint_row(painter, group, row, rect)

    def _paint_head(self, painter: QPainter, group: TaskGroup, rect: QRectF) -> None:
        x = 2.0
        role = group.state.tone.text if group.state is not None else Role.TEXT
        if group.folded:
            mark = "chevron-down" if self._is_open(group) else "chevron-right"
            icons.draw(painter, mark, QPointF(x, rect.center().y() - 9), 18, Role.TEXT2)
            x += 24
        if group.state is not None:
            icons.draw(
                painter, group.state.icon, QPointF(x, rect.center().y() - 9), 18, group.state.tone.icon
            )
            x += 24
        title = QRectF(x, rect.top(), rect.width(), rect.height())
        if group.folded:
            painting.line(painter, title, group.title, Type.BODY, Role.TEXT2)
            if self.hasFocus() and self._current == f"fold:{group.id}":
                painting.ring(painter, rect.adjusted(0, 2, 0, -2), RADIUS_CONTROL)
            return
        words = f"{group.title}  {len(group.rows) + group.more}"
        x += painting.line(painter, title, words, Type.BODY, role, heavy=True) + 12
        rule = QRectF(x, rect.top(), rect.width() - x, rect.height())
        painting.line(painter, rule, group.rule, Type.META, Role.TEXT2)

    def _paint_row(self, painter: QPainter, group: TaskGroup, row: TaskRow, rect: QRectF) -> None:
        here = row.key == self._current
        last = row is group.rows[-1]
        if here:
            painting.box(painter, rect.adjusted(1, 1, -1, -1), RADIUS_CARD, fill=Role.BRAND_SOFT)
        elif not last:
            painting.hairline(painter, 1, rect.right() - 1, rect.bottom())
        if row.overdue:
            whole = self._rect(group.rows[0].key).united(self._rect(group.rows[-1].key))
            red_edge(painter, whole, rect)
        icons.draw(
            painter,
            row.state.icon,
            QPointF(rect.left() + 18, rect.center().y() - 11),
            22,
            row.state.tone.icon,
        )
        right = rect.right() - self._button_column()
        due = width(row.due, Type.BODY, heavy=True)
        meta_due = width(row.deadline, Type.META)
        text_right = right - max(due, meta_due) - 16
        if row.progress is not None and self.width() > 720:
            text_right -= 136
            paint_progress(painter, row.progress, QRectF(text_right + 16, rect.top(), 96, rect.height()))
        left = rect.left() + 52
        middle = rect.center().y()
        painting.line(
            painter,
            QRectF(left, middle - 22, text_right - left, 22),
            row.title,
            Type.ITEM,
            Role.TEXT,
            heavy=True,
        )
        painting.line(
            painter, QRectF(left, middle + 1, text_right - left, 20), row.meta, Type.META, Role.TEXT2
        )
        when = QRectF(right - due - 2, middle - 21, due + 2, 21)
        painting.line(painter, when, row.due, Type.BODY, row.due_role, align=painting.RIGHT, heavy=True)
        below = QRectF(right - meta_due - 2, middle + 1, meta_due + 2, 20)
        painting.line(painter, below, row.deadline, Type.META, Role.TEXT2, align=painting.RIGHT)
        if row.button:
            paint_button(painter, row.button, self._button(row, rect), here=here)
        if here and self.hasFocus():
            painting.ring(painter, rect, RADIUS_CARD)
        elif here:
            painting.box(painter, rect, RADIUS_CARD, edge=Role.BRAND)

    def _button_column(self) -> float:
        """What the widest button needs when it carries its key, so that moving shifts no words."""
        words = {row.button for group in self._groups for row in group.rows if row.button}
        widest = max((button_width(word, here=True) for word in words), default=0.0)
        return max(BUTTON_COLUMN, widest + 12) + 16

    def _button(self, row: TaskRow, rect: QRectF) -> QRectF:
        wide = button_width(row.button, here=row.key == self._current)
        return QRectF(rect.right() - wide - 12, rect.center().y() - CONTROL_ROW / 2, wide, CONTROL_ROW)

    # keys and mouse ---------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        stops = self._stops()
        if not stops:
            super().keyPressEvent(event)
            return
        at = stops.index(self._current) if self._current in stops else 0
        match event.key():
            case Qt.Key.Key_Down:
                self._go(stops[min(at + 1, len(stops) - 1)])
            case Qt.Key.Key_Up:
                self._go(stops[max(at - 1, 0)])
            case Qt.Key.Key_Home:
                self._go(stops[0])
            case Qt.Key.Key_End:
                self._go(stops[-1])
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self._press(self._current)
            case _:
                super().keyPressEvent(event)

    def _go(self, key: str) -> None:
        self._current = key
        self._moved()

    def _moved(self) -> None:
        self._say()
        self.update()
        area = self.parentWidget()
        while area is not None and not isinstance(area, QAbstractScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea):
            inner = area.widget() or area
            spot = self.mapTo(inner, self._rect(self._current).center().toPoint())
            area.ensureVisible(spot.x(), spot.y(), 0, 60)

    def _press(self, key: str) -> None:
        if key.startswith("fold:"):
            self._unfolded ^= {key.removeprefix("fold:")}
            self.setFixedHeight(self._height())
            self._moved()
            return
        row = self.row(key)
        if row is not None and row.button:
            self.opened.emit(key)

    def _say(self) -> None:
        row = self.row(self._current)
        if row is not None:
            self.setAccessibleName(f"任务：{row.said}")
        else:
            folded = [group for group in self._groups if f"fold:{group.id}" == self._current]
            what = "收起" if folded and folded[0].id in self._unfolded else "展开"
            self.setAccessibleName(f"任务：{folded[0].title}，Enter {what}" if folded else "任务：没有")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for group, row, rect in self._layout():
            if not rect.contains(event.position()):
                continue
            if row is None:
                if group.folded:
                    self._current = f"fold:{group.id}"
                    self._press(self._current)
                return
            pressed = row.button and self._button(row, rect).contains(event.position())
            self._go(row.key)
            if pressed:
                self._press(row.key)
            return

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By the right button for the row under it, by the menu key for the current one."""
        keys = event.reason() is QContextMenuEvent.Reason.Keyboard
        row = self.current_row if keys else self._row_at(QPointF(event.pos()))
        if row is not None:
            self._go(row.key)
            self.menu_requested.emit(row.key)

    def _row_at(self, spot: QPointF) -> TaskRow | None:
        return next((row for _, row, rect in self._layout() if row is not None and rect.contains(spot)), None)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            row = self._row_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain_tip(f"{row.title}\n{row.meta}") if row else "", self)
            return True
        return super().event(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if any(row is not None and rect.contains(event.position()) for _, row, rect in self._layout()):
            self._press(self._current)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._moved()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
