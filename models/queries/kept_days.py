"""How what is due every day was kept: place by place, day by day; of a longer time, week by week or month by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from forms.catalog import Entry
from forms.clock import local
from forms.duty import Assignment, SlotState
from forms.duty_windows import DAILY
from forms.period import Period, PeriodKind
from models.queries.duty_book import DutyBook
from models.queries.duty_coverage import state_now
from models.queries.today_file import opened

WEEK = 7


class Shown(StrEnum):
    """What a box shows: the worst of its slots."""

    MISSED = "missed"
    LATE = "late"
    OPEN = "open"
    DONE = "done"
    NONE = "none"


_SHOWN = {
    SlotState.DONE: Shown.DONE,
    SlotState.TRANSCRIBED: Shown.DONE,
    SlotState.LATE: Shown.LATE,
    SlotState.MISSED: Shown.MISSED,
    SlotState.OPEN: Shown.OPEN,
    SlotState.NOT_DUE: Shown.OPEN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBox:
    """One place on the days from ``first`` to ``last``; ``revisions`` are what was done, ``missed`` is in words."""

    first: date
    last: date
    state: Shown
    count: int
    revisions: tuple[str, ...]
    missed: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """``due`` boxes had something due that is over, ``done`` of them missed nothing; a late one is done."""

    name: str
    boxes: tuple[KeptBox, ...]
    due: int
    done: int

    def count(self, state: Shown) -> int:
        return sum(one.state is state for one in self.boxes)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForm:
    """The worst row first; ``slots`` is how often it was due."""

    form_id: str
    title: str
    rows: tuple[KeptRow, ...]
    slots: int


def kept_days(
    database: Path, entries: Iterable[Entry], *, period: Period, now: datetime, area_names: Mapping[str, str]
) -> tuple[KeptForm, ...]:
    """Of every form with a daily duty in that period up to now, the one that was due most often first."""
    spans = tuple(_spans(period, local(now).date()))
    found: dict[str, dict[str, list[Assignment]]] = {}
    titles: dict[str, str] = {}
    with opened(database) as file:
        book = DutyBook(file, entries, now=now)
        for kept in book.kept(period.start_at, min(period.end_at, now), subjects=book.subjects()):
            if kept.duty.every not in DAILY:
                continue
            titles[kept.entry.id] = kept.entry.title
            places = found.setdefault(kept.entry.id, {})
            for one in kept.found:
                if one.slot.day in period:
                    places.setdefault(book.subject_name(one.slot, area_names), []).append(one)
    forms = [
        KeptForm(
            form_id=form_id,
            title=titles[form_id],
            rows=tuple(
                sorted(
                    (_row(name, of_place, spans, now) for name, of_place in places.items()),
                    key=lambda row: (row.done - row.due, -row.count(Shown.LATE)),
                )
            ),
            slots=sum(map(len, places.values())),
        )
        for form_id, places in found.items()
        if places
    ]
    return tuple(sorted(forms, key=lambda one: -one.slots))


def _spans(period: Period, today: date) -> Iterator[tuple[date, date]]:
    """Days of a month, weeks of a quarter, months of a year; what has not begun is left out."""
    if period.kind is PeriodKind.YEAR:
        for month in period.months:
            if month.first <= today:
                yield month.first, month.end - timedelta(days=1)
        return
    step = 1 if period.kind is PeriodKind.MONTH else WEEK
    day = period.first
    while day < period.end and day <= today:
        yield day, min(day + timedelta(days=step), period.end) - timedelta(days=1)
        day += timedelta(days=step)


def _row(name: str, found: list[Assignment], spans: tuple[tuple[date, date], ...], now: datetime) -> KeptRow:
    boxes = tuple(
        _box(first, last, [one for one in found if first <= one.slot.day <= last], now)
        for first, last in spans
    )
    over = [one for one in boxes if one.state not in (Shown.NONE, Shown.OPEN)]
    return KeptRow(
        name=name, boxes=boxes, due=len(over), done=sum(one.state is not Shown.MISSED for one in over)
    )


def _box(first: date, last: date, found: list[Assignment], now: datetime) -> KeptBox:
    states = [state_now(one, now) for one in found]
    counts = Counter(_SHOWN.get(state, Shown.NONE) for state in states)
    return KeptBox(
        first=first,
        last=last,
        state=next((one for one in Shown if counts[one]), Shown.NONE),
        count=len(found),
        revisions=tuple(dict.fromkeys(one.completion.rev_id for one in found if one.completion is not None)),
        missed=tuple(
            (one.slot.day, f"{one.slot.title} {one.slot.label}".strip())
            for one, state in zip(found, states, strict=True)
            if state is SlotState.MISSED
        ),
    )
