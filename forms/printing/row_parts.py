"""Fields of type rows on a sheet: as a table, as a round, or row by row where a table would be too wide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from forms.definition import Field, FieldType
from forms.json_value import Json, rows_of
from forms.printing.band import Band, Cell, band, bands
from forms.printing.hand_room import SPARING
from forms.printing.job import Path
from forms.printing.mark import Mark
from forms.printing.numbering import Item
from forms.printing.pair_source import UNVERIFIED, PairSource
from forms.printing.pairs import PairLayout
from forms.printing.paper import PAD, ROW
from forms.printing.problems import finding_text, spoken_title
from forms.printing.styles import Styles
from forms.printing.tables import RowTable, TableRow, slashed
from forms.printing.text import wrap
from forms.roll import came_column, person_column

_EMPTY_LINES: Final = 10  # of one that is a list kept on paper, as many as a lying page takes
_EMPTY_PEOPLE: Final = 12  # of a blank roll, which everybody signs, above those of other tables
_EMPTY_STOCK: Final = 15  # of one that a computer would begin with the rows of the card
_EMPTY_PLACES: Final = 20  # of a blank round
_LEAST_BLOCKS: Final = 2  # of a blank paper on which a row takes several lines
_MORE_PLACES: Final = 4  # empty ones after preprinted places


_BY_HAND: Final = Field(name="signed_by_hand", label="本人签名", type=FieldType.SIGNATURE, line=0)


def _is_roll(table: Field) -> bool:
    """Whether it lists by name who came, so that on paper everybody signs."""
    return person_column(table) is not None and came_column(table) is not None


class RowParts:
    """Bands for the rows of one record."""

    def __init__(
        self, source: PairSource, pairs: PairLayout, styles: Styles, findings: Mapping[Path, Item]
    ) -> None:
        self.source = source
        self.job = source.job
        self.pairs = pairs
        self.width = pairs.width
        self.styles = styles
        self.findings = findings

    def bands(self, field: Field) -> Iterator[Band]:
        rows = rows_of(self.source.answers.get(field.name))
        shown = self._columns(field, rows)
        table = RowTable(
            fields=shown,
            width=self.width,
            styles=self.styles,
            names=self.job.names,
            blank=self.job.is_blank,
            problem="具体问题及处理情况" if any(inner.finding for inner in shown) else "",
        )
        caption = () if field.grid else (self._caption(field),)
        yield from caption
        if not table.fits:
            yield from self._blocks(shown, rows)
        elif rows or self.job.is_blank:
            filled = [self._table_row(field, row) for row in self._or_empty(field, rows)]
            yield from table.bands(filled, keep=caption)
        else:
            yield from slashed(table)

    def _columns(self, field: Field, rows: Sequence[Mapping[str, Json]]) -> list[Field]:
        """The fields that become columns; on a filled round no column of remarks that holds none."""
        shown = [
            inner for inner in field.fields if inner.part_of is None and inner.type is not FieldType.NOTE
        ]
        if self.job.is_anonymous:
            shown = [inner for inner in shown if inner.type is not FieldType.PERSON]
        if self.job.is_blank and _is_roll(field):
            after = 1 + next(n for n, inner in enumerate(shown) if inner.type is FieldType.PERSON)
            shown.insert(after, _BY_HAND)
        if field.grid and not self.job.is_blank:
            shown = [i for i in shown if i.type is not FieldType.TEXT or any(row.get(i.name) for row in rows)]
        return shown

    def _or_empty(self, field: Field, rows: list[dict[str, Json]]) -> list[dict[str, Json]]:
        if not self.job.is_blank:
            return rows
        if field.max_rows is not None and not rows:
            return [{} for _ in range(field.max_rows)]
        if field.default is not None:
            empty = _EMPTY_STOCK
        else:
            few = self.pairs.hand.rows
            empty = max(_EMPTY_LINES, few) if self.job.form.printing.default == "blank" else few
        empty = _EMPTY_PEOPLE + self.pairs.hand.rows if _is_roll(field) else empty
        more = min(_MORE_PLACES, self.pairs.hand.rows - SPARING.rows)
        wanted = more if rows else max(_EMPTY_PLACES if field.grid else empty, field.min_rows)
        return [*rows, *({} for _ in range(wanted))]

    def _caption(self, field: Field) -> Band:
        style = self.styles.heading
        text = field.label + ("" if field.source is None or field.source.verified else UNVERIFIED)
        lines = wrap(text, style, self.width - 2 * PAD)
        return band([Cell(left=0, right=self.width, style=style, lines=lines)], least=ROW, keep=True)

    def _table_row(self, field: Field, row: dict[str, Json]) -> TableRow:
        problems = []
        starred = []
        for inner in field.fields:
            path = (field.name, str(row.get("row_id", "")), inner.name)
            if "/".join(path) in self.job.bulk:
                starred.append(inner.name)
            if path in self.findings:
                problems.append(
                    f"{spoken_title(inner)}：{finding_text(self.findings[path], self.job, brief=True)}"
                )
        drawn = [inner.name for inner in field.fields if inner.type is FieldType.SIGNATURE]
        return TableRow(
            values=row,
            problem="\n".join(problems),
            pictures={name: self.source.pictures(row.get(name)) for name in drawn},
            starred=frozenset(starred),
        )

    def _blocks(self, fields: list[Field], rows: list[dict[str, Json]]) -> Iterator[Band]:
        """Each row a block of pairs under its number."""
        shown = rows or ([{}] * max(_LEAST_BLOCKS, self.pairs.hand.rows // 4) if self.job.is_blank else [])
        style = self.styles.label
        for number, row in enumerate(shown, 1):
            cell = Cell(left=0, right=self.width, style=style, lines=(f"第 {number} 条",))
            yield band([cell], least=ROW, keep=True)
            pairs = [self.source.pair(field, row.get(field.name)) for field in fields]
            yield from self.pairs.bands([replace(pair, wide=False) for pair in pairs])
        if not shown:
            yield from bands([Cell(left=0, right=self.width, style=style, mark=Mark.SLASH)], least=ROW)
