"""What keeps a filling from being sealed: all of it at once, in page order, each with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forms.answer_store import Path
from forms.answer_types import type_problem
from forms.check_answer import AnswerKind, finding_of, kind_of
from forms.clock import ZONE, local
from forms.definition import Field, FieldType
from forms.filling_state import FillingState
from forms.finding import HAZARD, finding_problems, has_place
from forms.functions import Value, is_blank, is_true, value_of
from forms.json_value import Json

_CHOSEN = frozenset({FieldType.ONE_OF, FieldType.MANY_OF, FieldType.PERSON, FieldType.PLACE, FieldType.ASSET})


class ProblemKind(StrEnum):
    MISSING = "missing"
    TYPE = "type"
    CONSTRAINT = "constraint"
    FINDING = "finding"
    ROWS = "rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    path: Path  # of the field, also where the trouble is inside its finding
    key: str  # of the finding (text, owner …), else empty
    label: str
    where: str  # section, and for a cell its row and place
    message: str
    kind: ProblemKind


def problems_of(state: FillingState) -> tuple[Problem, ...]:
    """Every problem of what is relevant, in page order; unknown answers last."""
    found: list[Problem] = []
    for path, field in state.paths():
        if state.relevant(path):
            found.extend(problems_at(state, path, field))
            if field.unique and field.type is FieldType.ROWS:
                found.extend(_repeated(state, field))
    found.extend(_unknown(state))
    return tuple(found)


def problems_at(state: FillingState, path: Path, field: Field) -> Iterator[Problem]:
    """The problems of one field or cell; a constraint never speaks about a blank."""

    def problem(kind: ProblemKind, message: str, key: str = "") -> Problem:
        return Problem(
            path=path, key=key, label=label_of(field), where=where(state, path), message=message, kind=kind
        )

    value = state.value(path)
    asked = not state.is_derived(path)
    if field.type is FieldType.ROWS:
        for message in _row_count_messages(
            field, len(state.row_ids(field.name)), required=state.required(path)
        ):
            yield problem(ProblemKind.ROWS, message)
    elif asked and _is_blank(field, value):
        if state.required(path):
            yield problem(ProblemKind.MISSING, _missing_message(field))
        return
    if _is_blank(field, value):
        return
    if asked:
        misfit = type_problem(field, value, state.known)
        if misfit is not None:
            yield problem(ProblemKind.TYPE, misfit)
            return
    if field.constraint is not None and not is_true(state.evaluate(field.constraint, path)):
        yield problem(ProblemKind.CONSTRAINT, field.constraint_message)
    if asked and field.type is FieldType.CHECK and kind_of(field, value) is AnswerKind.BAD:
        placed = has_place(state.form, path, state.answers, state.row(path))
        for key, message in finding_problems(field, value, has_place=placed, known=state.known):
            yield problem(ProblemKind.FINDING, message, key)


def warnings_of(state: FillingState) -> tuple[Problem, ...]:
    """What deserves a second look and blocks nothing."""
    found: list[Problem] = []
    seen: dict[tuple[str, str], str] = {}
    for path, field in state.paths():
        if not state.relevant(path):
            continue
        message = _due_warning(state, path, field)
        value = state.value(path)
        if (
            len(path) == 3
            and field.type is FieldType.PLACE
            and state.form.field(path[0]).grid
            and isinstance(value, str)
        ):
            if (path[0], value) in seen:
                message = "这个地点前面已经有一行。是不是选错了地点"
            seen[path[0], value] = path[1]
        if message is not None:
            found.append(
                Problem(
                    path=path,
                    key="due" if field.type is FieldType.CHECK else "",
                    label=label_of(field),
                    where=where(state, path),
                    message=message,
                    kind=ProblemKind.FINDING if field.type is FieldType.CHECK else ProblemKind.ROWS,
                )
            )
    return tuple(found)


def label_of(field: Field) -> str:
    return field.label or field.short.replace("\n", "") or field.name


def where(state: FillingState, path: Path) -> str:
    """The section's title, and for a cell the row as it is counted on paper with the name of its place."""
    section = next((s for s in state.form.sections if any(field.name == path[0] for field in s.fields)), None)
    title = section.title if section else ""
    if len(path) != 3:
        return title
    number = state.row_ids(path[0]).index(path[1]) + 1 if path[1] in state.row_ids(path[0]) else 0
    row = f"第 {number} 行"
    for column in state.form.field(path[0]).fields:
        subject = state.value((*path[:2], column.name))
        if column.type in (FieldType.PLACE, FieldType.ASSET) and isinstance(subject, str):
            name = state.known.name(column.type, subject) if state.known else None
            return f"{title} · {row}（{name or subject}）"
    return f"{title} · {row}"


