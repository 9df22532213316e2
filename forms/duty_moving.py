"""Duties whose next time follows from what happened: before a date of an asset runs out, and so long after the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from forms.clock import local, midnight
from forms.duty import (
    NO_SUBJECTS,
    Assignment,
    Completion,
    Slot,
    SlotState,
    Subjects,
    assign,
    slots,
    subjects_of,
)
from forms.holiday_calendar import HolidayCalendar
from forms.listed import Duty
from forms.timeliness import Timeliness

SHOWN = 4  # ``after_last`` is shown as due in the last quarter of its time
MOMENT = timedelta(minutes=1)


def judge(
    duty: Duty,
    start: datetime,
    end: datetime,
    *,
    form_id: str,
    completions: Iterable[Completion],
    now: datetime,
    subjects: Subjects = NO_SUBJECTS,
    effective_from: datetime | None = None,
    until: datetime | None = None,
    early: timedelta = timedelta(),
    holidays: HolidayCalendar | None = None,
) -> tuple[Assignment, ...]:
    """The slots of any duty that meet [start, end), with the records that fulfil them, by due time.

    See ``forms.duty.slots`` for the other facts. For ``after_last`` all records since the duty began are needed.
    """
    if duty.every == "before_expiry":
        found = _before_expiry(duty, form_id, subjects, now, early)
    elif duty.every == "after_last":
        found = _after_last(duty, form_id, subjects, completions, now, early, effective_from or start)
    else:
        made = slots(
            duty,
            start,
            end,
            form_id=form_id,
            subjects=subjects,
            effective_from=effective_from,
            until=until,
            early=early,
            holidays=holidays,
        )
        return assign(made, completions, now=now)
    return tuple(sorted(_within(found, start, end, effective_from, until, now), key=_by_due))


def _before_expiry(
    duty: Duty, form_id: str, subjects: Subjects, now: datetime, early: timedelta
) -> Iterator[Assignment]:
    """Good until the end of the day that the card says; an event that moves the day on does what was due."""
    wanted = set(subjects_of(duty, subjects))
    for asset in subjects.assets:
        if asset.asset_id not in wanted:
            continue
        for one in asset.expiries:
            if one.field != duty.expiry:
                continue
            ends = midnight(one.day + timedelta(days=1))
            slot = _slot(
                duty,
                form_id,
                asset.asset_id,
                label=f"{one.day.isoformat()} 到期",
                opens=ends - timedelta(days=duty.days or 0) - timedelta(days=1),
                due=ends - early,
            )
            done = (
                None
                if one.moved_at is None
                else Completion(
                    rev_id=one.moved_by,
                    form_id=form_id,
                    claimed_at=one.moved_at,
                    timeliness=Timeliness.ON_TIME,
                    subjects=frozenset({asset.asset_id}),
                )
            )
            yield _judged(slot, done, ends, now)


def _after_last(
    duty: Duty,
    form_id: str,
    subjects: Subjects,
    completions: Iterable[Completion],
    now: datetime,
    early: timedelta,
    since: datetime,
) -> Iterator[Assignment]:
    """Each record begins the time of the next; the first time begins with the duty."""
    length = timedelta(days=duty.days or 1)
    ordered = sorted(
        (done for done in completions if done.form_id == form_id),
        key=lambda done: (done.claimed_at, done.rev_id),
    )
    for subject in subjects_of(duty, subjects):
        begun = local(since)
        mine = (done for done in ordered if subject is None or subject in done.subjects)
        for done in (*mine, None):
            if done is not None and done.claimed_at - begun < MOMENT:
                continue  # before the duty began, or the same moment again
            ends = begun + length
            slot = _slot(
                duty,
                form_id,
                subject,
                label=f"{ends:%m-%d} 前",
                opens=max(begun, ends - max(length / SHOWN, timedelta(days=1))),
                due=max(ends - early, begun + length / SHOWN) if early else ends,
            )
            slot = replace(slot, counts_from=begun)
            yield _judged(slot, done, ends, now)
            if done is not None:
                begun = local(done.claimed_at)


def _slot(
    duty: Duty, form_id: str, subject: str | None, *, label: str, opens: datetime, due: datetime
) -> Slot:
    return Slot(
        duty_id=duty.id,
        form_id=form_id,
        title=duty.title,
        subject=subject,
        per=duty.per,
        label=label,
        day=(due - timedelta(microseconds=1)).date(),
        opens_at=opens,
        due_at=due,
        counts_from=opens,
        closes_at=due,
    )


def _judged(slot: Slot, done: Completion | None, ends: datetime, now: datetime) -> Assignment:
    """It stays to be done however late: it is never missed, it goes on being overdue."""
    if done is not None:
        in_time = done.claimed_at < ends and done.timeliness is not Timeliness.LATE
        kept = SlotState.TRANSCRIBED if done.timeliness is Timeliness.TRANSCRIBED else SlotState.DONE
        state = kept if in_time else SlotState.LATE
        closes = max(slot.due_at, local(done.claimed_at))
    else:
        state = SlotState.NOT_DUE if now < slot.opens_at else SlotState.OPEN
        closes = max(slot.due_at, local(now))
    return Assignment(slot=replace(slot, closes_at=closes), state=state, completion=done)


def _within(
    found: Iterable[Assignment],
    start: datetime,
    end: datetime,
    since: datetime | None,
    until: datetime | None,
    now: datetime,
) -> Iterator[Assignment]:
    for one in found:
        slot = one.slot
        if until is not None and slot.due_at > until:
            continue
        if since is not None and slot.due_at <= local(since):
            continue
        opens = slot.opens_at if since is None else max(slot.opens_at, local(since))
        done_at = one.completion.claimed_at if one.completion else None
        last = slot.due_at if done_at is None and now < slot.due_at else done_at or now
        if min(opens, done_at or opens) < end and max(last, slot.due_at) >= start:
            yield replace(one, slot=replace(slot, opens_at=opens))


def _by_due(one: Assignment) -> tuple[datetime, str]:
    return (one.slot.due_at, one.slot.subject or "")
