"""Strokes shared by the painted widgets: rounded boxes, focus rings, lines of text."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ui.theme.look import colour, is_contrast
from ui.theme.tokens import RING, RING_CONTRAST, Role, Type
from ui.theme.typography import font, metrics

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


def smooth(painter: QPainter) -> None:
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    *,
    fill: Role | QColor | None = None,
    edge: Role | None = None,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """A rounded box whose stroke stays inside the rectangle."""
    inset = width / 2 if edge is not None else 0.0
    inner = rect.adjusted(inset, inset, -inset, -inset)
    painter.setBrush(_colour(fill) if fill is not None else Qt.BrushStyle.NoBrush)
    if edge is not None:
        pen = QPen(colour(edge), width)
        if dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(inner, max(0.0, radius - inset), max(0.0, radius - inset))


def ring(painter: QPainter, rect: QRectF, radius: float) -> None:
    """The focus ring along the inside of a rectangle."""
    width = RING_CONTRAST if is_contrast() else RING
    box(painter, rect, radius, edge=Role.FOCUS, width=width)


def edge_bar(painter: QPainter, rect: QRectF, role: Role, *, radius: float = 0, width: float = 4) -> None:
    """The 4 px left edge: red is abnormal or overdue, blue is where you are."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    strip = QPainterPath()
    strip.addRect(QRectF(rect.left(), rect.top(), width, rect.height()))
    painter.fillPath(path.intersected(strip), colour(role))


def hairline(painter: QPainter, left: float, right: float, y: float, role: Role = Role.BORDER) -> None:
    """A level line one logical pixel thick, on whole pixels of the device at every scale."""
    stroke(painter, QRectF(int(left), int(y), int(right) - int(left) + 1, 1), role)


def upright(painter: QPainter, x: float, top: float, bottom: float, role: Role = Role.BORDER) -> None:
    """The same, standing."""
    stroke(painter, QRectF(int(x), int(top), 1, int(bottom) - int(top)), role)


def stroke(painter: QPainter, rect: QRectF, role: Role) -> None:
    """Fill a rectangle moved to whole pixels of the device: sharp edges, at least one pixel each way."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(snapped(painter, rect), colour(role))
    painter.restore()


def snapped(painter: QPainter, rect: QRectF) -> QRectF:
    """The rectangle whose edges fall on whole pixels of what is painted on, as near as they are to these."""
    device = painter.deviceTransform()
    found = device.mapRect(rect)
    left, top = round(found.left()), round(found.top())
    wide, high = max(1, round(found.width())), max(1, round(found.height()))
    return device.inverted()[0].mapRect(QRectF(left, top, wide, high))


def line(
    painter: QPainter,
    rect: QRectF,
    text: str,
    kind: Type = Type.BODY,
    role: Role = Role.TEXT,
    *,
    align: Qt.AlignmentFlag = LEFT,
    heavy: bool | None = None,
    medium: bool = False,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> float:
    """One line of text, elided when it does not fit; returns the width it took.

    CJK looks low when truly centred, so it is nudged up half a pixel.
    """
    measure = metrics(kind, heavy=heavy, medium=medium)
    shown = measure.elidedText(text, elide, max(0, int(rect.width()) + 1))
    painter.setFont(font(kind, heavy=heavy, medium=medium))
    painter.setPen(_colour(role))
    painter.drawText(rect.translated(0, -0.5), int(align) | int(Qt.TextFlag.TextSingleLine), shown)
    return measure.horizontalAdvance(shown)


def _colour(role: Role | QColor) -> QColor:
    return role if isinstance(role, QColor) else colour(role)