def _is_blank(field: Field, value: Json) -> bool:
    if field.type is FieldType.CHECK and isinstance(value, dict):
        return value.get("value") in (None, "")
    return value_of(value) in (None, "", ()) if not isinstance(value, dict) else not value


def _missing_message(field: Field) -> str:
    if field.type is FieldType.CHECK and field.answers is not None:
        return f"还没选答案。{'、'.join(choice.label for choice in field.answers.choices)}，按看到的选一个"
    name = label_of(field)
    name = name if len(name) <= 14 else "这一项"
    if field.type in _CHOSEN:
        return f"还没选{name}。这一项必填"
    match field.type:
        case FieldType.PHOTO:
            return "还没有照片。这一项必须附照片"
        case FieldType.FILE:
            return "还没有附件。这一项必须附文件"
        case FieldType.SIGNATURE:
            return f"{name}还没有签。这里必须手签"
        case _:
            return f"还没填{name}。这一项必填"


def _row_count_messages(field: Field, count: int, *, required: bool) -> Iterator[str]:
    least = max(field.min_rows, 1 if required else 0)
    if count == 0 and least:
        yield f"{label_of(field)}还没有填，至少要 {least} 行"
    elif count < least:
        yield f"{label_of(field)}还差 {least - count} 行，至少要 {least} 行"
    if field.max_rows is not None and count > field.max_rows:
        yield f"{label_of(field)}多了 {count - field.max_rows} 行，最多 {field.max_rows} 行"


def _repeated(state: FillingState, field: Field) -> Iterator[Problem]:
    """At the first of its unique columns, every row that says what a row above it has said."""
    first = state.field_at((field.name, "", field.unique[0]))
    seen: dict[tuple[Value, ...], int] = {}
    for number, row_id in enumerate(state.row_ids(field.name), start=1):
        said = tuple(value_of(state.visible_value((field.name, row_id, name))) for name in field.unique)
        above = seen.setdefault(said, number)
        if above != number and not any(map(is_blank, said)):
            place = (field.name, row_id, first.name)
            yield Problem(
                path=place,
                key="",
                label=label_of(first),
                where=where(state, place),
                message=f"{_this(first)}上面第 {above} 行已经有了。留一行，把另一行改掉或删掉",
                kind=ProblemKind.ROWS,
            )


def _this(field: Field) -> str:
    match field.type:
        case FieldType.PERSON:
            return "这个人"
        case FieldType.PLACE:
            return "这个地点"
        case FieldType.ASSET:
            return "这一件"
        case _:
            return "这一项"


def _unknown(state: FillingState) -> Iterator[Problem]:
    for path, what in state.unknown():
        message = "这张表单里没有这一项，去掉它" if what == "key" else "有一行认不出来，去掉它重新填"
        yield Problem(
            path=path,
            key="",
            label=path[-1],
            where=where(state, path),
            message=message,
            kind=ProblemKind.TYPE,
        )


def _due_warning(state: FillingState, path: Path, field: Field) -> str | None:
    finding = finding_of(state.value(path)) if field.type is FieldType.CHECK else {}
    due = finding.get("due")
    if finding.get("handling") != HAZARD or not isinstance(due, str) or field.finding is None:
        return None
    try:
        moment = datetime.fromisoformat(due)
    except ValueError:
        return None
    end = moment.replace(hour=23, minute=59, tzinfo=ZONE) if len(due) == 10 else moment
    if end.tzinfo is None:
        return None
    if end < state.now:
        return f"期限 {local(end):%m-%d} 已经过了。封存后这条隐患就是逾期"
    hours = (end - state.now).total_seconds() / 3600
    allowed = field.finding.due_hours
    if hours > allowed + 24:
        return f"期限比这一项通常的 {_duration(allowed)}长。确实要这么久就留着"
    return None


def _duration(hours: int) -> str:
    return f"{hours // 24} 天" if hours % 24 == 0 and hours > 24 else f"{hours} 小时"
