"""What happened to a thing, newest first: icon, fact, who and when."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import icons, painting, paragraph
from ui.theme.look import colour
from ui.theme.tokens import Role, Type
from ui.widgets.tip import plain_tip

STEP = 44  # of a fact of one line
LEFT = 28
DETAIL = 18
USUAL = 260  # pixels, before the widget knows how wide it is


@dataclass(frozen=True, slots=True)
class Moment:
    icon: str
    fact: str
    detail: str
    role: Role = Role.TEXT2


class Timeline(QWidget):
    """A fact takes as many lines as it needs; who and when stand in one line below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moments: tuple[Moment, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def present(self, moments: tuple[Moment, ...]) -> None:
        self._moments = moments
        said = [f"{one.fact}，{one.detail}" for one in moments]
        self.setAccessibleName("；".join(said))
        self.setToolTip(plain_tip("\n".join(said)))
        self._fit()
        self.update()

    def _fit(self) -> None:
        """As high as its facts need at this width; a scroll area would not ask for it."""
        steps = self._steps(self.width() if self.isVisible() else USUAL)
        high = steps[-1][1] + max(STEP, steps[-1][2] + DETAIL + 5) if steps else 0
        if self.minimumHeight() != high or self.maximumHeight() != high:
            self.setFixedHeight(high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _steps(self, wide: int) -> list[tuple[Moment, int, int]]:
        """Each moment with its top and the height of its fact."""
        found: list[tuple[Moment, int, int]] = []
        top = 0
        for one in self._moments:
            high = paragraph.height(one.fact, Type.BODY, wide - LEFT)
            found.append((one, top, high))
            top += max(STEP, high + DETAIL + 5)
        return found

    def sizeHint(self) -> QSize:
        return QSize(240, self.minimumHeight())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        steps = self._steps(self.width())
        for number, (one, top, high) in enumerate(steps):
            if number < len(steps) - 1:
                painter.setPen(QPen(colour(Role.BORDER), 2))
                painter.drawLine(QPointF(9, top + 25), QPointF(9, steps[number + 1][1]))
            icons.draw(painter, one.icon, QPointF(0, top + 2), 18, one.role)
            paragraph.draw(painter, QRectF(LEFT, top, self.width() - LEFT, high), one.fact, Role.TEXT)
            detail = QRectF(LEFT, top + high, self.width() - LEFT, DETAIL)
            painting.line(painter, detail, one.detail, Type.NOTE, Role.TEXT2)
