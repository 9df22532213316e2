"""The sheet: one record, or a blank one, section by section in the order of the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from forms.definition import AnswerSet, Field, FieldType, Section
from forms.json_value import Json, rows_of
from forms.printing.band import Band, Cell, band
from forms.printing.beside import Part, beside_bands, may_stand_beside
from forms.printing.checks import BULK, CheckTable, Line, category_width
from forms.printing.hand_room import USUAL, HandRoom
from forms.printing.job import Path, PrintJob
from forms.printing.notes import is_unverified
from forms.printing.numbering import (
    Item,
    asked,
    chinese,
    has_own_number,
    hidden,
    items,
    numbers_itself,
    unfolds,
)
from forms.printing.pair_source import PairSource
from forms.printing.pairs import PairLayout
from forms.printing.paper import LANDSCAPE, PAD, PORTRAIT, ROW, Paper
from forms.printing.problems import problem_bands
from forms.printing.row_parts import RowParts
from forms.printing.styles import Styles
from forms.printing.text import wrap


def paper_for(job: PrintJob) -> Paper:
    """A round of several places lies, one of a single place stands; else the plan decides, but for what a ledger shows."""
    grids = [field for field in job.form.fields() if field.grid]
    if grids:
        return PORTRAIT if all(unfolds(field, job) for field in grids) else LANDSCAPE
    plan = job.form.printing
    return LANDSCAPE if plan.landscape and plan.default != "ledger" else PORTRAIT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Check:
    """A check item with its category and its answers."""

    item: Item
    category: str
    answers: AnswerSet


class SheetBody:
    """Builds the bands of a sheet above its signatures; ``hand`` is the room that a blank one has to write in.

    ``beside`` sets sections of which a hand fills one in pairs, each half as wide as the paper.
    """

    def __init__(
        self, job: PrintJob, styles: Styles, paper: Paper, *, hand: HandRoom = USUAL, beside: bool = False
    ) -> None:
        self.job = job
        self.styles = styles
        self.width = paper.inner_width
        self.items = items(job.form, job)
        found = [item for item in self.items if item.finding]
        self._found = found
        self._found_numbers = {item.path: number for number, item in enumerate(found, 1)}
        self._source = PairSource(job)
        self._pairs = PairLayout(
            width=self.width, styles=styles, landscape=paper.landscape, blank=job.is_blank, hand=hand
        )
        self._rows = RowParts(self._source, self._pairs, styles, {item.path: item for item in found})
        self._beside = beside
        self._number = 0  # of the last check item
        self._category = 0  # of the last section or merged label
        self._numbers_itself = numbers_itself(job.form)
        self._headed = False  # whether the section's title stands above, not beside its items
        self._category_width = category_width(self._titles(), styles)
        self._content = self._content_head()
        self._answers: AnswerSet | None = None  # whose head stands above
        self._head: tuple[Band, ...] = ()

    def bands(self) -> list[Band]:
        made = self._pairs.bands(self._source.head())
        sections = [(section, self._fields(section)) for section in self.job.form.sections]
        sections = [(section, fields) for section, fields in sections if fields]
        for answers, run in groupby(sections, key=lambda one: self._answers_beside(one[0])):
            some = list(run)
            if answers is not None and len(some) > 1:
                made += self._side_by_side(some, answers)
            else:
                made += [
                    band for section, fields in some for band in self._section(section, fields, sections)
                ]
        if self._reports_problems():
            made += problem_bands(self._found, self.job, self.styles, self.width, hand=self._pairs.hand)
        return made

    def _section(self, section: Section, fields: list[Field], sections: Sequence[object]) -> Iterator[Band]:
        self._headed = len(sections) > 1 and _needs_heading(section, fields)
        if self._headed:
            yield self._heading(section)
        for kind, run in groupby(fields, key=_kind):
            yield from self._run(kind, section, list(run))

    def _answers_beside(self, section: Section) -> AnswerSet | None:
        """The one answer set of a section that may stand beside another."""
        if not self._beside or not may_stand_beside(section):
            return None
        answers = [field.answers for field in section.fields]
        return answers[0] if all(one == answers[0] for one in answers) else None

    def _side_by_side(
        self, sections: Sequence[tuple[Section, list[Field]]], answers: AnswerSet
    ) -> Iterator[Band]:
        self._headed, self._answers = False, None
        parts = []
        for section, fields in sections:
            checks = self._plain(section, fields)
            parts.append(Part(title=checks[0].category, lines=[self._line(check.item) for check in checks]))
        table = CheckTable(
            answers=answers,
            width=self.width / 2,
            category=0,
            styles=self.styles,
            blank=True,
            title=self._content,
            remarks=False,
        )
        yield from beside_bands(parts, table)

    def _content_head(self) -> str:
        """Head of the column of items: what the only section with items calls them, for others stand under it too."""
        asking = [s for s in self.job.form.sections if any(f.type is FieldType.CHECK for f in s.fields)]
        title = asking[0].title if len(asking) == 1 else ""
        return title if title.endswith(("内容", "项目")) else "检查内容"

    def _fields(self, section: Section) -> list[Field]:
        source = self._source
        return [f for f in section.fields if f.name not in source.head_names and source.is_shown(f)]

    def _heading(self, section: Section) -> Band:
        self._category += 1
        self._answers = None
        style = self.styles.heading
        lines = wrap(self._title(section.title), style, self.width - 2 * PAD)
        return band(
            [Cell(left=0, right=self.width, style=style, lines=lines, shaded=True)], least=ROW + 1, keep=True
        )

    def _run(self, kind: str, section: Section, fields: list[Field]) -> Iterator[Band]:
        match kind:
            case "check":
                yield from self._checks(self._plain(section, fields))
            case "rows":
                for field in fields:
                    yield from self._rows_of(field)
            case "note":
                for field in fields:
                    yield self._note(field)
            case _:
                self._answers = None
                yield from self._pairs.bands(self._source.pairs(fields))

    def _titles(self) -> list[str]:
        """Everything that may stand in the merged column, with a number before it."""
        plain = [s.title for s in self.job.form.sections if any(f.type is FieldType.CHECK for f in s.fields)]
        parents = [
            inner.label
            for field in self.job.form.fields()
            if field.grid and unfolds(field, self.job)
            for inner in field.fields
            if inner.type is FieldType.CHECK and inner.part_of is None
        ]
        return [f"一、{title}" for title in (*plain, *parents)]

    def _title(self, title: str) -> str:
        return title if self._numbers_itself else f"{chinese(self._category)}、{title}"

    def _plain(self, section: Section, fields: Sequence[Field]) -> list[_Check]:
        self._category += not self._headed
        title = self._title(section.title) if len(self.job.form.sections) > 1 else section.title
        answers = self._source.answers
        return [
            _Check(item=self._numbered((f.name,), f, answers.get(f.name)), category=title, answers=f.answers)
            for f in fields
            if f.answers is not None
        ]

    def _rows_of(self, field: Field) -> Iterator[Band]:
        if unfolds(field, self.job):
            yield from self._checks(self._unfolded(field, rows_of(self._source.answers.get(field.name))[0]))
        else:
            self._answers = None
            yield from self._rows.bands(field)

    def _unfolded(self, field: Field, row: dict[str, Json]) -> list[_Check]:
        """A round of one place: its items one below the other, under the statutory column they belong to."""
        parents = {inner.name: inner for inner in field.fields}
        categories: dict[str, str] = {}
        checks = []
        for inner in asked(field.fields, unfolded=True):
            value = row.get(inner.name)
            if inner.answers is None or hidden(inner, value, self.job):
                continue
            parent = parents[inner.part_of] if inner.part_of else inner
            if parent.name not in categories:
                self._category += 1
                categories[parent.name] = self._title(parent.label)
            item = self._numbered((field.name, str(row.get("row_id", "")), inner.name), inner, value, row)
            checks.append(_Check(item=item, category=categories[parent.name], answers=inner.answers))
        return checks

    def _numbered(self, path: Path, field: Field, value: Json, row: Mapping[str, Json] | None = None) -> Item:
        self._number += 1
        return Item(path=path, field=field, number=self._number, value=value, row=row)

    def _checks(self, checks: Sequence[_Check]) -> Iterator[Band]:
        for answers, same in groupby(checks, key=lambda check: check.answers):
            table = CheckTable(
                answers=answers,
                width=self.width,
                category=0 if self._headed else self._category_width,
                styles=self.styles,
                blank=self.job.is_blank,
                title=self._content,
            )
            if self._answers != answers:
                self._answers = answers
                self._head = (table.head(),)
                yield self._head[0]
            for title, group in groupby(same, key=lambda check: check.category):
                yield from table.bands(title, [self._line(check.item) for check in group], self._head)

    def _line(self, item: Item) -> Line:
        number = self._found_numbers.get(item.path)
        star = BULK if "/".join(item.path) in self.job.bulk else ""
        remark = " ".join(part for part in (star, f"见下 {number}" if number else "") if part)
        return Line(item=item, remark=remark, unverified=is_unverified(item.field))

    def _note(self, field: Field) -> Band:
        style = self.styles.small
        lines = wrap(field.label, style, self.width - 2 * PAD)
        return band([Cell(left=0, right=self.width, style=style, lines=lines)], least=ROW)

    def _reports_problems(self) -> bool:
        """Whether the form asks for findings anywhere but in a table that has a column for them."""
        return any(
            (field.type is FieldType.CHECK and field.finding is not None)
            or (field.grid and unfolds(field, self.job))
            for field in self.job.form.fields()
        )


def _needs_heading(section: Section, fields: Sequence[Field]) -> bool:
    """Not where the title is the merged label of its items, nor over a single field, which has its own.

    An official number is always told.
    """
    if all(field.type is FieldType.CHECK for field in fields):
        return False
    return len(fields) > 1 or has_own_number(section)


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
