"""A cell of a sheet and the answer it stands for: both ways, so that what was exported can be imported."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.definition import ATTACHMENT_TYPES, Field, FieldType, Form
from forms.functions import plain
from forms.json_value import Json
from forms.listed import Choice
from forms.printing.values import month_text
from models.queries.people import all_people
from models.queries.places import all_places
from models.spreadsheet import Heading
from models.tables.projections import AssetRow
from models.workflow.judging import BadCell

_NOT_IN_A_CELL = frozenset({FieldType.NOTE, FieldType.CALCULATED, FieldType.ROWS, *ATTACHMENT_TYPES})
_BETWEEN = re.compile(r"[、,，;；\n]+")
_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_MONTH = re.compile(r"(\d{4})\s*[-./年]?\s*(\d{1,2})\s*月?")
_MONTH_HINT = "写成 2026-11"
_HINTS = {
    FieldType.DATE: "写成 2026-11-20",
    FieldType.TIME: "写成 08:30",
    FieldType.PERSON: "写工号或姓名",
    FieldType.PLACE: "写地点的编号或名称",
    FieldType.ASSET: "写台账上的编号",
}


def columns_of(form: Form) -> tuple[Field, ...]:
    """The fields of a card that fit into a cell, in page order."""
    return tuple(
        field for field in form.fields() if field.type not in _NOT_IN_A_CELL and field.calculation is None
    )


def heading_of(field: Field) -> Heading:
    return Heading(
        title=title_of(field),
        required=field.required is True,
        hint="；".join(
            filter(None, (field.hint, _how_to_write(field), field.unit and f"单位：{field.unit}"))
        ),
        choices=tuple(choice.label for choice in _choices(field)),
        wide=28 if field.type in (FieldType.TEXT, FieldType.LONG_TEXT) and field.width == "full" else 16,
    )


def title_of(field: Field) -> str:
    """The label as a heading: without what stands in brackets, as headings are read."""
    return re.sub(r"[（(].*|[\s*＊:：]", "", field.label) or field.label


@dataclass(frozen=True, slots=True)
class NamedHere:
    """What cells may name, by code and by name; a name that several have stands for none."""

    people: Mapping[str, str]
    places: Mapping[str, str]
    assets: Mapping[str, str]

    @classmethod
    def read(cls, session: Session) -> NamedHere:
        people = [(one.staff_no, one.name) for one in all_people(session)]
        places = [(one.code, one.name) for one in all_places(session)]
        assets = session.execute(select(AssetRow.asset_id, AssetRow.code).where(AssetRow.status != "void"))
        return cls(_by_either(people), _by_either(places), _by_either([(row[0], row[1]) for row in assets]))


def answer_of(field: Field, text: str, named: NamedHere) -> Json:
    """The answer that the cell says, None for an empty one; BadCell with a sentence if it says none."""
    if not text:
        return None
    match field.type:
        case FieldType.INTEGER | FieldType.DECIMAL:
            return _number(field, text)
        case FieldType.DATE if field.precision == "month":
            return _month(field, text)
        case FieldType.DATE:
            return _day(field, text)
        case FieldType.TIME:
            return _time(field, text)
        case FieldType.ONE_OF:
            return _choice(field, text)
        case FieldType.MANY_OF:
            return [_choice(field, word) for word in _BETWEEN.split(text) if word]
        case FieldType.CHECK:
            return {"value": _choice(field, text)}
        case FieldType.PERSON:
            return _names(field, text, named.people, "没有这个人，或有几个人同名。写工号")
        case FieldType.PLACE:
            return _names(field, text, named.places, "没有这个地点。写设置里有的编号或名称，没有的先登记地点")
        case FieldType.ASSET:
            return _names(field, text, named.assets, "台账上没有这个编号，先登记它")
        case _:
            return text


def words_of(field: Field, value: Json, named: NamedHere) -> str:
    """The cell for an answer; codes become the words that ``answer_of`` reads again."""
    if value is None:
        return ""
    if isinstance(value, dict):
        value = value.get("value")
    parts = value if isinstance(value, list) else [value]
    match field.type:
        case FieldType.ONE_OF | FieldType.MANY_OF | FieldType.CHECK:
            labels = {choice.code: choice.label for choice in _choices(field)}
            return "、".join(labels.get(str(part), str(part)) for part in parts)
        case FieldType.DATE if field.precision == "month":
            return month_text(value, compact=True)
        case FieldType.ASSET:
            codes = {identity: code for code, identity in named.assets.items() if code != identity}
            return "、".join(codes.get(str(part), str(part)) for part in parts)
        case _:
            return "、".join(str(part) for part in parts)


def _how_to_write(field: Field) -> str:
    return _MONTH_HINT if field.precision == "month" else _HINTS.get(field.type, "")


def _choices(field: Field) -> tuple[Choice, ...]:
    return field.answers.choices if field.answers else field.choices


def _choice(field: Field, word: str) -> str:
    known = {choice.label: choice.code for choice in _choices(field)}
    known |= {choice.code: choice.code for choice in _choices(field)}
    if word not in known:
        may_be = " / ".join(choice.label for choice in _choices(field))
        raise BadCell(f"{title_of(field)}“{word}”不认识。写成其中一个：{may_be}")
    return known[word]


def _number(field: Field, text: str) -> Json:
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise BadCell(f"{title_of(field)}“{text}”不是数字。只写数字，单位不要写进去") from None
    if not number.is_finite():
        raise BadCell(f"{title_of(field)}“{text}”不是数字。只写数字，单位不要写进去")
    if field.type is FieldType.DECIMAL:
        return plain(number)
    if number != int(number):
        raise BadCell(f"{title_of(field)}“{text}”不是整数。改成整数")
    return int(number)


def _day(field: Field, text: str) -> str:
    found = _DAY.fullmatch(text.strip()) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text.strip())
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        pass  # 2026-02-30
    raise BadCell(f"{title_of(field)}“{text}”不是日期。写成 2026-11-20")


def _month(field: Field, text: str) -> str:
    """The first day of the month that the cell says; a sheet's program may have made a day of it."""
    found = _MONTH.fullmatch(text.strip()) or _DAY.fullmatch(text.strip())
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), 1).isoformat()
    except ValueError:
        pass  # 2026-13
    raise BadCell(f"{title_of(field)}“{text}”不是月份。{_MONTH_HINT}")


def _time(field: Field, text: str) -> str:
    found = re.fullmatch(r"(\d{1,2})[:：](\d{2})(:\d{2})?", text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadCell(f"{title_of(field)}“{text}”不是时刻。写成 08:30")
    return f"{int(found[1]):02d}:{found[2]}"


def _names(field: Field, text: str, known: Mapping[str, str], advice: str) -> Json:
    found: list[Json] = []
    for word in _BETWEEN.split(text) if field.multiple else [text]:
        if word not in known:
            raise BadCell(f"{title_of(field)}“{word}”：{advice}")
        found.append(known[word])
    return found if field.multiple else found[0]


def _by_either(pairs: list[tuple[str, str]]) -> dict[str, str]:
    names = [name for _, name in pairs]
    by_name = {name: code for code, name in pairs if name and names.count(name) == 1}
    return by_name | {code: code for code, _ in pairs}
