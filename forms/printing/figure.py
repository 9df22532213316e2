"""A photo of a record on paper: numbered, named, small enough to print. Knows nothing of drawing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``path`` is that of the field that holds the photo, in a finding that of its check item."""

    number: int
    path: tuple[str, ...]
    sha256: str
    caption: str
    jpeg: bytes  # in greys
    width: int  # pixels
    height: int


def figures_text(figures: tuple[Figure, ...]) -> str:
    """图 1, 图 1–3 or 图 1、3: how the text beside points to them; empty without any."""
    numbers = [figure.number for figure in figures]
    if not numbers:
        return ""
    if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"图 {numbers[0]}–{numbers[-1]}"
    return "图 " + "、".join(map(str, numbers))
