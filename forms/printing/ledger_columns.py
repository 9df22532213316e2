"""The columns of a ledger: which fields of a form get one, how wide, and which share what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from forms.definition import Field, FieldType, Form, FormKind, Section, Signer
from forms.printing.job import PrintJob
from forms.printing.values import value_text

_REST: Final = 48.0  # millimetres of the column that fields without one share
_FEW: Final = 4  # so many share a column; more, or in a crowd, stand on a line below the row
_LONG: Final = 40  # characters of a text that does not share a column
_WORDY: Final = 60  # of one that has a column only where that is at least so wide
_WIDE: Final = 85.0
_MOST_CHECKS: Final = 11  # columns of single items; more are summed up by section
_WORDS: Final = frozenset({FieldType.LONG_TEXT, FieldType.MANY_OF})
_LEFT_OUT: Final = frozenset(
    {FieldType.ROWS, FieldType.NOTE, FieldType.PHOTO, FieldType.FILE, FieldType.SIGNATURE, FieldType.CHECK}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One column before its width is known; millimetres."""

    kind: str  # index, when, object, where, field, check, section, problem, rest, sign
    title: str
    least: float
    grows: float = 0.0
    field: Field | None = None
    section: Section | None = None
    signer: Signer | None = None
    fields: tuple[Field, ...] = ()


def parts_of(job: PrintJob, room: float) -> tuple[list[Part], tuple[Field, ...]]:
    """The columns within ``room`` millimetres, and the fields for the line below each row."""
    parts = _in_use(_parts(job.form), job)
    if not _names_its_objects(job):
        parts.insert(2, Part(kind="object", title="台账编号、名称", least=26))
    wordy = _wordy(parts, job, room)
    others = [part for part in parts if part not in wordy]
    if sum(part.least for part in others) * 0.95 <= room:
        return others, tuple(part.field for part in wordy if part.field)
    gone = _without_column(others, job.form, room - _REST)
    is_tight = sum(part.least for part in others if part not in gone) + _REST > room
    below = job.revisions and (wordy or is_tight or len(gone) > _FEW or _holds_long_text(gone, job, _LONG))
    if below:
        gone = [*wordy, *_without_column(others, job.form, room)]
    kept = [part for part in parts if part not in gone]
    fields = tuple(part.field for part in parts if part in gone and part.field)
    if below:
        return kept, fields
    at = next((index for index, part in enumerate(kept) if part.kind in {"problem", "sign"}), len(kept))
    title = (
        "其他内容" if job.revisions else "\n".join(["其他内容", "、".join(_title(field) for field in fields)])
    )
    rest = Part(kind="rest", title=title, least=_REST, grows=4, fields=fields)
    return [*kept[:at], rest, *kept[at:]], ()


def _names_its_objects(job: PrintJob) -> bool:
    """Whether the records say by themselves which entry of the register they are about, or are about none."""
    return all(
        any(name == value for value in revision.answers.values())
        for revision in job.revisions
        for _, name in [job.objects.get(revision.record_id, ("", ""))]
        if name
    )


def _wordy(parts: Sequence[Part], job: PrintJob, room: float) -> list[Part]:
    """The texts so long that their columns would make every row high; they stand below the rows."""
    long = [
        part
        for part in parts
        if part.field and part.field.type in _WORDS and _holds_long_text([part], job, _WORDY)
    ]
    others = sum(part.least for part in parts if part not in long)
    return long if long and (room - others) / len(long) < _WIDE else []


def _holds_long_text(gone: Sequence[Part], job: PrintJob, most: int) -> bool:
    """Whether a record says more in one of those fields than a column shows well."""
    fields = [part.field for part in gone if part.field]
    return any(
        len(value_text(field, revision.answers.get(field.name), job.names)) > most
        for revision in job.revisions
        for field in fields
    )


