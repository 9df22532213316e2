"""Deadlines counted in working days: weekends and public holidays do not count, nor does the day itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

_FRIDAY = 4


def workdays_later(day: date, count: int, days_off: Collection[str]) -> date:
    """The ``count``-th working day after ``day``; ``days_off`` are public holidays as ISO days.

    Weekend days on which a yearly notice has people work count as weekends: no table of them is kept.
    """
    for _ in range(max(count, 0)):
        day += timedelta(days=1)
        while day.weekday() > _FRIDAY or day.isoformat() in days_off:
            day += timedelta(days=1)
    return day
