"""The program's own picture, in the task bar and on packages: the hospital in white on the brand's colour."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.theme.icons import ICONS
from ui.theme.tokens import LIGHT, Role

SIZES = (16, 24, 32, 48, 64)
SMALL = 32  # pixels; below it thinner margins, or nothing can be told apart


def program_icon() -> QIcon:
    """The same in every scheme: it stands outside the window."""
    made = QIcon()
    for size in SIZES:
        made.addPixmap(QPixmap.fromImage(drawn(size)))
    return made


def drawn(size: int) -> QImage:
    """``size`` pixels square, transparent outside the round corners."""
    canvas = QImage(size, size, QImage.Format.Format_ARGB32)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LIGHT[Role.BRAND]))
    painter.drawRoundedRect(QRectF(0, 0, size, size), size * 0.2, size * 0.2)
    margin = size * (0.08 if size < SMALL else 0.17)
    lines = (ICONS / "hospital.svg").read_text("utf-8").replace("currentColor", LIGHT[Role.ON_BRAND])
    within = QRectF(margin, margin, size - 2 * margin, size - 2 * margin)
    QSvgRenderer(QByteArray(lines.encode())).render(painter, within)
    painter.end()
    return canvas
