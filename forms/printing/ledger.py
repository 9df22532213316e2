"""The ledger: many records of one form on lying pages, a row and its signatures for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from forms.clock import local
from forms.definition import Field, FieldType, FormKind, Signer
from forms.functions import as_instant, value_of
from forms.json_value import Json, rows_of
from forms.printing.band import Band, Cell, Column, Group, bands, head_band, tightened
from forms.printing.codes import code_of, ledger_code, ledger_digest
from forms.printing.furniture import Furniture, as_of, period_text, printed_by
from forms.printing.job import PrintJob
from forms.printing.ledger_columns import Part, first_time, parts_of
from forms.printing.mark import Mark
from forms.printing.notes import ledger_notes, make_notes
from forms.printing.numbering import findings
from forms.printing.paging import paginate
from forms.printing.paper import HEAD_ROW, LANDSCAPE, MM, NARROW_PAD, ROW
from forms.printing.problems import column_name, finding_text
from forms.printing.signing import acts, pictures_of
from forms.printing.styles import Styles
from forms.printing.tables import head_room, squeezed
from forms.printing.text import longest_unit
from forms.printing.unknown_glyphs import unknown_note
from forms.printing.values import answer_label, check_code_of, single_mark, value_text
from forms.printing.writer import Document
from forms.revision import Revision, check_code
from forms.timeliness import Timeliness

_ROW: Final = 11 * MM
_FEW_PAGES: Final = 4  # become one less if slightly lower rows allow it
_TIGHTER: Final = 0.9
_PAD: Final = 1.2 * MM
_NARROWEST: Final = 0.85  # of the usual width of a mark or a signature, in a crowd
_READABLE: Final = 17 * MM  # of a text: five characters on a line
_UNCUT: Final = 30 * MM  # a number that is longer may be cut
_MEASURED: Final = 200  # rows whose texts decide about the widths
_LEAST_ROWS: Final = 5  # of an empty page
_MOST_LINES: Final = 6  # of problems in their column
_TIMELINESS: Final = {Timeliness.LATE: "补录", Timeliness.TRANSCRIBED: "转录", Timeliness.ON_TIME: ""}


def ledger_document(job: PrintJob, styles: Styles) -> Document:
    """The pages of ``job.revisions`` in the order of their times; empty rows for the hand if there are none."""
    ordered = sorted(job.revisions, key=lambda revision: (revision.claimed_at, revision.serial))
    furniture = Furniture(
        title=job.form.title,
        left=f"单位：{job.facility}",
        middle=as_of(job.printed_at) if job.entries else period_text(ordered, job.form.printing.period),
        right=f"共 {len(ordered)} 条" if ordered else "",
        footer_left="　".join([f"{job.form.label}-{job.form.version}", *printed_by(job)]),
        footer_right=f"校验 {check_code(ledger_digest(one.rev_id for one in ordered))}" if ordered else "",
    )
    width = LANDSCAPE.inner_width
    code = ledger_code(job, ordered) if ordered else code_of(job)
    notes = make_notes([*ledger_notes(job.form), *unknown_note(job, styles.body.face)], code, styles, width)
    room = LANDSCAPE.inner_height - furniture.height
    table = LedgerTable(job, ordered, styles, width)
    rows = table.bands() if ordered else table.empty_rows(room - notes.height)
    rooms = {
        "first": room,
        "later": LANDSCAPE.inner_height - furniture.later_height,
        "notes": notes.height,
    }
    pages = paginate(rows, (), **rooms)
    if ordered and 1 < len(pages) <= _FEW_PAGES:
        tighter = paginate(tightened(rows, _TIGHTER), (), **rooms)
        pages = tighter if len(tighter) < len(pages) else pages
    return Document(
        paper=LANDSCAPE,
        pages=pages,
        furniture=furniture,
        notes=notes,
        author=job.facility,
        printed_at=job.printed_at,
    )


class LedgerTable:
    """Chooses the columns that a form's ledger has room for, and fills them."""

    def __init__(self, job: PrintJob, ordered: Sequence[Revision], styles: Styles, width: float) -> None:
        self.job = job
        self.ordered = ordered
        self.styles = styles
        self.width = width
        self.parts, self.below = parts_of(job, width / MM)
        self.columns = self._columns()
        self.head = head_band(self.columns, styles.head, least=HEAD_ROW)

    def bands(self) -> list[Band]:
        """The head, and for each record its row and what has no column in a line below."""
        made = [self.head]
        for number, revision in enumerate(self.ordered, 1):
            row = self._row(revision)
            cells, problems = self._without_long_problems(
                self._cells(number, row, revision, self.columns), row, revision
            )
            rest = "\n".join(text for text in (problems, _rest(self.below, row)) if text)
            pieces = (
                self._with_line_below(cells, rest) if rest else bands(cells, least=_ROW, head=(self.head,))
            )
            made += (replace(piece, row=number) for piece in pieces)
        return made

    def empty_rows(self, room: float) -> list[Band]:
        """The head, and as many numbered rows for the hand as ``room`` holds."""
        made = [self.head]
        for number in range(1, max(_LEAST_ROWS, int((room - self.head.height) // _ROW)) + 1):
            cells = [column.cell(str(number) if not column.left else "") for column in self.columns]
            made += bands(cells, least=_ROW, head=(self.head,))
        return made

    def _without_long_problems(
        self, cells: list[Cell], row: PrintJob, revision: Revision
    ) -> tuple[list[Cell], str]:
        """The cells, and the problems that take too many lines of their column for it."""
        at = next((index for index, part in enumerate(self.parts) if part.kind == "problem"), None)
        if at is None or len(cells[at].lines) <= _MOST_LINES:
            return cells, ""
        return [*cells[:at], self.columns[at].cell("见下"), *cells[at + 1 :]], self._problems(row, revision)

    def _with_line_below(self, cells: Sequence[Cell], rest: str) -> list[Band]:
        """A row and its text across the table, with the number beside both."""
        number, *others = cells
        group = Group(right=number.right, style=number.style, lines=number.lines)
        whole = Column(title="", left=number.right, right=self.width, style=self.styles.small, pad=_PAD)
        row = bands(others, least=_ROW, group=group, head=(self.head,))
        return [
            *(replace(one, keep=True) for one in row),
            *bands([whole.cell(rest)], least=ROW, group=group, head=(self.head,)),
        ]

    def _columns(self) -> list[Column]:
        """Widths by what stands in the columns; of an empty page by what usually does."""
        natural = self._natural() if self.ordered else [0.0] * len(self.parts)
        least = [part.least * MM for part in self.parts]
        if self.ordered:
            floors = [
                max(head_room(part.title, self.styles.head), unit, min(need, _READABLE))
                if _has_text(part)
                else usual * _NARROWEST
                for part, unit, need, usual in zip(self.parts, self._longest(), natural, least, strict=True)
            ]
            least = [
                max(floor, min(usual, need)) if _has_text(part) else usual
                for part, floor, usual, need in zip(self.parts, floors, least, natural, strict=True)
            ]
        else:
            floors = [0.0] * len(least)
        spare = self.width - sum(least)
        if spare < 0:
            return self._placed(squeezed(least, floors, self.width))
        lacks = [max(0.0, need - width) for need, width in zip(natural, least, strict=True)]
        share = min(1.0, spare / sum(lacks)) if sum(lacks) else 0.0
        widths = [width + lack * share for width, lack in zip(least, lacks, strict=True)]
        spare = self.width - sum(widths)
        growing = [part.grows for part in self.parts]
        shares = growing if sum(growing) else [1.0] * len(self.parts)
        return self._placed(
            [width + spare * part / sum(shares) for width, part in zip(widths, shares, strict=True)]
        )

    def _longest(self) -> list[float]:
        """Width in which no number of a column is cut; of a long one only as much as a column usually has."""
        found = [0.0] * len(self.parts)
        for revision in self.ordered[:_MEASURED]:
            row = self._row(revision)
            answers = row.standing
            for index, part in enumerate(self.parts):
                if part.kind == "field" and part.field is not None:
                    text = value_text(part.field, answers.get(part.field.name), row.names, compact=True)
                    unit = longest_unit(text, self.styles.small) + 2 * _PAD + 1 if text else 0.0
                    found[index] = max(found[index], min(unit, _UNCUT))
        return found

    def _natural(self) -> list[float]:
        """Width in which every text of a column stands on the lines it brings."""
        endless = [Column(title="", left=0, right=1e6, style=self.styles.small) for _ in self.parts]
        found = [0.0] * len(self.parts)
        for revision in self.ordered[:_MEASURED]:
            row = self._row(revision)
            for index, cell in enumerate(self._cells(0, row, revision, endless)):
                face, size = cell.style.face, cell.style.size
                widest = max((face.width(line, size) for line in cell.lines), default=0.0)
                found[index] = max(found[index], widest + 2 * _PAD + 1 if widest else 0.0)
        return found

    def _placed(self, widths: Sequence[float]) -> list[Column]:
        columns = []
        left = 0.0
        for index, (part, width) in enumerate(zip(self.parts, widths, strict=True)):
            right = self.width if index == len(self.parts) - 1 else left + width
            is_text = part.kind in {"problem", "rest"} or part.grows > 0
            style = self.styles.small if is_text else self.styles.small_centre
            pad = _PAD if is_text else NARROW_PAD
            columns.append(Column(title=part.title, left=left, right=right, style=style, pad=pad))
            left = right
        return columns

    def _row(self, revision: Revision) -> PrintJob:
        private = self.job.private.get(revision.record_id)
        return replace(self.job, record=revision, private=private if isinstance(private, dict) else {})

    def _cells(self, number: int, row: PrintJob, revision: Revision, columns: Sequence[Column]) -> list[Cell]:
        answers = row.standing
        return [
            self._cell(part, column, row, revision, answers)
            if part.kind != "index"
            else column.cell(str(number))
            for part, column in zip(self.parts, columns, strict=True)
        ]

    def _cell(
        self, part: Part, column: Column, row: PrintJob, revision: Revision, answers: dict[str, Json]
    ) -> Cell:
        match part.kind:
            case "when":
                return column.cell(self._when(revision, answers))
            case "object":
                return column.cell("\n".join(self.job.objects.get(revision.record_id, ())))
            case "where":
                return column.cell(_places(part, answers, row))
            case "check" if part.field is not None:
                return _answer_cell(column, part.field, _column_code(part, answers))
            case "section":
                return _section_cell(column, part, answers)
            case "problem":
                return column.cell(self._problems(row, revision))
            case "rest":
                return column.cell(_rest(part.fields, row))
            case "sign" if part.signer is not None:
                return _sign_cell(column, part.signer, row, revision)
            case _:
                field = part.field
                return column.cell(
                    value_text(field, answers.get(field.name), row.names, compact=True) if field else ""
                )

    def _when(self, revision: Revision, answers: dict[str, Json]) -> str:
        """When it happened: as the record itself says in its first field of that kind, else as it was claimed."""
        name = first_time(self.job.form)
        said = (
            as_instant(value_of(answers.get(name.name))) if name and name.type is FieldType.DATETIME else None
        )
        moment = local(said or revision.claimed_at)
        first, last = local(self.ordered[0].claimed_at), local(self.ordered[-1].claimed_at)
        one_month = (first.year, first.month) == (last.year, last.month)
        day = f"{moment.day}日" if one_month else f"{moment:%m-%d}"
        when = f"{moment:%Y-%m-%d}" if self.job.form.kind is FormKind.CARD else f"{day} {moment:%H:%M}"
        marks = [_TIMELINESS[revision.timeliness], "时间存疑" if revision.clock_suspect else ""]
        marks.append("已作废" if revision.void else "更正" if revision.is_correction else "")
        told = "、".join(mark for mark in marks if mark)
        return when + (f"\n{told}" if told else "")

    def _problems(self, row: PrintJob, revision: Revision) -> str:
        if revision.void:
            return f"已作废：{revision.reason}"
        return "\n".join(
            f"{column_name(item, row)}：{finding_text(item, row, brief=True)}" for item in findings(row)
        )


def _has_text(part: Part) -> bool:
    return part.kind in {"field", "object", "problem", "rest", "where"}


def _column_code(part: Part, answers: dict[str, Json]) -> str:
    """The answer of a column: of a round the worst of its places, of a place with items the worst of those."""
    field = part.field
    if field is None or field.answers is None:
        return ""
    if not part.fields:
        return check_code_of(answers.get(field.name))
    grid = part.fields[0]
    below = [inner.name for inner in grid.fields if inner.part_of == field.name]
    codes = [
        check_code_of(row.get(name))
        for row in rows_of(answers.get(grid.name))
        for name in ([field.name] if row.get(field.name) else below)
    ]
    return next((c for c in codes if c in field.answers.bad), "") or next(
        (c for c in codes if c == field.answers.good), next((c for c in codes if c), "")
    )


def _answer_cell(column: Column, field: Field, code: str) -> Cell:
    mark = single_mark(field.answers, code)
    return column.cell("" if mark else answer_label(field.answers, code), mark=mark)


def _section_cell(column: Column, part: Part, answers: dict[str, Json]) -> Cell:
    """√ for a section without a failed item, else how many failed."""
    codes = [(field, check_code_of(answers.get(field.name))) for field in part.fields]
    answered = [(field, code) for field, code in codes if code and code != "na"]
    bad = sum(1 for field, code in answered if field.answers and code in field.answers.bad)
    if bad:
        return column.cell(f"{bad} 项有问题")
    if answered:
        return column.cell(mark=Mark.TICK)
    return column.cell(mark=Mark.SLASH) if any(code for _, code in codes) else column.cell()


def _places(part: Part, answers: dict[str, Json], job: PrintJob) -> str:
    grid, place = part.fields[0], part.field
    if place is None:
        return ""
    names = [value_text(place, row.get(place.name), job.names) for row in rows_of(answers.get(grid.name))]
    if len(names) > 3:
        return f"{names[0]}等 {len(names)} 处"
    return "、".join(name for name in names if name)


def _rest(fields: Sequence[Field], row: PrintJob) -> str:
    answers = row.standing
    told = (
        (field.label, value_text(field, answers.get(field.name), row.names, compact=True)) for field in fields
    )
    return "；".join(f"{label}：{_in_one_line(text)}" for label, text in told if text)


def _in_one_line(text: str) -> str:
    """A text of several lines as one, without the mark at its end, for others follow."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return "".join(line if line[-1] in "；，。：、" else f"{line}；" for line in lines).rstrip("；。")


def _sign_cell(column: Column, signer: Signer, job: PrintJob, revision: Revision) -> Cell:
    done = [act for act in acts(job, revision, signer) if act.refused is None]
    refused = [act for act in acts(job, revision, signer) if act.refused is not None]
    shown = done[-1:] or refused[-1:]
    caption = tuple(
        line
        for act in shown
        for line in (
            f"{act.name} {act.staff_no}",
            f"{local(act.moment):%m-%d %H:%M}{'退回' if act.refused else ''}",
        )
    )
    return Cell(
        left=column.left,
        right=column.right,
        style=column.style,
        pictures=pictures_of(job, done),
        ink=True,
        caption=caption,
        pad=NARROW_PAD,
    )
