"""How every duty was kept through a year, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from forms.catalog import Entry
from forms.clock import midnight
from forms.duty import Assignment, Slot, SlotState
from forms.duty_words import frequency_and_subject
from models.queries.duty_book import DutyBook, Kept
from models.queries.duty_coverage import count as count_slot
from models.queries.duty_coverage import state_now
from models.queries.today_file import opened

_WORST = (
    SlotState.MISSED,
    SlotState.LATE,
    SlotState.OPEN,
    SlotState.NOT_DUE,
    SlotState.TRANSCRIBED,
    SlotState.DONE,
    SlotState.OFF,
)
"""Of several slots of one day the first of these is what the day shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a day of the year, or a period that ends on it, shows of one duty."""

    day: date  # the last day on which it could be done in time
    first: date  # of its period
    state: str  # of SlotState
    count: int
    kept: int
    missed: int
    explained: int  # of the missed ones
    label: str
    subjects: tuple[str, ...]  # of what was missed


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """One duty through a year."""

    form_id: str
    duty_id: str
    form_title: str
    title: str
    chapter: str
    often: str
    source: str
    since: date | None  # from when it is on in that year; None: it is off all year
    off: tuple[tuple[date, date], ...]  # from day until day, not included
    marks: tuple[Mark, ...]
    due: int
    on_time: int
    late: int
    missed: int
    explained: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyYear:
    year: int
    now: datetime
    lines: tuple[DutyLine, ...]
    holidays: tuple[tuple[str, date, date], ...]
    note: str  # about the holidays of the year


def year(
    database: Path, entries: Iterable[Entry], *, year: int, now: datetime, area_names: Mapping[str, str]
) -> DutyYear:
    """The calendar of one year: every duty that was on in it, by form and duty."""
    start, end = midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))
    with opened(database) as file:
        book = DutyBook(file, entries, now=now)
        lines: dict[tuple[str, str], list[Kept]] = {}
        for kept in book.kept(start, end, subjects=book.subjects()):
            lines.setdefault((kept.entry.id, kept.duty.id), []).append(kept)
        return DutyYear(
            year=year,
            now=now,
            lines=tuple(_line(book, phases, start, end, area_names) for phases in lines.values()),
            holidays=tuple((one.name, one.first, one.last) for one in book.rules.holidays.of_year(year)),
            note=book.rules.holidays.note(year),
        )


def _line(
    book: DutyBook, phases: list[Kept], start: datetime, end: datetime, area_names: Mapping[str, str]
) -> DutyLine:
    last = phases[-1]
    count: Counter[str] = Counter()
    for kept in phases:
        for one in kept.found:
            if start < one.slot.due_at <= book.now:
                count.update(count_slot(book, one))
    first = max(phases[0].phase.since, start)
    return DutyLine(
        form_id=last.entry.id,
        duty_id=last.duty.id,
        form_title=last.entry.title,
        title=last.duty.title,
        chapter=last.entry.chapter,
        often=frequency_and_subject(last.duty),
        source=last.duty.source.article if last.duty.source else "",
        since=first.date(),
        off=tuple(_gaps([kept.phase.since for kept in phases], [k.phase.until for k in phases], start, end)),
        marks=tuple(_marks(book, phases, start, end, area_names)),
        due=count["due"],
        on_time=count["on_time"],
        late=count["late"],
        missed=count["missed"],
        explained=count["explained"],
    )


def _marks(
    book: DutyBook, phases: list[Kept], start: datetime, end: datetime, area_names: Mapping[str, str]
) -> Iterator[Mark]:
    days: dict[date, list[Assignment]] = {}
    for kept in phases:
        for one in kept.found:
            shown = _shown_on(one.slot)
            if start.date() <= shown < end.date():
                days.setdefault(shown, []).append(one)
    for shown, found in sorted(days.items()):
        states = [state_now(one, book.now) for one in found]
        missed = [one for one, state in zip(found, states, strict=True) if state is SlotState.MISSED]
        yield Mark(
            day=shown,
            first=min(one.slot.counts_from.date() for one in found),
            state=min(states, key=_WORST.index).value,
            count=len(found),
            kept=sum(state in (SlotState.DONE, SlotState.TRANSCRIBED) for state in states),
            missed=len(missed),
            explained=sum(book.reason(one.slot) is not None for one in missed),
            label=found[0].slot.label if len(found) == 1 else f"{len(found)} 次",
            subjects=tuple(dict.fromkeys(book.subject_name(one.slot, area_names) for one in missed)),
        )


def _shown_on(slot: Slot) -> date:
    """The day it belongs to; of a longer period the last one on which it is in time."""
    days = (slot.closes_at - slot.counts_from).total_seconds() / 86_400
    return slot.day if days <= 1 else (slot.due_at - timedelta(seconds=1)).date()


def _gaps(
    begins: list[datetime], ends: list[datetime | None], start: datetime, end: datetime
) -> Iterator[tuple[date, date]]:
    at = start
    for begin, stop in zip(begins, ends, strict=True):
        if begin > at:
            yield at.date(), begin.date()
        at = end if stop is None else max(at, stop)
    if at < end:
        yield at.date(), end.date()
