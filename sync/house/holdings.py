"""What this computer holds and the house is not known to have: found by looking, so that no bookmark can be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from models.tables.attachments import Attachment
from models.tables.house import AtHouse, CountyProof
from models.tables.outbox import OutboxRow, Relay, Unread
from models.tables.sealed import PrivatePart, SealedObject
from sync import county_proofs
from sync.ledger import DELIVERED
from sync.stages.attaching import Lacking
from sync.wire.codec import decode, encode
from sync.wire.county_receipts import CountyReceipts, Proved
from sync.wire.digest import sha256_hex
from sync.wire.outcomes import ObjectKind, Standing
from sync.wire.push import Item
from sync.wire.receipt import Receipt, key_id_of

RETRY = timedelta(hours=1)  # of what the house refused
_RECEIPTS_AT_ONCE = 200
_STANDING = {"received": Standing.STORED, "parked": Standing.PARKED, "conflict": Standing.CONFLICT}


def lacking_items(
    session: Session, *, now: datetime, limit: int, max_bytes: int, skipped: Iterable[str]
) -> tuple[Item, ...]:
    """The next batch. The house keeps everything once, whoever brings it, so no order between them matters."""
    found = union_all(
        *(
            select(table.object_id, table.kind, table.bytes.label("sealed")).where(
                ~_is_there("object", table.object_id, now), table.object_id.not_in(tuple(skipped))
            )
            for table in (SealedObject, Relay, Unread)
        )
    ).subquery()
    items: list[Item] = []
    weight = 0
    for object_id, kind, sealed in session.execute(select(found).limit(limit)):
        weight += len(sealed)
        if items and weight > max_bytes:
            break
        items.append(_item(session, object_id, kind, sealed))
    return tuple(items)


def receipts_item(
    session: Session, *, facility_id: str, county_keys: Sequence[str], now: datetime, skipped: Iterable[str]
) -> Item | None:
    """What the county proved and the house has not heard of yet, in one object."""
    signers = [key_id_of(bytes.fromhex(key)) for key in county_keys]
    own = select(OutboxRow.receipt, OutboxRow.delivery).where(
        OutboxRow.delivery.in_(DELIVERED),
        func.json_extract(OutboxRow.receipt, "$.key_id").in_(signers),
        ~_is_there("receipt", OutboxRow.object_id, now),
    )
    others = select(CountyProof.receipt, CountyProof.delivery).where(
        func.json_extract(CountyProof.receipt, "$.key_id").in_(signers),
        ~_is_there("receipt", CountyProof.object_id, now),
    )
    rows = session.execute(union_all(own, others).limit(_RECEIPTS_AT_ONCE)).all()
    told = CountyReceipts(
        facility_id=facility_id,
        county_keys=tuple(bytes.fromhex(key) for key in county_keys),
        proved=tuple(
            Proved(receipt=Receipt.from_json(decode(encode(receipt))), standing=_STANDING[delivery])
            for receipt, delivery in rows
        ),
    )
    sealed = told.seal()
    object_id = sha256_hex(sealed)
    if not told.proved or not told.is_genuine() or object_id in set(skipped):
        return None
    return _item(session, object_id, ObjectKind.COUNTY_RECEIPT, sealed)


def _item(session: Session, object_id: str, kind: str, sealed: bytes) -> Item:
    """Named and numbered by its digest: on this road a computer has no operations of its own to count."""
    return Item(
        op_id=object_id,
        op_seq=1 + int(object_id[:12], 16),
        kind=kind,
        object_id=object_id,
        sealed=sealed,
        proof=county_proofs.proof_of(session, object_id) if kind == ObjectKind.ORDER else None,
    )


def lacking_blobs(session: Session, now: datetime) -> tuple[Lacking, ...]:
    attachments = select(Attachment.sha256, Attachment.size).where(
        Attachment.sealed, ~_is_there("blob", Attachment.sha256, now)
    )
    parts = select(PrivatePart.sha256, PrivatePart.object_id, PrivatePart.ciphertext).where(
        PrivatePart.ciphertext.is_not(None), ~_is_there("blob", PrivatePart.sha256, now)
    )
    return (
        *(Lacking(sha256=sha256, size=size) for sha256, size in session.execute(attachments)),
        *(
            Lacking(sha256=sha256, owner=owner, size=len(ciphertext or b""))
            for sha256, owner, ciphertext in session.execute(parts)
        ),
    )


def note(session: Session, what: str, names: Iterable[str]) -> None:
    """The house has these."""
    for name in names:
        session.merge(AtHouse(what=what, name=name, problem=None, retry_at=None))


def note_item(session: Session, item: Item) -> None:
    note(session, "object", [item.object_id])
    if item.kind == ObjectKind.COUNTY_RECEIPT:
        told = CountyReceipts.read(item.sealed)
        note(session, "receipt", (one.receipt.leaf.object_id for one in told.proved))


def note_refusal(session: Session, what: str, name: str, problem: str, now: datetime) -> None:
    """It stands in nobody's way, and is tried again in a while."""
    session.merge(AtHouse(what=what, name=name, problem=problem[:300], retry_at=now + RETRY))


def some_there(session: Session, what: str, *, after: str, limit: int) -> tuple[str, ...]:
    query = (
        select(AtHouse.name)
        .where(AtHouse.what == what, AtHouse.problem.is_(None), AtHouse.name > after)
        .order_by(AtHouse.name)
        .limit(limit)
    )
    return tuple(session.scalars(query))


def forget(session: Session, what: str, names: Sequence[str]) -> None:
    session.execute(delete(AtHouse).where(AtHouse.what == what, AtHouse.name.in_(names)))


def forget_receipts(session: Session) -> None:
    """They are cheap: a server that went back in time is told all of them again."""
    session.execute(delete(AtHouse).where(AtHouse.what == "receipt"))


def known_there(session: Session, object_ids: Sequence[str]) -> set[str]:
    query = select(AtHouse.name).where(AtHouse.what == "object", AtHouse.name.in_(object_ids))
    return set(session.scalars(query))


def _is_there(what: str, name: SQLColumnExpression[str], now: datetime) -> ColumnElement[bool]:
    """Known to be at the house, or refused a short while ago (a clock that was set back hastens it)."""
    waits = AtHouse.retry_at.between(now, now + RETRY)
    return exists().where(
        AtHouse.what == literal(what), AtHouse.name == name, or_(AtHouse.problem.is_(None), waits)
    )
