"""What is written about a failed check item: read from answers, and what it still lacks, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms.answer_store import Path
from forms.answer_types import Known, digests_problem, is_date, is_datetime, text_problem
from forms.check_answer import AnswerKind, finding_of, kind_of
from forms.definition import Field, FieldType, Form
from forms.json_value import Json, text_in, texts_of

FIXED = "fixed"  # 当场已整改
HAZARD = "hazard"  # 转为隐患
LEVELS = ("general", "major")
_PEOPLE = {"owner": "责任人", "done_by": "整改人"}
_MOMENTS = {"due": "期限", "done_at": "整改时间"}
_TEXTS = frozenset({"text", "done"})
_PHOTOS = ("photos", "photos_after")
_KEYS = frozenset({*_PEOPLE, *_MOMENTS, *_TEXTS, *_PHOTOS, "place", "class", "handling", "level"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A failed item of a record, as ledgers and papers need it."""

    path: Path
    field: str
    row_id: str | None
    label: str
    text: str
    place: str | None  # its own, else its row's, else the record's
    asset: str | None
    category: str
    klass: str | None
    level: str  # general | major
    handling: str | None  # fixed | hazard
    done: str | None
    done_by: str | None
    done_at: str | None
    owner: str | None
    due: str | None  # ISO date, or local time with offset
    photos: tuple[str, ...]
    photos_after: tuple[str, ...]


def findings_of(form: Form, answers: Mapping[str, Json]) -> tuple[Finding, ...]:
    """The findings in sealed public answers, in page order."""
    place, asset = _subject(form, answers, FieldType.PLACE), _subject(form, answers, FieldType.ASSET)
    found: list[Finding] = []
    for field in form.fields():
        if field.type is FieldType.CHECK:
            found.extend(_finding((field.name,), field, answers.get(field.name), place, asset))
        rows = answers.get(field.name)
        for row in rows if field.type is FieldType.ROWS and isinstance(rows, list) else ():
            if isinstance(row, dict):
                found.extend(_findings_of_row(field, row, place, asset))
    return tuple(found)


def _findings_of_row(
    table: Field, row: dict[str, Json], place: str | None, asset: str | None
) -> Iterator[Finding]:
    here = _first(table.fields, row, FieldType.PLACE) or place
    thing = _first(table.fields, row, FieldType.ASSET) or asset
    for column in table.fields:
        if column.type is FieldType.CHECK:
            path = (table.name, str(row.get("row_id")), column.name)
            yield from _finding(path, column, row.get(column.name), here, thing)


def finding_problems(
    field: Field, answer: Json, *, has_place: bool, known: Known | None = None
) -> Iterator[tuple[str, str]]:
    """Each (key, sentence) that keeps a failed item from being sealed; nothing for an item without a rule."""
    finding = finding_of(answer)
    yield from _misfits(field, finding, known)
    rule = field.finding
    if rule is None:
        return
    if not finding.get("text"):
        yield "text", "还没写问题。写清什么部位、什么问题"
    match finding.get("handling"):
        case "fixed":
            if not rule.on_the_spot:
                yield "handling", "这一项不能按当场整改办结。改选转为隐患"
            if not finding.get("done"):
                yield "done", "还没写怎么整改的。当场已整改必须写做了什么"
        case "hazard":
            if rule.classes and not finding.get("class"):
                yield "class", "还没选类别。转为隐患必须选一类"
            if not has_place and not finding.get("place"):
                yield "place", "还没选地点。转为隐患必须有地点"
            if not finding.get("owner"):
                yield "owner", "还没选责任人。转为隐患必须有责任人"
            if not finding.get("due"):
                yield "due", "还没定期限。转为隐患必须有整改期限"
        case _:
            yield "handling", "还没选怎么处理。当场已整改，还是转为隐患"


def has_place(form: Form, path: Path, answers: Mapping[str, Json], row: Mapping[str, Json]) -> bool:
    """Whether a finding there has its place already: from its row, or from the record's own place or asset."""
    columns = form.field(path[0]).fields if len(path) == 3 else ()
    kinds = (FieldType.PLACE, FieldType.ASSET)
    return any(_first(columns, row, kind) or _subject(form, answers, kind) for kind in kinds)


def _misfits(field: Field, finding: Mapping[str, Json], known: Known | None) -> Iterator[tuple[str, str]]:
    for key, value in finding.items():
        problem = _misfit(field, key, value, known)
        if problem is not None:
            yield key, problem


def _misfit(field: Field, key: str, value: Json, known: Known | None) -> str | None:
    if key not in _KEYS:
        return f"这一项里没有“{key}”，去掉它"
    if key in _TEXTS:
        return text_problem(value)
    if key in _PHOTOS:
        return digests_problem(value)
    if key in _MOMENTS:
        fits = is_date(value) or is_datetime(value)
        return None if fits else f"{_MOMENTS[key]}要写成 2026-11-20 或 2026-11-20 22:05 这样"
    if key in _PEOPLE or key == "place":
        return _unknown_subject(key, value, known)
    if key == "handling":
        return None if value in (FIXED, HAZARD) else "处理方式不在选项里，重新选一个"
    if key == "level":
        return None if value in LEVELS else "隐患等级不在选项里，重新选一个"
    classes = field.finding.classes if field.finding else ()
    return None if any(choice.code == value for choice in classes) else "类别不在选项里，重新选一个"


def _unknown_subject(key: str, value: Json, known: Known | None) -> str | None:
    word = _PEOPLE.get(key, "地点")
    kind = FieldType.PLACE if key == "place" else FieldType.PERSON
    if not isinstance(value, str):
        return f"{word}没有写对，重新选一次"
    if known is not None and known.name(kind, value) is None:
        return f"没有找到{word}“{value}”，重新选一次"
    return None


def _finding(
    path: Path, field: Field, answer: Json, place: str | None, asset: str | None
) -> Iterator[Finding]:
    finding = finding_of(answer)
    if not finding or kind_of(field, answer) is not AnswerKind.BAD:
        return
    rule = field.finding
    yield Finding(
        path=path,
        field=field.name,
        row_id=path[1] if len(path) == 3 else None,
        label=field.label,
        text=text_in(finding, "text") or "",
        place=text_in(finding, "place") or place,
        asset=asset,
        category=rule.category if rule else "",
        klass=text_in(finding, "class"),
        level=text_in(finding, "level") or (rule.level if rule else "general"),
        handling=text_in(finding, "handling"),
        done=text_in(finding, "done"),
        done_by=text_in(finding, "done_by"),
        done_at=text_in(finding, "done_at"),
        owner=text_in(finding, "owner"),
        due=text_in(finding, "due"),
        photos=texts_of(finding.get("photos")),
        photos_after=texts_of(finding.get("photos_after")),
    )


def _subject(form: Form, answers: Mapping[str, Json], kind: FieldType) -> str | None:
    """The record's own place or asset, if it has exactly one such field."""
    fields = [field for field in form.fields() if field.type is kind and not field.multiple]
    return _first(fields, answers, kind) if len(fields) == 1 else None


def _first(
    fields: tuple[Field, ...] | list[Field], answers: Mapping[str, Json], kind: FieldType
) -> str | None:
    values = (answers.get(field.name) for field in fields if field.type is kind and not field.multiple)
    return next((value for value in values if isinstance(value, str) and value), None)
