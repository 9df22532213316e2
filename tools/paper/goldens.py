"""The pictures under docs/paper: small, grey, one a page, and what counts as the same page.

A page is the same if no block of a few pixels differs by much: the edges of letters may be smoothed otherwise by
another version of the renderer, a lost letter or a line that moved by half a millimetre is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops

from tools.paper.pictures import pictures

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "paper"
DPI: Final = 56
_LEVELS: Final = 4
_STEP: Final = 255 / (_LEVELS - 1)
_BEYOND: Final = [max(0, value - round(_STEP / 2)) for value in range(256)]
_BLOCK: Final = 4  # pixels, 1.8 mm
TOLERANCE: Final = 8  # of 255, in the mean of a block


def pages_of(name: str, pdf: bytes) -> dict[str, Image.Image]:
    """The pages in the size of the pictures, by the names of their files."""
    return {f"{name}-{number}.png": page for number, page in enumerate(pictures(pdf, dpi=DPI), 1)}


def reduced(page: Image.Image) -> Image.Image:
    """The page in ``_LEVELS`` greys, as it is kept."""
    small = page.point([round(value / _STEP) for value in range(256)])
    small.putpalette([round(level * _STEP) for level in range(_LEVELS) for _ in range(3)])
    return small


def keep(pages: Mapping[str, Image.Image], folder: Path = FOLDER) -> None:
    for name, page in pages.items():
        reduced(page).save(folder / name, optimize=True, bits=2)


def forget(names: Iterable[str], folder: Path = FOLDER) -> list[str]:
    """Removes the pictures that are not among the names, and says which."""
    stale = sorted({file.name for file in folder.glob("*.png")} - set(names))
    for name in stale:
        (folder / name).unlink()
    return stale


def worst_difference(golden: Image.Image, page: Image.Image) -> int:
    """The largest mean difference of a block beyond what few greys hide; 255 for pages of different size."""
    if golden.size != page.size:
        return 255
    beyond = ImageChops.difference(golden.convert("L"), page).point(_BEYOND)
    blocks = (-(-page.width // _BLOCK), -(-page.height // _BLOCK))
    return int(beyond.resize(blocks, Image.Resampling.BOX).getextrema()[1])  # type: ignore[arg-type]


def is_same(golden: Image.Image, page: Image.Image) -> bool:
    return worst_difference(golden, page) <= TOLERANCE
