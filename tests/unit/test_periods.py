"""Periods of a filter: their bounds in the hospital's zone, whole days on both ends, and their words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from forms.clock import ZONE
from ui.periods import days_of, instants, said, span

NOW = datetime(2026, 11, 20, 0, 30, tzinfo=ZONE)


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("code", "first", "until"),
    [
        ("today", at(2026, 11, 20), None),
        ("week", at(2026, 11, 14), None),
        ("month", at(2026, 11, 1), None),
        ("last_month", at(2026, 10, 1), at(2026, 11, 1)),
        ("quarter", at(2026, 10, 1), None),
        ("year", at(2026, 1, 1), None),
        ("2026-11-03/2026-11-05", at(2026, 11, 3), at(2026, 11, 6)),
        ("2026-12-31/2026-12-31", at(2026, 12, 31), at(2027, 1, 1)),
        ("", None, None),
        ("a word of another version", None, None),
        ("2026-02-30/2026-03-01", None, None),
    ],
)
def test_a_period_has_the_bounds_that_its_word_says(
    code: str, first: datetime | None, until: datetime | None
) -> None:
    assert instants(code, NOW) == (first, until)


def test_last_month_of_january_lies_in_the_year_before() -> None:
    assert instants("last_month", at(2027, 1, 1)) == (at(2026, 12, 1), at(2027, 1, 1))


def test_a_span_is_read_as_it_was_written_and_said_in_words() -> None:
    first, last = date(2026, 11, 3), date(2026, 11, 3) + timedelta(days=2)
    assert days_of(span(first, last)) == (first, last)
    assert said(span(first, last)) == "2026-11-03 至 2026-11-05"
    assert said(span(first, first)) == "2026-11-03"
    assert said("fire.daily_patrol") == "fire.daily_patrol"
