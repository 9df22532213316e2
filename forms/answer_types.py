"""What each field type accepts: brings typed input into its one form and says in Chinese what does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol
from unicodedata import category, normalize

from forms.clock import ZONE
from forms.definition import ATTACHMENT_TYPES, Field, FieldType
from forms.functions import Value, answer_of, as_number, as_text, plain
from forms.json_value import Json

_DIGEST = re.compile(r"[0-9a-f]{64}")
_INTEGER = re.compile(r"[+-]?\d{1,15}")
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,10})?")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_MONTH = re.compile(r"\d{4}-\d{2}")
FIRST_YEAR, LAST_YEAR = 1900, 2200  # births of the oldest patients, expiries that never come
_SUBJECTS = {FieldType.PERSON: "工号", FieldType.PLACE: "地点", FieldType.ASSET: "台账编号"}


class Known(Protocol):
    """What a filling may ask about people, places and assets."""

    def name(self, kind: FieldType, identity: str) -> str | None:
        """The name to show, or None if the hospital knows no such person, place or asset."""
        ...


def normal_value(field: Field, value: Json) -> Json:
    """The value in the one form it is kept in; None if blank. What cannot be read stays for ``type_problem``."""
    if isinstance(value, str):
        value = value.strip() if field.type is not FieldType.LONG_TEXT else value.rstrip()
    if value is None or value == "" or value == [] or value == {}:
        return None
    match field.type:
        case FieldType.CHECK:
            return {"value": value} if isinstance(value, str) else value
        case FieldType.INTEGER if isinstance(value, str):
            text = normalize("NFKC", value)
            return int(text) if _INTEGER.fullmatch(text) else value
        case FieldType.DECIMAL if not isinstance(value, bool):
            return _normal_decimal(value)
        case FieldType.DATE if field.precision == "month" and isinstance(value, str):
            return _normal_month(value)
        case FieldType.DATETIME if isinstance(value, str):
            return _normal_datetime(value)
        case FieldType.MANY_OF if isinstance(value, str):
            return [value]
        case _ if field.multiple or field.type in ATTACHMENT_TYPES:
            return [value] if isinstance(value, str) else value
        case _:
            return value


def calculated_answer(field: Field, value: Value) -> Json:
    """A calculated value as the field keeps it: whole numbers as numbers, text as text, decimals as text."""
    if value is None or value == "":
        return None
    match field.type:
        case FieldType.INTEGER:
            number = as_number(value)
            return int(number) if number is not None and number == int(number) else answer_of(value)
        case FieldType.TEXT | FieldType.LONG_TEXT:
            return as_text(value)
        case FieldType.CHECK:
            return {"value": as_text(value)}
        case FieldType.MANY_OF:
            return answer_of(value if isinstance(value, tuple) else (value,))
        case FieldType.DECIMAL | FieldType.CALCULATED if (
            isinstance(value, Decimal) and field.digits is not None
        ):
            return plain(value.quantize(Decimal(1).scaleb(-field.digits), ROUND_HALF_UP))
        case _ if field.multiple and not isinstance(value, tuple):
            return answer_of((value,))
        case _:
            return answer_of(value)


def type_problem(field: Field, value: Json, known: Known | None = None) -> str | None:
    """What is wrong with a value that is not blank, as a sentence; None if it fits."""
    match field.type:
        case FieldType.INTEGER:
            if isinstance(value, bool) or not isinstance(value, int):
                return f"要填整数，现在填的是“{_shown(value)}”"
            return _bounds_problem(field, Decimal(value))
        case FieldType.DECIMAL:
            return _decimal_problem(field, value)
        case FieldType.DATE if field.precision == "month" and not is_date(value):
            return f"月份要写成 2026-11 这样，现在填的是“{_shown(value)}”"
        case FieldType.DATE:
            if not is_date(value):
                return f"日期要写成 2026-11-20 这样，现在填的是“{_shown(value)}”"
            return _year_problem(value)
        case FieldType.TIME:
            is_time = isinstance(value, str) and _TIME.fullmatch(value)
            return None if is_time else f"时间要写成 22:05 这样，现在填的是“{_shown(value)}”"
        case FieldType.DATETIME:
            if not is_datetime(value):
                return f"时间要写成 2026-11-20 22:05 这样，现在填的是“{_shown(value)}”"
            return _year_problem(value)
        case FieldType.ONE_OF:
            return _choice_problem(field, value)
        case FieldType.MANY_OF:
            return _many_problem(field, value)
        case FieldType.CHECK:
            return _check_problem(field, value)
        case FieldType.PERSON | FieldType.PLACE | FieldType.ASSET:
            return _subjects_problem(field, value, known)
        case FieldType.PHOTO | FieldType.FILE | FieldType.SIGNATURE:
            return digests_problem(value)
        case FieldType.NOTE:
            return "这里是说明，不用填"
        case FieldType.CALCULATED:
            return None
        case FieldType.ROWS:
            return None if isinstance(value, list) else "这里要一行一行填"
        case FieldType.TEXT | FieldType.LONG_TEXT:
            return text_problem(value)


def text_problem(value: Json) -> str | None:
    if not isinstance(value, str):
        return f"要填文字，现在填的是“{_shown(value)}”"
    if any(category(char) in ("Cc", "Cs") and char not in "\n\t\r" for char in value):
        return "里面有看不见的控制字符，删掉重写"
    return None


def _year_problem(value: Json) -> str | None:
    """A year that nobody means: typed with a digit too few, too many or wrong."""
    year = int(str(value)[:4])
    return None if FIRST_YEAR <= year <= LAST_YEAR else f"{year} 年像是打错了，看看年份"


def is_date(value: Json) -> bool:
    if not isinstance(value, str) or len(value) != 10:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_datetime(value: Json) -> bool:
    """Local wall time with its offset, to the minute or finer: ``2026-11-20T22:05+08:00``."""
    if not isinstance(value, str) or not value.endswith("+08:00") or value[10:11] != "T":
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def digests_problem(value: Json) -> str | None:
    if not isinstance(value, list) or not all(
        isinstance(item, str) and _DIGEST.fullmatch(item) for item in value
    ):
        return "附件没有放好，重新选一次"
    return None


def _normal_decimal(value: Json) -> Json:
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        return value
    text = normalize("NFKC", value).replace(",", "").lstrip("+")
    text = f"0{text}" if text.startswith(".") else text
    return text if _DECIMAL.fullmatch(text) else value


def _normal_month(text: str) -> str:
    """One month has one answer: a month, or any day of it, becomes the first day."""
    plain_text = normalize("NFKC", text)
    day = f"{plain_text}-01" if _MONTH.fullmatch(plain_text) else plain_text
    return f"{day[:7]}-01" if is_date(day) else text


def _normal_datetime(text: str) -> str:
    try:
        moment = datetime.fromisoformat(normalize("NFKC", text))
    except ValueError:
        return text
    if len(text) == 10:
        return text  # a day alone says no time
    local = moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment.astimezone(ZONE)
    return local.isoformat(timespec="seconds" if local.second else "minutes")


def _decimal_problem(field: Field, value: Json) -> str | None:
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        return f"要填数字，现在填的是“{_shown(value)}”"
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    if field.digits is not None and isinstance(exponent, int) and -exponent > field.digits:
        return (
            f"最多写 {field.digits} 位小数，现在填的是 {value}"
            if field.digits
            else f"要填整数，现在填的是 {value}"
        )
    return _bounds_problem(field, number)


def _bounds_problem(field: Field, number: Decimal) -> str | None:
    least = Decimal(field.minimum) if field.minimum is not None else None
    most = Decimal(field.maximum) if field.maximum is not None else None
    if (least is None or number >= least) and (most is None or number <= most):
        return None
    unit = f" {field.unit}" if field.unit else ""
    if least is not None and most is not None:
        allowed = f"应在 {plain(least)} 到 {plain(most)}{unit} 之间"
    elif least is not None:
        allowed = f"不能小于 {plain(least)}{unit}"
    else:
        allowed = f"不能大于 {plain(most or Decimal(0))}{unit}"
    return f"{allowed}，现在填的是 {plain(number)}"


def _choice_problem(field: Field, value: Json) -> str | None:
    if any(choice.code == value for choice in field.choices):
        return None
    return f"“{_shown(value)}”不在选项里，重新选一个"


def _many_problem(field: Field, value: Json) -> str | None:
    if not isinstance(value, list):
        return f"“{_shown(value)}”不在选项里，重新选"
    seen: list[Json] = []
    for item in value:
        if item in seen:
            return f"“{_shown(item)}”选了两次"
        seen.append(item)
        problem = _choice_problem(field, item)
        if problem is not None:
            return problem
    return None


def _check_problem(field: Field, value: Json) -> str | None:
    code = value.get("value") if isinstance(value, dict) else value
    if isinstance(value, dict) and isinstance(code, str) and field.answers and field.answers.choice(code):
        return None
    labels = [choice.label for choice in field.answers.choices] if field.answers else []
    return f"“{_shown(code)}”不是这一项的答案，在{'、'.join(labels)}里选一个"


def _subjects_problem(field: Field, value: Json, known: Known | None) -> str | None:
    word = _SUBJECTS[field.type]
    if isinstance(value, list) != field.multiple:
        return f"{word}没有写对，重新选一次"
    for item in _items(value):
        if not isinstance(item, str) or not item:
            return f"{word}没有写对，重新选一次"
        if known is not None and known.name(field.type, item) is None:
            return f"没有找到{word}“{item}”，重新选一次"
    return None


def _items(value: Json) -> Iterator[Json]:
    if isinstance(value, list):
        yield from value
    else:
        yield value


def _shown(value: Json) -> str:
    """A wrong value as it is quoted in a sentence, never longer than a glance."""
    text = value if isinstance(value, str) else "" if value is None else str(value)
    text = " ".join(text.split())
    return text if len(text) <= 20 else f"{text[:19]}…"
