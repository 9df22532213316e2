"""已打印未签: records and ledgers that went to paper on this computer and have not come back as a scan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from models.projections.scans import FILED
from models.queries.ledger_pages import LEDGER_PRINTED
from models.queries.people import PersonView
from models.queries.rights import hidden_forms
from models.tables.audit import AuditEntry
from models.tables.installation import Counter
from models.tables.projections import RecordRow
from models.tables.sealed import SealedObject

RECENT = timedelta(days=31)


def printed_and_unfiled() -> ColumnElement[bool]:
    """Of a row of ``p_records``: some version of it was printed here, it holds, and its newest paper is not whole."""
    printed = (
        select(literal(1))
        .select_from(SealedObject)
        .join(Counter, Counter.name == literal("print:") + SealedObject.object_id)
        .where(SealedObject.record_id == RecordRow.record_id, SealedObject.kind == "revision")
        .exists()
    )
    return and_(RecordRow.paper != FILED, RecordRow.status == "sealed", printed)


def count_unfiled(session: Session, catalog: Catalog, reader: PersonView, now: datetime) -> int:
    """How many of the last 31 days there are that this person may see: a line of 今日, not a reckoning."""
    hidden = hidden_forms(catalog, reader.roles)
    wanted = select(func.count()).select_from(RecordRow).where(RecordRow.claimed_at >= now - RECENT)
    if hidden:
        wanted = wanted.where(or_(RecordRow.form_id.not_in(hidden), RecordRow.author == reader.staff_no))
    return session.scalar(wanted.where(printed_and_unfiled())) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLedger:
    """A ledger that went to paper: how many of its records still stand as printed and have no signed paper back."""

    title: str
    printed_at: datetime
    rows: int
    waiting: int
    first: str  # id of the first record that waits


def waiting_ledgers(session: Session, reader: PersonView, now: datetime) -> tuple[WaitingLedger, ...]:
    """Those that this person printed here within the last 31 days, the newest first; each once."""
    entries = session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.actor == reader.staff_no,
            AuditEntry.at >= now - RECENT,
            AuditEntry.action == LEDGER_PRINTED,
        )
        .order_by(AuditEntry.seq.desc())
    )
    newest = {str(one.subject): one for one in reversed(entries.all())}
    found: list[WaitingLedger] = []
    for entry in sorted(newest.values(), key=lambda one: one.seq, reverse=True):
        rows = [str(rev_id) for rev_id in entry.detail.get("rows", ())]
        held = session.execute(
            select(RecordRow.title, RecordRow.record_id)
            .join(SealedObject, SealedObject.record_id == RecordRow.record_id)
            .where(
                SealedObject.object_id.in_(rows),
                RecordRow.rev_id == SealedObject.object_id,
                RecordRow.status == "sealed",
                RecordRow.paper != FILED,
            )
            .order_by(RecordRow.claimed_at, RecordRow.serial)
        ).all()
        if held:
            found.append(
                WaitingLedger(
                    title=held[0].title,
                    printed_at=entry.at,
                    rows=len(rows),
                    waiting=len(held),
                    first=held[0].record_id,
                )
            )
    return tuple(found)
