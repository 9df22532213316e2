"""Breaks Chinese text into lines: no closing mark begins a line, no opening mark ends one (禁则)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from forms.printing.fonts import Face
from forms.printing.words import CUT_WORD, is_word

_CLOSING = "※。，、；：？！）》〉」』】〕〗”’…—～·％‰℃％,.;:?!)]}%°/"
_OPENING = "（《〈「『【〔〖“‘([{"
_SPACE = " \u3000"
_ENOUGH = 3  # units of a line that can spare its last one
_BOX = "□"
_PLAIN = (
    rf"[{re.escape(_OPENING)}]*"
    rf"(?:\d+年(?:\d+月(?:\d+日)?)?|图 \d+(?:[–、]\d+)*|第 \d+ [项条]|"
    rf"[0-9A-Za-z]+(?:[-./:+_@][0-9A-Za-z]+)*|[^\s])?"
    rf"[{re.escape(_CLOSING)}]*[ \u3000]*"
)
_PART = re.compile(_PLAIN)
_UNIT = re.compile(rf"{_BOX}[^\u3000{_BOX}]*\u3000*|{_PLAIN}")  # an answer to tick stays whole


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
    """The same number of lines as ``wrap``, of about the same length and cut between words where that can be, for
    labels in narrow columns.
    """
    if "\n" in text:
        return tuple(line for part in text.split("\n") for line in wrap_evenly(part, style, width))
    lines = wrap(text, style, width)
    if len(lines) < 2:
        return lines
    face, size = style.face, style.size
    units = [unit for unit in _UNIT.findall(face.printable(text)) if unit]
    return (
        _even(
            units, [face.width(unit.rstrip(_SPACE), size) / size for unit in units], len(lines), width / size
        )
        or lines
    )


def cuts_a_word(lines: Sequence[str]) -> bool:
    """Whether a line ends inside one of the words that should stay whole."""
    return any(is_word(above[-1:] + below[:1]) for above, below in pairwise(lines))


def longest_unit(text: str, style: Style) -> float:
    """Width of the longest part that no line may end in, such as a number."""
    face, size = style.face, style.size
    units = (unit.rstrip(_SPACE) for unit in _PART.findall(face.printable(text)))
    return max((face.width(unit, size) for unit in units), default=0.0)


def _even(units: list[str], widths: list[float], count: int, room: float) -> tuple[str, ...]:
    """The division into ``count`` lines within ``room`` that costs least; empty if there is none. Widths in ems."""
    target = sum(widths) / count
    best: dict[tuple[int, int], tuple[float, int]] = {
        (0, 0): (0.0, 0)
    }  # (lines, units taken) → cost, before the last
    for line in range(1, count + 1):
        for end in range(line, len(units) + 1):
            for start in range(end - 1, line - 2, -1):
                wide = sum(widths[start:end])
                if wide > room:
                    break
                before = best.get((line - 1, start))
                if before is None:
                    continue
                cost = (
                    before[0] + (wide - target) ** 2 + (_cost_of_cut(units, end) if end < len(units) else 0.0)
                )
                if (line, end) not in best or cost < best[line, end][0]:
                    best[line, end] = (cost, start)
    if (count, len(units)) not in best:
        return ()
    lines: list[str] = []
    end = len(units)
    for line in range(count, 0, -1):
        start = best[line, end][1]
        lines.insert(0, "".join(units[start:end]).rstrip(_SPACE))
        end = start
    return tuple(lines)


def _cost_of_cut(units: list[str], at: int) -> float:
    """Nothing behind a comma; most inside a word, some at an odd place, for most words have two characters."""
    before, after = units[at - 1], units[at]
    if before[-1] in _CLOSING + _SPACE or after[0] in _OPENING:
        return 0.0
    if is_word(before[-1] + after[0]):
        return CUT_WORD
    plain = 0
    for unit in reversed(units[:at]):
        if unit[-1] in _CLOSING + _SPACE:
            break
        plain += 1
    return 2.0 * (plain % 2)


def _units(text: str, face: Face, size: float, width: float) -> Iterator[str]:
    """What stays on one line; an answer to tick that is wider than the line is a text like any other."""
    for unit in _UNIT.findall(text):
        if unit.startswith(_BOX) and face.width(unit.rstrip(_SPACE), size) > width:
            yield from _PART.findall(unit)
        else:
            yield unit


def _lines(text: str, face: Face, size: float, width: float) -> Iterator[str]:
    made: list[list[str]] = []
    line: list[str] = []
    used = 0.0
    for unit in _units(text, face, size, width):
        room = face.width(unit.rstrip(_SPACE), size)
        if used + room <= width:
            line.append(unit)
            used += face.width(unit, size)
            continue
        if line:
            made.append(line)
        line, used = [], 0.0
        if room <= width:
            line, used = [unit], face.width(unit, size)
            continue
        for char in unit:
            step = face.width(char, size)
            if line and used + step > width:
                made.append(line)
                line, used = [], 0.0
            line.append(char)
            used += step
    if made and len(made[-1]) > _ENOUGH and 0 < len("".join(line).strip(_CLOSING + _SPACE)) <= 1:
        line.insert(0, made[-1].pop())  # a last line of one character looks like an error
    yield from ("".join(units).rstrip(_SPACE) for units in (*made, line))
