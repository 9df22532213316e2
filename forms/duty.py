"""From a statutory rule of frequency to its slots, and which slot each sealed record fulfils.

Knows no present time except what it is given: the same duties, subjects and records give the same answer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from forms.clock import check_aware, local
from forms.duty_windows import DAILY, DAY_PARTS, PERIODS, windows
from forms.holiday_calendar import HolidayCalendar, shipped
from forms.listed import Duty
from forms.timeliness import Timeliness

MOVING = ("before_expiry", "after_last")
"""Due by what happened to the subject, not by the calendar: see ``forms.duty_moving``."""
EVERY = (*DAILY, *PERIODS, "before_holiday", *MOVING)
PARTS = tuple(DAY_PARTS)
PER = ("facility", "area", "place", "asset", "department")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """A date that a card's field held, until an event moved it on."""

    field: str
    day: date
    moved_at: datetime | None = None
    moved_by: str = ""  # rev_id


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetSubject:
    asset_id: str
    kind: str
    area: str | None = None  # of the place where it stands
    expiries: tuple[Expiry, ...] = ()  # of all its fields, first to last


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """What a hospital has that duties can be about."""

    areas: Collection[str] = ()  # areas in which it has a place
    places: Mapping[str, str] = field(default_factory=dict)  # place id → area
    assets: Collection[AssetSubject] = ()
    departments: Collection[str] = ()


NO_SUBJECTS = Subjects()


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
        due = self.due_at
        at = f"{due.month:02}{due.day:02}T{due.hour:02}{due.minute:02}"
        return f"{self.form_id}/{self.duty_id}/{self.subject or ''}/{self.day.isoformat()}/{at}"


class SlotState(StrEnum):
    NOT_DUE = "not_due"
    OPEN = "open"
    DONE = "done"
    TRANSCRIBED = "transcribed"
    LATE = "late"
    MISSED = "missed"
    OFF = "off"  # of a day on which the duty was switched off or did not apply; no slot has it


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
    subjects: Subjects = NO_SUBJECTS,
    effective_from: datetime | None = None,
    until: datetime | None = None,
    early: timedelta = timedelta(),
    holidays: HolidayCalendar | None = None,
) -> tuple[Slot, ...]:
    """Slots of the calendar whose window meets [start, end), by due time, then subject.

    What was due before ``effective_from`` is no slot, nor what is due after ``until``; a window that the first
    falls into opens then. ``early`` is by how much sooner than the rule demands it is due here. ValueError for
    a rule that this program does not know.
    """
    here, there = local(start), local(end)
    found = windows(duty, here, there, holidays if holidays is not None else shipped())
    names = subjects_of(duty, subjects)
    made: list[Slot] = []
    for window in found:
        due = max(window.due_at - early, window.opens_at + (window.due_at - window.opens_at) / 4)
        slot = Slot(
            duty_id=duty.id,
            form_id=form_id,
            title=duty.title,
            subject=None,
            per=duty.per,
            label=window.label,
            day=window.day,
            opens_at=window.opens_at,
            due_at=due if early else window.due_at,
            counts_from=window.counts_from,
            closes_at=window.closes_at,
        )
        clipped = within(slot, effective_from, until)
        if clipped is not None and clipped.closes_at > start and clipped.counts_from < end:
            made.extend(replace(clipped, subject=subject) for subject in names)
    return tuple(sorted(made, key=_by_due))


def within(slot: Slot, effective_from: datetime | None, until: datetime | None) -> Slot | None:
    """The slot of a duty that held from then until then; None if it was not due in that time."""
    if until is not None and slot.due_at > until:
        return None
    if effective_from is None:
        return slot
    since = local(effective_from)
    if slot.due_at <= since:
        return None
    return replace(slot, opens_at=max(slot.opens_at, since), counts_from=max(slot.counts_from, since))


def assign(
    slots: Iterable[Slot], completions: Iterable[Completion], *, now: datetime
) -> tuple[Assignment, ...]:
    """Each slot with the record that fulfils it; a record fulfils one slot per subject, the earliest open one."""
    check_aware(now)
    groups: dict[tuple[str, str], dict[str | None, _Line]] = {}
    ordered = sorted(slots, key=lambda slot: (slot.closes_at, slot.due_at, slot.subject or ""))
    for number, slot in enumerate(ordered):
        lines = groups.setdefault((slot.form_id, slot.duty_id), {})
        lines.setdefault(slot.subject, _Line()).add(number, slot)
    taken: dict[int, Completion] = {}  # by the number of the slot
    by_time = sorted(
        completions, key=lambda done: (done.timeliness is Timeliness.LATE, done.claimed_at, done.rev_id)
    )
    for done in by_time:
        for (form_id, _), lines in groups.items():
            if form_id != done.form_id:
                continue
            for subject in (None, *done.subjects):
                line = lines.get(subject)
                found = line.first_open(done.claimed_at, taken) if line else None
                if found is not None:
                    taken[found] = done
    made = (
        Assignment(slot=slot, state=_state(slot, taken.get(number), now), completion=taken.get(number))
        for number, slot in enumerate(ordered)
    )
    return tuple(sorted(made, key=lambda one: _by_due(one.slot)))


class _Line:
    """The slots of one duty and subject, by the end of their windows."""

    __slots__ = ("_ends", "_numbers", "_starts")

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []

    def add(self, number: int, slot: Slot) -> None:
        self._numbers.append(number)
        self._starts.append(slot.counts_from)
        self._ends.append(slot.closes_at)

    def first_open(self, moment: datetime, taken: Collection[int]) -> int | None:
        """The number of the first slot that still takes a record of that moment."""
        for at in range(bisect_right(self._ends, moment), len(self._numbers)):
            if self._starts[at] > moment:
                return None  # windows that end later begin later too
            if self._numbers[at] not in taken:
                return self._numbers[at]
        return None


def subjects_of(duty: Duty, subjects: Subjects) -> tuple[str | None, ...]:
    """What the duty is about here, sorted; ``(None,)`` for the hospital as a whole."""

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


def _by_due(slot: Slot) -> tuple[datetime, str, str]:
    return (slot.due_at, slot.subject or "", slot.label)


def _state(slot: Slot, done: Completion | None, now: datetime) -> SlotState:
    if done is None:
        if now >= slot.closes_at:
            return SlotState.MISSED
        return SlotState.NOT_DUE if now < slot.opens_at else SlotState.OPEN
    match done.timeliness:
        case Timeliness.LATE:
            return SlotState.LATE
        case Timeliness.TRANSCRIBED:
            return SlotState.TRANSCRIBED
        case Timeliness.ON_TIME:
            return SlotState.DONE
