"""A person as a round mark with the family name."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.theme import look, painting
from ui.theme.tokens import Role, Type


def draw_avatar(painter: QPainter, rect: QRectF, name: str) -> None:
    """Paint the first character of a name in a circle filling the square."""
    edge = Role.BRAND if look.is_contrast() else None
    painting.box(painter, rect, rect.width() / 2, fill=Role.BRAND_SOFT, edge=edge, width=2)
    painting.line(painter, rect, name[:1], Type.BODY, Role.BRAND, align=painting.CENTRE, heavy=True)
