"""The program's picture in the forms that packages want."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtGui import QImage

from ui.program_icon import drawn
from ui.theme.tokens import LIGHT, Role

ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
SIDE = (328, 628)  # pixels; the left of the first and last page of a set-up program, at 200 %


def image(size: int) -> Image.Image:
    """RGBA, ``size`` pixels square."""
    straight = drawn(size).convertToFormat(QImage.Format.Format_RGBA8888)
    return Image.frombytes("RGBA", (size, size), bytes(straight.constBits()))


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
