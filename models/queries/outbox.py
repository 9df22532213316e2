"""What waits for the county, why, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from forms.clock import instant_of
from models.installation import is_below_host, is_host, read_installation
from models.tables.house import CountyProof
from models.tables.installation import Setting
from models.tables.outbox import OutboxRow
from models.tables.projections import RecordRow

UNDELIVERED = ("pending", "quarantined")
_OPAQUE = {
    "credential": "登录凭据（密文）",
    "key_grant": "医院密钥（密文）",
    "quarantine": "告诉县里：有一条没送成",
}
TECHNICAL = tuple(_OPAQUE)
"""Kinds that carry nothing a person wrote: listed together, and one by one only where one was refused."""
DELIVERED = ("received", "parked", "conflict")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingItem:
    op_id: str
    object_id: str
    record_id: str | None
    kind: str  # revision | signature | credential | key_grant
    title: str
    serial: str
    lane: str
    queued_at: datetime
    delivery: str
    attempts: int
    next_try_at: datetime | None
    problem: str | None
    attachments: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicalItem:
    """So many things of one kind that travel with the records, the oldest queued then."""

    word: str
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxSummary:
    """Counts are of operations; activity (being sent now) is not here, since it is not a fact that is kept."""

    pending: int
    quarantined: int
    received: int
    oldest: datetime | None  # of what waits
    last_attempt: datetime | None
    last_success: datetime | None
    last_problem: str | None
    server_url: str | None
    enrolled: bool
    below_host: bool = False  # the server is the 院内主机, and the county lies behind it
    hosted: int = 0  # of the received: those that the county has not proved yet
    is_host: bool = False


def summary(session: Session) -> OutboxSummary:
    by_delivery = select(OutboxRow.delivery, func.count()).group_by(OutboxRow.delivery)
    counts: dict[str, int] = dict(session.execute(by_delivery).all())
    oldest = session.scalar(select(func.min(OutboxRow.queued_at)).where(OutboxRow.delivery.in_(UNDELIVERED)))
    facts = {
        row.name: row.value
        for row in session.scalars(select(Setting).where(Setting.name.startswith("sync_")))
    }
    installation = read_installation(session)
    below_host = is_below_host(session)
    return OutboxSummary(
        pending=counts.get("pending", 0),
        quarantined=counts.get("quarantined", 0),
        received=sum(counts.get(state, 0) for state in ("received", "parked", "conflict")),
        oldest=oldest,
        last_attempt=instant_of(facts.get("sync_last_attempt")),
        last_success=instant_of(facts.get("sync_last_success")),
        last_problem=facts.get("sync_last_problem"),
        server_url=installation.server_url if installation else None,
        enrolled=bool(installation and installation.is_enrolled),
        below_host=below_host,
        hosted=_hosted(session) if below_host else 0,
        is_host=is_host(session),
    )


def _hosted(session: Session) -> int:
    proved = select(CountyProof.object_id).where(CountyProof.object_id == OutboxRow.object_id).exists()
    there = select(func.count()).select_from(OutboxRow).where(OutboxRow.delivery.in_(DELIVERED), ~proved)
    return session.scalar(there) or 0


def waiting(session: Session, *, limit: int = 200) -> tuple[WaitingItem, ...]:
    """What needs a person first, then in the order in which it will be sent."""
    rows = session.execute(
        select(OutboxRow, RecordRow.title, RecordRow.serial, RecordRow.attachments)
        .outerjoin(RecordRow, RecordRow.record_id == OutboxRow.record_id)
        .where(
            OutboxRow.delivery.in_(UNDELIVERED),
            or_(OutboxRow.kind.not_in(TECHNICAL), OutboxRow.delivery == "quarantined"),
        )
        .order_by(OutboxRow.delivery.desc(), OutboxRow.lane, OutboxRow.op_seq)
        .limit(limit)
    )
    return tuple(_item(row, title, serial, attached) for row, title, serial, attached in rows)


def technical(session: Session) -> tuple[TechnicalItem, ...]:
    """What waits beside the records, kind by kind."""
    rows = session.execute(
        select(OutboxRow.kind, func.count(), func.min(OutboxRow.queued_at))
        .where(OutboxRow.delivery == "pending", OutboxRow.kind.in_(TECHNICAL))
        .group_by(OutboxRow.kind)
        .order_by(OutboxRow.kind)
    )
    return tuple(
        TechnicalItem(word=_OPAQUE[kind].partition("（")[0], count=count, oldest=oldest)
        for kind, count, oldest in rows
    )


def _item(row: OutboxRow, title: str | None, serial: str | None, attached: int | None) -> WaitingItem:
    return WaitingItem(
        op_id=row.op_id,
        object_id=row.object_id,
        record_id=row.record_id,
        kind=row.kind,
        title=title or _OPAQUE.get(row.kind, row.kind),
        serial=serial or "",
        lane=row.lane,
        queued_at=row.queued_at,
        delivery=row.delivery,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        problem=row.last_problem,
        attachments=attached or 0,
    )
