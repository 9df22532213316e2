"""What this computer knows of its deliveries: what is due, what the county has proved, what it still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from forms.canonical import digest
from forms.revision import read_revision
from models.installation import put_setting, read_installation, setting
from models.tables.installation import Setting
from models.tables.outbox import OutboxRow, Relay, Unread
from models.tables.sealed import SealedObject
from models.workflow import queueing
from sync import bookmarks, patience, proving
from sync.patience import Tries
from sync.proving import Genuine
from sync.wire.outcomes import ObjectKind
from sync.wire.push import Item, PushAnswer
from sync.wire.set_apart import SetApart

DELIVERED = ("received", "parked", "conflict")
_LACKS = "county_lacks:"
_COPY = "county_says_copy"


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
            or_(
                OutboxRow.next_try_at.is_(None),
                OutboxRow.next_try_at <= now,
                OutboxRow.next_try_at > now + patience.LONGEST_WAIT,  # as patience.is_due
            ),
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
    for table in (SealedObject, Relay, Unread):
        query = select(table.object_id, table.bytes).where(table.object_id.in_(object_ids))
        found.update(dict(session.execute(query).all()))
    return found


def keep_results(
    session: Session,
    *,
    items: Sequence[Item],
    answer: PushAnswer,
    facility_id: str,
    genuine: Genuine,
    now: datetime,
) -> Proved:
    """Writes down what the county proved; what it neither proved nor refused stays pending."""
    ops = [item.op_id for item in items]
    rows = {row.op_id: row for row in session.scalars(select(OutboxRow).where(OutboxRow.op_id.in_(ops)))}
    delivered = 0
    newest = None
    open_ops: set[str] = set()
    for verdict in proving.judge(items, answer, facility_id=facility_id, genuine=genuine):
        row = rows[verdict.item.op_id]
        match verdict:
            case proving.Proved():
                _mark_delivered(row, verdict)
                delivered += 1
                newest = verdict.receipt
            case proving.Refused(problem=problem):
                _note_try(row, now)
                _set_apart(session, row, problem, now)
            case proving.Open():
                _note_try(row, now)
                open_ops.add(row.op_id)
            case never:
                assert_never(never)
    if answer.missing_blobs:
        note_lacking(session, answer.missing_blobs, _private_parts(items))
    if newest is not None:
        bookmarks.keep_last_receipt(session, newest)
    if "device-fork" in answer.notices:
        put_setting(session, _COPY, value=True)  # it is not said again if the power goes now
    return Proved(delivered=delivered, open_ops=frozenset(open_ops))


def _mark_delivered(row: OutboxRow, proved: proving.Proved) -> None:
    row.delivery = proved.delivery
    row.receipt = proved.receipt.to_json()
    row.server_seq = proved.receipt.leaf.server_seq
    row.last_problem = proved.problem
    row.next_try_at = None


def _note_try(row: OutboxRow, now: datetime) -> Tries:
    tries = patience.note_try(Tries(count=row.attempts, first_at=row.first_try_at), now)
    row.attempts, row.first_try_at = tries.count, tries.first_at
    return tries


def blame(session: Session, op_id: str, problem: str, *, now: datetime, chance: float) -> None:
    """The whole batch stumbled over this one item: it waits by itself, and is set apart after many tries."""
    row = session.get_one(OutboxRow, op_id)
    tries = _note_try(row, now)
    row.last_problem = problem
    row.next_try_at = patience.next_try_at(tries, now, chance)
    if patience.is_over(tries, now):
        _set_apart(session, row, problem, now)


def postpone(session: Session, op_id: str, problem: str, *, now: datetime, chance: float) -> None:
    """The line broke over this one item: it waits by itself while the others go, and is never set apart for that."""
    row = session.get_one(OutboxRow, op_id)
    tries = _note_try(row, now)
    row.last_problem = problem
    row.next_try_at = patience.next_try_at(tries, now, chance)


def _set_apart(session: Session, row: OutboxRow, problem: str, now: datetime) -> None:
    """It stays here for a person; the county is told that it exists, and why it does not come."""
    row.delivery, row.last_problem = "quarantined", problem
    installation = read_installation(session)
    if installation is None or row.kind == ObjectKind.QUARANTINE:
        return
    told = SetApart(
        facility_id=installation.facility_id,
        op_seq=row.op_seq,
        object_id=row.object_id,
        object_kind=row.kind,
        reason=problem,
    ).seal()
    if session.get(Relay, digest(told)) is None:
        queueing.relay(session, kind=ObjectKind.QUARANTINE, data=told, now=now)


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


def mark_lost(session: Session, object_ids: Iterable[str]) -> None:
    """The county no longer has these: they are sent again, and get a new receipt."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.object_id.in_(tuple(object_ids)), OutboxRow.delivery.in_(DELIVERED))
        .values(delivery="pending", server_seq=None, next_try_at=None)
    )


def is_copy(session: Session) -> bool:
    """Whether the county said that this computer exists twice, and it has no number of its own yet."""
    return setting(session, _COPY) is True


def note_own_number(session: Session) -> None:
    put_setting(session, _COPY, value=False)


def lacking_blobs(session: Session) -> tuple[tuple[str, str], ...]:
    """Attachments that the county has asked for and not got yet, each with the revision whose private part it is."""
    query = select(Setting).where(Setting.name.startswith(_LACKS, autoescape=True)).order_by(Setting.name)
    return tuple((row.name.removeprefix(_LACKS), str(row.value)) for row in session.scalars(query))


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
