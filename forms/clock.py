"""The one time zone of the product, and clocks that are passed in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Protocol

ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands until it is told to go on."""

    def __init__(self, start: datetime) -> None:
        self._now = check_aware(start).astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, **duration: float) -> None:
        self._now += timedelta(**duration)


def check_aware(moment: datetime) -> datetime:
    """The same moment; ValueError if it has no offset."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without an offset: {moment!r}")
    return moment


def to_text(moment: datetime) -> str:
    """An instant as it is kept in bytes and tables: ``2026-11-20T14:06:41.250Z``."""
    return check_aware(moment).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_text(text: str) -> datetime:
    """An aware instant from ISO text; ValueError if it is none or has no offset."""
    return check_aware(datetime.fromisoformat(text.replace("Z", "+00:00")))


def instant_of(value: object) -> datetime | None:
    """The instant that a kept text names; None for anything that is no text."""
    return from_text(value) if isinstance(value, str) and value else None


def local(moment: datetime) -> datetime:
    return check_aware(moment).astimezone(ZONE)


def midnight(day: date) -> datetime:
    """When the day begins in the hospital's zone."""
    return datetime.combine(day, time(), ZONE)


def end_of(day: date) -> datetime:
    """Its last second in the hospital's zone."""
    return datetime.combine(day, time(23, 59, 59), ZONE)


def deadline(due: str) -> datetime:
    """The last second of a due date, or the due time itself; ValueError if it is neither."""
    return end_of(date.fromisoformat(due)) if len(due) == 10 else from_text(due)
