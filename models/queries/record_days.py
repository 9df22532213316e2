"""How many records there are of each day, and how many of them are late, wait for a signature or hold a finding."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import local, midnight
from models.queries.people import PersonView
from models.queries.records import RecordFilter, selection
from models.tables.projections import RecordRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDay:
    """One day in the hospital's zone on which something was recorded."""

    day: date
    count: int
    late: int
    unsigned: int
    abnormal: int  # records with a finding, not findings


def read(
    session: Session,
    catalog: Catalog,
    wanted: RecordFilter,
    reader: PersonView,
    *,
    first: date,
    last: date,
) -> tuple[RecordDay, ...]:
    """The days from the first to the last, both included, that have a record of those the list would show."""
    found = selection(catalog, wanted, reader).order_by(None)
    found = found.where(
        RecordRow.claimed_at >= midnight(first), RecordRow.claimed_at < midnight(last + timedelta(days=1))
    )
    rows = session.execute(
        found.with_only_columns(
            RecordRow.record_id,
            RecordRow.claimed_at,
            RecordRow.timeliness,
            RecordRow.waits,
            RecordRow.abnormal,
        ).distinct()
    )
    days: defaultdict[date, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for _, claimed_at, timeliness, waits, abnormal in rows:
        days[local(claimed_at).date()].append((timeliness == "late", bool(waits), abnormal > 0))
    return tuple(
        RecordDay(
            day=day,
            count=len(marks),
            late=sum(late for late, _, _ in marks),
            unsigned=sum(unsigned for _, unsigned, _ in marks),
            abnormal=sum(found for _, _, found in marks),
        )
        for day, marks in sorted(days.items())
    )
