"""Label and value side by side: the head block and every field that is not a check item or a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from forms.definition import FieldType
from forms.printing.band import Band, Cell, Picture, bands
from forms.printing.hand_room import USUAL, HandRoom
from forms.printing.mark import Mark
from forms.printing.paper import BLANK_ROW, MM, NARROW_PAD, PAD, ROW
from forms.printing.styles import Styles
from forms.printing.text import Style, cuts_a_word, wrap, wrap_evenly

WHOLE: Final = 12  # a line is divided into twelfths

_LABELS: Final = tuple(width * MM for width in (22, 27.5, 33, 40, 52, 66, 84))  # widths
_SIGNED: Final = 11 * MM  # somebody signs with a pen
_WHOLE_LINE = frozenset({FieldType.LONG_TEXT, FieldType.MANY_OF, FieldType.SIGNATURE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One labelled value, with the width it asks for."""

    label: str
    text: str
    type: FieldType = FieldType.TEXT
    sample: str = ""  # what its cell must hold on one line; decides its width
    wide: bool = False  # asks for a whole line
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLayout:
    """How wide, how high and in which styles pairs are set."""

    width: float
    styles: Styles
    landscape: bool
    blank: bool = False
    hand: HandRoom = USUAL

    def bands(self, pairs: Sequence[Pair]) -> list[Band]:
        """Lines of pairs; thirds, halves and whole lines, so that their rules stand in line."""
        lines: list[list[tuple[Pair, int]]] = []
        for pair in pairs:
            span = self._span(pair)
            if not lines or sum(taken for _, taken in lines[-1]) + span > WHOLE:
                lines.append([])
            lines[-1].append((pair, span))
        filled = [self._filled(line) for line in lines]
        rooms = {
            span: max(self._label_need(pair) for line in filled for pair, taken in line if taken == span)
            for span in {taken for line in filled for _, taken in line}
        }
        return [band for line in filled for band in self._line(line, rooms)]

    def _filled(self, line: list[tuple[Pair, int]]) -> list[tuple[Pair, int]]:
        """The line with its pairs wider, where they would not fill it."""
        if sum(span for _, span in line) < WHOLE:
            return [(pair, WHOLE // len(line)) for pair, _ in line]
        return line

    def _span(self, pair: Pair) -> int:
        spans = (3, 4, 6) if self.landscape else (4, 6)
        if pair.wide or pair.type in _WHOLE_LINE:
            return WHOLE
        need = self._value_need(pair) + self._label_need(pair)
        return next((span for span in spans if need <= self.width * span / WHOLE), WHOLE)

    def _value_need(self, pair: Pair) -> float:
        body = self.styles.body
        return body.face.width(pair.sample, body.size) + 2 * PAD

    def _label_need(self, pair: Pair) -> float:
        """The narrowest room in which the label takes two lines at most and none ends inside a word, if there is one."""
        label = self.styles.label
        laid = {room: wrap_evenly(pair.label, label, room - 2 * NARROW_PAD) for room in _LABELS}
        fitting = [room for room, lines in laid.items() if len(lines) <= 2]
        whole = (room for room in fitting if not cuts_a_word(laid[room]))
        return next(whole, fitting[0] if fitting else _LABELS[-1])

    def _line(self, line: list[tuple[Pair, int]], rooms: dict[int, float]) -> tuple[Band, ...]:
        """``rooms`` are the widths of the labels by span, where the value leaves as much."""
        cells: list[Cell] = []
        start = 0
        for pair, span in line:
            left, right = self.width * start / WHOLE, self.width * (start + span) / WHOLE
            spare = right - left - self._value_need(pair)
            room = rooms[span] if rooms[span] <= spare else self._label_need(pair)
            cells += self._cells(pair, left, right, room)
            start += span
        least = BLANK_ROW if self.blank else ROW + 2
        if any(pair.type is FieldType.LONG_TEXT for pair, _ in line):
            least = self.hand.text * BLANK_ROW if self.blank else 2 * ROW
        if any(pair.type is FieldType.SIGNATURE for pair, _ in line):
            least = max(least, _SIGNED)
        return bands(cells, least=least)

    def _cells(self, pair: Pair, left: float, right: float, room: float) -> tuple[Cell, Cell]:
        middle = left + room
        label = self.styles.label
        label_lines = wrap_evenly(pair.label, label, room - 2 * NARROW_PAD)
        value = self._value_style(pair, right - middle)
        return (
            Cell(left=left, right=middle, style=label, lines=label_lines, pad=NARROW_PAD),
            Cell(
                left=middle,
                right=right,
                style=value,
                lines=wrap(pair.text, value, right - middle - 2 * PAD) if pair.text else (),
                mark=Mark.SLASH if self._is_empty(pair) else None,
                pictures=pair.pictures,
            ),
        )

    def _is_empty(self, pair: Pair) -> bool:
        """Whether a filled paper strikes the cell out, so that nothing can be added later but a name by pen."""
        to_sign = pair.type is FieldType.SIGNATURE
        return not self.blank and not pair.text and not pair.pictures and not to_sign

    def _value_style(self, pair: Pair, room: float) -> Style:
        """10.5 pt, or 9 pt where only that keeps a short value on one line."""
        body = self.styles.body
        inner = room - 2 * PAD
        if "\n" in pair.text or body.face.width(pair.text, body.size) <= inner:
            return body
        small = self.styles.small
        return small if small.face.width(pair.text, small.size) <= inner else body
