"""Answers as words on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from forms.clock import local
from forms.definition import AnswerSet, Field, FieldType
from forms.json_value import Json
from forms.listed import Choice
from forms.printing.job import Names
from forms.printing.mark import Mark

_COUNTED = {FieldType.PHOTO: "照片 {} 张", FieldType.FILE: "附件 {} 份"}
_BY_HAND = {
    FieldType.DATE: "　　　年　　月　　日",
    FieldType.TIME: "　　时　　分",
    FieldType.DATETIME: "　　  年　　月　　日　　时　　分",  # fits into half a line
}
_MONTH_BY_HAND = "　　　年　　月"
_ENCLOSED = {FieldType.PHOTO: "　　　张，另附", FieldType.FILE: "　　　份，另附"}
_SAMPLE_NAME = "张某某（0231）"
_SAMPLE_NAMES = "一二三四五六七八九十一二"
_FEW = 10  # choices that a blank paper lists for ticking


def value_text(field: Field, value: Json, names: Names, *, compact: bool = False) -> str:
    """The answer in words; ``compact`` writes dates as 2026-11-20, for narrow columns."""
    if value is None or value in ("", []):
        return ""
    match field.type:
        case FieldType.ONE_OF:
            return choice_label(field.choices, str(value))
        case FieldType.MANY_OF:
            return _joined([choice_label(field.choices, code) for code in _texts(value)])
        case FieldType.PERSON:
            return "、".join(names.person(code) for code in _texts(value))
        case FieldType.PLACE:
            return "、".join(names.place(code) for code in _texts(value))
        case FieldType.ASSET:
            return "、".join(names.asset(code) for code in _texts(value))
        case FieldType.PHOTO | FieldType.FILE:
            return _COUNTED[field.type].format(len(_texts(value)))
        case FieldType.CHECK:
            return answer_label(field.answers, check_code_of(value))
        case _:
            return _plain_text(field, value, compact=compact)


def blank_text(field: Field) -> str:
    """What a blank paper prints in the cell for the hand that fills it."""
    if field.type in {FieldType.ONE_OF, FieldType.MANY_OF} and len(field.choices) <= _FEW:
        return "　".join(f"□ {choice.label}" for choice in field.choices)
    if field.precision == "month":
        return _MONTH_BY_HAND
    if field.type in _BY_HAND:
        return _BY_HAND[field.type]
    return f"　　　　{field.unit}" if field.unit else _ENCLOSED.get(field.type, "")


def sample_text(field: Field) -> str:
    """A usual value, whose width decides how wide the cell is on every paper of the form."""
    match field.type:
        case FieldType.ONE_OF:
            return max((choice.label for choice in field.choices), key=len, default="")
        case FieldType.PLACE | FieldType.PERSON:
            return _SAMPLE_NAMES if field.multiple else _SAMPLE_NAME
        case FieldType.TEXT | FieldType.ASSET:
            return _SAMPLE_NAMES
        case FieldType.DATETIME:
            return "2026年12月30日 20:00"
        case FieldType.DATE | FieldType.CALCULATED:
            return "2026年12月30日"
        case FieldType.INTEGER | FieldType.DECIMAL:
            return f"10000 {field.unit}"
        case _:
            return ""


def choice_label(choices: tuple[Choice, ...], code: str) -> str:
    return next((choice.label for choice in choices if choice.code == code), code)


def answer_label(answers: AnswerSet | None, code: str) -> str:
    choice = answers.choice(code) if answers else None
    return choice.label if choice else code


def check_code_of(value: Json) -> str:
    """The code of a check item's answer; empty if it is not answered."""
    code = value.get("value") if isinstance(value, Mapping) else value
    return code if isinstance(code, str) else ""


def finding_of(value: Json) -> dict[str, Json]:
    finding = value.get("finding") if isinstance(value, dict) else None
    return finding if isinstance(finding, dict) else {}


def mark_of(answers: AnswerSet, code: str) -> Mark:
    """The mark in the column of the answer that was chosen."""
    if code in answers.bad:
        return Mark.CROSS
    return Mark.SLASH if code == "na" else Mark.TICK


def single_mark(answers: AnswerSet | None, code: str) -> Mark | None:
    """The mark that alone tells the answer; None where only its word does."""
    if answers is None:
        return None
    if code == answers.good:
        return Mark.TICK
    if code == "na":
        return Mark.SLASH
    return Mark.CROSS if answers.bad == (code,) else None


def long_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def month_text(value: Json, *, compact: bool = False) -> str:
    """The month of an ISO date; the text itself if it is none."""
    text = value if isinstance(value, str) else ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day:%Y-%m}" if compact else f"{day.year}年{day.month}月"


def long_moment(moment: datetime) -> str:
    here = local(moment)
    return f"{long_date(here.date())} {here:%H:%M}"


def short_moment(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}"


def moment_text(value: Json, *, compact: bool = False) -> str:
    """A date, a time or both from ISO text; the text itself if it is none of them."""
    text = value if isinstance(value, str) else ""
    try:
        if len(text) == len("2026-11-20"):
            day = date.fromisoformat(text)
            return text if compact else long_date(day)
        if len(text) <= len("22:00:00"):
            return text[:5]
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return text
    if moment.tzinfo is not None:
        moment = local(moment)
    return f"{moment:%Y-%m-%d %H:%M}" if compact else f"{long_date(moment.date())} {moment:%H:%M}"


def _plain_text(field: Field, value: Json, *, compact: bool) -> str:
    if field.precision == "month":
        return month_text(value, compact=compact)
    if field.type in {FieldType.DATE, FieldType.TIME, FieldType.DATETIME}:
        return moment_text(value, compact=compact)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_texts(value))
    text = str(value)
    if (
        field.type is FieldType.CALCULATED
        and len(text) >= len("2026-11-20")
        and text[4:5] == text[7:8] == "-"
    ):
        return moment_text(text, compact=compact)
    return f"{text} {field.unit}" if field.unit else text


def _joined(labels: list[str]) -> str:
    """Choices one behind the other; a stronger mark parts those that hold a 、 or are sentences."""
    plain = [label.rstrip("。；") for label in labels]
    return ("；" if any(set(label) & set("、，；。") for label in plain) else "、").join(plain)


def _texts(value: Json) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]
