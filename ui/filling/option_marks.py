"""The marks in front of choices: one of them, any of them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui.theme import icons, painting
from ui.theme.look import colour
from ui.theme.tokens import Role

_DOT = 18


def draw_dot(painter: QPainter, centre: QPointF, *, on: bool) -> None:
    """A radio mark."""
    radius = _DOT / 2
    box = QRectF(centre.x() - radius, centre.y() - radius, _DOT, _DOT)
    painting.box(
        painter,
        box,
        radius,
        fill=Role.SURFACE,
        edge=Role.BRAND if on else Role.STRONG,
        width=2 if on else 1.5,
    )
    if on:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(Role.BRAND))
        painter.drawEllipse(centre, 4.5, 4.5)


def draw_tick(painter: QPainter, centre: QPointF, *, on: bool) -> None:
    """A check box mark."""
    box = QRectF(centre.x() - 8, centre.y() - 8, 16, 16)
    painting.box(
        painter,
        box,
        3,
        fill=Role.BRAND if on else Role.SURFACE,
        edge=Role.BRAND if on else Role.STRONG,
        width=1.5,
    )
    if on:
        icons.draw(painter, "check", QPointF(centre.x() - 6, centre.y() - 6), 12, Role.ON_BRAND, stroke=3)
