"""From a statutory rule of frequency to its slots, and which slot each sealed record fulfils.

Knows no present time except what it is given: the same duties, subjects and records give the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from forms.clock import ZONE, check_aware, local
from forms.definition import Duty
from forms.revision import Timeliness

COUNTED_UP_TO = 3  # times per part: so few are counted wherever they fall in it; more must be spread over it
_PARTS = {
    "day": ("白天", 8, 20),
    "night": ("夜间", 20, 32),
}  # local hours; the night belongs to the day it starts on
EVERY = (
    "day",
    "shift_count",
    "shift",
    "hours",
    "week",
    "half_month",
    "month",
    "quarter",
    "half_year",
    "year",
    "before_holiday",
    "before_expiry",
    "after_last",
)
PARTS = tuple(_PARTS)
PER = ("facility", "area", "place", "asset", "department")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetSubject:
    asset_id: str
    kind: str
    area: str | None = None  # of the place where it stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """What a hospital has that duties can be about."""

    areas: Collection[str] = ()  # areas in which it has a place
    places: Mapping[str, str] = field(default_factory=dict)  # place id → area
    assets: Collection[AssetSubject] = ()
    departments: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One time that a duty is due. All instants are local; the end of a window is not in it."""

    duty_id: str
    form_id: str
    title: str
    subject: str | None  # area, place, asset or department by ``per``; None for the hospital
    per: str
    label: str  # 夜间第 1 次 · 第 4 季度
    day: date  # the day or the first day of the period it belongs to
    opens_at: datetime  # from when it is shown as due
    due_at: datetime  # from when it is overdue
    counts_from: datetime  # a record claimed from here …
    closes_at: datetime  # … until here fulfils it; after that it is missed

    @property
    def key(self) -> str:
        """The same in every run and on every PC."""
        return f"{self.form_id}/{self.duty_id}/{self.subject or ''}/{self.day.isoformat()}/{self.due_at:%m%dT%H%M}"


class SlotState(StrEnum):
    OPEN = "open"
    DONE = "done"
    TRANSCRIBED = "transcribed"
    LATE = "late"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """A sealed record as duties see it."""

    rev_id: str
    form_id: str
    claimed_at: datetime
    timeliness: Timeliness
    subjects: frozenset[str] = frozenset()  # ids of areas, places, assets, departments that it covers


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    slot: Slot
    state: SlotState
    completion: Completion | None


def slots(
    duty: Duty,
    start: datetime,
    end: datetime,
    *,
    form_id: str,
    subjects: Subjects = Subjects(),
    effective_from: datetime | None = None,
) -> tuple[Slot, ...]:
    """Slots whose window meets [start, end), by due time, then subject.

    What was due before ``effective_from`` is no slot; a window that it falls into opens then. ValueError for a
    rule that this program does not know.
    """
    windows = [
        window
        for window in _windows(duty, local(start), local(end))
        if window.closes_at > start and window.counts_from < end
    ]
    if effective_from is not None:
        since = local(effective_from)
        windows = [_clipped(window, since) for window in windows if window.due_at > since]
    names = _subjects_of(duty, subjects)
    made = [replace(window, form_id=form_id, subject=subject) for window in windows for subject in names]
    return tuple(sorted(made, key=lambda slot: (slot.due_at, slot.subject or "")))


def assign(
    slots: Iterable[Slot], completions: Iterable[Completion], *, now: datetime
) -> tuple[Assignment, ...]:
    """Each slot with the record that fulfils it; a record fulfils one slot per subject, the earliest open one."""
    check_aware(now)
    ordered = sorted(slots, key=lambda slot: (slot.closes_at, slot.due_at, slot.key))
    taken: dict[str, Completion] = {}
    by_time = sorted(
        completions, key=lambda done: (done.timeliness is Timeliness.LATE, done.claimed_at, done.rev_id)
    )
    for done in by_time:
        served: set[tuple[str, str | None]] = set()
        for slot in ordered:
            group = (slot.duty_id, slot.subject)
            if slot.key not in taken and group not in served and _fulfils(done, slot):
                taken[slot.key] = done
                served.add(group)
    in_page_order = sorted(ordered, key=lambda slot: (slot.due_at, slot.subject or "", slot.key))
    return tuple(
        Assignment(slot=slot, state=_state(slot, taken.get(slot.key), now), completion=taken.get(slot.key))
        for slot in in_page_order
    )


def _fulfils(done: Completion, slot: Slot) -> bool:
    if done.form_id != slot.form_id or not slot.counts_from <= done.claimed_at < slot.closes_at:
        return False
    return slot.subject is None or slot.subject in done.subjects


