"""Breaks Chinese text into lines: no closing mark begins a line, no opening mark ends one (禁则)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from forms.printing.fonts import Face

_CLOSING = "※。，、；：？！）》〉」』】〕〗”’…—～·％‰℃％,.;:?!)]}%°"
_OPENING = "（《〈「『【〔〖“‘([{"
_UNIT = re.compile(
    rf"[{re.escape(_OPENING)}]*"
    rf"(?:\d+年(?:\d+月(?:\d+日)?)?|[0-9A-Za-z]+(?:[-./:+_@][0-9A-Za-z]+)*|□ ?[^\s□]{{0,12}}|[^\s])?"
    rf"[{re.escape(_CLOSING)}]*[ \u3000]*"
)


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a cell's text is set; leading in points."""

    face: Face
    size: float
    leading: float
    align: Align = Align.LEFT


def wrap(text: str, style: Style, width: float) -> tuple[str, ...]:
    """Lines no wider than ``width``; a unit that is wider alone is cut between characters."""
    face, size = style.face, style.size
    text = face.printable(text)
    if "\n" not in text and face.width(text, size) <= width:
        return (text,)
    return tuple(line for part in text.split("\n") for line in _lines(part, face, size, width))


def wrap_evenly(text: str, style: Style, width: float) -> tuple[str, ...]:
    """The same number of lines as ``wrap``, of about the same length, for labels in narrow columns."""
    lines = wrap(text, style, width)
    if len(lines) < 2 or "\n" in text:
        return lines
    face, size = style.face, style.size
    narrow = face.width(face.printable(text), size) / len(lines)
    while narrow < width:
        narrow += size / 2
        even = wrap(text, style, min(narrow, width))
        if len(even) <= len(lines):
            return even
    return lines


def _lines(text: str, face: Face, size: float, width: float) -> Iterator[str]:
    line, used = "", 0.0
    for unit in _UNIT.findall(text):
        room = face.width(unit.rstrip(" \u3000"), size)
        if used + room <= width:
            line += unit
            used += face.width(unit, size)
            continue
        if line:
            yield line.rstrip(" \u3000")
        line, used = "", 0.0
        if room <= width:
            line, used = unit, face.width(unit, size)
            continue
        for char in unit:
            step = face.width(char, size)
            if line and used + step > width:
                yield line
                line, used = "", 0.0
            line += char
            used += step
    yield line.rstrip(" \u3000")
