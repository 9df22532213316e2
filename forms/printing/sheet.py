"""The sheet: one record, or a blank one, section by section in the order of the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from forms.definition import AnswerSet, Field, FieldType, Section
from forms.json_value import Json
from forms.printing.band import Band, Cell, Picture, band, bands
from forms.printing.checks import BULK, CheckTable, Line
from forms.printing.job import PrintJob, rows_of
from forms.printing.notes import is_unverified
from forms.printing.numbering import Item, asked, findings, hidden, items, numbered, unfolds
from forms.printing.pairs import Pair, PairLayout
from forms.printing.paper import HEAD_ROW, LANDSCAPE, PAD, PORTRAIT, ROW, Paper
from forms.printing.problems import finding_text, problem_bands
from forms.printing.signing import ink
from forms.printing.styles import Styles
from forms.printing.tables import RowTable, TableRow, slashed
from forms.printing.text import wrap
from forms.printing.values import blank_text, check_code_of, long_moment, value_text

_EMPTY_ROWS: Final = 6  # of a table on a blank paper
_EMPTY_PLACES: Final = 16  # of a blank round
_ENVELOPE: Final = {
    "department": "科室",
    "author": "填报人",
    "claimed_at": "时间",
    "place": "部位",
    "asset": "对象",
}


def paper_for(job: PrintJob) -> Paper:
    """A round of several places lies; one of a single place stands; else the definition decides."""
    grids = [field for field in job.form.fields() if field.grid]
    if grids:
        return PORTRAIT if all(unfolds(field, job) for field in grids) else LANDSCAPE
    return LANDSCAPE if job.form.printing.landscape else PORTRAIT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Check:
    """A check item of a section, its category and its number."""

    item: Item
    category: str
    answers: AnswerSet


class SheetBody:
    """Builds the bands of a sheet above its signatures."""

    def __init__(self, job: PrintJob, styles: Styles, paper: Paper) -> None:
        self.job = job
        self.styles = styles
        self.width = paper.inner_width
        self.answers = job.answers
        self.items = items(job.form, job)
        self.findings = findings(job)
        self._numbers = {item.path: position for position, item in enumerate(self.findings, 1)}
        self._pairs = PairLayout(
            width=self.width, styles=styles, landscape=paper.landscape, blank=job.is_blank
        )
        self._number = 0
        self._category = 0
        self._answers: AnswerSet | None = None
        self._head: tuple[Band, ...] = ()

    def bands(self) -> list[Band]:
        made = self._pairs.bands(self._head_pairs())
        sections = [(section, self._shown(section)) for section in self.job.form.sections]
        sections = [(section, fields) for section, fields in sections if fields]
        titled = sum(not self._is_checks(fields) for _, fields in sections) > 1 or len(sections) > 1
        for section, fields in sections:
            if titled and not self._is_checks(fields):
                made.append(self._heading(section))
            for kind, run in groupby(fields, key=_kind):
                made += self._run(kind, section, list(run))
        if self._reports_problems():
            made += problem_bands(self.findings, self.job, self.styles, self.width)
        return made

    # -- the parts of a section

    def _shown(self, section: Section) -> list[Field]:
        head = set(self.job.form.printing.head)
        return [
            field
            for field in section.fields
            if field.name not in head
            and not hidden(field, self.answers.get(field.name), self.job)
            and not (self.job.is_anonymous and field.type is FieldType.PERSON)
        ]

    def _is_checks(self, fields: Sequence[Field]) -> bool:
        return all(
            field.type is FieldType.CHECK or (field.grid and unfolds(field, self.job)) for field in fields
        )

    def _heading(self, section: Section) -> Band:
        self._category += 1
        self._answers = None
        style = self.styles.heading
        text = numbered(section.title, self._category)
        cell = Cell(
            left=0, right=self.width, style=style, lines=wrap(text, style, self.width - 2 * PAD), shaded=True
        )
        return band([cell], least=ROW + 1, keep=True)

    def _run(self, kind: str, section: Section, fields: list[Field]) -> Iterator[Band]:
        match kind:
            case "check":
                self._category += 1
                title = (
                    numbered(section.title, self._category)
                    if len(self.job.form.sections) > 1
                    else section.title
                )
                yield from self._checks(
                    [_Check(item=i, category=title, answers=a) for i, a in self._plain(fields)]
                )
            case "rows":
                for field in fields:
                    yield from self._rows(field)
            case "note":
                for field in fields:
                    yield self._note(field)
            case _:
                self._answers = None
                yield from self._pairs.bands(
                    [self._pair(field, self.answers.get(field.name)) for field in fields]
                )

    def _plain(self, fields: Sequence[Field]) -> Iterator[tuple[Item, AnswerSet]]:
        for field in fields:
            if field.answers is not None:
                yield self._numbered((field.name,), field, self.answers.get(field.name)), field.answers

    def _numbered(
        self, path: tuple[str, ...], field: Field, value: Json, row: Mapping[str, Json] | None = None
    ) -> Item:
        self._number += 1
        return Item(path=path, field=field, number=self._number, value=value, row=row)

    def _checks(self, checks: Sequence[_Check]) -> Iterator[Band]:
        for answers, same in groupby(checks, key=lambda check: check.answers):
            table = CheckTable(answers=answers, width=self.width, styles=self.styles, blank=self.job.is_blank)
            if self._answers != answers:
                self._answers = answers
                self._head = (table.head(),)
                yield self._head[0]
            for title, group in groupby(same, key=lambda check: check.category):
                yield from table.bands(title, [self._check_line(check.item) for check in group], self._head)

    def _check_line(self, item: Item) -> Line:
        number = self._numbers.get(item.path)
        remark = f"见下 {number}" if number else ""
        if "/".join(item.path) in self.job.bulk:
            remark = f"{BULK} {remark}".strip()
        return Line(item=item, remark=remark, unverified=is_unverified(item.field))

    def _note(self, field: Field) -> Band:
        style = self.styles.small
        lines = wrap(field.label, style, self.width - 2 * PAD)
        return band([Cell(left=0, right=self.width, style=style, lines=lines)], least=ROW)

    # -- rows

    def _rows(self, field: Field) -> Iterator[Band]:
        rows = rows_of(self.answers.get(field.name))
        if unfolds(field, self.job):
            yield from self._unfolded(field, rows[0])
            return
        self._answers = None
        shown = [
            inner for inner in field.fields if inner.part_of is None and inner.type is not FieldType.NOTE
        ]
        if self.job.is_anonymous:
            shown = [inner for inner in shown if inner.type is not FieldType.PERSON]
        has_findings = any(inner.finding for inner in shown)
        table = RowTable(
            fields=shown,
            width=self.width,
            styles=self.styles,
            names=self.job.names,
            blank=self.job.is_blank,
            problem=("具体问题及处理情况" if field.grid else "说明") if has_findings else "",
        )
        caption = () if field.grid else (self._caption(field),)
        yield from caption
        if not table.fits:
            yield from self._blocks(shown, rows)
        elif rows or self.job.is_blank:
            yield from table.bands(
                [self._table_row(field, row) for row in self._or_empty(field, rows)], keep=caption
            )
        else:
            yield from slashed(table)

    def _or_empty(self, field: Field, rows: list[dict[str, Json]]) -> list[dict[str, Json]]:
        if not self.job.is_blank:
            return rows
        least = max(_EMPTY_PLACES if field.grid else _EMPTY_ROWS, field.min_rows)
        empty: list[dict[str, Json]] = [{} for _ in range(max(least - len(rows), 4 if rows else 0))]
        return [*rows, *empty]

    def _caption(self, field: Field) -> Band:
        style = self.styles.heading
        text = field.label + ("" if field.source is None or field.source.verified else "※")
        cell = Cell(left=0, right=self.width, style=style, lines=wrap(text, style, self.width - 2 * PAD))
        return band([cell], least=ROW, keep=True)

    def _table_row(self, field: Field, row: dict[str, Json]) -> TableRow:
        problems = []
        starred = []
        for inner in field.fields:
            path = (field.name, str(row.get("row_id", "")), inner.name)
            if "/".join(path) in self.job.bulk:
                starred.append(inner.name)
            if path in self._numbers:
                found = self.findings[self._numbers[path] - 1]
                title = (inner.short or inner.label).replace("\n", "、")
                problems.append(f"{title}：{finding_text(found, self.job, brief=True)}")
        pictures = {
            inner.name: self._pictures(row.get(inner.name))
            for inner in field.fields
            if inner.type is FieldType.SIGNATURE
        }
        return TableRow(
            values=row, problem="\n".join(problems), pictures=pictures, starred=frozenset(starred)
        )

    def _unfolded(self, field: Field, row: dict[str, Json]) -> Iterator[Band]:
        """A round of one place: its items one below the other, under the statutory column they belong to."""
        parents = {inner.name: inner for inner in field.fields}
        row_id = str(row.get("row_id", ""))
        checks = []
        categories: dict[str, str] = {}
        for inner in asked(field.fields, unfolded=True):
            value = row.get(inner.name)
            if inner.answers is None or hidden(inner, value, self.job):
                continue
            parent = parents[inner.part_of] if inner.part_of else inner
            if parent.name not in categories:
                self._category += 1
                categories[parent.name] = numbered(_short(parent), self._category)
            item = self._numbered((field.name, row_id, inner.name), inner, value, row)
            checks.append(_Check(item=item, category=categories[parent.name], answers=inner.answers))
        yield from self._checks(checks)

    def _blocks(self, fields: Sequence[Field], rows: list[dict[str, Json]]) -> Iterator[Band]:
        """Rows too wide for a table: each one a block of pairs under its number."""
        shown = rows or ([{}] if self.job.is_blank else [])
        for number, row in enumerate(shown, 1):
            style = self.styles.label
            cell = Cell(left=0, right=self.width, style=style, lines=(f"第 {number} 条",))
            yield band([cell], least=ROW, keep=True)
            yield from self._pairs.bands([self._pair(field, row.get(field.name)) for field in fields])
        if not shown:
            yield from bands(
                [Cell(left=0, right=self.width, style=self.styles.body, lines=("/",))], least=HEAD_ROW
            )

    # -- pairs

    def _head_pairs(self) -> list[Pair]:
        """The fields of ``printing.head``; of a round of one place also where and when."""
        pairs = [pair for name in self.job.form.printing.head for pair in self._head_pair(name)]
        for field in self.job.form.fields():
            if field.grid and unfolds(field, self.job):
                row = rows_of(self.answers.get(field.name))[0]
                pairs = [
                    *(self._pair(i, row.get(i.name)) for i in field.fields if i.type is FieldType.PLACE),
                    *pairs,
                    *(
                        self._pair(inner, row.get(inner.name))
                        for inner in field.fields
                        if inner.type not in {FieldType.PLACE, FieldType.CHECK, FieldType.TIME}
                        and row.get(inner.name)
                    ),
                ]
        return pairs

    def _head_pair(self, name: str) -> Iterator[Pair]:
        field = next((field for field in self.job.form.fields() if field.name == name), None)
        if field is None:
            if not self.job.is_anonymous and name in _ENVELOPE:
                yield Pair(label=_ENVELOPE[name], text=self._envelope(name))
            return
        value = self.answers.get(name)
        is_person = field.type is FieldType.PERSON
        if not hidden(field, value, self.job) and not (self.job.is_anonymous and is_person):
            yield self._pair(field, value)

    def _envelope(self, name: str) -> str:
        revision = self.job.revision
        if revision is None:
            return ""
        names = self.job.names
        match name:
            case "department":
                return names.department(revision.department) if revision.department else ""
            case "author":
                return names.person(revision.author)
            case "claimed_at":
                return long_moment(revision.claimed_at)
            case "place":
                return names.place(revision.place) if revision.place else ""
            case _:
                return names.asset(revision.asset) if revision.asset else ""

    def _pair(self, field: Field, value: Json) -> Pair:
        unverified = "※" if field.source is not None and not field.source.verified else ""
        if field.type is FieldType.CHECK:
            text = value_text(field, check_code_of(value), self.job.names)
        elif self.job.is_blank and value is None:
            text = blank_text(field)
        else:
            text = value_text(field, value, self.job.names)
        return Pair(
            label=(field.label + unverified) or field.name,
            text="" if field.type is FieldType.SIGNATURE else text,
            type=field.type,
            wide=field.width == "full" and field.type is FieldType.TEXT and field.name not in self._heads(),
            longest=sum(len(choice.label) for choice in field.choices)
            if self.job.is_blank
            else max((len(choice.label) for choice in field.choices), default=0),
            pictures=self._pictures(value) if field.type is FieldType.SIGNATURE else (),
        )

    def _heads(self) -> frozenset[str]:
        return frozenset(self.job.form.printing.head)

    def _pictures(self, value: Json) -> tuple[Picture, ...]:
        shas = value if isinstance(value, list) else [value]
        found = (ink(self.job.images.get(sha, b"")) for sha in shas if isinstance(sha, str))
        return tuple(picture for picture in found if picture is not None)

    def _reports_problems(self) -> bool:
        """Whether the form asks for findings anywhere but in a table that has a column for them."""
        for field in self.job.form.fields():
            if field.type is FieldType.CHECK and field.finding:
                return True
            if field.grid and unfolds(field, self.job):
                return True
        return False


def _kind(field: Field) -> str:
    match field.type:
        case FieldType.CHECK:
            return "check"
        case FieldType.ROWS:
            return "rows"
        case FieldType.NOTE:
            return "note"
        case _:
            return "pair"


def _short(field: Field) -> str:
    """The column's name as a category: 用火、用电."""
    return field.short.replace("\n", "、") if field.short else field.label
