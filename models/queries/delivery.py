"""Where records stand on their way to the county: the worst of what belongs to each."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, not_, or_, select
from sqlalchemy.orm import Session

from models.installation import SERVER_ROLE, is_below_host
from models.queries.outbox import DELIVERED
from models.tables.house import CountyProof
from models.tables.installation import Setting
from models.tables.outbox import OutboxRow
from models.tables.projections import RecordRow
from models.tables.sealed import SealedObject

_WORST_FIRST = ("quarantined", "pending", "hosted", "conflict", "parked", "received")
_THERE = ("received", "parked", "conflict")


def deliveries(session: Session, record_ids: Sequence[str]) -> dict[str, str]:
    """None | pending | hosted | received | parked | conflict | quarantined per record.

    ``hosted``: the 院内主机 has it, and the county has not yet proved that it has it too. A record without a row here
    came from another computer, which delivered it: received, or hosted if it came through the 院内主机.
    """
    is_hosted = is_below_host(session)
    found: dict[str, list[str]] = {}
    rows = session.execute(
        select(OutboxRow.record_id, OutboxRow.delivery, CountyProof.delivery)
        .outerjoin(CountyProof, CountyProof.object_id == OutboxRow.object_id)
        .where(OutboxRow.record_id.in_(record_ids))
    )
    for record_id, delivery, proved in rows:
        found.setdefault(str(record_id), []).append(stage(delivery, proved, is_hosted=is_hosted))
    if is_hosted:
        _add_pulled(session, [one for one in record_ids if one not in found], found)
    return {record_id: worst(found.get(record_id, ["received"])) for record_id in record_ids}


def stage(delivery: str, proved: str | None, *, is_hosted: bool) -> str:
    """What one object's row in the outbox and the county's proof of it come to."""
    if proved is not None:
        return proved
    return "hosted" if is_hosted and delivery in _THERE else delivery


def _add_pulled(session: Session, record_ids: Sequence[str], found: dict[str, list[str]]) -> None:
    rows = session.execute(
        select(SealedObject.record_id, CountyProof.delivery)
        .outerjoin(CountyProof, CountyProof.object_id == SealedObject.object_id)
        .where(SealedObject.record_id.in_(record_ids))
    )
    for record_id, proved in rows:
        found.setdefault(str(record_id), []).append(proved or "hosted")


def worst(states: Sequence[str]) -> str:
    return min(states, key=_WORST_FIRST.index, default="none")


def stands_at(state: str) -> ColumnElement[bool]:
    """The records that stand there with the county.

    Nearly every record has been received: those are looked up one by one, the few others are listed first.
    """
    below_host = select(Setting.name).where(Setting.name == SERVER_ROLE, Setting.value == "host").exists()
    proved = select(CountyProof.object_id).where(CountyProof.object_id == OutboxRow.object_id).exists()
    rows = select(OutboxRow.record_id)
    if state == "received":
        there = rows.where(OutboxRow.delivery == state, or_(not_(below_host), proved))
        return there.where(OutboxRow.record_id == RecordRow.record_id).exists()
    if state == "hosted":
        hosted = rows.where(OutboxRow.delivery.in_(DELIVERED), below_host, not_(proved))
        return hosted.where(OutboxRow.record_id == RecordRow.record_id).exists()
    return RecordRow.record_id.in_(rows.where(OutboxRow.delivery == state))
