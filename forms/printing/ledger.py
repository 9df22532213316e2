"""The ledger: many records of one form on lying pages, a row and its signatures for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from forms.clock import local
from forms.definition import Field, FieldType, Form, Section, Signer
from forms.functions import as_instant, value_of
from forms.json_value import Json
from forms.printing.band import Band, Cell, Column, bands, head_band
from forms.printing.codes import code_of, ledger_code, ledger_digest
from forms.printing.furniture import Furniture, as_of, period_text, printed_by
from forms.printing.job import PrintJob, rows_of
from forms.printing.mark import Mark
from forms.printing.notes import ledger_notes, make_notes
from forms.printing.numbering import findings
from forms.printing.paging import paginate
from forms.printing.paper import HEAD_ROW, LANDSCAPE, MM, NARROW_PAD
from forms.printing.problems import column_name, finding_text
from forms.printing.signing import acts, pictures_of
from forms.printing.styles import Styles
from forms.printing.values import answer_label, check_code_of, single_mark, value_text
from forms.printing.writer import Document
from forms.revision import Revision, Timeliness, check_code

_ROW: Final = 11 * MM
_EMPTY_ROWS: Final = 11
_REST: Final = 48.0  # millimetres of the column that fields without one share
_MOST_CHECKS: Final = 11  # columns of single items; more are summed up by section
_TIMELINESS: Final = {Timeliness.LATE: "补录", Timeliness.TRANSCRIBED: "转录", Timeliness.ON_TIME: ""}
_LEFT_OUT: Final = frozenset(
    {FieldType.ROWS, FieldType.NOTE, FieldType.PHOTO, FieldType.FILE, FieldType.SIGNATURE, FieldType.CHECK}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One column before its width is known; millimetres."""

    kind: str  # index, when, where, field, check, section, problem, rest, sign
    title: str
    least: float
    grows: float = 0.0
    field: Field | None = None
    section: Section | None = None
    signer: Signer | None = None
    fields: tuple[Field, ...] = ()


def ledger_document(job: PrintJob, styles: Styles) -> Document:
    """The pages of ``job.revisions`` in the order of their times; empty rows for the hand if there are none."""
    ordered = sorted(job.revisions, key=lambda revision: (revision.claimed_at, revision.serial))
    furniture = Furniture(
        title=job.form.title,
        left=f"单位：{job.facility}",
        middle=as_of(job.printed_at) if job.entries else period_text(ordered, job.form.printing.period),
        right=f"共 {len(ordered)} 条" if ordered else "",
        footer_left="　".join([f"{job.form.label}-{job.form.version}", *printed_by(job)]),
        footer_right=f"校验 {check_code(ledger_digest(ordered))}" if ordered else "",
    )
    width = LANDSCAPE.inner_width
    code = ledger_code(job, ordered) if ordered else code_of(job)
    notes = make_notes(ledger_notes(job.form), code, styles, width)
    pages = paginate(
        LedgerTable(job, ordered, styles, width).bands(),
        (),
        first=LANDSCAPE.inner_height - furniture.height,
        later=LANDSCAPE.inner_height - furniture.later_height,
        notes=notes.height,
    )
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
        self.parts = _fitted(_in_use(_parts(job.form), job), job.form, width / MM)
        self.columns = self._columns()

    def bands(self) -> list[Band]:
        head = head_band(self.columns, self.styles.head, least=HEAD_ROW)
        made = [head]
        for number, revision in enumerate(self.ordered, 1):
            made += bands(self._cells(number, revision), least=_ROW, head=(head,))
        if not self.ordered:
            for number in range(1, _EMPTY_ROWS + 1):
                cells = [column.cell(str(number) if not column.left else "") for column in self.columns]
                made += bands(cells, least=_ROW, head=(head,))
        return made

    def _columns(self) -> list[Column]:
        spare = self.width / MM - sum(part.least for part in self.parts)
        shares = sum(part.grows for part in self.parts) if spare > 0 else 0.0
        scale = 1.0 if spare > 0 else self.width / MM / sum(part.least for part in self.parts)
        columns = []
        left = 0.0
        for index, part in enumerate(self.parts):
            width = (part.least * scale + (spare * part.grows / shares if shares else 0)) * MM
            right = self.width if index == len(self.parts) - 1 else left + width
            is_text = part.kind in {"problem", "rest"} or part.grows > 0
            style = self.styles.small if is_text else self.styles.small_centre
            pad = 1.2 * MM if is_text else NARROW_PAD
            columns.append(Column(title=part.title, left=left, right=right, style=style, pad=pad))
            left = right
        return columns

    def _cells(self, number: int, revision: Revision) -> list[Cell]:
        private = self.job.private.get(revision.record_id)
        row = replace(self.job, record=revision, private=private if isinstance(private, dict) else {})
        answers = row.standing
        return [
            self._cell(part, column, row, revision, answers)
            if part.kind != "index"
            else column.cell(str(number))
            for part, column in zip(self.parts, self.columns, strict=True)
        ]

    def _cell(
        self, part: _Part, column: Column, row: PrintJob, revision: Revision, answers: dict[str, Json]
    ) -> Cell:
        match part.kind:
            case "when":
                return column.cell(self._when(revision, answers))
            case "where":
                return column.cell(_places(part, answers, row))
            case "check" if part.field is not None:
                return _answer_cell(column, part.field, _column_code(part, answers))
            case "section":
                return _section_cell(column, part, answers)
            case "problem":
                return column.cell(self._problems(row, revision))
            case "rest":
                return column.cell(_rest(part, answers, row))
            case "sign" if part.signer is not None:
                return _sign_cell(column, part.signer, row, revision)
            case _:
                field = part.field
                return column.cell(
                    value_text(field, answers.get(field.name), row.names, compact=True) if field else ""
                )

    def _when(self, revision: Revision, answers: dict[str, Json]) -> str:
        """When it happened: as the record itself says in its first field of that kind, else as it was claimed."""
        name = _first_time(self.job.form)
        said = (
            as_instant(value_of(answers.get(name.name))) if name and name.type is FieldType.DATETIME else None
        )
        moment = local(said or revision.claimed_at)
        first, last = local(self.ordered[0].claimed_at), local(self.ordered[-1].claimed_at)
        one_month = (first.year, first.month) == (last.year, last.month)
        day = f"{moment.day}日" if one_month else f"{moment:%m-%d}"
        marks = [_TIMELINESS[revision.timeliness], "时间存疑" if revision.clock_suspect else ""]
        marks.append("已作废" if revision.void else "更正" if revision.is_correction else "")
        told = "、".join(mark for mark in marks if mark)
        return f"{day} {moment:%H:%M}" + (f"\n{told}" if told else "")

    def _problems(self, row: PrintJob, revision: Revision) -> str:
        if revision.void:
            return f"已作废：{revision.reason}"
        return "\n".join(
            f"{column_name(item, row)}：{finding_text(item, row, brief=True)}" for item in findings(row)
        )


