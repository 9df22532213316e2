"""Dates and times as people type them."""

from datetime import date, datetime, time, timedelta

import pytest

from forms.clock import ZONE
from ui.filling.moments import (
    keep_datetime,
    read_date,
    read_datetime,
    read_month,
    read_time,
    show_month,
    spoken,
)

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 22, 6, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("20261120", date(2026, 11, 20)),
        ("2026-11-20", date(2026, 11, 20)),
        ("2026-11-20 星期五".removesuffix(" 星期五"), date(2026, 11, 20)),
        ("2026年11月20日", date(2026, 11, 20)),
        ("11-18", date(2026, 11, 18)),
        ("1118", date(2026, 11, 18)),
        ("１１．１８", date(2026, 11, 18)),
        ("1-3", date(2027, 1, 3)),
        ("昨天", date(2026, 11, 19)),
        ("20", date(2026, 11, 20)),
        ("2-30", None),
        ("明年", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_people_write_it(typed: str, meant: date | None) -> None:
    assert read_date(typed, today=TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-10", date(2026, 10, 1)),
        ("202610", date(2026, 10, 1)),
        ("2026年10月", date(2026, 10, 1)),
        ("２０２６．９", date(2026, 9, 1)),
        ("10月", date(2026, 10, 1)),
        ("10 月份", date(2026, 10, 1)),
        ("12", date(2026, 12, 1)),
        ("1", date(2026, 1, 1)),
        ("上月", date(2026, 10, 1)),
        ("2026-10-31", date(2026, 10, 1)),
        ("昨天", date(2026, 11, 1)),
        ("2026-13", None),
        ("13月", None),
        ("明年", None),
        ("", None),
    ],
)
def test_a_month_is_read_as_people_write_it(typed: str, meant: date | None) -> None:
    assert read_month(typed, today=TODAY) == meant
    assert meant is None or read_month(show_month(meant), today=TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2205", time(22, 5)),
        ("22:05", time(22, 5)),
        ("22：05", time(22, 5)),
        ("22点5分", time(22, 5)),
        ("晚上9点半", time(21, 30)),
        ("930", time(9, 30)),
        ("9", time(9, 0)),
        ("2565", None),
        ("马上", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, meant: time | None) -> None:
    assert read_time(typed) == meant


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-11-20 21:50", "2026-11-20T21:50+08:00"),
        ("2026-11-20T21:50+08:00", "2026-11-20T21:50+08:00"),
        ("11-18 930", "2026-11-18T09:30+08:00"),
        ("昨天 16:40", "2026-11-19T16:40+08:00"),
        ("昨天晚上9点", "2026-11-19T21:00+08:00"),
        ("2150", "2026-11-20T21:50+08:00"),
        ("23:30", "2026-11-19T23:30+08:00"),
        ("不知道", None),
    ],
)
def test_a_moment_is_read_with_or_without_its_day(typed: str, kept: str | None) -> None:
    moment = read_datetime(typed, now=NOW)
    assert (keep_datetime(moment) if moment else None) == kept


def test_days_near_today_are_spoken_by_word() -> None:
    said = [spoken(NOW - timedelta(days=days), now=NOW) for days in (0, 1, 2, -1, 400)]
    assert said == ["今天 22:06", "昨天 22:06", "11-18 22:06", "明天 22:06", "2025-10-16 22:06"]
