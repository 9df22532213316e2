"""Pages as grey pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image

_GAP = 4  # pixels between pages
_TABLE = 160  # grey of what the pages lie on


def pictures(pdf: bytes, *, dpi: float) -> list[Image.Image]:
    """Every page in 256 greys."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]
    finally:
        document.close()


def contact_sheets(pages: Sequence[Image.Image], folder: Path, *, width: int) -> None:
    """The pages side by side, as many to a picture as ``width`` pixels hold."""
    lines: list[list[Image.Image]] = []
    for page in pages:
        if not lines or sum(one.width + _GAP for one in (*lines[-1], page)) > width:
            lines.append([])
        lines[-1].append(page)
    for number, line in enumerate(lines, 1):
        size = (sum(page.width + _GAP for page in line), max(page.height for page in line))
        sheet = Image.new("L", size, _TABLE)
        left = 0
        for page in line:
            sheet.paste(page, (left, 0))
            left += page.width + _GAP
        sheet.save(folder / f"pages-{number:03}.png")
