"""Entries of the audit log, each bound to the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import to_text
from forms.json_value import Json
from models import audit_chain
from models.audit_chain import ORIGIN, Line
from models.tables.audit import AuditEntry


def note(
    session: Session,
    *,
    at: datetime,
    actor: str | None,
    action: str,
    subject: str | None = None,
    detail: Mapping[str, Json] | None = None,
) -> None:
    """Append an entry. ``detail`` holds ids, counts and codes; never answers or names of patients."""
    last = session.scalar(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1))
    entry = AuditEntry(
        seq=last.seq + 1 if last else 1,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        detail=dict(detail or {}),
    )
    entry.chain = link(last.chain if last else ORIGIN, entry)
    session.add(entry)
    session.flush()


def link(before: str, entry: AuditEntry) -> str:
    return _line(entry).link(before)


def first_break(entries: Iterable[AuditEntry], before: str = ORIGIN) -> int | None:
    """The number of the first entry that does not follow from the one before it; None if all do."""
    return audit_chain.first_break(map(_line, entries), before)


def _line(entry: AuditEntry) -> Line:
    return Line(
        seq=entry.seq,
        at=to_text(entry.at),
        actor=entry.actor,
        action=entry.action,
        subject=entry.subject,
        detail=entry.detail,
        chain=entry.chain or "",
    )
