"""What happened to a thing, newest first: icon, fact, who and when."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import icons, painting
from ui.theme.look import colour
from ui.theme.tokens import Role, Type

STEP = 44


@dataclass(frozen=True, slots=True)
class Moment:
    icon: str
    fact: str
    detail: str
    role: Role = Role.TEXT2


class Timeline(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moments: tuple[Moment, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def present(self, moments: tuple[Moment, ...]) -> None:
        self._moments = moments
        self.setAccessibleName("；".join(f"{one.fact}，{one.detail}" for one in moments))
        self.setToolTip("\n".join(f"{one.fact}，{one.detail}" for one in moments))
        self.setFixedHeight(len(moments) * STEP)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, len(self._moments) * STEP)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        for number, one in enumerate(self._moments):
            top = number * STEP
            if number < len(self._moments) - 1:
                painter.setPen(QPen(colour(Role.BORDER), 2))
                painter.drawLine(QPointF(9, top + 25), QPointF(9, top + STEP))
            icons.draw(painter, one.icon, QPointF(0, top + 2), 18, one.role)
            fact = QRectF(28, top, self.width() - 28, 21)
            painting.line(painter, fact, one.fact, Type.BODY)
            detail = QRectF(28, top + 21, self.width() - 28, 18)
            painting.line(painter, detail, one.detail, Type.NOTE, Role.TEXT2)
