"""Icons: the shipped line drawings, recoloured and cached by name, size, colour and device ratio."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.theme.look import colour
from ui.theme.tokens import Role

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"


@lru_cache(maxsize=512)
def _drawn(name: str, size: int, hexadecimal: str, stroke: float, ratio: float) -> QPixmap:
    text = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    text = text.replace("currentColor", hexadecimal).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(
    name: str, size: int = 16, role: Role = Role.TEXT2, *, stroke: float = 2.0, ratio: float | None = None
) -> QPixmap:
    """The icon as a pixmap; FileNotFoundError names an icon that is not shipped."""
    if ratio is None:
        screen = QGuiApplication.primaryScreen()
        ratio = screen.devicePixelRatio()
    return _drawn(name, size, colour(role).name(), stroke, ratio)


def icon(name: str, size: int = 16, role: Role = Role.TEXT2) -> QIcon:
    return QIcon(pixmap(name, size, role))


def draw(
    painter: QPainter,
    name: str,
    at: QPointF,
    size: int = 16,
    role: Role | QColor = Role.TEXT2,
    *,
    stroke: float = 2.0,
) -> None:
    """Paint the icon with its top left corner at a point."""
    device = painter.device()
    ratio = device.devicePixelRatio()
    hexadecimal = role.name() if isinstance(role, QColor) else colour(role).name()
    painter.drawPixmap(at, _drawn(name, size, hexadecimal, stroke, ratio))
