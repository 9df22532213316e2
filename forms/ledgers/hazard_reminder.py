"""Who is reminded of an open hazard and when: a function of the deadline and now, never stored.

On the day it is due the owner, three days later the deputy in charge, seven days later the leader.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from forms.clock import local

STAGES = ((0, "owner", "责任人"), (3, "deputy", "分管负责人"), (7, "leader", "主要负责人"))
"""Days after the deadline, who is reminded then, and how he is called."""
DEPUTIES = frozenset({"safety_officer"})
LEADERS = frozenset({"leader"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One reminder that has come: on which day, and to whom."""

    on: datetime  # the beginning of that day in the hospital's zone
    days: int  # after the deadline
    to: str  # owner | deputy | leader
    title: str


def reminders(due: datetime | None, now: datetime) -> tuple[Reminder, ...]:
    """The reminders of an open hazard that have come by now, the first first; none without a deadline."""
    if due is None:
        return ()
    day = local(due).replace(hour=0, minute=0, second=0, microsecond=0)
    return tuple(
        Reminder(on=day + timedelta(days=days), days=days, to=to, title=title)
        for days, to, title in STAGES
        if day + timedelta(days=days) <= now
    )


def is_reminded(
    due: datetime | None,
    now: datetime,
    *,
    staff_no: str,
    roles: Collection[str],
    owner: str | None,
    supervisor: str | None,
) -> bool:
    """Whether this person is among those reminded: the owner, the deputy named or the safety officers, the leaders."""
    reached = {reminder.to for reminder in reminders(due, now)}
    is_deputy = staff_no == supervisor if supervisor else bool(DEPUTIES & set(roles))
    return (
        ("owner" in reached and staff_no == owner)
        or ("deputy" in reached and is_deputy)
        or ("leader" in reached and bool(LEADERS & set(roles)))
    )


def last_reminded(due: datetime | None, now: datetime) -> str:
    """Who was reminded last, e.g. 分管负责人; empty while nobody is."""
    found = reminders(due, now)
    return found[-1].title if found else ""


def words(due: datetime | None, now: datetime) -> str:
    """What the last reminder says, e.g. 逾期 3 天，提醒分管负责人; empty while there is none."""
    found = reminders(due, now)
    if not found:
        return ""
    last = found[-1]
    return f"{f'逾期 {last.days} 天' if last.days else '到期'}，提醒{last.title}"
