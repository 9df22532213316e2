"""What this computer knows of its deliveries: what is due, what the county has proved, what it still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from forms.revision import read_revision
from models.installation import put_setting
from models.tables.installation import Setting
from models.tables.outbox import OutboxRow, Relay
from models.tables.sealed import SealedObject
from sync import bookmarks
from sync.retry import delay_s
from sync.wire.outcomes import ObjectKind, Outcome, Standing
from sync.wire.push import Item, ItemResult, PushAnswer
from sync.wire.receipt import is_genuine

DELIVERED = ("received", "parked", "conflict")
QUARANTINE_TRIES = 8
QUARANTINE_AGE = timedelta(hours=24)

_DELIVERY = {Standing.STORED: "received", Standing.PARKED: "parked", Standing.CONFLICT: "conflict"}
_LACKS = "county_lacks:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    left: int
    quarantined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    delivered: int
    open_ops: frozenset[str]  # answered, but neither proved nor set apart for good


def due_items(
    session: Session, *, now: datetime, limit: int, max_bytes: int, skipped: Iterable[str]
) -> tuple[Item, ...]:
    """The next batch: incidents first, then the oldest sealed; never more bytes than asked for, unless it is one."""
    rows = session.execute(
        select(OutboxRow.op_id, OutboxRow.op_seq, OutboxRow.kind, OutboxRow.object_id)
        .where(
            OutboxRow.delivery == "pending",
            or_(OutboxRow.next_try_at.is_(None), OutboxRow.next_try_at <= now),
            OutboxRow.op_id.not_in(tuple(skipped)),
        )
        .order_by(OutboxRow.lane, OutboxRow.op_seq)
        .limit(limit)
    ).all()
    sealed = _sealed_bytes(session, [row.object_id for row in rows])
    items: list[Item] = []
    weight = 0
    for row in rows:
        weight += len(sealed[row.object_id])
        if items and weight > max_bytes:
            break
        items.append(
            Item(
                op_id=row.op_id,
                op_seq=row.op_seq,
                kind=row.kind,
                object_id=row.object_id,
                sealed=sealed[row.object_id],
            )
        )
    return tuple(items)


def _sealed_bytes(session: Session, object_ids: Sequence[str]) -> Mapping[str, bytes]:
    found: dict[str, bytes] = {}
    for table in (SealedObject, Relay):
        query = select(table.object_id, table.bytes).where(table.object_id.in_(object_ids))
        found.update(dict(session.execute(query).all()))
    return found


def keep_results(
    session: Session,
    *,
    items: Sequence[Item],
    answer: PushAnswer,
    county_keys: Mapping[str, bytes],
    facility_id: str,
    now: datetime,
) -> Proved:
    """Writes down what the county proved.

    A row counts as delivered only if a genuine receipt names its very object; anything else stays pending.
    """
    sent = {item.op_id: item for item in items}
    rows = {row.op_id: row for row in session.scalars(select(OutboxRow).where(OutboxRow.op_id.in_(sent)))}
    delivered = 0
    newest = None
    open_ops: set[str] = set()
    for result in answer.results:
        item = sent.get(result.op_id)
        if item is None:
            continue
        row = rows[item.op_id]
        if result.outcome is Outcome.REJECTED:
            _note_try(row, now)
            row.delivery, row.last_problem = "quarantined", result.detail or result.problem
        elif result.outcome.is_kept and _proves(result, item, facility_id, county_keys):
            _mark_delivered(row, result)
            delivered += 1
            newest = result.receipt
        else:
            _note_try(row, now)
            open_ops.add(item.op_id)
    if answer.missing_blobs:
        note_lacking(session, answer.missing_blobs, _private_parts(items))
    if newest is not None:
        bookmarks.keep_last_receipt(session, newest)
    return Proved(delivered=delivered, open_ops=frozenset(open_ops))


def _proves(result: ItemResult, item: Item, facility_id: str, county_keys: Mapping[str, bytes]) -> bool:
    return (
        result.receipt is not None
        and result.standing is not None
        and result.receipt.leaf.object_id == item.object_id
        and result.receipt.leaf.facility_id == facility_id
        and is_genuine(result.receipt, county_keys)
    )


def _mark_delivered(row: OutboxRow, result: ItemResult) -> None:
    assert result.receipt is not None
    assert result.standing is not None
    row.delivery = _DELIVERY[result.standing]
    row.receipt = result.receipt.to_json()
    row.server_seq = result.receipt.leaf.server_seq
    row.last_problem = result.detail or None
    row.next_try_at = None


def _note_try(row: OutboxRow, now: datetime) -> None:
    row.attempts += 1
    row.first_try_at = row.first_try_at or now


def blame(session: Session, op_id: str, problem: str, *, now: datetime, chance: float) -> None:
    """The whole batch stumbled over this one item: it waits by itself, and is set apart after many tries."""
    row = session.get_one(OutboxRow, op_id)
    _note_try(row, now)
    row.last_problem = problem
    row.next_try_at = now + timedelta(seconds=delay_s(row.attempts, chance))
    is_old = row.first_try_at is not None and now - row.first_try_at >= QUARANTINE_AGE
    if row.attempts >= QUARANTINE_TRIES and is_old:
        row.delivery = "quarantined"


def release_quarantined(session: Session, op_id: str | None = None) -> int:
    """A person wants them sent again: all, or this one. How many."""
    query = update(OutboxRow).where(OutboxRow.delivery == "quarantined")
    if op_id is not None:
        query = query.where(OutboxRow.op_id == op_id)
    changed = session.execute(
        query.values(delivery="pending", attempts=0, first_try_at=None, next_try_at=None).returning(
            OutboxRow.op_id
        )
    )
    return len(changed.all())


def make_due(session: Session) -> None:
    """A person wants everything tried now, however long it would have waited."""
    session.execute(update(OutboxRow).where(OutboxRow.delivery == "pending").values(next_try_at=None))


def counts(session: Session) -> Counts:
    rows = session.execute(select(OutboxRow.delivery, func.count()).group_by(OutboxRow.delivery))
    found = dict(rows.all())
    blobs = session.scalar(select(func.count()).where(Setting.name.startswith(_LACKS, autoescape=True)))
    return Counts(left=found.get("pending", 0) + (blobs or 0), quarantined=found.get("quarantined", 0))


def delivered_ids(session: Session, *, after: str, limit: int) -> tuple[str, ...]:
    query = (
        select(OutboxRow.object_id)
        .where(OutboxRow.delivery.in_(DELIVERED), OutboxRow.object_id > after)
        .order_by(OutboxRow.object_id)
        .limit(limit)
    )
    return tuple(session.scalars(query))


def mark_lost(session: Session, object_ids: Iterable[str]) -> None:
    """The county no longer has these: they are sent again, and get a new receipt."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.object_id.in_(tuple(object_ids)), OutboxRow.delivery.in_(DELIVERED))
        .values(delivery="pending", server_seq=None, next_try_at=None)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """An attachment that the county has asked for and not got yet; ``owner``: the revision whose private part it is."""

    sha256: str
    owner: str


def lacking_blobs(session: Session) -> tuple[Lacking, ...]:
    query = select(Setting).where(Setting.name.startswith(_LACKS, autoescape=True)).order_by(Setting.name)
    return tuple(
        Lacking(sha256=row.name.removeprefix(_LACKS), owner=str(row.value)) for row in session.scalars(query)
    )


def note_lacking(session: Session, blobs: Iterable[str], owners: Mapping[str, str]) -> None:
    for sha256 in blobs:
        put_setting(session, _LACKS + sha256, owners.get(sha256, ""))


def _private_parts(items: Iterable[Item]) -> dict[str, str]:
    """Digest of the ciphertext → the revision it belongs to."""
    revisions = [read_revision(item.sealed) for item in items if item.kind == ObjectKind.REVISION]
    return {str(one.private["sha256"]): one.rev_id for one in revisions if one.private is not None}


def forget_lacking(session: Session, sha256: str) -> None:
    row = session.get(Setting, _LACKS + sha256)
    if row is not None:
        session.delete(row)
