"""The strip of steps of a dialog: done, current, to come."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import icons, painting
from ui.theme.look import colour
from ui.theme.tokens import Role, Type
from ui.theme.typography import width

DOT = 26
LINK, SHORT_LINK = 40, 18
FEW = 5  # steps between which there is room for a long line


class Steps(QWidget):
    def __init__(self, words: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._at = words, 0
        self._link = LINK if len(words) <= FEW else SHORT_LINK
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.go(0)

    def go(self, at: int) -> None:
        self._at = at
        self.setAccessibleName(f"第 {at + 1} 步，共 {len(self._words)} 步：{self._words[at]}")
        self.update()

    def sizeHint(self) -> QSize:
        words = sum(width(word, Type.BODY, heavy=True) for word in self._words)
        return QSize(words + len(self._words) * (DOT + 10 + self._link + 24), DOT + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        x = 0.0
        for number, word in enumerate(self._words):
            dot = QRectF(x + 1, 2, DOT, DOT)
            here, done = number == self._at, number < self._at
            if here:
                painting.box(painter, dot, DOT / 2, fill=Role.BRAND)
            else:
                edge = Role.OK if done else Role.STRONG
                painting.box(painter, dot, DOT / 2, fill=Role.SURFACE, edge=edge, width=2)
            if done:
                icons.draw(painter, "check", QPointF(dot.left() + 5, dot.top() + 5), 16, Role.OK, stroke=2.6)
            else:
                role = Role.ON_BRAND if here else Role.TEXT2
                painting.line(
                    painter, dot, str(number + 1), Type.META, role, align=painting.CENTRE, heavy=True
                )
            text = QRectF(dot.right() + 8, 0, 200, DOT + 4)
            role = Role.TEXT if here or done else Role.TEXT2
            x = text.left() + painting.line(painter, text, word, Type.BODY, role, heavy=here) + 12
            if number < len(self._words) - 1:
                painter.setPen(QPen(colour(Role.OK if done else Role.STRONG), 2))
                painter.drawLine(QPointF(x, dot.center().y()), QPointF(x + self._link, dot.center().y()))
                x += self._link + 12
