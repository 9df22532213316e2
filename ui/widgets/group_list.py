"""The groups at the left of a page, of which one is shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.accessibility.part import Heard, Part
from ui.theme import icons, look, painting
from ui.theme.look import colour
from ui.theme.tokens import RADIUS_CONTROL, Role, Type

ROW, LEAST = 44, 32


class GroupList(QWidget):
    """One tab stop, arrows inside; rows close up where the window is low.

    Signals:
        chosen(str): the id of a group.
    """

    chosen = Signal(str)
    heard_as = Heard.LIST

    def __init__(self, groups: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """``groups`` are (id, word, icon)."""
        super().__init__(parent)
        self._groups = tuple(groups)
        self._at = 0
        self.setFixedWidth(200)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._go(0)

    @property
    def current(self) -> str:
        return self._groups[self._at][0]

    def sizeHint(self) -> QSize:
        return QSize(200, look.row(ROW) * len(self._groups))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, LEAST * len(self._groups))

    @property
    def _row(self) -> int:
        return max(LEAST, min(look.row(ROW), self.height() // len(self._groups)))

    def show_group(self, name: str) -> None:
        """Make that group current; ValueError if there is none."""
        self._go([code for code, _, _ in self._groups].index(name))

    def heard_parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=word,
                rect=QRect(0, at * self._row, self.width() - 8, self._row - 4),
                is_chosen=at == self._at,
                is_current=at == self._at,
                press=partial(self._go, at),
            )
            for at, (_, word, _) in enumerate(self._groups)
        )

    def _go(self, at: int) -> None:
        self._at = max(0, min(at, len(self._groups) - 1))
        self.setAccessibleName(f"设置：{self._groups[self._at][1]}")
        self.update()
        self.chosen.emit(self.current)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        for number, (_, word, icon) in enumerate(self._groups):
            rect = QRectF(0, number * self._row, self.width() - 8, self._row - 4)
            here = number == self._at
            if here:
                painting.box(painter, rect, RADIUS_CONTROL, fill=Role.BRAND_SOFT)
                painter.fillRect(QRectF(0, rect.top() + 7, 4, rect.height() - 14), colour(Role.FOCUS))
            role = Role.BRAND if here else Role.TEXT2
            icons.draw(painter, icon, QPointF(14, rect.center().y() - 9), 18, role)
            words = rect.adjusted(44, 0, 0, 0)
            painting.line(painter, words, word, Type.BODY, Role.TEXT, heavy=here)
            if here and self.hasFocus():
                painting.ring(painter, rect, RADIUS_CONTROL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self._go(self._at + 1)
            case Qt.Key.Key_Up:
                self._go(self._at - 1)
            case Qt.Key.Key_Right | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.focusNextChild()
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(int(event.position().y()) // self._row)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
