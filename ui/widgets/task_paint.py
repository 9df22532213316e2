"""How the parts of a task row are painted: its progress, its button, its red edge."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath

from ui.theme import look, painting
from ui.theme.look import colour
from ui.theme.tokens import RADIUS_CARD, RADIUS_CONTROL, Role, Type
from ui.theme.typography import width
from ui.widgets.keycap import draw_keycap, keycap_width


def paint_progress(painter: QPainter, progress: tuple[int, int], rect: QRectF) -> None:
    """How much of a filling is done, as words over a bar."""
    done, of = progress
    words = QRectF(rect.left(), rect.center().y() - 18, rect.width(), 18)
    painting.line(
        painter,
        words,
        f"已填 {done}/{of}",
        Type.META,
        Role.BRAND,
        align=painting.RIGHT,
        heavy=True,
    )
    bar = QRectF(rect.left(), rect.center().y() + 6, rect.width(), 6)
    painting.box(painter, bar, 3, fill=Role.BORDER if not look.is_contrast() else None, edge=Role.BORDER)
    if done and of:
        filled = QRectF(bar.left(), bar.top(), max(6.0, bar.width() * done / of), 6)
        painting.box(painter, filled, 3, fill=Role.BRAND)


def paint_button(painter: QPainter, word: str, box: QRectF, *, here: bool) -> None:
    """A row's button; that of the current row is the primary one and carries its key."""
    role = Role.ON_BRAND if here else Role.TEXT
    if here:
        painting.box(painter, box, RADIUS_CONTROL, fill=Role.BRAND)
    else:
        painting.box(painter, box, RADIUS_CONTROL, fill=Role.SURFACE, edge=Role.STRONG)
    words = QRectF(box.left() + 14, box.top(), box.width(), box.height())
    wide = painting.line(painter, words, word, Type.BODY, role, medium=True)
    if here:
        cap = QRectF(words.left() + wide + 10, box.center().y() - 10, keycap_width("Enter"), 20)
        draw_keycap(painter, cap, "Enter", role)


def red_edge(painter: QPainter, card: QRectF, row: QRectF) -> None:
    """The overdue edge of one row, cut by the card's rounded corners."""
    whole = QPainterPath()
    whole.addRoundedRect(card, RADIUS_CARD, RADIUS_CARD)
    strip = QPainterPath()
    strip.addRect(QRectF(row.left(), row.top(), 4, row.height()))
    painter.fillPath(whole.intersected(strip), colour(Role.BAD))


def button_width(word: str, *, here: bool) -> float:
    """Pixels of a row's button, with its key where it is the current row's."""
    cap = 10 + keycap_width("Enter") if here else 0
    return width(word, Type.BODY, medium=True) + 28 + cap
