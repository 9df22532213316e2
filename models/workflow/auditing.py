"""Entries of the audit log, each bound to the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.canonical import canonical
from forms.clock import to_text
from forms.json_value import Json
from models.tables.audit import AuditEntry

ORIGIN = "0" * 64


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
    facts = [entry.seq, to_text(entry.at), entry.actor, entry.action, entry.subject, entry.detail]
    return hashlib.sha256(before.encode() + canonical(facts)).hexdigest()


def first_break(entries: Iterable[AuditEntry], before: str = ORIGIN) -> int | None:
    """The number of the first entry that does not follow from the one before it; None if all do."""
    number = None
    for entry in entries:
        if (number is not None and entry.seq != number + 1) or link(before, entry) != entry.chain:
            return entry.seq
        number, before = entry.seq, entry.chain
    return None
