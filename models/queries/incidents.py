"""Incident reports that carry a name, with their clocks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import from_text
from models.queries.names import read_names
from models.queries.people import PersonView
from models.queries.rights import hidden_forms
from models.tables.anonymous import AnonymousReport
from models.tables.projections import IncidentRow, RecordRow

ANONYMOUS_READERS = frozenset({"quality", "leader", "admin"})


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentClock:
    text: str
    due: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentItem:
    record_id: str
    rev_id: str
    grade: str | None
    category: str | None
    title: str
    department: str | None
    place: str
    happened_at: datetime | None
    reported_at: datetime
    state: str
    clocks: tuple[IncidentClock, ...]  # the earliest first
    author_name: str


def find(
    session: Session, catalog: Catalog, reader: PersonView, *, limit: int = 200
) -> tuple[IncidentItem, ...]:
    """Newest first; who may not read incident reports sees the ones he wrote."""
    wanted = (
        select(IncidentRow, RecordRow.author_name)
        .join(RecordRow, RecordRow.record_id == IncidentRow.record_id)
        .order_by(IncidentRow.reported_at.desc())
        .limit(limit)
    )
    hidden = hidden_forms(catalog, reader.roles)
    if hidden:
        wanted = wanted.where(or_(RecordRow.form_id.not_in(hidden), RecordRow.author == reader.staff_no))
    names = read_names(session)
    return tuple(
        IncidentItem(
            record_id=row.record_id,
            rev_id=row.rev_id,
            grade=row.grade,
            category=row.category,
            title=row.title,
            department=row.department,
            place=names.place(row.place) if row.place else "（不记地点）",
            happened_at=row.happened_at,
            reported_at=row.reported_at,
            state=row.state,
            clocks=tuple(
                sorted(
                    (
                        IncidentClock(text=c["text"], due=from_text(c["due"]), source=c["source"])
                        for c in row.clocks
                    ),
                    key=lambda clock: clock.due,
                )
            ),
            author_name=author_name,
        )
        for row, author_name in session.execute(wanted)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousItem:
    """An anonymous report that came here: a day, a shift and what happened; nobody."""

    report_id: str
    day: str
    shift: str
    what: str
    category: str | None
    opened_on: str | None


def find_anonymous(session: Session, reader: PersonView) -> tuple[AnonymousItem, ...]:
    """For the quality office and the leaders alone, by day, then by random key."""
    if not set(reader.roles) & ANONYMOUS_READERS:
        return ()
    items = [_anonymous(row, json.loads(row.bytes)) for row in session.scalars(select(AnonymousReport))]
    return tuple(sorted(items, key=lambda item: (item.day, item.report_id), reverse=True))


def _anonymous(row: AnonymousReport, content: dict[str, Any]) -> AnonymousItem:
    answers = content["answers"]
    return AnonymousItem(
        report_id=row.report_id,
        day=content["day"],
        shift=content["shift"],
        what=str(answers.get("what_happened", "")),
        category=answers.get("category"),
        opened_on=row.opened_on,
    )
