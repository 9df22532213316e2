"""Hazards: the board, one chain, and what a record has raised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.ledgers.hazard_reminder import words
from forms.revision import Revision
from models.projections.objects import heads_of, revisions_of
from models.queries.delivery import deliveries
from models.queries.names import NameBook, read_names
from models.tables.projections import HazardRow, RecordRow

OPEN_STATES = ("registered", "rectifying", "awaiting_recheck", "to_check")


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardItem:
    hazard_id: str
    number: str
    title: str
    place: str
    category: str | None
    klass: str | None
    level: str  # general | major
    owner: str | None
    owner_name: str  # （未定责任人） while there is none
    due: datetime | None
    found_by: str
    found_by_name: str
    found_at: datetime
    state: str  # registered | rectifying | awaiting_recheck | closed | to_check | void
    supervised: bool
    delisting: bool  # 已申请摘牌
    extended: bool
    extension_waits: bool  # asked for, not approved yet
    returned: bool
    reopened: int  # times
    passed: bool  # found right; a major or listed one still waits to be signed off
    supervisor: str | None
    outside: str | None  # owner outside the hospital
    fixer: str | None
    verifier: str | None
    verifier_name: str
    closed_at: datetime | None
    in_conflict: bool
    source_title: str
    source_serial: str
    record_id: str
    photos: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def is_overdue(self, now: datetime) -> bool:
        return self.is_open and self.due is not None and self.due < now

    def reminder(self, now: datetime) -> str:
        """Who is reminded of it by now; empty before its day or once it is closed."""
        return words(self.due, now) if self.is_open else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardStep:
    record_id: str
    rev_id: str
    form_id: str
    action: str
    title: str
    author_name: str
    at: datetime
    revision: Revision
    delivery: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardView:
    item: HazardItem
    field: str
    row_id: str | None
    heads: tuple[str, ...]
    problems: tuple[str, ...]
    steps: tuple[HazardStep, ...]


def find(
    session: Session,
    *,
    states: Sequence[str] = OPEN_STATES,
    owner: str | None = None,
    level: str | None = None,
    text: str = "",
    limit: int = 500,
) -> tuple[HazardItem, ...]:
    """The most urgent first; what has no deadline comes last."""
    wanted = (
        select(HazardRow)
        .where(HazardRow.state.in_(states))
        .order_by(HazardRow.due.is_(None), HazardRow.due, HazardRow.found_at, HazardRow.hazard_id)
        .limit(limit)
    )
    if owner is not None:
        wanted = wanted.where(HazardRow.owner == owner)
    if level is not None:
        wanted = wanted.where(HazardRow.level == level)
    if text.strip():
        wanted = wanted.where(HazardRow.title.contains(text.strip(), autoescape=True))
    return items_of(session, session.scalars(wanted).all())


def by_ids(session: Session, ids: Sequence[str]) -> tuple[HazardItem, ...]:
    rows = session.scalars(select(HazardRow).where(HazardRow.hazard_id.in_(ids)).order_by(HazardRow.found_at))
    return items_of(session, rows.all())


def hazards_of_record(session: Session, record_id: str) -> tuple[HazardItem, ...]:
    rows = session.scalars(
        select(HazardRow).where(HazardRow.record_id == record_id).order_by(HazardRow.hazard_id)
    )
    return items_of(session, rows.all())


def get(session: Session, hazard_id: str) -> HazardView | None:
    """One chain with its steps in folded order."""
    row = session.get(HazardRow, hazard_id)
    if row is None:
        return None
    return HazardView(
        item=items_of(session, [row])[0],
        field=row.field,
        row_id=row.row_id,
        heads=tuple(row.heads),
        problems=tuple(row.problems),
        steps=tuple(_step(session, record_id) for record_id in row.steps),
    )


def _step(session: Session, record_id: str) -> HazardStep:
    revision = heads_of(revisions_of(session, record_id))[0]
    row = session.get_one(RecordRow, record_id)
    return HazardStep(
        record_id=record_id,
        rev_id=revision.rev_id,
        form_id=revision.form_id,
        action=revision.action or "",
        title=row.title,
        author_name=revision.author_name,
        at=revision.claimed_at,
        revision=revision,
        delivery=deliveries(session, [record_id])[record_id],
    )


def items_of(session: Session, rows: Sequence[HazardRow]) -> tuple[HazardItem, ...]:
    """The rows with the words for people, places and sources."""
    names = read_names(session)
    sources = {
        row.record_id: row
        for row in session.scalars(
            select(RecordRow).where(RecordRow.record_id.in_({hazard.record_id for hazard in rows}))
        )
    }
    return tuple(_item(row, names, sources[row.record_id]) for row in rows)


def _item(row: HazardRow, names: NameBook, source: RecordRow) -> HazardItem:
    return HazardItem(
        hazard_id=row.hazard_id,
        number=row.number,
        title=row.title,
        place=names.place(row.place) if row.place else "（不记地点）",
        category=row.category,
        klass=row.klass,
        level=row.level,
        owner=row.owner,
        owner_name=names.person(row.owner) if row.owner else "（未定责任人）",
        due=row.due,
        found_by=row.found_by,
        found_by_name=names.person(row.found_by),
        found_at=row.found_at,
        state=row.state,
        supervised=row.supervised,
        delisting=row.delisting,
        extended=row.extended,
        extension_waits=row.extension_waits,
        returned=row.returned,
        reopened=row.reopened,
        passed=row.passed,
        supervisor=row.supervisor,
        outside=row.outside,
        fixer=row.fixer,
        verifier=row.verifier,
        verifier_name=names.person(row.verifier) if row.verifier else "",
        closed_at=row.closed_at,
        in_conflict=len(row.heads) > 1,
        source_title=source.title,
        source_serial=source.serial,
        record_id=row.record_id,
        photos=tuple(row.photos),
    )
