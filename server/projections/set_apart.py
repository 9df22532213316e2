"""Writes down what a computer says it could not deliver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from server.database import insert_once
from server.intake import Arrival, Stored
from server.tables.gaps import SetApartRow
from sync.wire.codec import WireError
from sync.wire.outcomes import ObjectKind
from sync.wire.set_apart import SetApart


def project_set_apart(
    session: Session, facility_id: str, new: Iterable[Arrival], stored: Mapping[str, Stored]
) -> None:
    """One row per message; one that can't be read stays an object like any other."""
    rows = [
        row
        for arrival in new
        if arrival.kind == ObjectKind.QUARANTINE
        if (row := _row(facility_id, arrival, stored[arrival.object_id])) is not None
    ]
    if rows:
        session.execute(insert_once(session, SetApartRow), rows)


def _row(facility_id: str, arrival: Arrival, stored: Stored) -> dict[str, Any] | None:
    try:
        told = SetApart.read(arrival.sealed)
    except WireError:
        return None
    if told.facility_id != facility_id:
        return None
    return {
        "facility_id": facility_id,
        "object_id": arrival.object_id,
        "device_id": arrival.device_id,
        "op_seq": told.op_seq,
        "about": told.object_id,
        "object_kind": told.object_kind,
        "reason": told.reason,
        "received_at": stored.receipt.leaf.received_at,
    }
