"""Hazards month by month: found, struck off, and overdue when the month ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from forms.clock import local
from forms.period import Period, PeriodKind, last_periods
from models.tables.projections import HazardRow

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardMonth:
    """Ids of hazards; the month that runs is counted up to now."""

    month: Period
    found: tuple[str, ...]
    closed: tuple[str, ...]
    overdue: tuple[str, ...]


def hazard_months(session: Session, *, now: datetime, count: int = MONTHS) -> tuple[HazardMonth, ...]:
    """The last months, oldest first; what was voided is not counted."""
    months = last_periods(PeriodKind.MONTH, local(now).date(), count)
    rows = session.execute(
        select(HazardRow.hazard_id, HazardRow.found_at, HazardRow.due, HazardRow.closed_at).where(
            HazardRow.state != "void",
            or_(
                HazardRow.closed_at.is_(None),
                HazardRow.closed_at >= months[0].start_at,
                HazardRow.found_at >= months[0].start_at,
            ),
        )
    ).all()
    return tuple(
        HazardMonth(
            month=month,
            found=tuple(key for key, found, _, _ in rows if month.start_at <= found < month.end_at),
            closed=tuple(
                key for key, _, _, closed in rows if closed and month.start_at <= closed < month.end_at
            ),
            overdue=tuple(
                key
                for key, found, due, closed in rows
                if found < month.end_at
                and due is not None
                and due < min(month.end_at, now)
                and (closed is None or closed >= month.end_at)
            ),
        )
        for month in months
    )
