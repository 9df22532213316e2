"""The functions of the expression language, and how its values compare."""

# ruff: noqa: ARG001, ARG005 - every function has the one signature (arguments, scope)

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Protocol

from forms.clock import ZONE, from_text, local
from forms.context import EMPTY_CONTEXT, Context
from forms.date_arithmetic import (
    days_between,
    days_later,
    format_date,
    hours_between,
    months_later,
    shift_of,
)
from forms.json_value import Json
from forms.workdays import workdays_later

Value = None | bool | Decimal | str | tuple["Value", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What one evaluation sees: the row's answers before the record's, the current value, the context, the time."""

    answers: Mapping[str, Json]
    row: Mapping[str, Json] = field(default_factory=dict)
    current: Json = None
    context: Context = EMPTY_CONTEXT
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    abnormal: Callable[[], int] = lambda: 0
    points: Callable[[], tuple[Decimal | None, Decimal | None]] = lambda: (
        None,
        None,
    )  # had, and could be had

    def get(self, name: str) -> Json:
        return self.row[name] if name in self.row else self.answers.get(name)


class Argument(Protocol):
    def __call__(self) -> Value: ...

    @property
    def name(self) -> str:
        """The field's name if the argument is a plain reference, else empty."""
        ...


@dataclass(frozen=True, slots=True)
class Arguments:
    lazy: tuple[Argument, ...]

    def __len__(self) -> int:
        return len(self.lazy)

    def __getitem__(self, index: int) -> Value:
        return self.lazy[index]()

    def values(self) -> list[Value]:
        return [argument() for argument in self.lazy]

    def text(self, index: int) -> str:
        return as_text(self[index])

    def number(self, index: int) -> Decimal | None:
        return as_number(self[index])


@dataclass(frozen=True, slots=True)
class Function:
    apply: Callable[[Arguments, Scope], Value]
    least: int
    most: int
    about: str


def value_of(answer: Json) -> Value:
    """An answer as expressions see it: a check item is its code, rows are their ids."""
    match answer:
        case dict():
            return value_of(answer.get("value", answer.get("row_id")))
        case list():
            return tuple(value_of(item) for item in answer)
        case bool() | None | str():
            return answer
        case int():
            return Decimal(answer)


def answer_of(value: Value) -> Json:
    """A calculated value as it is kept in answers: numbers as text without an exponent."""
    match value:
        case Decimal():
            return plain(value)
        case tuple():
            return [answer_of(item) for item in value]
        case _:
            return value


def plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_blank(value: Value) -> bool:
    return value is None or value == "" or value == ()


def is_true(value: Value) -> bool:
    return bool(value)


def as_number(value: Value) -> Decimal | None:
    match value:
        case bool():
            return Decimal(int(value))
        case Decimal():
            return value
        case str():
            try:
                number = Decimal(value)
            except InvalidOperation:
                return None
            return number if number.is_finite() else None
        case _:
            return None


def as_text(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return plain(value)
        case str():
            return value
        case tuple():
            return " ".join(as_text(item) for item in value)


def as_day(value: Value) -> date | None:
    """The day of a date or of an instant, in the hospital's zone."""
    if not isinstance(value, str) or len(value) < 10:
        return None
    try:
        return date.fromisoformat(value) if len(value) == 10 else local(from_text(value)).date()
    except ValueError:
        return None


def as_instant(value: Value) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        if len(value) == 10:
            return datetime.combine(date.fromisoformat(value), datetime.min.time(), ZONE)
        return from_text(value)
    except ValueError:
        return None


def compare(operator: str, left: Value, right: Value) -> bool:
    """Numbers as numbers, instants as instants, the rest as text; nothing is less or more than a blank."""
    if operator in ("=", "!="):
        return _equal(left, right) == (operator == "=")
    if is_blank(left) or is_blank(right):
        return False
    first: object = as_number(left)
    second: object = as_number(right)
    if first is None or second is None:
        first, second = as_instant(left), as_instant(right)
    if first is None or second is None:
        first, second = as_text(left), as_text(right)
    order = (first > second) - (first < second)  # type: ignore[operator]  # both are of one ordered type here
    return bool({"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[operator])


def _equal(left: Value, right: Value) -> bool:
    if is_blank(left) or is_blank(right):
        return is_blank(left) and is_blank(right)
    if isinstance(left, (Decimal, bool)) or isinstance(right, (Decimal, bool)):
        return as_number(left) == as_number(right)
    return as_text(left) == as_text(right)


def _round(number: Decimal | None, places: Decimal | None) -> Value:
    if number is None:
        return None
    return number.quantize(Decimal(1).scaleb(-int(places or 0)), ROUND_HALF_UP)


def _numbers(arguments: Arguments, scope: Scope) -> list[Decimal]:
    return [number for number in map(as_number, _flat(arguments, scope)) if number is not None]


def _flat(arguments: Arguments, scope: Scope) -> list[Value]:
    """The arguments one by one; a column of repeating rows gives one per row."""
    found: list[Value] = []
    for argument in arguments.lazy:
        column = _column(scope, argument.name)
        found.extend([argument()] if column is None else column)
    return [item for value in found for item in (value if isinstance(value, tuple) else (value,))]


def _column(scope: Scope, name: str) -> list[Value] | None:
    if not name or name in scope.row or name in scope.answers:
        return None
    tables = [rows for rows in scope.answers.values() if isinstance(rows, list)]
    cells = [row[name] for rows in tables for row in rows if isinstance(row, dict) and name in row]
    return [value_of(cell) for cell in cells]


def _cells(arguments: Arguments, scope: Scope) -> list[Value]:
    """The cells of the column that the first argument names; inside its own row, and for a field, the one value."""
    column = _column(scope, arguments.lazy[0].name)
    return [arguments[0]] if column is None else column


def _count_if(arguments: Arguments, scope: Scope) -> Value:
    code = arguments.text(1)
    return Decimal(sum(_selected(cell, code) for cell in _cells(arguments, scope)))


def _count_distinct(arguments: Arguments, scope: Scope) -> Value:
    flat = (
        item for cell in _cells(arguments, scope) for item in (cell if isinstance(cell, tuple) else (cell,))
    )
    return Decimal(len({as_text(item) for item in flat if not is_blank(item)}))


def _earliest(arguments: Arguments, scope: Scope) -> Value:
    days = [day for day in map(as_day, _flat(arguments, scope)) if day is not None]
    return min(days).isoformat() if days else None


def _rate(part: Decimal | None, whole: Decimal | None) -> Value:
    return None if part is None or not whole else _round(part * 100 / whole, Decimal(2))


def _selected(value: Value, code: str) -> bool:
    return code in [as_text(item) for item in value] if isinstance(value, tuple) else as_text(value) == code


def _workdays_later(day: date | None, days: Decimal | None, scope: Scope) -> Value:
    if day is None or days is None:
        return None
    return workdays_later(day, int(days), scope.context.days_off).isoformat()


def _first_filled(arguments: Arguments, scope: Scope) -> Value:
    for argument in arguments.lazy:
        value = argument()
        if not is_blank(value):
            return value
    return None


def _count(arguments: Arguments, scope: Scope) -> Value:
    value = arguments[0]
    return Decimal(len(value)) if isinstance(value, tuple) else Decimal(0 if is_blank(value) else 1)


def _at(value: Value, index: Decimal | None) -> Value:
    if not isinstance(value, tuple) or index is None or not 0 <= index < len(value):
        return None
    return value[int(index)]


def _number_or_none(numbers: list[Decimal], choose: Callable[[list[Decimal]], Decimal]) -> Value:
    return choose(numbers) if numbers else None


def _int(number: Decimal | None) -> Value:
    return None if number is None else Decimal(int(number))


def _iso_now(scope: Scope) -> str:
    return local(scope.now).isoformat(timespec="minutes")


_MANY = 1_000
FUNCTIONS: Mapping[str, Function] = {
    "true": Function(lambda a, s: True, 0, 0, "true"),
    "false": Function(lambda a, s: False, 0, 0, "false"),
    "not": Function(lambda a, s: not is_true(a[0]), 1, 1, "the opposite"),
    "if": Function(lambda a, s: a[1] if is_true(a[0]) else a[2], 3, 3, "one of two values"),
    "coalesce": Function(_first_filled, 1, _MANY, "the first that is not blank"),
    "selected": Function(lambda a, s: _selected(a[0], a.text(1)), 2, 2, "is the code among the choices"),
    "selected-at": Function(lambda a, s: _at(a[0], a.number(1)), 2, 2, "the n-th choice, from 0"),
    "count-selected": Function(_count, 1, 1, "how many are chosen"),
    "count": Function(_count, 1, 1, "how many rows"),
    "count-if": Function(_count_if, 2, 2, "rows in whose column stands the code, alone or among the choices"),
    "earliest": Function(_earliest, 1, _MANY, "the first day, also of a column"),
    "count-distinct": Function(_count_distinct, 1, 1, "how many different answers a column has, blanks not"),
    "rate": Function(lambda a, s: _rate(a.number(0), a.number(1)), 2, 2, "percent, 2 digits; of 0 blank"),
    "sum": Function(
        lambda a, s: sum(_numbers(a, s), Decimal(0)), 1, _MANY, "the sum, also of a column of rows"
    ),
    "min": Function(
        lambda a, s: _number_or_none(_numbers(a, s), min), 1, _MANY, "the least, also of a column"
    ),
    "max": Function(
        lambda a, s: _number_or_none(_numbers(a, s), max), 1, _MANY, "the greatest, also of a column"
    ),
    "int": Function(lambda a, s: _int(a.number(0)), 1, 1, "the whole part"),
    "number": Function(lambda a, s: a.number(0), 1, 1, "text read as a number"),
    "round": Function(lambda a, s: _round(a.number(0), a.number(1) if len(a) > 1 else None), 1, 2, "half up"),
    "string-length": Function(lambda a, s: Decimal(len(a.text(0))), 1, 1, "characters"),
    "concat": Function(lambda a, s: "".join(map(as_text, a.values())), 1, _MANY, "joined text"),
    "contains": Function(lambda a, s: a.text(1) in a.text(0), 2, 2, "does the text contain"),
    "starts-with": Function(lambda a, s: a.text(0).startswith(a.text(1)), 2, 2, "does the text start with"),
    "regex": Function(
        lambda a, s: re.fullmatch(a.text(1), a.text(0)) is not None, 2, 2, "does all of it match"
    ),
    "today": Function(lambda a, s: local(s.now).date().isoformat(), 0, 0, "the day in the hospital's zone"),
    "now": Function(lambda a, s: _iso_now(s), 0, 0, "the minute in the hospital's zone"),
    "date": Function(
        lambda a, s: day.isoformat() if (day := as_day(a[0])) else None, 1, 1, "the day of an instant"
    ),
    "date-time": Function(lambda a, s: a[0] if as_instant(a[0]) else None, 1, 1, "an instant, or blank"),
    "format-date": Function(lambda a, s: format_date(as_instant(a[0]), a.text(1)), 2, 2, "%Y %m %d %H %M"),
    "days-between": Function(
        lambda a, s: days_between(as_day(a[0]), as_day(a[1])), 2, 2, "second minus first"
    ),
    "hours-between": Function(lambda a, s: hours_between(as_instant(a[0]), as_instant(a[1])), 2, 2, "hours"),
    "add-days": Function(lambda a, s: days_later(as_day(a[0]), a.number(1)), 2, 2, "a later day"),
    "add-workdays": Function(
        lambda a, s: _workdays_later(as_day(a[0]), a.number(1), s), 2, 2, "the n-th working day after"
    ),
    "add-months": Function(
        lambda a, s: months_later(as_day(a[0]), a.number(1)), 2, 2, "31st plus a month: its last"
    ),
    "add-years": Function(
        lambda a, s: months_later(as_day(a[0]), None if (n := a.number(1)) is None else n * 12),
        2,
        2,
        "a later day",
    ),
    "year-of": Function(lambda a, s: Decimal(d.year) if (d := as_day(a[0])) else None, 1, 1, "year"),
    "month-of": Function(lambda a, s: Decimal(d.month) if (d := as_day(a[0])) else None, 1, 1, "month"),
    "shift-of": Function(
        lambda a, s: shift_of(as_instant(a[0])), 1, 1, "day 08-16, evening 16-24, night 00-08"
    ),
    "abnormal-count": Function(lambda a, s: Decimal(s.abnormal()), 0, 0, "check items with a bad answer"),
    "score": Function(lambda a, s: s.points()[0], 0, 0, "points of the check items with a good answer"),
    "full-score": Function(lambda a, s: s.points()[1], 0, 0, "points of the check items that apply"),
    "previous": Function(
        lambda a, s: value_of(s.context.previous.get(a.text(0))), 1, 1, "last record's answer"
    ),
    "card": Function(lambda a, s: value_of(s.context.card.get(a.text(0))), 1, 1, "the asset's card"),
    "person": Function(lambda a, s: value_of(s.context.person.get(a.text(0))), 1, 1, "who is signed in"),
    "profile": Function(lambda a, s: value_of(s.context.profile.get(a.text(0))), 1, 1, "the hospital"),
    "open-faults": Function(lambda a, s: Decimal(len(s.context.open_faults)), 0, 0, "hazards open on it"),
    "balance": Function(lambda a, s: s.context.balance, 0, 0, "running stock"),
    "has-certificate": Function(lambda a, s: a.text(0) in s.context.certificates, 1, 1, "valid today"),
    "holds": Function(
        lambda a, s: a.text(1) in s.context.held.get(a.text(0), ()), 2, 2, "has that person it"
    ),
}
