"""Records as tables: one row per record, the rows of its tables and its findings beside it. Knows no file format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from forms.clock import local
from forms.definition import Field, FieldType, Form
from forms.json_value import Json, rows_of
from forms.printing.job import Names
from forms.printing.values import choice_label, finding_of, moment_text, value_text
from forms.revision import Revision, check_code
from forms.timeliness import Timeliness

Cell: TypeAlias = str | Decimal | int | None

KEY = "编号"
_FACTS = (
    KEY,
    "状态",
    "发生时间",
    "录入时间",
    "封存时间",
    "补录",
    "填报人",
    "工号",
    "科室",
    "地点",
    "待签",
    "表单版本",
    "校验码",
    "记录号",
)
_FINDING = (KEY, "检查项", "在哪一行", "问题", "类别", "处置", "已做", "责任人", "期限")
_HANDLING = {"fixed": "当场已整改", "hazard": "转入隐患整改"}
_TIMELINESS = {Timeliness.LATE: "补录", Timeliness.TRANSCRIBED: "转录", Timeliness.ON_TIME: ""}
_NOT_HERE = "（不在这台电脑上）"
_NUMBERS = frozenset({FieldType.INTEGER, FieldType.DECIMAL, FieldType.CALCULATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``name`` is for files, ``title`` for people."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One record: the version of the form it was filled with, its answers, and who still has to sign.

    ``private`` are the identifying answers; None where they are wanted but not on this computer.
    """

    form: Form
    revision: Revision
    is_void: bool = False
    awaiting: tuple[str, ...] = ()
    private: Mapping[str, Json] | None = field(default_factory=dict)


def tables_of(records: Sequence[Exported], names: Names, *, identifying: bool) -> tuple[Table, ...]:
    """The records, a table for each field of type rows, and the findings. Identifying fields are left out of all
    of them unless ``identifying``.
    """
    forms = _newest_first(records)
    if not forms:
        return ()
    shown = [one for one in _fields_of(forms) if _is_shown(one, identifying=identifying)]
    plain = [one for one in shown if one.type is not FieldType.ROWS]
    main = Table(
        name="records",
        title=forms[0].title,
        heads=(*_FACTS, *_unlike([one.label for one in plain], _FACTS)),
        rows=tuple((*_facts(record, names), *_values(record, plain, names)) for record in records),
    )
    grids = [
        _grid(one, records, names, identifying=identifying) for one in shown if one.type is FieldType.ROWS
    ]
    findings = tuple(row for record in records for row in _findings(record, names))
    found = [Table(name="findings", title="问题", heads=_FINDING, rows=findings)] if findings else []
    return (main, *grids, *found)


def _newest_first(records: Iterable[Exported]) -> list[Form]:
    forms = {record.form.version: record.form for record in records}
    return [forms[version] for version in sorted(forms, key=_version, reverse=True)]


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in text.split("."))


def _fields_of(forms: Sequence[Form]) -> list[Field]:
    """The fields of the newest version in page order, then those that only older ones have."""
    found: dict[str, Field] = {}
    for form in forms:
        for one in form.fields():
            found.setdefault(one.name, one)
    return list(found.values())


def _is_shown(one: Field, *, identifying: bool) -> bool:
    return one.type not in (FieldType.NOTE, FieldType.SIGNATURE) and (identifying or not one.identifying)


def _unlike(labels: Sequence[str], taken: Sequence[str]) -> list[str]:
    """The labels with a number where one stands twice, so that each column has a name of its own."""
    seen = dict.fromkeys(taken, 1)
    made = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        made.append(label if seen[label] == 1 else f"{label}（{seen[label]}）")
    return made


def _facts(record: Exported, names: Names) -> tuple[Cell, ...]:
    one = record.revision
    titles = {signer.role: signer.title for signer in record.form.signers}
    return (
        one.serial,
        "已作废" if record.is_void else "已封存",
        f"{local(one.claimed_at):%Y-%m-%d %H:%M}",
        f"{local(one.keyed_at):%Y-%m-%d %H:%M}",
        f"{local(one.sealed_at):%Y-%m-%d %H:%M}",
        _TIMELINESS[one.timeliness],
        one.author_name,
        one.author,
        one.department or "",
        names.place(one.place) if one.place else "",
        "、".join(titles.get(role, role) for role in record.awaiting),
        one.form_version,
        check_code(one.rev_id),
        one.record_id,
    )


def _values(record: Exported, fields: Sequence[Field], names: Names) -> list[Cell]:
    known = {one.name: one for one in record.form.fields()}
    answers = record.revision.answers
    made: list[Cell] = []
    for one in fields:
        if one.identifying:
            made.append(
                _NOT_HERE if record.private is None else cell(one, record.private.get(one.name), names)
            )
        else:
            made.append(cell(known.get(one.name, one), answers.get(one.name), names))
    return made


def cell(one: Field, value: Json, names: Names) -> Cell:
    """An answer as a number where it is one, else in words."""
    if one.type in _NUMBERS and isinstance(value, str | int) and not isinstance(value, bool):
        try:
            number = Decimal(value)
        except InvalidOperation:
            pass
        else:
            return number
    return value_text(one, value, names, compact=True)


def _grid(table: Field, records: Sequence[Exported], names: Names, *, identifying: bool) -> Table:
    columns = [one for one in table.fields if _is_shown(one, identifying=identifying)]
    rows: list[tuple[Cell, ...]] = []
    for record in records:
        hidden = {str(row.get("row_id")): row for row in rows_of((record.private or {}).get(table.name))}
        for number, row in enumerate(rows_of(record.revision.answers.get(table.name)), 1):
            whole = {**row, **hidden.get(str(row.get("row_id")), {})}
            cells = (
                _NOT_HERE
                if one.identifying and record.private is None
                else cell(one, whole.get(one.name), names)
                for one in columns
            )
            rows.append((record.revision.serial, number, *cells))
    heads = (KEY, "行", *_unlike([one.label for one in columns], (KEY, "行")))
    return Table(name=table.name, title=table.label, heads=heads, rows=tuple(rows))


def _findings(record: Exported, names: Names) -> Iterable[tuple[Cell, ...]]:
    for one in record.form.fields():
        if one.type is FieldType.CHECK:
            yield from _finding(record, one, record.revision.answers.get(one.name), "", names)
        for row in rows_of(record.revision.answers.get(one.name)) if one.type is FieldType.ROWS else ():
            place = next((inner for inner in one.fields if inner.type is FieldType.PLACE), None)
            where = value_text(place, row.get(place.name), names) if place else ""
            for column in one.fields:
                if column.type is FieldType.CHECK:
                    yield from _finding(record, column, row.get(column.name), where, names)


def _finding(
    record: Exported, one: Field, value: Json, where: str, names: Names
) -> Iterable[tuple[Cell, ...]]:
    found = finding_of(value)
    if not found:
        return
    text = {key: item for key, item in found.items() if isinstance(item, str)}
    classes = one.finding.classes if one.finding else ()
    yield (
        record.revision.serial,
        one.label,
        where,
        text.get("text", ""),
        choice_label(classes, text.get("class", "")),
        _HANDLING.get(text.get("handling", ""), text.get("handling", "")),
        text.get("done", ""),
        names.person(text["owner"]) if text.get("owner") else "",
        moment_text(text.get("due", ""), compact=True),
    )
