"""The answers of a record in words, section by section, or what one version changed of the one before. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from forms.answer_store import Path
from forms.definition import Field, FieldType, Form, Section
from forms.json_value import Json, rows_of, texts_of
from forms.printing.job import Names
from forms.printing.values import answer_label, check_code_of, finding_of, value_text
from forms.revision import Revision
from ui.pages.answer_row import AnswerLine
from ui.pages.record_answers import AnswerSection
from ui.theme.states import ANSWER, State, Tone

HANDLING = {"fixed": "当场已整改", "hazard": "转为隐患"}
NEW, GONE = "新加的", "这一版没有了"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is known beside the answers: names, the way from a finding to its hazard, numbers of check items."""

    names: Names
    private: Mapping[str, Json] = field(default_factory=dict)
    hazards: Mapping[tuple[str, str | None], str] = field(default_factory=dict)  # (field, row_id) → hazard id
    numbers: Mapping[Path, int] = field(default_factory=dict)


def answers_of(
    form: Form, shown: Revision, around: Around, before: Revision | None = None
) -> tuple[AnswerSection, ...]:
    """Sections in page order; rows of a table are sections of their own. ``before``: beside that version's answers."""
    old = None if before is None else before.answers
    return tuple(
        section
        for one in form.sections
        for section in _sections(one, {**shown.answers, **around.private}, old, around, frozenset(shown.bulk))
        if section.lines
    )


def changed_only(sections: Iterable[AnswerSection]) -> tuple[AnswerSection, ...]:
    """Without what stayed the same."""
    kept = (
        replace(section, lines=tuple(line for line in section.lines if line.is_changed))
        for section in sections
    )
    return tuple(section for section in kept if section.lines)


def photos_in(sections: Iterable[AnswerSection]) -> tuple[str, ...]:
    """The digests of all photos that the sections show, each once."""
    return tuple(dict.fromkeys(sha for section in sections for line in section.lines for sha in line.photos))


def _sections(
    section: Section,
    answers: Mapping[str, Json],
    before: Mapping[str, Json] | None,
    around: Around,
    bulk: frozenset[str],
) -> Iterator[AnswerSection]:
    lines = tuple(
        _line(one, answers.get(one.name), _old(one, before), around, (one.name,), in_bulk=one.name in bulk)
        for one in section.fields
        if one.type not in (FieldType.ROWS, FieldType.NOTE)
        and (one.name in answers or (before is not None and one.name in before))
    )
    yield AnswerSection(title=section.title, lines=lines)
    for table in section.fields:
        if table.type is FieldType.ROWS:
            old_rows = None if before is None else rows_of(before.get(table.name))
            yield from _rows(table, rows_of(answers.get(table.name)), old_rows, around, bulk)


def _rows(
    table: Field,
    rows: list[dict[str, Json]],
    before: list[dict[str, Json]] | None,
    around: Around,
    bulk: frozenset[str],
) -> Iterator[AnswerSection]:
    old_by_id = {str(row.get("row_id")): row for row in before or ()}
    new_ids = {str(row.get("row_id")) for row in rows}
    for number, row in enumerate(rows, 1):
        row_id = str(row.get("row_id"))
        old = None if before is None else old_by_id.get(row_id, {})
        change = NEW if before is not None and row_id not in old_by_id else ""
        yield _row(table, f"{table.label} {number}", row, old, around, bulk, change)
    for row in before or ():
        if str(row.get("row_id")) not in new_ids:
            yield _row(table, table.label, {"row_id": row.get("row_id")}, row, around, bulk, GONE)


def _row(
    table: Field,
    title: str,
    row: Mapping[str, Json],
    old: Mapping[str, Json] | None,
    around: Around,
    bulk: frozenset[str],
    change: str,
) -> AnswerSection:
    row_id = str(row.get("row_id"))
    place = next((one for one in table.fields if one.type is FieldType.PLACE), None)
    at = {**(old or {}), **row}.get(place.name) if place else None
    head = value_text(place, at, around.names) if place else ""
    lines = tuple(
        _line(
            one,
            row.get(one.name),
            _old(one, old),
            around,
            (table.name, row_id, one.name),
            in_bulk=f"{table.name}/{row_id}/{one.name}" in bulk,
        )
        for one in table.fields
        if one is not place and (one.name in row or (old is not None and one.name in old))
    )
    return AnswerSection(title=f"{title}·{head}" if head else title, lines=lines, change=change)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Old:
    """The answer of the version before."""

    value: Json


def _old(one: Field, before: Mapping[str, Json] | None) -> _Old | None:
    return None if before is None else _Old(value=before.get(one.name))


def _line(
    one: Field, value: Json, old: _Old | None, around: Around, path: Path, *, in_bulk: bool
) -> AnswerLine:
    names = around.names
    if one.type is not FieldType.CHECK:
        photos = texts_of(value) if one.type is FieldType.PHOTO else ()
        return AnswerLine(
            label=one.label,
            value=value_text(one, value, names) if value is not None else "",
            other=None if old is None else _text(one, old.value, names),
            photos=photos,
        )
    finding = finding_of(value)
    return AnswerLine(
        label=one.label,
        value=_text(one, value, names),
        state=_state(one, value) if value is not None else None,
        note="；".join([*(["用“其余正常”答的"] if in_bulk else []), *_finding(finding, names)]),
        other=None if old is None else _text(one, old.value, names),
        other_note="" if old is None else "；".join(_finding(finding_of(old.value), names)),
        photos=(*texts_of(finding.get("photos")), *texts_of(finding.get("photos_after"))),
        hazard=around.hazards.get((path[-1], path[1] if len(path) == 3 else None), ""),
        number=around.numbers.get(path),
    )


def _text(one: Field, value: Json, names: Names) -> str:
    if value is None:
        return ""
    if one.type is FieldType.CHECK:
        return answer_label(one.answers, check_code_of(value))
    return value_text(one, value, names)


def _state(one: Field, value: Json) -> State:
    code = check_code_of(value)
    tone = Tone.NA
    if one.answers and code in one.answers.bad:
        tone = Tone.BAD
    elif one.answers and code == one.answers.good:
        tone = Tone.OK
    icon = ANSWER[{Tone.BAD: "abnormal", Tone.OK: "normal"}.get(tone, "na")].icon
    return State(answer_label(one.answers, code), icon, tone)


def _finding(finding: Mapping[str, Json], names: Names) -> Iterator[str]:
    if text := finding.get("text"):
        yield str(text)
    if place := finding.get("place"):
        yield f"部位 {names.place(str(place))}"
    if handling := finding.get("handling"):
        yield HANDLING.get(str(handling), str(handling))
    if done := finding.get("done"):
        yield f"做了：{done}"
    if owner := finding.get("owner"):
        yield f"责任人 {names.person(str(owner))}"
    if due := finding.get("due"):
        yield f"期限 {str(due).replace('T', ' ')[:16]}"