def first_time(form: Form) -> Field | None:
    """The field that says when it happened; the dates of a card are those of the thing."""
    if form.kind is FormKind.CARD:
        return None
    return next((f for f in form.fields() if f.type in {FieldType.DATE, FieldType.DATETIME}), None)


def _parts(form: Form) -> list[Part]:
    """All columns a form asks for, before the width is looked at."""
    grid = next((field for field in form.fields() if field.grid), None)
    parts = [
        Part(kind="index", title="序", least=8),
        Part(kind="when", title=_title_of_time(form), least=22),
    ]
    head = [field for field in form.fields() if field.name in form.printing.head]
    if grid is not None:
        parts += [_field_part(field) for field in head if field.type is FieldType.ONE_OF]
        place = next(
            (field for field in grid.fields if field.type in {FieldType.PLACE, FieldType.ASSET}), None
        )
        if place is not None:
            parts.append(
                Part(kind="where", title=place.label, least=26, grows=1, field=place, fields=(grid,))
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
        parts.append(Part(kind="problem", title="具体问题及处理情况", least=32, grows=3))
    parts += [Part(kind="sign", title=f"{s.title}\n签名", least=24, signer=s) for s in form.signers]
    return parts


def _is_account(form: Form) -> bool:
    """Whether its rows move a stock: then nothing that was written is left off."""
    rule = form.register
    return rule is not None and bool(rule.adds or rule.takes or rule.counts)


def _in_use(parts: list[Part], job: PrintJob) -> list[Part]:
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


def _without_column(parts: list[Part], form: Form, room: float) -> list[Part]:
    """The fields that matter least, as many as do not fit."""
    first = {*form.printing.head, *_register_fields(form)}
    plain = [part for part in parts if part.field and part.kind == "field"]
    waiting = [p for p in plain if p.field and p.field.name not in first][::-1]
    waiting += [p for p in plain if p.field and p.field.name in first][::-1]
    gone: list[Part] = []
    while waiting and sum(part.least for part in parts if part not in gone) > room:
        gone.append(waiting.pop(0))
    return gone


def _register_fields(form: Form) -> tuple[str, ...]:
    rule = form.register
    return (rule.code, rule.title, rule.balance, *rule.expiries) if rule else ()


def _field_part(field: Field) -> Part:
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
    return Part(kind="field", title=title, least=max(least, min(head, 30)), grows=grows, field=field)


def _check_part(field: Field, grid: Field | None = None) -> Part:
    title = field.short or field.label
    longest = max(len(part) for part in title.split("\n"))
    least = max(13.0, min(20.0, 3.5 * longest + 1.4)) if field.short else 16.0
    return Part(kind="check", title=title, least=least, field=field, fields=(grid,) if grid else ())


def _checks(form: Form) -> list[Field]:
    return [field for field in form.fields() if field.type is FieldType.CHECK]


def _check_parts(form: Form) -> list[Part]:
    checks = _checks(form)
    if len(checks) <= _MOST_CHECKS:
        return [_check_part(field) for field in checks]
    sections = [s for s in form.sections if any(field.type is FieldType.CHECK for field in s.fields)]
    if len(sections) > _MOST_CHECKS:
        return [Part(kind="section", title="检查结果", least=34, fields=tuple(checks))]
    return [
        Part(
            kind="section",
            title=section.title,
            least=18,
            section=section,
            fields=tuple(field for field in section.fields if field.type is FieldType.CHECK),
        )
        for section in sections
    ]


def _title_of_time(form: Form) -> str:
    if form.kind is FormKind.CARD:
        return "登记日期"
    first = first_time(form)
    return first.short or first.label if first and first.type is FieldType.DATETIME else "日期 时间"


def _repeats_the_date(field: Field, form: Form) -> bool:
    """Whether it is the day or the instant of the record, which the first column has."""
    first = first_time(form)
    return first is not None and field.name == first.name


def _title(field: Field) -> str:
    return (field.short or field.label).replace("\n", "")
