"""Pages as grey pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image


def pictures(pdf: bytes, *, dpi: int) -> list[Image.Image]:
    """Every page in greys."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]
    finally:
        document.close()


def contact_sheets(
    pages: Sequence[tuple[str, Image.Image]], folder: Path, name: str, *, size: tuple[int, int]
) -> None:
    """Pages side by side on sheets of at most ``size`` pixels."""
    row: list[Image.Image] = []
    sheets: list[list[Image.Image]] = []
    wide = 0
    for _, page in pages:
        if row and wide + page.width > size[0]:
            sheets.append(row)
            row, wide = [], 0
        row.append(page)
        wide += page.width + 4
    if row:
        sheets.append(row)
    for number, line in enumerate(sheets, 1):
        sheet = Image.new("L", (sum(page.width + 4 for page in line), max(page.height for page in line)), 160)
        left = 0
        for page in line:
            sheet.paste(page, (left, 0))
            left += page.width + 4
        sheet.save(folder / f"{name}-{number:03}.png")
