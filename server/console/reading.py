"""A sealed record laid out for reading, in the order and the words of its form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forms.definition import Field, FieldType, Form
from forms.json_value import Json
from forms.printing.job import Names
from forms.printing.values import check_code_of, finding_of, value_text

HIDDEN = "（留在医院）"  # identifying: the county holds a proof of it, not the words

_HANDLING = {"fixed": "当场已整改", "hazard": "转为隐患"}
_PLAIN = frozenset({FieldType.NOTE, FieldType.ROWS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One question and its answer; ``tone`` is good, bad, neutral or empty."""

    label: str
    text: str
    tone: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    title: str
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]


def lay_out(form: Form, answers: Mapping[str, Json], names: Names) -> tuple[Block, ...]:
    """Sections with something in them; identifying answers show that they stay in the hospital."""
    blocks = []
    for section in form.sections:
        lines = tuple(
            _line(field, answers.get(field.name), names)
            for field in section.fields
            if field.type not in _PLAIN and _is_shown(field, answers)
        )
        grids = tuple(
            _grid(field, answers[field.name], names)
            for field in section.fields
            if field.type is FieldType.ROWS and answers.get(field.name)
        )
        if lines or grids:
            blocks.append(Block(title=section.title, lines=lines, grids=grids))
    return tuple(blocks)


def _is_shown(field: Field, answers: Mapping[str, Json]) -> bool:
    return field.identifying or answers.get(field.name) not in (None, "", [])


def _line(field: Field, value: Json, names: Names) -> Line:
    if field.identifying and not field.disclose_to_county and value is None:
        return Line(label=field.label, text=HIDDEN)
    return Line(
        label=field.label,
        text=value_text(field, value, names),
        tone=_tone(field, value),
        remarks=_remarks(field, value, names),
    )


def _tone(field: Field, value: Json) -> str:
    if field.type is not FieldType.CHECK or field.answers is None:
        return ""
    code = check_code_of(value)
    if code in field.answers.bad:
        return "bad"
    return "good" if code == field.answers.good else "neutral"


def _remarks(field: Field, value: Json, names: Names) -> tuple[str, ...]:
    """What a failed item says: what, where, and what became of it."""
    if field.type is not FieldType.CHECK:
        return ()
    finding = finding_of(value)
    if not finding:
        return ()
    where = finding.get("place")
    handling = str(finding.get("handling", ""))
    parts = [
        str(finding.get("text", "")),
        f"地点：{names.place(str(where))}" if where else "",
        _HANDLING.get(handling, handling),
        f"处理：{finding['done']}" if finding.get("done") else "",
        f"责任人：{names.person(str(finding['owner']))}" if finding.get("owner") else "",
        f"期限：{str(finding['due'])[:16].replace('T', ' ')}" if finding.get("due") else "",
    ]
    return tuple(part for part in parts if part)


def _grid(field: Field, value: Json, names: Names) -> Grid:
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    columns = [
        column
        for column in field.fields
        if column.type is not FieldType.NOTE and any(row.get(column.name) for row in rows)
    ]
    remarks: list[str] = []
    for number, row in enumerate(rows, start=1):
        for column in columns:
            parts = _remarks(column, row.get(column.name), names)
            if parts:
                remarks.append(f"第 {number} 行，{_head(column)}：" + "；".join(parts))
    return Grid(
        title=field.label,
        heads=tuple(map(_head, columns)),
        rows=tuple(tuple(_cells(columns, row, names)) for row in rows),
        remarks=tuple(remarks),
    )


def _head(column: Field) -> str:
    return (column.short or column.label).replace("\n", "")


def _cells(columns: Iterable[Field], row: Mapping[str, Json], names: Names) -> Iterable[Cell]:
    for column in columns:
        value = row.get(column.name)
        yield Cell(text=value_text(column, value, names, compact=True), tone=_tone(column, value))
