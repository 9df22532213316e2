"""What one ledger of a log covers: a day, a week, a month or a year in the hospital's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forms.clock import midnight

PERIODS = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPeriod:
    """From the first day on, until the day ``after`` begins."""

    kind: str  # day | week | month | year
    first: date
    after: date

    @property
    def start(self) -> datetime:
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first instant that is not in it."""
        return midnight(self.after)

    @property
    def title(self) -> str:
        match self.kind:
            case "day":
                return f"{self.first:%Y-%m-%d}"
            case "week":
                return f"{self.first:%Y-%m-%d} 至 {self.after - timedelta(days=1):%m-%d}"
            case "month":
                return f"{self.first.year} 年 {self.first.month} 月"
            case _:
                return f"{self.first.year} 年"

    def before(self) -> SheetPeriod:
        return period_of(self.kind, self.first - timedelta(days=1))

    def following(self) -> SheetPeriod:
        return period_of(self.kind, self.after)


def period_of(kind: str, day: date) -> SheetPeriod:
    """The period of that kind in which the day lies; ValueError for an unknown kind."""
    match kind:
        case "day":
            first, after = day, day + timedelta(days=1)
        case "week":
            first = day - timedelta(days=day.weekday())
            after = first + timedelta(days=7)
        case "month":
            first = day.replace(day=1)
            after = (first + timedelta(days=31)).replace(day=1)
        case "year":
            first, after = date(day.year, 1, 1), date(day.year + 1, 1, 1)
        case _:
            raise ValueError(f"a sheet of a {kind} is not known")
    return SheetPeriod(kind=kind, first=first, after=after)
