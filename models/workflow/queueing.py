"""Into the outbox and the black box, in the transaction that seals."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.canonical import digest
from forms.identity import new_random_id
from forms.json_value import Json
from models.blackbox import BOXED, Entry
from models.installation import next_number
from models.tables.outbox import OutboxRow, Relay

ORIGIN = "0" * 64
OPERATIONS = "operations"
"""The series of their numbers."""


def queue(
    session: Session,
    *,
    now: datetime,
    object_id: str,
    kind: str,
    record_id: str | None = None,
    lane: str = "normal",
    op_id: str | None = None,
) -> OutboxRow:
    """One more operation of this computer; its number leaves no gap, its chain binds it to the one before."""
    number = next_number(session, OPERATIONS)
    last = session.scalar(select(OutboxRow.chain).order_by(OutboxRow.op_seq.desc()).limit(1))
    row = OutboxRow(
        op_id=op_id or new_random_id(),
        op_seq=number,
        object_id=object_id,
        kind=kind,
        record_id=record_id,
        lane=lane,
        chain="",
        queued_at=now,
        delivery="pending",
    )
    row.chain = link(last or ORIGIN, row)
    session.add(row)
    session.flush()
    return row


def relay(session: Session, *, kind: str, data: bytes, now: datetime) -> str:
    """Keep an opaque object and queue it; its id."""
    object_id = digest(data)
    session.add(Relay(object_id=object_id, kind=kind, bytes=data, origin="local", stored_at=now))
    queue(session, now=now, object_id=object_id, kind=kind)
    return object_id


def link(before: str, row: OutboxRow) -> str:
    return hashlib.sha256(f"{before}{row.op_id}{row.op_seq}{row.object_id}".encode()).hexdigest()


def put_in_black_box(session: Session, header: Mapping[str, Json], *parts: bytes) -> None:
    """Have ``Store.write`` append this just before it commits."""
    session.info.setdefault(BOXED, []).append(Entry(header=dict(header), parts=parts))
