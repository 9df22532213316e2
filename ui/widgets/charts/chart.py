"""What every chart is: one tab stop, its numbers inside by arrows, a sentence for who does not see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.accessibility.part import Heard, Part
from ui.theme import painting
from ui.theme.tokens import RADIUS_PILL

ASIDE = 3.0  # how much dearer a step aside is than one ahead, when an arrow looks for the next number
ARROWS = {
    int(Qt.Key.Key_Left): QPointF(-1, 0),
    int(Qt.Key.Key_Right): QPointF(1, 0),
    int(Qt.Key.Key_Up): QPointF(0, -1),
    int(Qt.Key.Key_Down): QPointF(0, 1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number of a chart: ``key`` names what stands behind it ("" for nothing), ``said`` is the whole of it."""

    key: str
    said: str


class Chart(QWidget):
    """A chart tells its sentence as its accessible name and all its numbers as the description; the number under
    the keys comes first in the name.

    Signals:
        opened(str): Enter or a double click on a number; its key.
    """

    opened = Signal(str)
    heard_as = Heard.CHART

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = name
        self._at = 0
        self._sentence = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # what a kind of chart says ------------------------------------------

    def numbers(self) -> Sequence[Number]:
        """In reading order."""
        raise NotImplementedError

    def place(self, at: int) -> QRectF:
        """Where that number stands, in logical pixels; its ring is drawn around it."""
        raise NotImplementedError

    # ----------------------------------------------------------------------

    def heard_parts(self) -> tuple[Part, ...]:
        """Each number as a part of its own for a screen reader; pressing it opens what stands behind it."""

        def part(at: int, one: Number) -> Part:
            return Part(
                name=one.said,
                rect=self.place(at).toAlignedRect(),
                is_current=at == self._at,
                press=(lambda: self.opened.emit(one.key)) if one.key else None,
            )

        return tuple(part(at, one) for at, one in enumerate(self.numbers()))

    @property
    def current(self) -> Number | None:
        found = self.numbers()
        return found[self._at] if self._at < len(found) else None

    def tell(self, sentence: str) -> None:
        """Called by a chart when it was given other numbers: what it shows, in one sentence."""
        self._sentence = sentence
        self._at = min(self._at, max(0, len(self.numbers()) - 1))
        self.setAccessibleDescription("；".join(one.said for one in self.numbers()))
        self._say()
        self.updateGeometry()
        self.update()

    def _say(self) -> None:
        here = self.current
        told = f"{here.said}。{self._sentence}" if here is not None and self.hasFocus() else self._sentence
        self.setAccessibleName(f"{self.title}：{told}")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    def paint_ring(self, painter: QPainter) -> None:
        if self.hasFocus() and self.current is not None:
            painting.ring(painter, self.place(self._at).adjusted(-3, -3, 3, 3), RADIUS_PILL + 2)

    # keys and mouse --------------------------------------------------------

    def go_to(self, at: int) -> None:
        self._at = max(0, min(at, len(self.numbers()) - 1))
        self._say()
        self.update()

    def _next(self, way: QPointF) -> int:
        """The number nearest in that direction, this one if there is none."""
        here = self.place(self._at).center()
        best, least = self._at, float("inf")
        for at in range(len(self.numbers())):
            step = self.place(at).center() - here
            ahead = step.x() * way.x() + step.y() * way.y()
            aside = abs(step.x() * way.y()) + abs(step.y() * way.x())
            if at != self._at and ahead > 1 and ahead + ASIDE * aside < least:
                best, least = at, ahead + ASIDE * aside
        return best

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self.numbers():
            super().keyPressEvent(event)
        elif key in ARROWS:
            self.go_to(self._next(ARROWS[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(0 if key == Qt.Key.Key_Home else len(self.numbers()) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        here = self.current
        if here is not None and here.key:
            self.opened.emit(here.key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = event.position()
        for at in range(len(self.numbers())):
            if self.place(at).contains(spot):
                self.go_to(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        here = self.current
        if here is not None and self.place(self._at).contains(event.position()):
            self._open()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._say()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._say()
        self.update()
