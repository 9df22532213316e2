"""Incident reports that carry a name, with their clocks, their steps and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import from_text
from forms.ledgers.incident_next import NextStep, Standing, next_steps
from forms.revision import Revision
from models.projections.objects import heads_of, revisions_of
from models.queries.incident_search import IncidentFilter, readable
from models.queries.names import read_names
from models.queries.people import PersonView
from models.queries.rights import hidden_forms
from models.tables.projections import IncidentRow, RecordRow

OPEN_STATES = ("reported", "in_hand")


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentClock:
    text: str
    start: datetime
    due: datetime
    met: datetime | None
    receiver: str  # code of the list report_receiver
    source: str

    def is_overdue(self, now: datetime) -> bool:
        return (self.met or now) > self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldItem:
    """A report to somebody outside."""

    record_id: str
    at: datetime
    author_name: str
    way: str
    receivers: tuple[str, ...]
    stage: str
    unit: str
    person: str
    number: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentItem:
    record_id: str
    rev_id: str
    form_id: str
    kind: str | None
    grade: str | None
    category: str | None
    title: str
    department: str | None
    place: str
    happened_at: datetime | None
    reported_at: datetime
    state: str  # reported | in_hand | closed | void
    closed_at: datetime | None
    clocks: tuple[IncidentClock, ...]  # the earliest first
    told: tuple[ToldItem, ...]
    unreconciled: tuple[str, ...]  # receivers told by phone or fax only
    planned: tuple[str, ...]  # receivers that the office wants told and nobody told yet
    author: str
    author_name: str
    serial: str

    @property
    def running(self) -> tuple[IncidentClock, ...]:
        """Clocks that nobody has stopped, the earliest deadline first."""
        return tuple(clock for clock in self.clocks if clock.met is None)

    @property
    def is_mandatory(self) -> bool:
        """Grades Ⅰ and Ⅱ must be reported; the others are asked for."""
        return self.grade in ("I", "II")


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentStep:
    record_id: str
    form_id: str
    action: str
    title: str
    author_name: str
    at: datetime
    counts: bool
    revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    item: IncidentItem
    heads: tuple[str, ...]
    problems: tuple[str, ...]
    steps: tuple[IncidentStep, ...]  # none for who may not read them
    feedback: tuple[str, ...]  # what the office answered to whoever reported
    next: tuple[NextStep, ...]


def find(
    session: Session,
    catalog: Catalog,
    reader: PersonView,
    *,
    states: tuple[str, ...] = (),
    running_only: bool = False,
    wanted: IncidentFilter | None = None,
    limit: int = 200,
) -> tuple[IncidentItem, ...]:
    """Those with the earliest running clock first, then the newest; who may not read reports sees his own."""
    found = readable(catalog, reader, wanted)
    found = found.order_by(IncidentRow.running.desc(), IncidentRow.reported_at.desc())
    if states:
        found = found.where(IncidentRow.state.in_(states))
    if running_only:
        found = found.where(IncidentRow.running)
    items = _items(session, found.limit(limit))
    if wanted is not None and (before := wanted.due_before) is not None:
        items = tuple(item for item in items if any(clock.due < before for clock in item.running))
    running = sorted(
        (item for item in items if item.running),
        key=lambda item: (min(clock.due for clock in item.running), item.record_id),
    )
    return (*running, *(item for item in items if not item.running))


def get(session: Session, catalog: Catalog, reader: PersonView, record_id: str) -> IncidentView | None:
    """One incident with its steps; None if there is none that this person may see."""
    items = _items(session, readable(catalog, reader).where(IncidentRow.record_id == record_id))
    if not items:
        return None
    row = session.get_one(IncidentRow, record_id)
    hidden = hidden_forms(catalog, reader.roles)
    steps = tuple(
        step_view(session, entry["record_id"], entry["form_id"], entry["action"], counts=entry["counts"])
        for entry in row.steps
    )
    return IncidentView(
        item=items[0],
        heads=tuple(row.heads),
        problems=tuple(row.problems),
        steps=tuple(step for step in steps if step.form_id not in hidden),
        feedback=answers_to_reporter(steps),
        next=next_steps(_standing(catalog, row, items[0], steps)),
    )


def answers_to_reporter(steps: tuple[IncidentStep, ...]) -> tuple[str, ...]:
    """What the office wrote to whoever reported, first to last."""
    answers = (step.revision.answers.get("answer") for step in steps if step.action == "feedback")
    return tuple(answer for answer in answers if isinstance(answer, str) and answer)


def labels(catalog: Catalog, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The words for receivers."""
    known = catalog.labels("report_receiver")
    return tuple(known.get(code, code) for code in codes)


