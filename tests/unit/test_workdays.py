"""Deadlines in working days, as a complaint has them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from forms.context import Context
from forms.definition import FieldType
from forms.filling import Filling
from forms.trigger import ClockStarted, fire
from forms.workdays import workdays_later
from models.queries.days_off import days_off
from tests.definitions import field, form, sealed, trigger
from tests.hospital import open_hospital


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 11, 20), 5, date(2026, 11, 27)),  # Friday to Friday
        (date(2026, 11, 21), 5, date(2026, 11, 27)),  # received on a Saturday
        (date(2026, 11, 16), 10, date(2026, 11, 30)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
    ],
)
def test_weekends_do_not_count(start: date, count: int, expected: date) -> None:
    assert workdays_later(start, count, frozenset()) == expected


def test_public_holidays_do_not_count(tmp_path: Path) -> None:
    store = open_hospital(tmp_path)
    with store.read() as session:
        holidays = days_off(session, date(2026, 9, 28))
    store.close()
    assert "2026-10-01" in holidays
    assert workdays_later(date(2026, 9, 30), 1, holidays) == date(2026, 10, 8)


def test_a_clock_runs_until_the_day_that_the_record_was_sealed_with() -> None:
    complaint = form(
        field("received", FieldType.DATE),
        field("answer_by", FieldType.CALCULATED, calculation="add-workdays(${received}, 5)"),
        triggers=(trigger("sealed", "clock", due="answer_by", text="反馈"),),
    )
    at = datetime(2026, 9, 29, 2, 0, tzinfo=UTC)
    context = Context(days_off=frozenset({f"2026-10-0{number}" for number in range(1, 8)}))
    filling = Filling.start(complaint, {"received": "2026-09-29"}, context=context, now=at)
    (clock,) = fire(complaint, sealed(complaint, filling.answers))
    assert isinstance(clock, ClockStarted)
    assert clock.due_at.isoformat() == "2026-10-13T23:59:59+08:00"
