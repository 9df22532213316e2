"""Cases: what is open, one case with its steps, and the steps that may follow now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.ledgers.case import OPEN
from forms.revision import Revision
from models.projections.objects import heads_of, revisions_of
from models.queries.names import read_names
from models.queries.people import PersonView
from models.queries.rights import hidden_forms, is_held
from models.tables.projections import CaseRow, RecordRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseItem:
    record_id: str
    rev_id: str
    form_id: str
    title: str
    serial: str
    state: str
    state_label: str
    over: bool
    undecided: bool
    department: str | None
    place: str
    opened_by_name: str
    opened_at: datetime
    due: datetime | None
    steps: int  # that count
    problems: int

    def is_overdue(self, now: datetime) -> bool:
        return self.due is not None and self.due < now


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStep:
    record_id: str
    rev_id: str
    form_id: str
    action: str
    title: str
    author_name: str
    at: datetime
    counts: bool
    state_label: str  # of the case after it
    awaiting: tuple[str, ...]  # roles that still have to sign it
    revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """A step that may follow; ``hindrance`` says what is still in its way for the reader, empty if nothing is."""

    form_id: str
    title: str
    action: str
    hindrance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    item: CaseItem
    heads: tuple[str, ...]
    problems: tuple[str, ...]
    steps: tuple[CaseStep, ...]
    following: tuple[NextStep, ...]  # for the reader


def find(
    session: Session,
    catalog: Catalog,
    reader: PersonView | None,
    *,
    over: bool | None = False,
    form_id: str | None = None,
    limit: int = 200,
) -> tuple[CaseItem, ...]:
    """Open cases (or closed, or both: None) that the reader may read, the earliest deadline first."""
    wanted = (
        select(CaseRow, RecordRow)
        .join(RecordRow, RecordRow.record_id == CaseRow.record_id)
        .order_by(CaseRow.due.is_(None), CaseRow.due, CaseRow.opened_at, CaseRow.record_id)
        .limit(limit)
    )
    if over is not None:
        wanted = wanted.where(CaseRow.over == over)
    if form_id is not None:
        wanted = wanted.where(CaseRow.form_id == form_id)
    hidden = hidden_forms(catalog, reader.roles) if reader else ()
    if reader and hidden:
        wanted = wanted.where(or_(CaseRow.form_id.not_in(hidden), RecordRow.author == reader.staff_no))
    names = read_names(session)
    return tuple(
        _item(row, record, names.place(row.place) if row.place else "")
        for row, record in session.execute(wanted)
    )


def get(session: Session, catalog: Catalog, record_id: str, reader: PersonView | None) -> CaseView | None:
    """One case whole; None if the record opens none or the reader may not read it."""
    row, record = session.get(CaseRow, record_id), session.get(RecordRow, record_id)
    if row is None or record is None:
        return None
    hidden = hidden_forms(catalog, reader.roles) if reader else ()
    if reader and row.form_id in hidden and record.author != reader.staff_no:
        return None
    names = read_names(session)
    steps = tuple(_step(session, catalog, row, fact) for fact in row.steps)
    found = following(catalog, row.form_id, row.state, reader.roles if reader else None)
    unsigned = _unsigned(session, catalog, row.heads)
    return CaseView(
        item=_item(row, record, names.place(row.place) if row.place else ""),
        heads=tuple(row.heads),
        problems=tuple(row.problems),
        steps=steps,
        following=()
        if row.over
        else tuple(_hindered(catalog, one, row, steps, unsigned, reader) for one in found),
    )


def _unsigned(session: Session, catalog: Catalog, heads: Collection[str]) -> tuple[str, ...]:
    """Titles of those who still have to sign what the next step follows."""
    rows = session.scalars(select(RecordRow).where(RecordRow.rev_id.in_(tuple(heads))))
    return tuple(
        catalog.get(row.form_id, row.form_version).signer(role).title for row in rows for role in row.awaiting
    )


def _hindered(
    catalog: Catalog,
    step: NextStep,
    case: CaseRow,
    taken: tuple[CaseStep, ...],
    unsigned: tuple[str, ...],
    reader: PersonView | None,
) -> NextStep:
    rule = catalog.latest(step.form_id).step
    if rule is None or reader is None:
        return step
    acts = [(OPEN, case.opened_by), *((one.action, one.revision.author) for one in taken if one.counts)]
    if reader.staff_no in {author for action, author in acts if action in rule.not_same_as}:
        return replace(step, hindrance="前面一步是你做的，这一步要换一个人做")
    if rule.signed and unsigned:
        return replace(step, hindrance=f"等{'、'.join(unsigned)}签了前面一步再做")
    return step


def following(
    catalog: Catalog, form_id: str, state: str, roles: Collection[str] | None
) -> tuple[NextStep, ...]:
    """The steps that may be taken in that state by somebody with one of these roles (None: by anybody)."""
    return tuple(
        NextStep(form_id=entry.id, title=entry.title, action=entry.step.action)
        for entry in catalog.current()
        if entry.step is not None
        and form_id in entry.step.of
        and state in entry.step.after
        and (roles is None or is_held(entry.fill_by, roles))
    )


def awaiting_me(
    session: Session, catalog: Catalog, reader: PersonView, *, limit: int = 50
) -> tuple[tuple[CaseItem, tuple[NextStep, ...]], ...]:
    """Open cases in which the reader's roles may take a step now, with these steps; the earliest deadline first."""
    found = (
        (item, following(catalog, item.form_id, item.state, reader.roles))
        for item in find(session, catalog, reader, limit=limit)
    )
    return tuple((item, steps) for item, steps in found if steps)


def _item(row: CaseRow, record: RecordRow, place: str) -> CaseItem:
    return CaseItem(
        record_id=row.record_id,
        rev_id=row.rev_id,
        form_id=row.form_id,
        title=row.title,
        serial=record.serial,
        state=row.state,
        state_label=row.state_label,
        over=row.over,
        undecided=row.undecided,
        department=row.department,
        place=place,
        opened_by_name=record.author_name,
        opened_at=row.opened_at,
        due=row.due,
        steps=sum(fact["counts"] for fact in row.steps),
        problems=len(row.problems),
    )


def _step(session: Session, catalog: Catalog, case: CaseRow, fact: dict[str, object]) -> CaseStep:
    record = session.get_one(RecordRow, fact["record_id"])
    current = heads_of(revisions_of(session, record.record_id))[0]
    return CaseStep(
        record_id=record.record_id,
        rev_id=record.rev_id,
        form_id=record.form_id,
        action=str(fact["action"]),
        title=record.title,
        author_name=record.author_name,
        at=record.claimed_at,
        counts=bool(fact["counts"]),
        state_label=_label(catalog, case.form_id, str(fact["state"])),
        awaiting=tuple(record.awaiting),
        revision=current,
    )


def _label(catalog: Catalog, form_id: str, state: str) -> str:
    rule = catalog.latest(form_id).case
    known = rule.state(state) if rule else None
    return known.label if known else state
