"""The months, quarters and years that figures are told for. A period begins at midnight in the hospital's zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from forms.clock import midnight
from forms.date_arithmetic import in_months


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def length(self) -> int:
        """In months."""
        return {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}[self]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """``first`` is its first day; ``end`` is not in it any more."""

    first: date
    kind: PeriodKind = PeriodKind.MONTH

    @property
    def end(self) -> date:
        return in_months(self.first, self.kind.length)

    @property
    def start_at(self) -> datetime:
        return midnight(self.first)

    @property
    def end_at(self) -> datetime:
        return midnight(self.end)

    @property
    def months(self) -> tuple[Period, ...]:
        return tuple(Period(in_months(self.first, number)) for number in range(self.kind.length))

    @property
    def key(self) -> str:
        """2026-11, 2026Q4 or 2026: what ``parse_period`` reads."""
        match self.kind:
            case PeriodKind.MONTH:
                return f"{self.first:%Y-%m}"
            case PeriodKind.QUARTER:
                return f"{self.first.year}Q{(self.first.month + 2) // 3}"
            case PeriodKind.YEAR:
                return f"{self.first.year}"

    @property
    def label(self) -> str:
        match self.kind:
            case PeriodKind.MONTH:
                return f"{self.first.year}年{self.first.month}月"
            case PeriodKind.QUARTER:
                return f"{self.first.year}年第{'一二三四'[(self.first.month - 1) // 3]}季度"
            case PeriodKind.YEAR:
                return f"{self.first.year}年"

    def earlier(self, count: int = 1) -> Period:
        return Period(in_months(self.first, -count * self.kind.length), self.kind)

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.end


def period_of(day: date, kind: PeriodKind = PeriodKind.MONTH) -> Period:
    """The period of that kind in which the day lies."""
    month = (day.month - 1) // kind.length * kind.length + 1
    return Period(date(day.year, month, 1), kind)


def last_periods(kind: PeriodKind, day: date, count: int) -> tuple[Period, ...]:
    """The period of that day and the ones before it, oldest first."""
    here = period_of(day, kind)
    return tuple(here.earlier(number) for number in range(count - 1, -1, -1))


def parse_period(text: str) -> Period:
    """The period of a key; ValueError if it is none."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})|Q([1-4]))?", text.strip().upper())
    if found is None:
        raise ValueError(f"{text!r} is no period: 2026-11, 2026Q4 or 2026")
    year, month, quarter = found.groups()
    if quarter:
        return Period(date(int(year), int(quarter) * 3 - 2, 1), PeriodKind.QUARTER)
    if month:
        return Period(date(int(year), int(month), 1))
    return Period(date(int(year), 1, 1), PeriodKind.YEAR)
