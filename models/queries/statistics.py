"""Figures with their numerator and denominator, for a period up to now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables.anonymous import AnonymousReport
from models.tables.projections import HazardRow, IncidentRow, RecordRow

CLOSED = ("closed", "void")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts for hazards found, incidents reported and records sealed since an instant."""

    hazards: int
    hazards_closed: int
    major: int
    major_closed: int
    overdue: int  # open now and past their day, whenever they were found
    incidents: int  # that carry a name
    anonymous: int  # of all time: they have no instant to count by
    records: int
    late: int
    items: int  # check items answered
    bulk: int  # of them by 其余正常
    abnormal: int


def read_figures(session: Session, *, since: datetime, now: datetime) -> Figures:
    found = select(func.count()).select_from(HazardRow).where(HazardRow.found_at >= since)
    sealed = RecordRow.claimed_at >= since, RecordRow.status == "sealed", RecordRow.kind == "record"
    records, items, bulk, abnormal = session.execute(
        select(
            func.count(), func.sum(RecordRow.items), func.sum(RecordRow.bulk), func.sum(RecordRow.abnormal)
        ).where(*sealed)
    ).one()
    major = HazardRow.level == "major"
    closed = HazardRow.state.in_(CLOSED)
    return Figures(
        hazards=session.scalar(found) or 0,
        hazards_closed=session.scalar(found.where(closed)) or 0,
        major=session.scalar(found.where(major)) or 0,
        major_closed=session.scalar(found.where(major, closed)) or 0,
        overdue=session.scalar(
            select(func.count())
            .select_from(HazardRow)
            .where(HazardRow.state.not_in(CLOSED), HazardRow.due < now)
        )
        or 0,
        incidents=session.scalar(
            select(func.count()).select_from(IncidentRow).where(IncidentRow.reported_at >= since)
        )
        or 0,
        anonymous=session.scalar(select(func.count()).select_from(AnonymousReport)) or 0,
        records=records,
        late=session.scalar(
            select(func.count()).select_from(RecordRow).where(*sealed, RecordRow.timeliness == "late")
        )
        or 0,
        items=items or 0,
        bulk=bulk or 0,
        abnormal=abnormal or 0,
    )
