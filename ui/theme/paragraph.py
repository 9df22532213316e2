"""Text in several lines for painted widgets: broken between words where it can, anywhere where it must."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption

from ui.theme.look import colour
from ui.theme.tokens import Role, Type
from ui.theme.typography import font, metrics

LEAST = 40  # pixels a column has at least
_NEW_LINE = "\u2028"  # as a layout of Qt knows it


@lru_cache(maxsize=4096)
def height(text: str, kind: Type, wide: int, *, heavy: bool = False) -> int:
    """Pixels the text takes at a width; never cut off, however long."""
    return _laid(text, kind, wide, heavy=heavy)[1]


def draw(
    painter: QPainter,
    rect: QRectF,
    text: str,
    role: Role,
    *,
    kind: Type = Type.BODY,
    heavy: bool = False,
) -> None:
    """The text at the left of a rectangle, centred upright in it."""
    layout, high = _laid(text, kind, int(rect.width()), heavy=heavy)
    painter.setPen(colour(role))
    layout.draw(painter, QPointF(rect.left(), rect.top() + max(0.0, (rect.height() - high) / 2) - 0.5))


def _laid(text: str, kind: Type, wide: int, *, heavy: bool) -> tuple[QTextLayout, int]:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LeftToRight)  # a word from right to left stays within its line
    layout = QTextLayout(text.replace("\r\n", _NEW_LINE).replace("\n", _NEW_LINE), font(kind, heavy=heavy))
    layout.setTextOption(option)
    step, top = metrics(kind, heavy=heavy).height(), 0
    layout.beginLayout()
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(LEAST, wide))
        line.setPosition(QPointF(0, top))
        top += step
    layout.endLayout()
    return layout, max(step, top)
