"""A drawing on a page as values: boxes, strokes and words in black and greys. Knows no canvas."""

from __future__ import annotations

from dataclasses import dataclass

from forms.printing.text import Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A straight line; ``dash`` are the lengths of strokes and gaps, none for a whole one."""

    start: tuple[float, float]
    end: tuple[float, float]
    weight: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """``grey``: 0 is black, 1 white; ``weight`` is that of its edge, 0 for none."""

    left: float
    top: float
    width: float
    height: float
    grey: float
    weight: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A round point: black, or white with a black edge."""

    x: float
    y: float
    radius: float
    is_filled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One line of text between left and right, centred on ``middle``."""

    left: float
    right: float
    middle: float
    text: str
    style: Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Points from the upper left corner, y downwards. Boxes lie under strokes, dots over them, words on top."""

    width: float
    height: float
    boxes: tuple[Box, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    dots: tuple[Dot, ...] = ()
    words: tuple[Words, ...] = ()
