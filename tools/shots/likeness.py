"""How far two pictures differ: in small squares, so that the edge of a letter counts little and a lost word much."""

from __future__ import annotations

from PIL import Image, ImageChops

SQUARE = 8  # pixels
MOST = 0.003  # of a page may differ: the ids, codes and times that a hospital draws anew when it is built
NOTICED = 28  # of 255: another digit in a square differs less, a word that is gone or a moved line more


def unlike(one: Image.Image, other: Image.Image) -> float:
    """The share of squares, 0 to 1, whose mean grey differs noticeably; 1 if the sizes differ."""
    if one.size != other.size:
        return 1.0
    size = (-(-one.width // SQUARE), -(-one.height // SQUARE))
    small = [picture.convert("L").resize(size, Image.Resampling.BOX) for picture in (one, other)]
    counts = ImageChops.difference(*small).histogram()
    return sum(counts[NOTICED:]) / (size[0] * size[1])
