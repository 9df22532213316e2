"""The shift line: this shift from left to right, what is done, overdue, now and next."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from forms.clock import local
from ui.accessibility.part import Heard, Part
from ui.theme import icons, look, painting
from ui.theme.look import colour
from ui.theme.states import TASK, State, Tone
from ui.theme.tokens import RADIUS_CARD, RADIUS_PILL, Role, Type
from ui.theme.typography import width
from ui.widgets.tip import plain_tip

HEIGHT = 88
EDGE = 20
AXIS = 48
LABEL_GAP = 8
LONGEST = 9  # characters of a label
WORST_FIRST = ("overdue", "missed", "begun", "soon", "to_sign", "open", "late", "done")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftMark:
    """One thing due in this shift; ``state`` is a word of ``states.TASK``, ``said`` its whole name."""

    key: str
    label: str
    at: datetime
    state: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class _Group:
    """Marks that would stand on one another, shown as one; ``is_brief`` where its words have no room."""

    marks: tuple[ShiftMark, ...]
    x: float
    is_brief: bool = False

    @property
    def state(self) -> str:
        return min((mark.state for mark in self.marks), key=WORST_FIRST.index)

    @property
    def words(self) -> str:
        if self.state == "overdue":
            return f"逾期 {sum(mark.state == 'overdue' for mark in self.marks)}"
        if len(self.marks) == 1:
            return _cut(self.marks[0].label)
        shared = "" if self.is_brief else common([mark.label for mark in self.marks])
        return f"{shared} {len(self.marks)} 项".strip()

    @property
    def said(self) -> str:
        return "，".join(
            f"{mark.said or mark.label} {local(mark.at):%H:%M} {TASK[mark.state].word}" for mark in self.marks
        )


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"


def common(labels: Sequence[str]) -> str:
    """What names have in common at their end, or else at their start, if it is a word and not a syllable."""
    if len(set(labels)) == 1:
        return _cut(labels[0])
    end = _common_start([label[::-1] for label in labels])[::-1].lstrip("）)·区层楼科")
    start = _common_start(labels).rstrip("（(·")
    found = max(end, start, key=len)
    return _cut(found) if len(found) >= 2 else ""


def _common_start(words: Sequence[str]) -> str:
    alike = itertools.takewhile(lambda letters: len(set(letters)) == 1, zip(*words, strict=False))
    return "".join(letters[0] for letters in alike)


class ShiftLine(QWidget):
    """Signals:
    opened(str): the key of the mark that was pressed; of several merged ones the most urgent.
    """

    opened = Signal(str)
    heard_as = Heard.LIST

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._start = self._end = self._now = datetime.fromisoformat("2026-01-01T00:00+08:00")
        self._marks: tuple[ShiftMark, ...] = ()
        self._cursor = 0
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("班次时间轴")

    def present(self, start: datetime, end: datetime, now: datetime, marks: tuple[ShiftMark, ...]) -> None:
        self._start, self._end, self._now = start, end, now
        self._marks = tuple(sorted((m for m in marks if start <= m.at <= end), key=lambda mark: mark.at))
        self._cursor = min(self._cursor, max(0, len(self._groups()) - 1))
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, HEIGHT)

    def _x(self, moment: datetime) -> float:
        whole = (self._end - self._start).total_seconds() or 1
        part = (moment - self._start).total_seconds() / whole
        return EDGE + max(0.0, min(1.0, part)) * (self.width() - 2 * EDGE)

    def _groups(self) -> list[_Group]:
        """Marks from left to right; neighbours whose labels come nearer than 8 px say less, then are one group."""
        groups: list[_Group] = []
        for mark in self._marks:
            groups.append(_Group((mark,), self._x(mark.at)))
            while len(groups) > 1 and self._touch(groups[-2], groups[-1]):
                right = groups.pop()
                left = groups.pop()
                brief = replace(left, is_brief=True), replace(right, is_brief=True)
                if (left, right) != brief and not self._touch(*brief):
                    groups += brief
                    break
                marks = left.marks + right.marks
                groups.append(_Group(marks, sum(self._x(one.at) for one in marks) / len(marks)))
        return groups

    def _label(self, group: _Group) -> QRectF:
        wide = width(group.words, Type.META, heavy=True)
        left = max(8.0, min(self.width() - 8.0 - wide, group.x - wide / 2))
        return QRectF(left, 10, wide + 1, 22)

    def _touch(self, left: _Group, right: _Group) -> bool:
        near = self._label(right).left() - self._label(left).right() < LABEL_GAP
        return near or right.x - left.x < 30

    def _say(self) -> None:
        groups = self._groups()
        if not groups:
            self.setAccessibleName("班次时间轴，本班没有定时的事")
            return
        self.setAccessibleName(f"班次时间轴：{groups[self._cursor].said}")

    def heard_parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=group.said,
                rect=self._hit(group).toAlignedRect(),
                kind=Heard.BUTTON,
                is_current=number == self._cursor,
                press=partial(self._open, group),
            )
            for number, group in enumerate(self._groups())
        )

    def _hit(self, group: _Group) -> QRectF:
        return self._label(group).united(QRectF(group.x - 14, AXIS - 14, 28, 28))

    def event(self, event: QEvent) -> bool:
        """Over a mark: all that it stands for, a line each."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            spot = QPointF(event.pos())
            group = next((one for one in self._groups() if self._hit(one).contains(spot)), None)
            lines = [
                f"{local(mark.at):%H:%M} 前　{mark.said or mark.label}　{TASK[mark.state].word}"
                for mark in (group.marks if group else ())
            ]
            QToolTip.showText(event.globalPos(), plain_tip("\n".join(lines)), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        painting.box(painter, QRectF(self.rect()), RADIUS_CARD, fill=Role.SURFACE, edge=Role.BORDER)
        now_x = self._x(self._now)
        painter.setPen(QPen(colour(Role.STRONG), 1.5))
        painter.drawLine(QPointF(now_x, AXIS), QPointF(self.width() - EDGE, AXIS))
        painter.setPen(QPen(colour(Role.BRAND), 4))
        painter.drawLine(QPointF(EDGE, AXIS), QPointF(now_x, AXIS))
        self._paint_hours(painter, now_x)
        for index, group in enumerate(self._groups()):
            self._paint_group(painter, group, here=self.hasFocus() and index == self._cursor)
        self._paint_now(painter, now_x)

    def _paint_hours(self, painter: QPainter, now_x: float) -> None:
        flag = width("现在 00:00", Type.META, heavy=True) + 14
        moment = self._start
        while moment <= self._end:
            x = self._x(moment)
            painter.setPen(QPen(colour(Role.STRONG), 1))
            painter.drawLine(QPointF(x, AXIS + 4), QPointF(x, AXIS + 9))
            here = local(moment)
            words = f"{here:%H:%M}"
            if moment == self._end and local(self._now).date() < here.date():
                words = f"次日 {words}"
            wide = width(words, Type.META)
            left = max(EDGE, min(self.width() - EDGE - wide, x - wide / 2))
            if abs(left + wide / 2 - now_x) > (wide + flag) / 2 + 4:
                painting.line(painter, QRectF(left, AXIS + 11, wide + 1, 20), words, Type.META, Role.TEXT2)
            moment += timedelta(hours=2)

    def _paint_group(self, painter: QPainter, group: _Group, *, here: bool) -> None:
        state: State = TASK[group.state]
        role = Role.TEXT2 if state.tone is Tone.NA else state.tone.text
        mark = QRectF(group.x - 14, AXIS - 14, 28, 28)
        painting.box(painter, mark, 14, fill=Role.SURFACE)
        icons.draw(painter, state.icon, QPointF(group.x - 11, AXIS - 11), 22, role, stroke=2.2)
        heavy = state.tone is not Tone.NA
        painting.line(
            painter, self._label(group), group.words, Type.META, role, align=painting.CENTRE, heavy=heavy
        )
        if here:
            painting.ring(painter, mark.adjusted(-2, -2, 2, 2), 16)

    def _paint_now(self, painter: QPainter, x: float) -> None:
        if not self._start <= self._now <= self._end:
            return
        words = f"现在 {local(self._now):%H:%M}"
        wide = width(words, Type.META, heavy=True) + 14
        left = max(4.0, min(self.width() - 4.0 - wide, x - wide / 2))
        painter.setPen(QPen(colour(Role.BRAND), 2))
        painter.drawLine(QPointF(x, AXIS), QPointF(x, AXIS + 14))
        if not look.clocks():
            return
        flag = QRectF(left, AXIS + 12, wide, 21)
        painting.box(painter, flag, RADIUS_PILL, fill=Role.BRAND)
        painting.line(painter, flag, words, Type.META, Role.ON_BRAND, align=painting.CENTRE, heavy=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        groups = self._groups()
        match event.key():
            case Qt.Key.Key_Right if groups:
                self._move(min(self._cursor + 1, len(groups) - 1))
            case Qt.Key.Key_Left if groups:
                self._move(max(self._cursor - 1, 0))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if groups:
                self._open(groups[self._cursor])
            case _:
                super().keyPressEvent(event)

    def _move(self, to: int) -> None:
        self._cursor = to
        self._say()
        self.update()

    def _open(self, group: _Group) -> None:
        worst = min(group.marks, key=lambda mark: WORST_FIRST.index(mark.state))
        self.opened.emit(worst.key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index, group in enumerate(self._groups()):
            if self._hit(group).contains(event.position()):
                self._move(index)
                self._open(group)
                return

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
