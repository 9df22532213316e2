"""The sheet of a log: all its rows of one day, week or month, who still has to sign them, and what they lack."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms import duty_room
from forms.catalog import Catalog
from forms.definition import Form, FormKind, Signer
from forms.revision import Revision, read_revision
from forms.sheet_period import SheetPeriod, period_of
from models.queries.names import NameBook, read_names
from models.queries.people import PersonView
from models.queries.rights import hidden_forms
from models.tables.projections import AssetRow, RecordRow
from models.tables.sealed import SealedObject

_IN_FORCE = "in_use"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row of the log, as its current revision tells it."""

    record_id: str
    rev_id: str
    serial: str
    author: str
    author_name: str
    claimed_at: datetime
    timeliness: str
    abnormal: int
    awaiting: tuple[str, ...]  # roles
    returned: str | None
    revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Rows that a role still has to sign."""

    signer: Signer
    rev_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    form: Form
    period: SheetPeriod
    rows: tuple[SheetRow, ...]  # oldest first
    waiting: tuple[Waiting, ...]  # in the form's order, only those with rows
    flaws: tuple[str, ...]  # sentences
    names: NameBook

    def waiting_for(self, person: PersonView) -> tuple[Waiting, ...]:
        """What that person may sign at once."""
        found = []
        for one in self.waiting:
            mine = tuple(
                row.rev_id
                for row in self.rows
                if row.rev_id in one.rev_ids and may_sign(self.form, one.signer, row.revision, person)
            )
            if mine:
                found.append(Waiting(signer=one.signer, rev_ids=mine))
        return tuple(found)


def read_sheet(
    session: Session, catalog: Catalog, form_id: str, day: date, reader: PersonView | None, *, now: datetime
) -> SheetView | None:
    """The sheet in which that day lies; None if the form is no log or the reader may not read it."""
    form = catalog.latest(form_id)
    if form.kind is not FormKind.LOG:
        return None
    if reader is not None and form_id in hidden_forms(catalog, reader.roles):
        return None
    period = period_of(form.printing.period, day)
    names = read_names(session)
    rows = _rows(session, form_id, period.start, period.end)
    return SheetView(
        form=form,
        period=period,
        rows=rows,
        waiting=_waiting(form, rows),
        flaws=_flaws(session, form, period, names.person, now),
        names=names,
    )


def may_sign(form: Form, signer: Signer, revision: Revision, person: PersonView) -> bool:
    """Whether the rules between people let that person sign the row in that role, as far as the row itself tells."""
    if signer.held_by and not set(signer.held_by) & set(person.roles):
        return False
    if signer.field and revision.answers.get(signer.field) != person.staff_no:
        return False
    author = form.author_role
    apart = author in signer.not_same_as or signer.role in form.signer(author).not_same_as
    return not (apart and revision.author == person.staff_no)


def _rows(session: Session, form_id: str, since: datetime, until: datetime) -> tuple[SheetRow, ...]:
    found = session.execute(
        select(RecordRow, SealedObject.bytes)
        .join(SealedObject, SealedObject.object_id == RecordRow.rev_id)
        .where(
            RecordRow.form_id == form_id,
            RecordRow.status == "sealed",
            RecordRow.claimed_at >= since,
            RecordRow.claimed_at < until,
        )
        .order_by(RecordRow.claimed_at, RecordRow.record_id)
    )
    return tuple(
        SheetRow(
            record_id=row.record_id,
            rev_id=row.rev_id,
            serial=row.serial,
            author=row.author,
            author_name=row.author_name,
            claimed_at=row.claimed_at,
            timeliness=row.timeliness,
            abnormal=row.abnormal,
            awaiting=tuple(row.awaiting),
            returned=row.returned,
            revision=read_revision(data),
        )
        for row, data in found
    )


def _waiting(form: Form, rows: Sequence[SheetRow]) -> tuple[Waiting, ...]:
    """What was sent back waits for its correction instead."""
    open_rows = [row for row in rows if row.returned is None]
    found = (
        Waiting(signer=one, rev_ids=tuple(row.rev_id for row in open_rows if one.role in row.awaiting))
        for one in form.signers
    )
    return tuple(one for one in found if one.rev_ids)


def _flaws(
    session: Session, form: Form, period: SheetPeriod, name: Callable[[str], str], now: datetime
) -> tuple[str, ...]:
    """Nothing is missed before the log was begun."""
    if form.id != duty_room.FORM:
        return ()
    around = _rows(session, form.id, period.start - duty_room.AROUND, period.end + duty_room.AROUND)
    entries = [
        entry
        for row in around
        if (entry := duty_room.entry_of(row.revision.answers, row.claimed_at)) is not None
    ]
    start = period.start
    if not _has_before(session, form.id, period.start - duty_room.AROUND):
        start = max(start, min((entry.at for entry in entries), default=period.end))
    held = _certificates(session)

    def certified(person: str, day: date) -> bool:
        return any(since <= day <= until for since, until in held.get(person, ()))

    found = duty_room.flaws(entries, start, period.end, now=now, certified=certified, name=name)
    return tuple(flaw.message for flaw in found)


def _has_before(session: Session, form_id: str, moment: datetime) -> bool:
    earlier = select(RecordRow.record_id).where(
        RecordRow.form_id == form_id, RecordRow.status == "sealed", RecordRow.claimed_at < moment
    )
    return session.scalar(earlier.limit(1)) is not None


def _certificates(session: Session) -> dict[str, list[tuple[date, date]]]:
    """From when until when each person's control-room certificates hold, by staff number."""
    rows = session.scalars(
        select(AssetRow).where(AssetRow.register == "certificate", AssetRow.status == _IN_FORCE)
    )
    held: dict[str, list[tuple[date, date]]] = {}
    for row in rows:
        person, issued = row.values.get("person"), row.values.get("issued")
        if row.values.get("kind") == duty_room.CERTIFICATE and isinstance(person, str):
            since = date.fromisoformat(issued) if isinstance(issued, str) else date.min
            held.setdefault(person, []).append((since, row.next_expiry or date.max))
    return held
