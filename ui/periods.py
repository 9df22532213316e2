"""Periods of a filter: by a word, or from one day to another; their code, their words, their instants. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from forms.clock import local, midnight

PERIODS = (
    ("today", "今天"),
    ("week", "近 7 天"),
    ("month", "本月"),
    ("last_month", "上月"),
    ("quarter", "本季"),
    ("year", "今年"),
)
Instants = tuple[datetime | None, datetime | None]
"""The first instant and the one after the last; None for no bound."""


def instants(code: str, now: datetime) -> Instants:
    """The bounds of a period by its code; no bounds for a code that is not known."""
    if days := days_of(code):
        return midnight(days[0]), midnight(days[1] + timedelta(days=1))
    if code == "last_month":
        this = midnight(local(now).date().replace(day=1))
        return (this - timedelta(days=1)).replace(day=1), this
    return since(code, now), None


def since(code: str, now: datetime) -> datetime | None:
    """The first instant of a period that lasts until now; None for all time."""
    today = local(now).date()
    match code:
        case "today":
            return midnight(today)
        case "week":
            return midnight(today - timedelta(days=6))
        case "month":
            return midnight(today.replace(day=1))
        case "quarter":
            return midnight(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1))
        case "year":
            return midnight(today.replace(month=1, day=1))
        case _:
            return None


def span(first: date, last: date) -> str:
    """The code of the days from one to another, both included."""
    return f"{first.isoformat()}/{last.isoformat()}"


def days_of(code: str) -> tuple[date, date] | None:
    """The first and the last day of a span; None for what is no span."""
    first, _, last = code.partition("/")
    days = day_of(first), day_of(last)
    return (days[0], days[1]) if days[0] is not None and days[1] is not None else None


def said(code: str) -> str:
    """A span in words, a single day as one; what is no span as it is."""
    days = days_of(code)
    if days is None:
        return code
    return f"{days[0]}" if days[0] == days[1] else f"{days[0]} 至 {days[1]}"


def day_of(text: str) -> date | None:
    """The day that was written, as 2026-11-03, 2026.11.3 or 20261103; None if it is none."""
    plain = (
        text.strip().replace(".", "-").replace("/", "-").replace("年", "-").replace("月", "-").rstrip("日")
    )
    if plain.isdigit() and len(plain) == 8:
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    parts = plain.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None
