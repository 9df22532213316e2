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
from forms.printing.text import Style, wrap, wrap_evenly

WHOLE: Final = 12  # a line is divided into twelfths
_LONG_LABEL: Final = 14  # characters from which a label takes the wide column

_LABEL: Final = 22 * MM
_LABEL_ROOMS: Final = ((12, _LABEL), (18, 33 * MM))  # characters, width
_WIDEST_LABEL: Final = 52 * MM
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
        made: list[Band] = []
        line: list[tuple[Pair, int]] = []
        spans = [(pair, self._span(pair)) for pair in pairs]
        alone = max((_label_room(pair.label) for pair, span in spans if span == WHOLE), default=_LABEL)
        for pair, span in spans:
            if line and sum(taken for _, taken in line) + span > WHOLE:
                made += self._line(line, alone)
                line = []
            line.append((pair, span))
        return [*made, *(self._line(line, alone) if line else [])]

    def _span(self, pair: Pair) -> int:
        spans = (3, 4, 6) if self.landscape else (4, 6)
        if pair.wide or pair.type in _WHOLE_LINE or len(pair.label) > _LONG_LABEL:
            return WHOLE
        body = self.styles.body
        need = body.face.width(pair.sample, body.size) + 2 * PAD + _LABEL
        return next((span for span in spans if need <= self.width * span / WHOLE), WHOLE)

    def _line(self, line: list[tuple[Pair, int]], alone: float) -> tuple[Band, ...]:
        """``alone`` is the width of the label of a pair that has the line for itself."""
        if sum(span for _, span in line) < WHOLE:
            line = [(pair, WHOLE // len(line)) for pair, _ in line]
        cells: list[Cell] = []
        start = 0
        for pair, span in line:
            left, right = self.width * start / WHOLE, self.width * (start + span) / WHOLE
            cells += self._cells(pair, left, right, alone if span == WHOLE else _LABEL)
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


def _label_room(label: str) -> float:
    """Width of a label that has a line to itself: two lines of text, three at most."""
    length = len(label)
    return next((room for most, room in _LABEL_ROOMS if length <= most), _WIDEST_LABEL)
