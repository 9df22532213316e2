"""Public holidays as data: a file per year, what the hospital recorded over it, and the fixed days beyond both."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "holidays"
FIXED = (("元旦", 1, 1, 1), ("劳动节", 5, 1, 2), ("国庆节", 10, 1, 3))
"""(name, month, first day, last day) that the law itself fixes: 《全国年节及纪念日放假办法》（2024年修订）."""


class HolidayFileError(ValueError):
    """The file holds no holidays of a year; the message is a sentence for whoever chose it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    name: str
    first: date
    last: date
    verified: bool = True  # False: nobody has held it against the yearly notice


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayYear:
    year: int
    days: tuple[Holiday, ...]
    source: str
    verified: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayCalendar:
    """All years that are known. Beyond them only the fixed days are given; nothing breaks."""

    years: Mapping[int, HolidayYear]

    def of_year(self, year: int) -> tuple[Holiday, ...]:
        """By first day; two that begin on one day are one."""
        known = self.years.get(year)
        found = known.days if known else fixed_days(year)
        merged: dict[date, Holiday] = {}
        for one in sorted(found, key=lambda item: (item.first, item.name)):
            held = merged.get(one.first)
            merged[one.first] = one if held is None else _together(held, one)
        return tuple(merged.values())

    def between(self, first: date, last: date) -> tuple[Holiday, ...]:
        """Those that begin from ``first`` to ``last``."""
        years = range(max(first.year, date.min.year), last.year + 1)
        return tuple(one for year in years for one in self.of_year(year) if first <= one.first <= last)

    def note(self, year: int) -> str:
        """What a person must know about the days of that year; empty when they are those of the notice."""
        known = self.years.get(year)
        if known is None:
            return f"{year} 年的节假日还没有，只按元旦、劳动节、国庆节算。等国务院办公厅的通知出来后导入"
        if not known.verified:
            return f"{year} 年的节假日没有和国务院办公厅的通知核对过，核对后导入"
        return ""

    def with_years(self, years: Iterable[HolidayYear]) -> HolidayCalendar:
        """The same with some years replaced."""
        return HolidayCalendar(years={**self.years, **{one.year: one for one in years}})


def fixed_days(year: int) -> tuple[Holiday, ...]:
    return tuple(
        Holiday(name=name, first=date(year, month, first), last=date(year, month, last))
        for name, month, first, last in FIXED
    )


def recorded_year(year: int, notice: str, days: Iterable[Mapping[str, str]]) -> HolidayYear:
    """The year as the hospital's own record of it is kept: ``[{"name", "first", "last"}]``."""
    holidays = (
        Holiday(
            name=one["name"], first=date.fromisoformat(one["first"]), last=date.fromisoformat(one["last"])
        )
        for one in days
    )
    return HolidayYear(year=year, days=tuple(holidays), source=notice)


@cache
def shipped() -> HolidayCalendar:
    """The years that come with the program."""
    files = sorted(FOLDER.glob("*.json"))
    years = [read_year(path.read_text(encoding="utf-8")) for path in files]
    return HolidayCalendar(years={one.year: one for one in years})


def read_year(text: str) -> HolidayYear:
    """``{"year", "source", "verified", "days": [{"name", "from", "to"}]}``; HolidayFileError for anything else."""
    try:
        held = json.loads(text)
        year = HolidayYear(
            year=int(held["year"]),
            source=str(held["source"]),
            verified=held.get("verified", True) is True,
            days=tuple(
                Holiday(
                    name=str(one["name"]),
                    first=date.fromisoformat(one["from"]),
                    last=date.fromisoformat(one.get("to", one["from"])),
                    verified=held.get("verified", True) is True,
                )
                for one in held["days"]
            ),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise HolidayFileError(
            "这个文件不是节假日表：要有 year、source 和 days，每个节日有 name、from、to。没有改动。请换一个文件。"
        ) from error
    wrong = next(
        (one for one in year.days if one.last < one.first or one.first.year != year.year or not one.name),
        None,
    )
    if wrong is not None or not year.days:
        name = wrong.name if wrong else "一个也没有"
        raise HolidayFileError(
            f"{year.year} 年的节假日表写得不对（{name}）：开始的一天要在这一年里，结束不能早于开始。没有改动。请改好再来。"
        )
    return year


def _together(one: Holiday, two: Holiday) -> Holiday:
    return Holiday(
        name=f"{one.name}、{two.name}",
        first=one.first,
        last=max(one.last, two.last),
        verified=one.verified and two.verified,
    )
