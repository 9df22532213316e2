"""Where records stand with the county: the worst of what belongs to each."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.outbox import OutboxRow

_WORST_FIRST = ("quarantined", "pending", "conflict", "parked", "received")


def deliveries(session: Session, record_ids: Sequence[str]) -> dict[str, str]:
    """None | pending | received | parked | conflict | quarantined per record.

    A record without a row here came from another computer, which delivered it: received.
    """
    found: dict[str, list[str]] = {}
    rows = session.execute(
        select(OutboxRow.record_id, OutboxRow.delivery).where(OutboxRow.record_id.in_(record_ids))
    )
    for record_id, delivery in rows:
        found.setdefault(str(record_id), []).append(delivery)
    return {record_id: worst(found.get(record_id, ["received"])) for record_id in record_ids}


def worst(states: Sequence[str]) -> str:
    return min(states, key=_WORST_FIRST.index, default="none")
