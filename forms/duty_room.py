"""What a day's entries of the fire control room lack: people, certificates, rest, or an entry every two hours.

The rules are those of the form ``fire.duty_room``: two certified people at any time, at most eight hours on duty at
a stretch, an entry at least every two hours, no gap in twenty-four hours. Pure: the same entries, the same flaws.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from forms.clock import from_text, local
from forms.json_value import Json

FORM = "fire.duty_room"
CERTIFICATE = "fire_control"
EVERY = timedelta(hours=2)
TOLERANCE = timedelta(minutes=10)
PROMPT = timedelta(minutes=30)  # within which what was seen is written down
LONGEST = timedelta(hours=8)
LEAST = 2  # people on duty at any time
AROUND = timedelta(days=1)  # how far before and after a day its entries are looked at
_PEOPLE = ("operator_1", "operator_2")


class FlawKind(StrEnum):
    EMPTY = "empty"  # nobody is down for that time
    ALONE = "alone"
    TOO_LONG = "too_long"
    UNCERTIFIED = "uncertified"
    NO_ENTRY = "no_entry"
    AFTERWARDS = "afterwards"  # written down long after it was seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the log. All instants are local."""

    at: datetime
    written_at: datetime  # when the record says that it was made; of one keyed from paper that of the paper
    shift_starts: datetime
    shift_ends: datetime
    people: frozenset[str]  # staff numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    kind: FlawKind
    since: datetime
    until: datetime
    people: tuple[str, ...]
    message: str


def entry_of(answers: dict[str, Json], written_at: datetime) -> Entry | None:
    """The entry that sealed answers tell; None if they are not those of the log."""
    moments = [answers.get(name) for name in ("at", "shift_starts", "shift_ends")]
    if not all(isinstance(moment, str) for moment in moments):
        return None
    at, starts, ends = (local(from_text(str(moment))) for moment in moments)
    named = (answers.get(name) for name in _PEOPLE)
    people = frozenset(person for person in named if isinstance(person, str) and person)
    return Entry(at=at, written_at=local(written_at), shift_starts=starts, shift_ends=ends, people=people)


def flaws(
    entries: Iterable[Entry],
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    certified: Callable[[str, date], bool],
    name: Callable[[str], str] = str,
) -> tuple[Flaw, ...]:
    """What is wrong in [start, end), as far as it has passed, by time.

    ``entries`` hold those of the days before and after too, so that a shift over midnight is whole. ``certified``
    answers whether a person held the certificate on a day.
    """
    since, until = local(start), min(local(end), local(now))
    ordered = sorted(entries, key=lambda entry: entry.at)
    if until <= since:
        return ()
    found = [
        *_manning(ordered, since, until, name),
        *_too_long(ordered, since, until, name),
        *_uncertified(ordered, since, until, certified, name),
        *_silences(ordered, since, until),
        *_afterwards(ordered, since, until),
    ]
    return tuple(sorted(found, key=lambda flaw: (flaw.since, flaw.kind, flaw.people)))


def _manning(
    entries: Sequence[Entry], since: datetime, until: datetime, name: Callable[[str], str]
) -> Iterator[Flaw]:
    """Stretches with fewer than two people, each as long as the same people stay."""
    edges = {since, until}
    for entry in entries:
        edges.update(edge for edge in (entry.shift_starts, entry.shift_ends) if since < edge < until)
    steps = sorted(edges)
    stretches: list[tuple[datetime, datetime, frozenset[str]]] = []
    for first, last in itertools.pairwise(steps):
        there = frozenset().union(
            *(entry.people for entry in entries if entry.shift_starts <= first and entry.shift_ends >= last)
        )
        if stretches and stretches[-1][2] == there:
            stretches[-1] = (stretches[-1][0], last, there)
        else:
            stretches.append((first, last, there))
    for first, last, there in stretches:
        if not there:
            yield _flaw(FlawKind.EMPTY, first, last, (), f"{_span(first, last)} 没有人值班的记录")
        elif len(there) < LEAST:
            only = next(iter(there))
            yield _flaw(FlawKind.ALONE, first, last, (only,), f"{_span(first, last)} 只有{name(only)}一个人")


def _too_long(
    entries: Sequence[Entry], since: datetime, until: datetime, name: Callable[[str], str]
) -> Iterator[Flaw]:
    for person in sorted({person for entry in entries for person in entry.people}):
        shifts = sorted((e.shift_starts, e.shift_ends) for e in entries if person in e.people)
        for first, last in _joined(shifts):
            if last - first > LONGEST and first < until and last > since:
                message = f"{name(person)}从 {first:%m-%d %H:%M} 连续值班 {_long(last - first)}，超过 8 小时"
                yield _flaw(FlawKind.TOO_LONG, first, last, (person,), message)


def _joined(shifts: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Shifts that touch are one stretch of duty."""
    joined: list[tuple[datetime, datetime]] = []
    for first, last in shifts:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _uncertified(
    entries: Sequence[Entry],
    since: datetime,
    until: datetime,
    certified: Callable[[str, date], bool],
    name: Callable[[str], str],
) -> Iterator[Flaw]:
    told: set[str] = set()
    for entry in entries:
        if not since <= entry.at < until:
            continue
        for person in sorted(entry.people - told):
            if not certified(person, entry.at.date()):
                told.add(person)
                message = f"{name(person)}没有登记有效的消防设施操作员证"
                yield _flaw(FlawKind.UNCERTIFIED, entry.at, entry.shift_ends, (person,), message)


def _silences(entries: Sequence[Entry], since: datetime, until: datetime) -> Iterator[Flaw]:
    """Longer than two hours and the tolerance without an entry; the edges of the day count from its neighbours."""
    before = max((entry.at for entry in entries if entry.at < since), default=since)
    after = min((entry.at for entry in entries if entry.at >= until), default=until)
    marks = [before, *(entry.at for entry in entries if since <= entry.at < until), after]
    for first, last in itertools.pairwise(marks):
        if last - first > EVERY + TOLERANCE and last > since and first < until:
            message = f"{_span(first, last)} 没有运行记录，隔了 {_long(last - first)}"
            yield _flaw(FlawKind.NO_ENTRY, first, last, (), message)


def _afterwards(entries: Sequence[Entry], since: datetime, until: datetime) -> Iterator[Flaw]:
    for entry in entries:
        if since <= entry.at < until and entry.written_at - entry.at > PROMPT:
            told = (
                f"{entry.written_at:%H:%M}"
                if entry.written_at.date() == entry.at.date()
                else f"{entry.written_at:%m-%d %H:%M}"
            )
            message = f"{entry.at:%H:%M} 的记录到 {told} 才写"
            yield _flaw(FlawKind.AFTERWARDS, entry.at, entry.written_at, (), message)


def _flaw(kind: FlawKind, since: datetime, until: datetime, people: tuple[str, ...], message: str) -> Flaw:
    return Flaw(kind=kind, since=since, until=until, people=people, message=message)


def _span(first: datetime, last: datetime) -> str:
    if first.date() == last.date():
        return f"{first:%H:%M} 到 {last:%H:%M}"
    midnight = last.hour == last.minute == 0 and (last - first) <= timedelta(days=1)
    return f"{first:%H:%M} 到 24:00" if midnight else f"{first:%m-%d %H:%M} 到 {last:%m-%d %H:%M}"


def _long(length: timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours} 小时" + (f" {minutes} 分" if minutes else "") if hours else f"{minutes} 分"
