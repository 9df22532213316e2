"""What the county should have, read slice by slice; what it turns out to lack is due again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import assert_never

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from models.installation import put_setting, setting
from models.store import Store
from models.tables.attachments import Attachment
from models.tables.outbox import OutboxRow, Relay, Unread
from models.tables.sealed import PrivatePart, SealedObject
from models.workflow import queueing
from sync import bookmarks, ledger
from sync.county_client import CountyClient
from sync.stages import rechecking
from sync.stages.rechecking import Slice
from sync.wire.outcomes import ObjectKind
from sync.wire.push import CheckAnswer, CheckRequest

_AT_ONCE = 1_000
_SPOT = 200  # names that one pass asks for when there is no reason to ask

# What a slice is of: the first letter of its mark. After the objects their attachments, at last private parts.
_OBJECTS, _ATTACHMENTS, _PRIVATE = "o", "a", "p"


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """What is asked of whom: the county, or the server of the house."""

    circle: str  # the setting that says where the spot check goes on
    next_slice: Callable[[Session, str, int], Slice | None]
    mark: Callable[[Session, Store, Slice, CheckAnswer], None]
    remember: Callable[[Session, str], None]


def perform(store: Store, client: CountyClient, road: Road, effect: rechecking.Effect) -> rechecking.Event:
    """One transaction or one call."""
    match effect:
        case rechecking.Look(at=at):
            with store.read() as session:
                return rechecking.Looked(slice=road.next_slice(session, at, _AT_ONCE))
        case rechecking.Resume():
            with store.read() as session:
                at = setting(session, road.circle) or ""
                return rechecking.Looked(slice=road.next_slice(session, at, _SPOT))
        case rechecking.Pause(at=at):
            with store.write() as session:
                put_setting(session, road.circle, at)
            return rechecking.Remembered()
        case rechecking.Ask(slice=asked):
            question = CheckRequest(object_ids=asked.object_ids, blobs=asked.blobs)
            return rechecking.Asked(slice=asked, outcome=client.check(question))
        case rechecking.Mark(slice=asked, answer=answer):
            with store.write() as session:
                road.mark(session, store, asked, answer)
            return rechecking.Marked(lost=len(answer.missing), following=asked.following)
        case rechecking.Remember(epoch=epoch):
            with store.write() as session:
                road.remember(session, epoch)
            return rechecking.Remembered()
        case never:
            assert_never(never)


def _mark(session: Session, store: Store, asked: Slice, answer: CheckAnswer) -> None:
    _send_again(session, store, answer.missing)
    ledger.note_lacking(session, answer.missing_blobs, asked.owners)


def _next_slice(session: Session, at: str, size: int) -> Slice | None:
    kind, after = at[:1] or _OBJECTS, at[1:]
    if kind == _OBJECTS:
        ids = _held_objects(session, after, size)
        if ids:
            return Slice(object_ids=ids, owners={}, following=_OBJECTS + ids[-1])
        kind, after = _ATTACHMENTS, ""
    if kind == _ATTACHMENTS:
        names = _sealed_attachments(session, after, size)
        if names:
            return Slice(blobs=names, owners={}, following=_ATTACHMENTS + names[-1])
        kind, after = _PRIVATE, ""
    owners = _private_parts(session, after, size)
    if owners:
        return Slice(blobs=tuple(owners), owners=owners, following=_PRIVATE + max(owners.values()))
    return None


def _held_objects(session: Session, after: str, size: int) -> tuple[str, ...]:
    """What this computer delivered, and what it got from others: who sent it may not be there any more."""
    while ids := _next_ids(session, after, size):
        waits = select(OutboxRow.object_id).where(
            OutboxRow.object_id.in_(ids), OutboxRow.delivery.not_in(ledger.DELIVERED)
        )
        waiting = set(session.scalars(waits))
        if held := tuple(one for one in ids if one not in waiting):
            return held
        after = ids[-1]
    return ()


def _next_ids(session: Session, after: str, size: int) -> list[str]:
    """The next names of all objects here, each table by its own index: few rows are read, however many there are."""
    found: set[str] = set()
    for table in (OutboxRow, SealedObject, Relay, Unread):
        query = select(table.object_id).where(table.object_id > after, table.kind != ObjectKind.ORDER)
        found.update(session.scalars(query.order_by(table.object_id).limit(size)))
    return sorted(found)[:size]


def _sealed_attachments(session: Session, after: str, size: int) -> tuple[str, ...]:
    query = select(Attachment.sha256).where(Attachment.sealed, Attachment.sha256 > after)
    return tuple(session.scalars(query.order_by(Attachment.sha256).limit(size)))


def _private_parts(session: Session, after: str, size: int) -> dict[str, str]:
    """Digest of the ciphertext → the revision it belongs to."""
    query = select(PrivatePart.sha256, PrivatePart.object_id).where(
        PrivatePart.ciphertext.is_not(None), PrivatePart.object_id > after
    )
    return dict(session.execute(query.order_by(PrivatePart.object_id).limit(size)).all())


def _send_again(session: Session, store: Store, object_ids: Iterable[str]) -> None:
    """Own objects get a new receipt; those of others get a place in this computer's outbox. The county keeps each once."""
    missing = tuple(object_ids)
    ledger.mark_lost(session, missing)
    queued = set(session.scalars(select(OutboxRow.object_id).where(OutboxRow.object_id.in_(missing))))
    for table in (SealedObject, Relay, Unread):
        record_id = SealedObject.record_id if table is SealedObject else literal(None)
        query = select(table.object_id, table.kind, record_id).where(table.object_id.in_(missing))
        for object_id, kind, record in session.execute(query).all():
            if object_id not in queued:
                queueing.queue(
                    session, now=store.clock.now(), object_id=object_id, kind=kind, record_id=record
                )


COUNTY = Road(circle="county_circle", next_slice=_next_slice, mark=_mark, remember=bookmarks.keep_epoch)
