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
    found_ids: tuple[str, ...]  # the hazards themselves, and the major ones of them
    major_ids: tuple[str, ...]
    kinds: tuple[IncidentKind, ...]  # of the incidents, the most frequent first


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentKind:
    """Incidents of one category that carry a name; ``code`` is None where none was chosen."""

    code: str | None
    records: tuple[str, ...]


def read_figures(
    session: Session, *, since: datetime, now: datetime, until: datetime | None = None
) -> Figures:
    """From ``since`` until ``until`` or now; what is overdue is so now."""
    end = min(until, now) if until is not None else now
    in_time = HazardRow.found_at >= since, HazardRow.found_at <= end
    sealed = (
        RecordRow.claimed_at >= since,
        RecordRow.claimed_at <= end,
        RecordRow.status == "sealed",
        RecordRow.kind == "record",
    )
    records, items, bulk, abnormal = session.execute(
        select(
            func.count(), func.sum(RecordRow.items), func.sum(RecordRow.bulk), func.sum(RecordRow.abnormal)
        ).where(*sealed)
    ).one()
    hazards = session.execute(
        select(HazardRow.hazard_id, HazardRow.level, HazardRow.state).where(*in_time)
    ).all()
    major = [(key, state) for key, level, state in hazards if level == "major"]
    kinds = _kinds(session, since, end)
    return Figures(
        hazards=len(hazards),
        hazards_closed=sum(state in CLOSED for _, _, state in hazards),
        major=len(major),
        major_closed=sum(state in CLOSED for _, state in major),
        found_ids=tuple(key for key, _, _ in hazards),
        major_ids=tuple(key for key, _ in major),
        kinds=kinds,
        overdue=session.scalar(
            select(func.count())
            .select_from(HazardRow)
            .where(HazardRow.state.not_in(CLOSED), HazardRow.due < now)
        )
        or 0,
        incidents=sum(len(one.records) for one in kinds),
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


def _kinds(session: Session, since: datetime, end: datetime) -> tuple[IncidentKind, ...]:
    found: dict[str | None, list[str]] = {}
    for record_id, category in session.execute(
        select(IncidentRow.record_id, IncidentRow.category).where(
            IncidentRow.reported_at >= since, IncidentRow.reported_at <= end, IncidentRow.state != "void"
        )
    ):
        found.setdefault(category, []).append(record_id)
    kinds = [IncidentKind(code=code, records=tuple(records)) for code, records in found.items()]
    return tuple(sorted(kinds, key=lambda one: (-len(one.records), one.code or "")))
