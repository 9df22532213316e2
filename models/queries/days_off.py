"""The public holidays of this hospital: those that come with the program and those it recorded itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.holiday_calendar import Holiday, recorded_year, shipped
from models.tables.duties import HolidayYearRow

_YEARS = 1  # before and after


def days_off(session: Session, around: date) -> frozenset[str]:
    """ISO days of the holidays of the year of ``around``, the one before and the one after."""
    rows = session.scalars(
        select(HolidayYearRow).order_by(HolidayYearRow.sealed_at, HolidayYearRow.record_id)
    )
    calendar = shipped().with_years(recorded_year(row.year, row.notice, row.days) for row in rows)
    years = range(around.year - _YEARS, around.year + _YEARS + 1)
    return frozenset(
        day.isoformat() for year in years for holiday in calendar.of_year(year) for day in _days(holiday)
    )


def _days(holiday: Holiday) -> Iterator[date]:
    for number in range((holiday.last - holiday.first).days + 1):
        yield holiday.first + timedelta(days=number)
