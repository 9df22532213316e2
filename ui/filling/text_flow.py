"""Paragraphs on painted widgets: how high a text stands at a width, and drawing it there."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ui.theme.look import colour
from ui.theme.tokens import LINE, Role, Type
from ui.theme.typography import font, metrics

_FLAGS = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)


@lru_cache(maxsize=4096)
def room(text: str, width: int, kind: Type = Type.BODY, *, heavy: bool | None = None) -> int:
    """The width to use of the width there is: narrower where the last line would hold one or two characters."""
    measure = metrics(kind, heavy=heavy)
    whole = measure.horizontalAdvance(text)
    if "\n" in text or whole <= width or width < 12 * measure.height():
        return width
    lines = measure.boundingRect(QRect(0, 0, width, 100_000), _FLAGS, text).height() // measure.lineSpacing()
    em = measure.horizontalAdvance("字")
    for narrower in (width, width - em, width - 2 * em, width - 3 * em):
        last = whole - (lines - 1) * narrower
        if last >= 2.5 * em:
            return narrower
    return width - 3 * em


@lru_cache(maxsize=4096)
def height(text: str, width: int, kind: Type = Type.BODY, *, heavy: bool | None = None) -> int:
    """Pixels that the paragraph needs at that width, whole lines of its type."""
    if not text:
        return 0
    measure = metrics(kind, heavy=heavy)
    line = LINE[kind]
    if "\n" not in text and measure.horizontalAdvance(text) <= width:
        return line
    inner = room(text, max(width, 20), kind, heavy=heavy)
    needed = measure.boundingRect(QRect(0, 0, inner, 100_000), _FLAGS, text).height()
    return max(1, round(needed / measure.lineSpacing())) * line


def draw(
    painter: QPainter,
    rect: QRectF,
    text: str,
    kind: Type = Type.BODY,
    role: Role | QColor = Role.TEXT,
    *,
    heavy: bool | None = None,
) -> None:
    painter.setFont(font(kind, heavy=heavy))
    painter.setPen(role if isinstance(role, QColor) else colour(role))
    inner = room(text, max(int(rect.width()), 20), kind, heavy=heavy)
    painter.drawText(QRectF(rect.left(), rect.top() - 0.5, inner, rect.height()), _FLAGS, text)
