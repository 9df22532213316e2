"""Answers worth trying for a field: plain ones first, then those at the edges of what its type can hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from forms.definition import ATTACHMENT_TYPES, Field, FieldType
from forms.functions import plain
from forms.json_value import Json

_DAYS = (0, -1, -2, -7, -30, -91, -365, -366, -3653, -27394, 1, 2, 7, 30, 91, 365, 3653)
_HOURS = (0, -1, -2, -8, -9, -24, -25, -72, -720, -8760, 1, 2, 8, 9, 24, 72, 720)
_TIMES = ("08:00", "12:00", "16:00", "20:00", "00:00", "23:59")
_NUMBERS = (
    "1",
    "0",
    "2",
    "3",
    "4",
    "5",
    "7",
    "10",
    "15",
    "20",
    "25",
    "36",
    "50",
    "60",
    "85",
    "100",
    "120",
    "365",
    "1600",
)
EXAMPLE = "如 "  # a hint that begins so shows an answer
_TEXTS = ("示例一", "1", "12", "A-01", "2026", "2026-01", "13800000000", "110101199001011237", "示例" * 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a hospital has that answers can name; ``now`` is local."""

    places: tuple[str, ...]
    people: tuple[str, ...]
    assets: tuple[str, ...]
    files: tuple[str, ...]  # digests
    now: datetime


def candidates(field: Field, known: Known) -> Iterator[Json]:
    """Values of the field's type; whether they are right is for the form to say."""
    match field.type:
        case FieldType.CHECK:
            for choice in field.answers.choices if field.answers else ():
                yield _check(field, choice.code, known)
        case FieldType.INTEGER | FieldType.DECIMAL:
            yield from _numbers(field)
        case FieldType.DATE:
            yield from ((known.now + timedelta(days=days)).date().isoformat() for days in _DAYS)
        case FieldType.TIME:
            yield known.now.strftime("%H:%M")
            yield from _TIMES
        case FieldType.DATETIME:
            for hours in _HOURS:
                yield (known.now + timedelta(hours=hours)).isoformat(timespec="minutes")
        case FieldType.ONE_OF:
            yield from (choice.code for choice in field.choices)
        case FieldType.MANY_OF:
            codes: list[Json] = [choice.code for choice in field.choices]
            yield from ([code] for code in codes)
            yield codes
            yield codes[:2]
        case FieldType.PERSON:
            yield from _named(field, known.people)
        case FieldType.PLACE:
            yield from _named(field, known.places)
        case FieldType.ASSET:
            yield from _named(field, known.assets)
        case FieldType.TEXT | FieldType.LONG_TEXT:
            if field.hint.startswith(EXAMPLE):
                yield field.hint.removeprefix(EXAMPLE).split("，")[0]
            yield f"示例：{field.label[:20]}"
            yield from _TEXTS
        case kind if kind in ATTACHMENT_TYPES:
            files: list[Json] = list(known.files[:1])
            yield files
        case _:
            return


def _check(field: Field, code: str, known: Known) -> Json:
    if field.answers is None or code not in field.answers.bad or field.finding is None:
        return {"value": code}
    finding: dict[str, Json] = {"text": "示例问题"}
    if field.finding.on_the_spot:
        finding |= {"handling": "fixed", "done": "当场改好"}
    else:
        finding |= {"handling": "hazard", "owner": known.people[0], "due": known.now.date().isoformat()}
        finding |= {"place": known.places[0]} if known.places else {}
        finding |= {"class": field.finding.classes[0].code} if field.finding.classes else {}
    return {"value": code, "finding": finding}


def _numbers(field: Field) -> Iterator[Json]:
    bounds = [Decimal(bound) for bound in (field.minimum, field.maximum) if bound is not None]
    numbers = [*map(Decimal, _NUMBERS), sum(bounds, Decimal(0)) / 2, *bounds]
    least, most = Decimal(field.minimum or "-Infinity"), Decimal(field.maximum or "Infinity")
    for number in sorted(
        numbers, key=lambda number: not least <= number <= most
    ):  # those within bounds first
        yield int(number) if field.type is FieldType.INTEGER else plain(number)
    yield -1 if field.type is FieldType.INTEGER else "-1"


def _named(field: Field, known: tuple[str, ...]) -> Iterator[Json]:
    names: list[Json] = list(known)
    if field.multiple:
        yield from ([name] for name in names)
        yield names
    else:
        yield from names
