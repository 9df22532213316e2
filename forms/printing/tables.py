"""Fields of type rows as tables, and rounds as a grid of places and columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from forms.definition import Field, FieldType
from forms.json_value import Json
from forms.printing.band import Band, Cell, Column, Picture, bands, head_band
from forms.printing.job import Names
from forms.printing.mark import Mark
from forms.printing.paper import BLANK_ROW, HEAD_ROW, MM, NARROW_PAD, ROW
from forms.printing.styles import Styles
from forms.printing.text import Align, Style, cuts_a_word, longest_unit, wrap, wrap_evenly
from forms.printing.values import answer_label, check_code_of, single_mark, value_text

_INDEX: Final = 9 * MM
_LEAST: Final[dict[FieldType, float]] = {
    FieldType.CHECK: 12,
    FieldType.DATE: 21,
    FieldType.TIME: 14,
    FieldType.DATETIME: 31,
    FieldType.INTEGER: 14,
    FieldType.DECIMAL: 16,
    FieldType.PERSON: 26,
    FieldType.PLACE: 30,
    FieldType.ASSET: 30,
    FieldType.LONG_TEXT: 40,
    FieldType.MANY_OF: 30,
    FieldType.SIGNATURE: 32,
    FieldType.PHOTO: 16,
    FieldType.FILE: 16,
    FieldType.CALCULATED: 20,
}
_GROWS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.PLACE, FieldType.ASSET, FieldType.MANY_OF})
_CENTRED = frozenset(
    {
        FieldType.DATE,
        FieldType.TIME,
        FieldType.DATETIME,
        FieldType.INTEGER,
        FieldType.DECIMAL,
        FieldType.ONE_OF,
        FieldType.CHECK,
        FieldType.CALCULATED,
    }
)
_PAD: Final = 1.4 * MM
_PROBLEM: Final = 45 * MM  # of the column of problems
_NO_PROBLEM: Final = 24 * MM  # where there are none
_UNCUT: Final = 34 * MM  # a number that is longer may be cut
_SHORT_HEAD: Final = 3  # characters
_TIGHTEST: Final = 0.72  # of the usual widths; narrower, a row is printed as a block of pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """The values of a row, what stands in its problem column, and drawn signatures by field."""

    values: Mapping[str, Json]
    problem: str = ""
    pictures: Mapping[str, tuple[Picture, ...]]
    starred: frozenset[str] = frozenset()  # check fields answered by 其余正常


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTable:
    """A table of ``fields`` over ``width``; with a problem column if ``problem`` names one."""

    fields: Sequence[Field]
    width: float
    styles: Styles
    names: Names
    blank: bool
    problem: str = ""

    @property
    def fits(self) -> bool:
        return self._least_total() * _TIGHTEST <= self.width

    def bands(self, rows: Sequence[TableRow], *, keep: tuple[Band, ...] = ()) -> list[Band]:
        """The head and one band per row; ``keep`` are bands that repeat above the head."""
        columns = self._columns(rows)
        heads = (*keep, head_band(columns, self.styles.head, least=HEAD_ROW))
        made = [heads[-1]]
        for number, row in enumerate(rows, 1):
            least = BLANK_ROW if self.blank else ROW
            made += bands(self._cells(columns, number, row), least=least, head=heads)
        return made

    def _least_total(self) -> float:
        return _INDEX + sum(map(self._least, self.fields)) + (_PROBLEM if self.problem else 0)

    def _least(self, field: Field) -> float:
        usual = _LEAST.get(field.type, 26.0)
        if field.type is FieldType.ONE_OF:
            usual = max(14.0, min(34.0, 4 + 3.5 * max((len(c.label) for c in field.choices), default=4)))
        return max(usual * MM, head_room(_title(field), self.styles.head))

    def _columns(self, rows: Sequence[TableRow]) -> list[Column]:
        """The texts of ``rows`` decide; on a blank paper the kinds of the fields do, and what is preprinted."""
        natural = [self._natural(field, rows) for field in self.fields]
        widths = [self._least(field) for field in self.fields]
        if not self.blank:
            heads = [head_room(_title(field), self.styles.head) for field in self.fields]
            longest = [self._longest(field, rows) for field in self.fields]
            widths = [
                max(head, unit, min(usual, need))
                for head, unit, usual, need in zip(heads, longest, widths, natural, strict=True)
            ]
        problem = 0.0
        if self.problem:
            told = self.blank or any(row.problem for row in rows)
            problem = _PROBLEM if told else _NO_PROBLEM
        spare = self.width - _INDEX - sum(widths) - problem
        roomy = spare >= 0
        if not roomy:
            floors = (
                [0.0] * len(widths) if self.blank else [max(one) for one in zip(heads, longest, strict=True)]
            )
            *widths, problem = squeezed([*widths, problem], [*floors, 0.0], self.width - _INDEX)
        else:
            told_on = max((self._measured(row.problem, self.styles.small) for row in rows), default=0.0)
            widths, problem = self._shared(widths, natural, problem, told_on)
        return self._placed(widths, roomy=roomy)

    def _placed(self, widths: Sequence[float], *, roomy: bool) -> list[Column]:
        columns = [_column("序", 0, _INDEX, self._style(centred=True, roomy=roomy))]
        left = _INDEX
        for number, (field, width) in enumerate(zip(self.fields, widths, strict=True), 1):
            is_last = number == len(self.fields) and not self.problem
            right = self.width if is_last else left + width
            style = self._style(centred=field.type in _CENTRED, roomy=roomy)
            columns.append(_column(_title(field), left, right, style))
            left = right
        if self.problem:
            columns.append(_column(self.problem, left, self.width, self.styles.small))
        return columns

    def _natural(self, field: Field, rows: Sequence[TableRow]) -> float:
        """Width in which every value stands on one line; of a mark or a drawing its usual one."""
        if field.type in {FieldType.CHECK, FieldType.SIGNATURE}:
            return self._least(field)
        texts = (value_text(field, row.values.get(field.name), self.names, compact=True) for row in rows)
        return max((self._measured(text, self.styles.body) for text in texts), default=0.0)

    def _longest(self, field: Field, rows: Sequence[TableRow]) -> float:
        """Width in which no number is cut; of a long one only as much as a column usually has."""
        if field.type in {FieldType.CHECK, FieldType.SIGNATURE}:
            return 0.0
        texts = (value_text(field, row.values.get(field.name), self.names, compact=True) for row in rows)
        longest = max((longest_unit(text, self.styles.body) for text in texts if text), default=0.0)
        return min(longest + 2 * _PAD + 1, _UNCUT)

    def _measured(self, text: str, style: Style) -> float:
        widest = max(
            (style.face.width(style.face.printable(part), style.size) for part in text.split("\n")), default=0
        )
        return widest + 2 * _PAD + 1 if text else 0.0

    def _shared(
        self, widths: list[float], natural: Sequence[float], problem: float, longest: float
    ) -> tuple[list[float], float]:
        """Spare width goes where it saves lines; what is left then, to the check columns and to texts."""
        spare = self.width - _INDEX - sum(widths) - problem
        lacks = [max(0.0, need - width) for width, need in zip(widths, natural, strict=True)]
        lack = max(0.0, longest - problem) if problem else 0.0
        wanted = sum(lacks) + lack
        share = min(1.0, spare / wanted) if wanted else 0.0
        widths = [width + lacks[index] * share for index, width in enumerate(widths)]
        problem += lack * share
        return self._grown(widths, problem, max(0.0, self.width - _INDEX - sum(widths) - problem))

    def _style(self, *, centred: bool, roomy: bool) -> Style:
        """10.5 pt where the table has room for it, else 9 pt."""
        if roomy:
            return self.styles.body_centre if centred else self.styles.body
        return self.styles.small_centre if centred else self.styles.small

    def _grown(self, widths: list[float], problem: float, spare: float) -> tuple[list[float], float]:
        """Spare width goes to the check columns up to 22 mm, then to texts."""
        checks = [index for index, field in enumerate(self.fields) if field.type is FieldType.CHECK]
        for index in checks:
            more = min(spare / len(checks), max(0.0, 21 * MM - widths[index]))
            widths[index] += more
        spare = self.width - _INDEX - sum(widths) - problem
        growing = [index for index, field in enumerate(self.fields) if field.type in _GROWS]
        shares = len(growing) + (2 if problem else 0)
        if not shares:
            growing, shares = list(range(len(widths))), len(widths)
        for index in growing:
            widths[index] += spare / shares
        return widths, problem + (2 * spare / shares if problem else 0)

    def _cells(self, columns: Sequence[Column], number: int, row: TableRow) -> list[Cell]:
        index, *rest = columns
        cells = [index.cell(str(number))]
        for field, column in zip(self.fields, rest, strict=False):
            cells.append(self._cell(column, field, row))
        if self.problem:
            cells.append(columns[-1].cell(row.problem))
        return cells

    def _cell(self, column: Column, field: Field, row: TableRow) -> Cell:
        value = row.values.get(field.name)
        if field.type is FieldType.CHECK:
            code = check_code_of(value)
            mark = single_mark(field.answers, code)
            cell = column.cell("" if mark else answer_label(field.answers, code), mark=mark)
            return replace(cell, starred=field.name in row.starred)
        if field.type is FieldType.SIGNATURE:
            return _signature_cell(column, row.pictures.get(field.name, ()))
        if self.blank and value is None:
            return column.cell()
        return column.cell(value_text(field, value, self.names, compact=True))


def head_room(title: str, style: Style) -> float:
    """What the head of a column needs: its own lines, else two; a short one is not divided, and a word only where one
    character more would not help.
    """
    longest = max(len(part) for part in title.split("\n"))
    lines = title.count("\n") + 1 if "\n" in title else 1 if longest <= _SHORT_HEAD else 2
    fitting = [
        chars
        for chars in range(-(-longest // lines), longest)
        if len(wrap(title, style, chars * style.size)) <= lines
    ] or [longest]
    whole = (at for at in fitting[:2] if not cuts_a_word(wrap_evenly(title, style, at * style.size)))
    return max(next(whole, fitting[0]) * style.size + 1.4 * MM, 9.0 * MM)


def squeezed(widths: Sequence[float], floors: Sequence[float], room: float) -> list[float]:
    """The widths made to fit ``room``: each gives of what it has above its floor, and of that only if need be."""
    over, above = sum(widths) - room, sum(widths) - sum(floors)
    if over <= above and above > 0:
        return [width - (width - floor) * over / above for width, floor in zip(widths, floors, strict=True)]
    return [width * room / sum(widths) for width in widths]


def slashed(table: RowTable) -> list[Band]:
    """The table of a filled paper that has no rows: its head and one row struck out."""
    head, empty = table.bands([TableRow(values={}, pictures={})])
    cells = [_struck(cell) for cell in empty.cells]
    return [head, Band(height=empty.height, cells=tuple(cells), head=empty.head)]


def _struck(cell: Cell) -> Cell:
    return Cell(left=cell.left, right=cell.right, style=cell.style, mark=Mark.SLASH, pad=cell.pad)


def _signature_cell(column: Column, pictures: tuple[Picture, ...]) -> Cell:
    return Cell(left=column.left, right=column.right, style=column.style, pictures=pictures, pad=column.pad)


def _title(field: Field) -> str:
    return field.short or field.label


def _column(title: str, left: float, right: float, style: Style) -> Column:
    pad = NARROW_PAD if style.align is Align.CENTRE else _PAD
    return Column(title=title, left=left, right=right, style=style, pad=pad)