def _parts(form: Form) -> list[_Part]:
    """All columns a form asks for, before the width is looked at."""
    grid = next((field for field in form.fields() if field.grid), None)
    parts = [
        _Part(kind="index", title="序", least=8),
        _Part(kind="when", title=_title_of_time(form), least=22),
    ]
    head = [field for field in form.fields() if field.name in form.printing.head]
    if grid is not None:
        parts += [_field_part(field) for field in head if field.type is FieldType.ONE_OF]
        place = next(
            (field for field in grid.fields if field.type in {FieldType.PLACE, FieldType.ASSET}), None
        )
        if place is not None:
            parts.append(
                _Part(kind="where", title=place.label, least=26, grows=1, field=place, fields=(grid,))
            )
        columns = [f for f in grid.fields if f.type is FieldType.CHECK and f.part_of is None]
        parts += [_check_part(field, grid) for field in columns]
    else:
        plain = [field for field in form.fields() if field.type not in _LEFT_OUT]
        named = [field for field in plain if field.name in form.printing.head]
        chosen = plain if _is_account(form) or not _checks(form) else named
        parts += [_field_part(field) for field in chosen if not _repeats_the_date(field, form)]
        parts += _check_parts(form)
    if any(field.finding for field in (*form.fields(), *(grid.fields if grid else ()))):
        parts.append(_Part(kind="problem", title="具体问题及处理情况", least=32, grows=3))
    parts += [_Part(kind="sign", title=f"{s.title}\n签名", least=24, signer=s) for s in form.signers]
    return parts


def _is_account(form: Form) -> bool:
    """Whether its rows move a stock: then nothing that was written is left off."""
    rule = form.register
    return rule is not None and bool(rule.adds or rule.takes or rule.counts)


def _in_use(parts: list[_Part], job: PrintJob) -> list[_Part]:
    """Without the optional fields that no record of the ledger answers."""
    if not job.revisions:
        return parts
    held = [*(revision.answers for revision in job.revisions), *job.private.values(), *job.entries.values()]
    answered = {name for answers in held if isinstance(answers, Mapping) for name in answers}
    always = frozenset(job.form.printing.head)
    return [
        part
        for part in parts
        if part.kind != "field" or part.field is None or part.field.name in answered | always
    ]


