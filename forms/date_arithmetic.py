"""What expressions do with days and instants; a blank among them makes the answer blank."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from decimal import Decimal

from forms.clock import local


def shift_of(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    hour = local(moment).hour
    return "night" if hour < 8 else "day" if hour < 16 else "evening"


def months_later(day: date | None, months: Decimal | None) -> str | None:
    return None if day is None or months is None else in_months(day, int(months)).isoformat()


def in_months(day: date, months: int) -> date:
    """The 31st plus a month is that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_later(day: date | None, days: Decimal | None) -> str | None:
    return None if day is None or days is None else (day + timedelta(days=int(days))).isoformat()


def days_between(first: date | None, second: date | None) -> Decimal | None:
    return None if first is None or second is None else Decimal((second - first).days)


def hours_between(first: datetime | None, second: datetime | None) -> Decimal | None:
    if first is None or second is None:
        return None
    return Decimal(int((second - first).total_seconds())) / 3600


def format_date(moment: datetime | None, pattern: str) -> str | None:
    if moment is None:
        return None
    here = local(moment)
    for mark in ("%Y", "%m", "%d", "%H", "%M"):
        pattern = pattern.replace(mark, here.strftime(mark))
    return pattern
