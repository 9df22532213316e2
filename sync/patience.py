"""When an item that stumbled is tried again, and when a person has to look at it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.retry import CAP_S, delay_s

QUARANTINE_TRIES = 8
QUARANTINE_AGE = timedelta(hours=24)
LONGEST_WAIT = timedelta(seconds=CAP_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    count: int = 0
    first_at: datetime | None = None


def note_try(tries: Tries, now: datetime) -> Tries:
    """A clock that was set back begins the waiting anew: it can't make it endless."""
    first_at = tries.first_at if tries.first_at is not None and tries.first_at <= now else now
    return Tries(count=tries.count + 1, first_at=first_at)


def next_try_at(tries: Tries, now: datetime, chance: float) -> datetime:
    return now + timedelta(seconds=delay_s(tries.count, chance))


def is_over(tries: Tries, now: datetime) -> bool:
    """Often enough and for long enough: a person has to look."""
    is_old = tries.first_at is not None and now - tries.first_at >= QUARANTINE_AGE
    return tries.count >= QUARANTINE_TRIES and is_old


def is_due(next_at: datetime | None, now: datetime) -> bool:
    """Nothing waits longer than the longest wait, so a moment beyond it was written under a wrong clock."""
    return next_at is None or next_at <= now or next_at > now + LONGEST_WAIT
