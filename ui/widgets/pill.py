"""A pill marks what needs a look: icon, word and colour together."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import icons, look, painting
from ui.theme.states import State
from ui.theme.tokens import RADIUS_PILL, Role, Type
from ui.theme.typography import width

HEIGHT = 22


def pill_width(state: State) -> int:
    return width(state.word, Type.NOTE, heavy=True) + (34 if state.icon else 16)


def draw_pill(painter: QPainter, at: QPointF, state: State) -> float:
    """Paint a pill with its top left corner at a point; returns its width."""
    rect = QRectF(at.x(), at.y(), pill_width(state), HEIGHT)
    text, mark = state.tone.text, state.tone.icon
    if state.solid:
        painting.box(painter, rect, RADIUS_PILL, fill=state.tone.text)
        text = mark = state.tone.on_solid
    elif look.is_contrast():
        painting.box(painter, rect, RADIUS_PILL, edge=state.tone.text, width=2)
    else:
        painting.box(painter, rect, RADIUS_PILL, fill=state.tone.soft)
    x = rect.left() + 7
    if state.icon:
        icons.draw(painter, state.icon, QPointF(x, rect.center().y() - 7), 14, mark, stroke=2.4)
        x += 19
    painting.line(
        painter, QRectF(x, rect.top(), rect.right() - x, HEIGHT), state.word, Type.NOTE, text, heavy=True
    )
    return rect.width()


def draw_state(
    painter: QPainter,
    rect: QRectF,
    state: State,
    *,
    kind: Type = Type.META,
    role: Role | None = None,
    heavy: bool | None = None,
) -> float:
    """Paint the ordinary form of a state, icon and word without a box, from the rectangle's left edge."""
    icons.draw(painter, state.icon, QPointF(rect.left(), rect.center().y() - 8), 16, role or state.tone.icon)
    word = QRectF(rect.left() + 22, rect.top(), rect.width() - 22, rect.height())
    return 22 + painting.line(painter, word, state.word, kind, role or state.tone.text, heavy=heavy)


class Pill(QWidget):
    def __init__(self, state: State, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setAccessibleName(state.word)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_state(self, state: State) -> None:
        self._state = state
        self.setAccessibleName(state.word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(pill_width(self._state), HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        draw_pill(painter, QPointF(0, 0), self._state)


class Mark(QWidget):
    """An icon alone, silent to a screen reader; the word stands beside it."""

    def __init__(
        self,
        icon: str,
        size: int = 16,
        role: Role = Role.TEXT2,
        *,
        stroke: float = 2.0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._role, self._stroke = icon, role, stroke
        self.setFixedSize(size, size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_icon(self, icon: str, role: Role) -> None:
        self._icon, self._role = icon, role
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        icons.draw(painter, self._icon, QPointF(0, 0), self.width(), self._role, stroke=self._stroke)
