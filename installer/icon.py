"""The program's picture: the hospital of the icon set in white on the brand's colour, in every size, and what is made of it."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from installer.target import ROOT
from ui.theme.tokens import LIGHT, Role

DRAWING = ROOT / "resources" / "icons" / "hospital.svg"
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
SMALL = 32  # pixels; below it thinner margins, or nothing can be told apart
SIDE = (328, 628)  # pixels; the left of the first and last page of a set-up program, at 200 %


def image(size: int) -> Image.Image:
    """RGBA, ``size`` pixels square."""
    return _pillow(_drawn(size))


def write_png(path: Path, size: int) -> None:
    image(size).save(path)


def write_ico(path: Path) -> None:
    pictures = [image(size) for size in ICO_SIZES]
    pictures[-1].save(path, sizes=[one.size for one in pictures], append_images=pictures[:-1])


def write_side(path: Path) -> None:
    """A bitmap without transparency, as NSIS wants it: the rail's colour, and the picture in its upper third."""
    width, height = SIDE
    side = Image.new("RGB", SIDE, LIGHT[Role.RAIL])
    mark = image(width // 2)
    side.paste(mark, ((width - mark.width) // 2, height // 4), mark)
    side.save(path)


def _drawn(size: int) -> QImage:
    canvas = QImage(size, size, QImage.Format.Format_ARGB32)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LIGHT[Role.BRAND]))
    painter.drawRoundedRect(QRectF(0, 0, size, size), size * 0.2, size * 0.2)
    margin = size * (0.08 if size < SMALL else 0.17)
    lines = DRAWING.read_text("utf-8").replace("currentColor", LIGHT[Role.ON_BRAND])
    within = QRectF(margin, margin, size - 2 * margin, size - 2 * margin)
    QSvgRenderer(QByteArray(lines.encode())).render(painter, within)
    painter.end()
    return canvas


def _pillow(canvas: QImage) -> Image.Image:
    straight = canvas.convertToFormat(QImage.Format.Format_RGBA8888)
    return Image.frombytes("RGBA", (straight.width(), straight.height()), bytes(straight.constBits()))
