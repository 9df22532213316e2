"""From a rule of frequency to the windows of the calendar in which it is due, whoever or whatever it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forms.clock import midnight
from forms.holiday_calendar import HolidayCalendar
from forms.listed import Duty

COUNTED_UP_TO = 3  # times per part: so few are counted wherever they fall in it; more must be spread over it
DAY_PARTS = {
    "day": ("白天", 8, 20),
    "night": ("夜间", 20, 32),
}
"""Local hours; the night belongs to the day it starts on."""
SHIFTS = (("大夜", 0, 8), ("白班", 8, 16), ("小夜", 16, 24))
DAILY = ("day", "shift_count", "shift", "hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """All instants are local; the end is not in it."""

    label: str
    day: date  # the day, or the first day of the period, that it belongs to
    opens_at: datetime
    due_at: datetime
    counts_from: datetime
    closes_at: datetime


def windows(duty: Duty, start: datetime, end: datetime, holidays: HolidayCalendar) -> Iterator[Window]:
    """Windows around [start, end) in order of time; one more on either side than may be needed.

    ValueError for a rule that this program does not know.
    """
    if duty.every in DAILY:
        day = start.date() - timedelta(days=1)
        while day <= end.date():
            yield from _of_day(duty, day)
            day += timedelta(days=1)
    elif duty.every == "before_holiday":
        yield from _before_holidays(duty, start, end, holidays)
    elif duty.every in PERIODS:
        first_of = PERIODS[duty.every]
        day = first_of(start.date())
        while day <= end.date():
            following = first_of(day + timedelta(days=_LONGEST[duty.every]))
            yield _window(day, _label(duty.every, day), (midnight(day), midnight(following)))
            day = following
    else:
        raise ValueError(f"a duty every {duty.every} is not known")


def _of_day(duty: Duty, day: date) -> Iterator[Window]:
    start = midnight(day)
    if duty.every == "shift":
        for word, first, last in SHIFTS:
            yield _window(day, word, (start + timedelta(hours=first), start + timedelta(hours=last)))
    elif duty.every == "hours":
        if not duty.hours or 24 % duty.hours:
            raise ValueError(f"every {duty.hours} hours is not known: a day must be a multiple of them")
        for hour in range(0, 24, duty.hours):
            span = start + timedelta(hours=hour), start + timedelta(hours=hour + duty.hours)
            yield _window(day, f"{hour:02}:00–{hour + duty.hours:02}:00", span)
    elif not duty.parts:
        yield _window(day, "当日", (start, start + timedelta(days=1)))
    else:
        for part, times in duty.parts:
            yield from _of_part(day, part, times)


def _of_part(day: date, part: str, times: int) -> Iterator[Window]:
    if part not in DAY_PARTS:
        raise ValueError(f"the part of day {part} is not known")
    word, first, last = DAY_PARTS[part]
    begin, finish = midnight(day) + timedelta(hours=first), midnight(day) + timedelta(hours=last)
    step = (finish - begin) / times
    counted = times <= COUNTED_UP_TO
    for index in range(times):
        opens, due = begin + step * index, begin + step * (index + 1)
        yield Window(
            label=word if times == 1 else f"{word}第 {index + 1} 次",
            day=day,
            opens_at=opens,
            due_at=due,
            counts_from=begin if counted else max(begin, opens - step / 2),
            closes_at=finish if counted else min(finish, due + step / 2),
        )


def _before_holidays(
    duty: Duty, start: datetime, end: datetime, holidays: HolidayCalendar
) -> Iterator[Window]:
    ahead = timedelta(days=duty.days or 0)
    for one in holidays.between(start.date(), end.date() + ahead):
        begin = midnight(one.first)
        yield _window(one.first, f"{one.name}前", (begin - ahead, begin))


def _window(day: date, label: str, span: tuple[datetime, datetime]) -> Window:
    opens, closes = span
    return Window(label=label, day=day, opens_at=opens, due_at=closes, counts_from=opens, closes_at=closes)


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _half_month(day: date) -> date:
    return day.replace(day=1 if day.day <= 15 else 16)


def _months(length: int) -> Callable[[date], date]:
    def first_of(day: date) -> date:
        return date(day.year, (day.month - 1) // length * length + 1, 1)

    return first_of


PERIODS: Mapping[str, Callable[[date], date]] = {
    "year": _months(12),
    "half_year": _months(6),
    "quarter": _months(3),
    "month": _months(1),
    "half_month": _half_month,
    "week": _week,
}
"""First days of the periods, longest first: each of them holds at least one whole of the next."""
_LONGEST = {"week": 7, "half_month": 16, "month": 31, "quarter": 92, "half_year": 184, "year": 366}  # days


def _label(every: str, day: date) -> str:
    match every:
        case "week":
            return f"{day:%m-%d} 至 {day + timedelta(days=6):%m-%d} 这一周"
        case "half_month":
            return f"{day.month} 月{'上' if day.day == 1 else '下'}半月"
        case "month":
            return f"{day.month} 月"
        case "quarter":
            return f"第 {(day.month + 2) // 3} 季度"
        case "half_year":
            return "上半年" if day.month == 1 else "下半年"
        case _:
            return f"{day.year} 年"