def _fitted(parts: list[_Part], form: Form, room: float) -> list[_Part]:
    """The parts that fit; the fields that matter least and do not fit share one column of text."""
    if sum(part.least for part in parts) * 0.95 <= room:
        return parts
    first = {*form.printing.head, *_register_fields(form)}
    plain = [part for part in parts if part.field and part.kind == "field"]
    waiting = [p for p in plain if p.field and p.field.name not in first][::-1]
    waiting += [p for p in plain if p.field and p.field.name in first][::-1]
    gone: list[_Part] = []
    while waiting and sum(part.least for part in parts if part not in gone) + _REST > room:
        gone.append(waiting.pop(0))
    kept = [part for part in parts if part not in gone]
    fields = tuple(part.field for part in parts if part in gone and part.field)
    at = next((index for index, part in enumerate(kept) if part.kind in {"problem", "sign"}), len(kept))
    return [*kept[:at], _Part(kind="rest", title="其他内容", least=_REST, grows=4, fields=fields), *kept[at:]]


def _register_fields(form: Form) -> tuple[str, ...]:
    rule = form.register
    return (rule.code, rule.title, rule.balance, *rule.expiries) if rule else ()


def _field_part(field: Field) -> _Part:
    widths = {
        FieldType.DATE: 20.0,
        FieldType.TIME: 13.0,
        FieldType.DATETIME: 29.0,
        FieldType.INTEGER: 13.0,
        FieldType.DECIMAL: 15.0,
        FieldType.PERSON: 22.0,
        FieldType.LONG_TEXT: 40.0,
    }
    least = widths.get(field.type, 24.0)
    if field.type is FieldType.ONE_OF:
        least = max(
            12.0, min(28.0, 3 + 3.3 * max((len(choice.label) for choice in field.choices), default=3))
        )
    grows = {FieldType.TEXT: 1.0, FieldType.LONG_TEXT: 3.0}.get(field.type, 0.0)
    title = field.short or field.label
    longest = max(len(part) for part in title.split("\n"))
    head = 3.5 * -(-longest // (1 if "\n" in title else 2)) + 1.5
    if field.short:  # its author wants it narrow; an instant takes two lines
        least = min(least, 19.0 if field.type in {FieldType.DATE, FieldType.DATETIME} else 12.0)
    return _Part(kind="field", title=title, least=max(least, min(head, 30)), grows=grows, field=field)


def _check_part(field: Field, grid: Field | None = None) -> _Part:
    title = field.short or field.label
    longest = max(len(part) for part in title.split("\n"))
    least = max(13.0, min(20.0, 3.5 * longest + 1.4)) if field.short else 16.0
    return _Part(kind="check", title=title, least=least, field=field, fields=(grid,) if grid else ())


def _checks(form: Form) -> list[Field]:
    return [field for field in form.fields() if field.type is FieldType.CHECK]


def _check_parts(form: Form) -> list[_Part]:
    checks = _checks(form)
    if len(checks) <= _MOST_CHECKS:
        return [_check_part(field) for field in checks]
    sections = [s for s in form.sections if any(field.type is FieldType.CHECK for field in s.fields)]
    if len(sections) > _MOST_CHECKS:
        return [_Part(kind="section", title="检查结果", least=34, fields=tuple(checks))]
    return [
        _Part(
            kind="section",
            title=section.title,
            least=18,
            section=section,
            fields=tuple(field for field in section.fields if field.type is FieldType.CHECK),
        )
        for section in sections
    ]


def _first_time(form: Form) -> Field | None:
    return next((f for f in form.fields() if f.type in {FieldType.DATE, FieldType.DATETIME}), None)


def _title_of_time(form: Form) -> str:
    first = _first_time(form)
    return first.short or first.label if first and first.type is FieldType.DATETIME else "日期 时间"


def _repeats_the_date(field: Field, form: Form) -> bool:
    """Whether it is the day or the instant of the record, which the first column has."""
    first = _first_time(form)
    return first is not None and field.name == first.name


def _column_code(part: _Part, answers: dict[str, Json]) -> str:
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


def _section_cell(column: Column, part: _Part, answers: dict[str, Json]) -> Cell:
    """√ for a section without a failed item, else how many failed."""
    codes = [(field, check_code_of(answers.get(field.name))) for field in part.fields]
    answered = [(field, code) for field, code in codes if code and code != "na"]
    bad = sum(1 for field, code in answered if field.answers and code in field.answers.bad)
    if bad:
        return column.cell(f"{bad} 项有问题")
    if answered:
        return column.cell(mark=Mark.TICK)
    return column.cell(mark=Mark.SLASH) if any(code for _, code in codes) else column.cell()


def _places(part: _Part, answers: dict[str, Json], job: PrintJob) -> str:
    grid, place = part.fields[0], part.field
    if place is None:
        return ""
    names = [value_text(place, row.get(place.name), job.names) for row in rows_of(answers.get(grid.name))]
    if len(names) > 3:
        return f"{names[0]}等 {len(names)} 处"
    return "、".join(name for name in names if name)


def _rest(part: _Part, answers: dict[str, Json], job: PrintJob) -> str:
    told = (
        (field.label, value_text(field, answers.get(field.name), job.names, compact=True))
        for field in part.fields
    )
    return "；".join(f"{label}：{text}" for label, text in told if text)


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
