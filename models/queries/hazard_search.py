"""Hazards by what a person asks for: level, owner, department, place, source, stage, mark, words; in a chosen order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.queries.hazards import OPEN_STATES, HazardItem, items_of
from models.queries.names import read_names
from models.tables.projections import HazardRow, PersonRow, RecordRow

REGISTERED = ("registered", "to_check")  # what a person has to decide on first stands with what is new
ORDERS = ("due", "level", "place", "owner", "found", "closed")
MARKS: dict[str, ColumnElement[bool] | InstrumentedAttribute[bool]] = {
    "supervised": HazardRow.supervised,
    "returned": HazardRow.returned,
    "extended": HazardRow.extended | HazardRow.extension_waits,
    "reopened": HazardRow.reopened > 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardFilter:
    """None asks for all; ``department`` is the owner's, ``source`` the form that found it, ``mark`` one of ``MARKS``."""

    level: str | None = None
    owner: str | None = None
    department: str | None = None
    place: str | None = None
    source: str | None = None
    mark: str | None = None
    since: datetime | None = None  # found then or later
    until: datetime | None = None  # found before then
    overdue_at: datetime | None = None  # open and due before then
    due_between: tuple[datetime, datetime] | None = None  # open, due from the first until before the second
    to_recheck_by: str | None = None  # waits for somebody else than who put it right: this person may do it
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardChoices:
    """What hazards have in common, as (code, word) to choose from."""

    owners: tuple[tuple[str, str], ...]
    departments: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]


def search(
    session: Session,
    wanted: HazardFilter,
    *,
    states: Sequence[str] = OPEN_STATES,
    order: str = "due",
    limit: int = 1000,
) -> tuple[HazardItem, ...]:
    """In that order; among equals the most urgent first, and what has no deadline last."""
    found = _ordered(select(HazardRow).where(*_where(wanted, states)), order)
    return items_of(session, session.scalars(found.limit(limit)).all())


def count(session: Session, wanted: HazardFilter, *, states: Sequence[str] = OPEN_STATES) -> int:
    return session.scalar(select(func.count()).select_from(HazardRow).where(*_where(wanted, states))) or 0


def choices(session: Session) -> HazardChoices:
    """Owners, departments, places and sources of the hazards there are, void ones left out."""
    names = read_names(session)
    here = HazardRow.state != "void"
    owners = session.scalars(select(HazardRow.owner).where(here, HazardRow.owner.is_not(None)).distinct())
    places = session.scalars(select(HazardRow.place).where(here, HazardRow.place.is_not(None)).distinct())
    departments = session.scalars(
        select(PersonRow.department)
        .join(HazardRow, HazardRow.owner == PersonRow.staff_no)
        .where(here, PersonRow.department.is_not(None))
        .distinct()
    )
    sources = session.execute(
        select(RecordRow.form_id, func.max(RecordRow.title))
        .join(HazardRow, HazardRow.record_id == RecordRow.record_id)
        .where(here)
        .group_by(RecordRow.form_id)
        .order_by(RecordRow.form_id)
    )
    return HazardChoices(
        owners=tuple((code, f"{names.person(code)} {code}") for code in sorted(filter(None, owners))),
        departments=tuple(sorted(filter(None, departments))),
        places=tuple((code, names.place(code)) for code in sorted(filter(None, places))),
        sources=tuple((form_id, title) for form_id, title in sources),
    )


def _where(wanted: HazardFilter, states: Sequence[str]) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = [HazardRow.state.in_(states)]
    for column, value in (
        (HazardRow.level, wanted.level),
        (HazardRow.owner, wanted.owner),
        (HazardRow.place, wanted.place),
    ):
        if value is not None:
            rules.append(column == value)
    if wanted.department is not None:
        people = select(PersonRow.staff_no).where(PersonRow.department == wanted.department)
        rules.append(HazardRow.owner.in_(people))
    if wanted.source is not None:
        records = select(RecordRow.record_id).where(RecordRow.form_id == wanted.source)
        rules.append(HazardRow.record_id.in_(records))
    if wanted.mark is not None:
        rules.append(MARKS[wanted.mark].is_(True))
    rules += _when(wanted)
    if wanted.to_recheck_by is not None:
        fixer = HazardRow.fixer.is_(None) | (HazardRow.fixer != wanted.to_recheck_by)
        rules.append((HazardRow.state == "awaiting_recheck") & fixer)
    if words := wanted.text.strip():
        rules.append(
            or_(
                HazardRow.title.contains(words, autoescape=True),
                HazardRow.number.contains(words.upper(), autoescape=True),
            )
        )
    return rules


def _when(wanted: HazardFilter) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    is_open = HazardRow.state.in_(OPEN_STATES)
    if wanted.since is not None:
        rules.append(HazardRow.found_at >= wanted.since)
    if wanted.until is not None:
        rules.append(HazardRow.found_at < wanted.until)
    if wanted.overdue_at is not None:
        rules.append(is_open & (HazardRow.due < wanted.overdue_at))
    if wanted.due_between is not None:
        start, end = wanted.due_between
        rules.append(is_open & (HazardRow.due >= start) & (HazardRow.due < end))
    return rules


def _ordered(found: Select[HazardRow], order: str) -> Select[HazardRow]:
    """ValueError for an order that does not exist."""
    match order:
        case "due":
            pass
        case "level":
            found = found.order_by(HazardRow.level.desc())  # major before general
        case "place":
            found = found.order_by(HazardRow.place.is_(None), HazardRow.place)
        case "owner":
            found = found.order_by(HazardRow.owner.is_(None), HazardRow.owner)
        case "found":
            found = found.order_by(HazardRow.found_at.desc())
        case "closed":
            found = found.order_by(HazardRow.closed_at.desc())
        case _:
            raise ValueError(f"hazards are not sorted by {order}")
    return found.order_by(HazardRow.due.is_(None), HazardRow.due, HazardRow.found_at, HazardRow.hazard_id)
