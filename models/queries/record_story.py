"""What was done with a record beside sealing and signing it: printed, and its signed paper brought back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.queries.names import NameBook
from models.tables.audit import AuditEntry
from models.tables.projections import ScanRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """``number`` is the how manyth print of its revision; ``who`` is empty for the program itself."""

    at: datetime
    who: str
    rev_id: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A page of the signed paper, scanned and bound to its revision."""

    at: datetime
    who: str
    rev_id: str
    page: int
    pages: int
    is_ledger: bool  # a page of a ledger that has a row of the record
    sha256: str
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Of this computer's own log: prints made elsewhere are not known here. Oldest first."""

    prints: tuple[Printed, ...] = ()
    filed: tuple[Filed, ...] = ()


def read_story(session: Session, record_id: str, names: NameBook) -> Story:
    rows = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject == record_id, AuditEntry.action == "record.printed")
        .order_by(AuditEntry.seq)
    )
    scans = session.scalars(
        select(ScanRow)
        .where(ScanRow.record_id == record_id, ScanRow.removed_at.is_(None))
        .order_by(ScanRow.filed_at, ScanRow.page)
    )
    return Story(
        prints=tuple(
            Printed(
                at=row.at,
                who=names.person(row.actor) if row.actor else "",
                rev_id=str(row.detail.get("rev_id", "")),
                number=int(row.detail.get("print", 0)),
            )
            for row in rows
        ),
        filed=tuple(
            Filed(
                at=row.filed_at,
                who=row.person_name,
                rev_id=row.rev_id,
                page=row.page,
                pages=row.pages,
                is_ledger=row.ledger is not None,
                sha256=row.sha256,
                mime=row.mime,
            )
            for row in scans
        ),
    )