def _items(session: Session, wanted: Select[IncidentRow, RecordRow]) -> tuple[IncidentItem, ...]:
    names = read_names(session)
    return tuple(
        _item(row, record, names.place(row.place) if row.place else "（不记地点）")
        for row, record in session.execute(wanted)
    )


def _item(row: IncidentRow, record: RecordRow, place: str) -> IncidentItem:
    told = tuple(_told(entry) for entry in row.outside)
    reached = {code for one in told for code in one.receivers}
    return IncidentItem(
        record_id=row.record_id,
        rev_id=row.rev_id,
        form_id=row.form_id,
        kind=row.kind,
        grade=row.grade,
        category=row.category,
        title=row.title,
        department=row.department,
        place=place,
        happened_at=row.happened_at,
        reported_at=row.reported_at,
        state=row.state,
        closed_at=row.closed_at,
        clocks=tuple(sorted((_clock(one) for one in row.clocks), key=lambda clock: (clock.due, clock.text))),
        told=told,
        unreconciled=tuple(row.unreconciled),
        planned=tuple(code for code in row.planned if code not in reached),
        author=record.author,
        author_name=record.author_name,
        serial=record.serial,
    )


def _clock(entry: dict[str, Any]) -> IncidentClock:
    return IncidentClock(
        text=entry["text"],
        start=from_text(entry["start"]),
        due=from_text(entry["due"]),
        met=from_text(entry["met"]) if entry["met"] else None,
        receiver=entry["receiver"],
        source=entry["source"],
    )


def _told(entry: dict[str, Any]) -> ToldItem:
    return ToldItem(
        record_id=entry["record_id"],
        at=from_text(entry["at"]),
        author_name=entry["author_name"],
        way=entry["way"],
        receivers=tuple(entry["receivers"]),
        stage=entry["stage"],
        unit=entry["unit"],
        person=entry["person"],
        number=entry["number"],
        state=entry["state"],
    )


def step_view(session: Session, record_id: str, form_id: str, action: str, *, counts: bool) -> IncidentStep:
    """One step with the revision that counts."""
    revision = heads_of(revisions_of(session, record_id))[0]
    return IncidentStep(
        record_id=record_id,
        form_id=form_id,
        action=action,
        title=session.get_one(RecordRow, record_id).title,
        author_name=revision.author_name,
        at=revision.claimed_at,
        counts=counts,
        revision=revision,
    )


def _standing(
    catalog: Catalog, row: IncidentRow, item: IncidentItem, steps: tuple[IncidentStep, ...]
) -> Standing:
    counted = tuple(step for step in steps if step.counts)
    return Standing(
        form_id=row.form_id,
        state=row.state,
        actions=tuple(step.action for step in counted),
        filled=tuple(step.form_id for step in counted),
        running=[(clock.due, clock.text, clock.receiver) for clock in item.running],
        urgent=tuple(row.urgent),
        unreconciled=labels(catalog, item.unreconciled),
        planned=labels(catalog, item.planned),
        supplements=tuple(row.supplements),
        wants_analysis=row.wants_analysis,
        wants_final=row.wants_final,
        final=any(one.stage == "final" for one in item.told),
        tracked=any(step.action == "improve" and step.revision.answers.get("tracked_on") for step in counted),
    )
