"""Numbers in one row, hairlines between them; a number that has hazards behind it can be pressed to see them."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import icons, painting
from ui.theme.states import State
from ui.theme.tokens import RADIUS_CARD, Role, Type

HIGH, LOW = 58, 46


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number; ``asks`` are the filters that show what it counts."""

    state: State
    value: str
    asks: dict[str, str] = field(default_factory=dict)


class FigureStrip(QWidget):
    """Signals:
    pressed(object): the filters of the figure under the pointer; the chips below do the same by keys.
    """

    pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: tuple[Figure, ...] = ()
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_low(is_low=False)

    def set_low(self, *, is_low: bool) -> None:
        """Less high where the page is."""
        self.setFixedHeight(LOW if is_low else HIGH)

    def present(self, figures: tuple[Figure, ...]) -> None:
        self._figures = figures
        self.setAccessibleName("，".join(f"{one.state.word} {one.value}" for one in figures))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, self.height())

    def _figure_at(self, x: float) -> Figure | None:
        wide = self.width() / max(1, len(self._figures))
        at = int(x // wide)
        return self._figures[at] if 0 <= at < len(self._figures) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        one = self._figure_at(event.position().x())
        hand = one is not None and one.asks
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        one = self._figure_at(event.position().x())
        if one is not None and one.asks:
            self.pressed.emit(one.asks)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        painting.box(painter, QRectF(self.rect()), RADIUS_CARD, fill=Role.SURFACE, edge=Role.BORDER)
        wide = self.width() / max(1, len(self._figures))
        for number, one in enumerate(self._figures):
            x = number * wide
            if number:
                painting.box(painter, QRectF(x, 1, 1, self.height() - 2), 0, fill=Role.BORDER)
            x += 18
            icons.draw(painter, one.state.icon, QPointF(x, self.height() / 2 - 11), 22, one.state.tone.icon)
            x += 34
            value = QRectF(x, 0, wide, self.height())
            x += painting.line(painter, value, one.value, Type.TITLE, one.state.tone.text, heavy=True) + 10
            words = QRectF(x, 0, (number + 1) * wide - x - 6, self.height())
            painting.line(painter, words, one.state.word, Type.META, Role.TEXT2)
