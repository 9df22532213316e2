"""The holidays of a year, taken from a file into a sealed record."""

from __future__ import annotations

from forms.holiday_calendar import HolidayYear
from forms.identity import new_row_id
from forms.json_value import Json
from models.projections.duties import HOLIDAYS
from models.store import Store
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal


def holiday_answers(year: HolidayYear) -> dict[str, Json]:
    """The answers of the record, as a person would have keyed them."""
    days: list[Json] = [
        {
            "row_id": new_row_id(),
            "name": one.name,
            "first": one.first.isoformat(),
            "last": one.last.isoformat(),
        }
        for one in year.days
    ]
    return {"year": year.year, "notice": year.source, "days": days}


def record_holidays(store: Store, year: HolidayYear, *, author: str, pin: str) -> Sealed:
    """From now on these are the holidays of that year; see ``seal`` for what it refuses."""
    return seal(store, author=author, pin=pin, form=HOLIDAYS, answers=holiday_answers(year))