def _state(slot: Slot, done: Completion | None, now: datetime) -> SlotState:
    if done is None:
        return SlotState.MISSED if now >= slot.closes_at else SlotState.OPEN
    match done.timeliness:
        case Timeliness.LATE:
            return SlotState.LATE
        case Timeliness.TRANSCRIBED:
            return SlotState.TRANSCRIBED
        case Timeliness.ON_TIME:
            return SlotState.DONE


def _subjects_of(duty: Duty, subjects: Subjects) -> tuple[str | None, ...]:
    def meets(area: str | None) -> bool:
        return not duty.areas or area in duty.areas

    match duty.per:
        case "facility":
            return (None,)
        case "area":
            return tuple(sorted(area for area in set(subjects.areas) if meets(area)))
        case "place":
            return tuple(sorted(place for place, area in subjects.places.items() if meets(area)))
        case "asset":
            fitting = (a for a in subjects.assets if duty.per_kind in ("", a.kind) and meets(a.area))
            return tuple(sorted(asset.asset_id for asset in fitting))
        case "department":
            return tuple(sorted(subjects.departments))
        case other:
            raise ValueError(f"a duty per {other} is not known")


def _clipped(window: Slot, since: datetime) -> Slot:
    return replace(window, opens_at=max(window.opens_at, since), counts_from=max(window.counts_from, since))


def _windows(duty: Duty, start: datetime, end: datetime) -> Iterator[Slot]:
    """Windows around the interval, without subject; one period more on either side than may be needed."""
    if duty.every in ("day", "shift_count"):
        day = start.date() - timedelta(days=1)
        while day <= end.date():
            yield from _of_day(duty, day)
            day += timedelta(days=1)
        return
    if duty.every not in _PERIODS:
        raise ValueError(f"a duty every {duty.every} is not known")
    first_of = _PERIODS[duty.every]
    day = first_of(start.date())
    while day <= end.date():
        following = first_of(day + timedelta(days=_LONGEST[duty.every]))
        yield _window(duty, day, _label(duty.every, day), (_midnight(day), _midnight(following)))
        day = following


def _of_day(duty: Duty, day: date) -> Iterator[Slot]:
    if not duty.parts:
        yield _window(duty, day, "当日", (_midnight(day), _midnight(day + timedelta(days=1))))
    for part, times in duty.parts:
        if part not in _PARTS:
            raise ValueError(f"the part of day {part} is not known")
        word, first, last = _PARTS[part]
        begin, finish = _midnight(day) + timedelta(hours=first), _midnight(day) + timedelta(hours=last)
        step = (finish - begin) / times
        for index in range(times):
            opens, due = begin + step * index, begin + step * (index + 1)
            counted = times <= COUNTED_UP_TO
            yield replace(
                _window(duty, day, word if times == 1 else f"{word}第 {index + 1} 次", (opens, due)),
                counts_from=begin if counted else max(begin, opens - step / 2),
                closes_at=finish if counted else min(finish, due + step / 2),
            )


def _window(duty: Duty, day: date, label: str, span: tuple[datetime, datetime]) -> Slot:
    opens, closes = span
    return Slot(
        duty_id=duty.id,
        form_id="",
        title=duty.title,
        subject=None,
        per=duty.per,
        label=label,
        day=day,
        opens_at=opens,
        due_at=closes,
        counts_from=opens,
        closes_at=closes,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _half_month(day: date) -> date:
    return day.replace(day=1 if day.day <= 15 else 16)


def _months(length: int) -> Callable[[date], date]:
    def first_of(day: date) -> date:
        return date(day.year, (day.month - 1) // length * length + 1, 1)

    return first_of


_PERIODS: Mapping[str, Callable[[date], date]] = {
    "week": _week,
    "half_month": _half_month,
    "month": _months(1),
    "quarter": _months(3),
    "half_year": _months(6),
    "year": _months(12),
}
_LONGEST = {"week": 7, "half_month": 16, "month": 31, "quarter": 92, "half_year": 184, "year": 366}  # days


def _label(every: str, day: date) -> str:
    match every:
        case "week":
            return f"{day:%m-%d} 至 {day + timedelta(days=6):%m-%d} 这一周"
        case "half_month":
            return f"{day.month} 月{'上' if day.day == 1 else '下'}半月"
        case "month":
            return f"{day.month} 月"
        case "quarter":
            return f"第 {(day.month + 2) // 3} 季度"
        case "half_year":
            return "上半年" if day.month == 1 else "下半年"
        case _:
            return f"{day.year} 年"
