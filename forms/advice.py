"""What a reader of many sheets may want to look at again: advice, never blame. Knows nothing of who reads it.

Honest work can look the same; therefore each hint says only what the sheets say, and how to do it more easily.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from forms.canonical import digest
from forms.definition import FieldType, Form
from forms.json_value import Json, rows_of
from forms.printing.values import check_code_of
from forms.revision import Revision

BULK_ITEMS = 100  # check items below which a share says nothing
BULK_SHARE = 0.9
IN_A_ROW = 3  # sheets alike one after another
FREE_VALUES = 3  # numbers, times and texts that a sheet must hold before being alike means anything
AT_ONCE = 4  # places in one minute
SECONDS_APART = 15  # from place to place, the whole round through
ROUND_LEAST = 6  # places of a round that is judged by its pace

_FREE = frozenset({FieldType.INTEGER, FieldType.DECIMAL, FieldType.TEXT, FieldType.LONG_TEXT, FieldType.TIME})
_MOMENTS = frozenset({FieldType.DATE, FieldType.DATETIME, FieldType.TIME})


class Hint(StrEnum):
    BULK = "bulk"  # nearly everything by 其余正常
    ALIKE = "alike"  # sheets with the same numbers and words
    PACE = "pace"  # places walked faster than one can walk
    ONE_TIME = "one_time"  # a round in which every place has the same time


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """One sealed sheet as the hints see it."""

    record_id: str
    author: str
    claimed_at: datetime
    items: int
    bulk: int
    answers: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """``part`` of ``whole``: items answered at once, sheets alike, places and minutes."""

    hint: Hint
    author: str
    records: tuple[str, ...]
    part: int
    whole: int


def facts_of(form: Form, revision: Revision) -> SheetFacts:
    """A revision as the hints see it."""
    rows = [row for field in form.fields() for row in rows_of(revision.answers.get(field.name))]
    names = {one.name for field in form.fields() for one in (field, *field.fields) if one.answers is not None}
    items = sum(check_code_of(row.get(name)) != "" for row in (revision.answers, *rows) for name in names)
    return SheetFacts(
        record_id=revision.record_id,
        author=revision.author,
        claimed_at=revision.claimed_at,
        items=items,
        bulk=len(revision.bulk),
        answers=revision.answers,
    )


def advise(form: Form, sheets: Iterable[SheetFacts]) -> tuple[Advice, ...]:
    """All hints about one form's sheets, by author, oldest first."""
    by_author: dict[str, list[SheetFacts]] = {}
    for sheet in sorted(sheets, key=lambda one: (one.claimed_at, one.record_id)):
        by_author.setdefault(sheet.author, []).append(sheet)
    found: list[Advice] = []
    for author, held in by_author.items():
        found += bulk_share(author, held)
        found += alike(form, author, held)
        for sheet in held:
            found += pace(form, sheet)
    return tuple(found)


def bulk_share(author: str, sheets: Sequence[SheetFacts]) -> tuple[Advice, ...]:
    """Whether nearly every item was answered by 其余正常."""
    items, bulk = sum(one.items for one in sheets), sum(one.bulk for one in sheets)
    if items < BULK_ITEMS or bulk < BULK_SHARE * items:
        return ()
    records = tuple(one.record_id for one in sheets if one.bulk)
    return (Advice(hint=Hint.BULK, author=author, records=records, part=bulk, whole=items),)


def alike(form: Form, author: str, sheets: Sequence[SheetFacts]) -> tuple[Advice, ...]:
    """Runs of sheets, one after another, with the same numbers, words and steps between times."""
    found: list[Advice] = []
    run: list[SheetFacts] = []
    last = ""
    for sheet in [*sheets, None]:
        mark = _fingerprint(form, sheet.answers) if sheet is not None else ""
        if sheet is not None and mark and mark == last:
            run.append(sheet)
            continue
        if len(run) >= IN_A_ROW:
            ids = tuple(one.record_id for one in run)
            found.append(
                Advice(hint=Hint.ALIKE, author=author, records=ids, part=len(run), whole=len(sheets))
            )
        run, last = ([sheet] if sheet is not None and mark else []), mark
    return tuple(found)


def pace(form: Form, sheet: SheetFacts) -> tuple[Advice, ...]:
    """Whether the times of a round say that somebody was in several places at once."""
    visits = sorted(_visits(form, sheet.answers))
    places = {place for _, place in visits}
    if len(places) < AT_ONCE:
        return ()
    minutes = {minute for minute, _ in visits}
    if len(minutes) == 1:
        return (_paced(Hint.ONE_TIME, sheet, len(places), 0),)
    busiest = max(len({place for at, place in visits if at == minute}) for minute in minutes)
    span = visits[-1][0] - visits[0][0]
    too_fast = len(places) >= ROUND_LEAST and span * 60 < SECONDS_APART * (len(places) - 1)
    if busiest >= AT_ONCE or too_fast:
        return (_paced(Hint.PACE, sheet, len(places), span),)
    return ()


def _paced(hint: Hint, sheet: SheetFacts, places: int, minutes: int) -> Advice:
    return Advice(hint=hint, author=sheet.author, records=(sheet.record_id,), part=places, whole=minutes)


def _visits(form: Form, answers: Mapping[str, Json]) -> Iterable[tuple[int, str]]:
    """Minute of the day and place of every row that has both; a round past midnight counts on."""
    for field in form.fields():
        if field.type is not FieldType.ROWS:
            continue
        place = next((one.name for one in field.fields if one.type is FieldType.PLACE), None)
        at = next(
            (one.name for one in field.fields if one.type in (FieldType.TIME, FieldType.DATETIME)), None
        )
        if place is None or at is None:
            continue
        first: int | None = None
        for row in rows_of(answers.get(field.name)):
            minute, where = _minute(row.get(at)), row.get(place)
            if minute is None or not isinstance(where, str):
                continue
            first = minute if first is None else first
            yield minute + (1440 if minute < first - 720 else 0), where


def _minute(value: Json) -> int | None:
    if not isinstance(value, str):
        return None
    try:
        moment: time | datetime = (
            time.fromisoformat(value) if len(value) <= len("00:00:00") else datetime.fromisoformat(value)
        )
    except ValueError:
        return None
    return moment.hour * 60 + moment.minute


def _fingerprint(form: Form, answers: Mapping[str, Json]) -> str:
    """The same for sheets with the same content, dates aside; empty where too little is free to be different."""
    told: list[str] = []
    free = 0
    for field in form.fields():
        rows = rows_of(answers.get(field.name)) if field.type is FieldType.ROWS else [dict(answers)]
        columns = field.fields if field.type is FieldType.ROWS else (field,)
        for column in columns:
            values = [row.get(column.name) for row in rows]
            told.append(f"{field.name}/{column.name}={_steps(values) if column.type in _MOMENTS else values}")
            free += sum(value not in (None, "") for value in values) if column.type in _FREE else 0
    return digest("\n".join(told).encode("utf-8", "replace")) if free >= FREE_VALUES else ""


def _steps(values: Sequence[Json]) -> list[int | None]:
    """Minutes from the first time on; when the sheet was begun does not matter."""
    minutes = [_minute(value) for value in values]
    known = [one for one in minutes if one is not None]
    return [None if one is None else one - known[0] for one in minutes]
