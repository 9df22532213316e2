"""The log of numbered operations: tells a number used for other bytes, and a computer that exists twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from server.database import insert_once
from server.tables.objects import Operation
from sync.wire.push import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationLog:
    reused: frozenset[str]  # op_ids that stood for other bytes before: the first bytes stand
    is_fork: bool  # another computer with this device's id has used one of these numbers


def log_operations(
    session: Session, *, facility_id: str, device_id: str, incarnation: str, items: Sequence[Item]
) -> OperationLog:
    """The hospital's row is locked by the caller, so that two requests at once see each other's numbers."""
    if not items:
        return OperationLog(reused=frozenset(), is_fork=False)
    query = select(Operation.op_id, Operation.op_seq, Operation.object_id).where(
        Operation.facility_id == facility_id,
        Operation.device_id == device_id,
        or_(
            Operation.op_seq.in_([item.op_seq for item in items]),
            Operation.op_id.in_([item.op_id for item in items]),
        ),
    )
    objects: dict[str, str] = {}
    owners: dict[int, set[str]] = {}
    for op_id, op_seq, object_id in session.execute(query):
        objects[op_id] = object_id
        owners.setdefault(op_seq, set()).add(op_id)
    reused = frozenset(
        item.op_id for item in items if objects.get(item.op_id, item.object_id) != item.object_id
    )
    is_fork = any(owners.get(item.op_seq, set()) - {item.op_id} for item in items)
    rows = [
        {
            "facility_id": facility_id,
            "device_id": device_id,
            "incarnation": incarnation,
            "op_seq": item.op_seq,
            "op_id": item.op_id,
            "object_id": item.object_id,
        }
        for item in items
        if item.op_id not in objects
    ]
    if rows:
        session.execute(insert_once(session, Operation), rows)
    return OperationLog(reused=reused, is_fork=is_fork)
