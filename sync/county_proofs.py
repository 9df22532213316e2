"""What the county proved of objects that another computer brought there: kept to be shown, and to be passed on."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.house import CountyProof
from models.tables.outbox import OutboxRow
from sync.ledger import DELIVERED
from sync.proving import DELIVERY
from sync.wire.codec import WireError, decode, encode
from sync.wire.county_receipts import CountyReceipts
from sync.wire.outcomes import ObjectKind
from sync.wire.pull import PullItem
from sync.wire.receipt import Receipt


def take(session: Session, items: Iterable[PullItem]) -> None:
    """The lists of receipts among these items, which the 院内主机 made and vouches for."""
    for item in items:
        if item.kind != ObjectKind.COUNTY_RECEIPT or item.sealed is None:
            continue
        try:
            told = CountyReceipts.read(item.sealed)
        except WireError:
            continue
        if told.is_genuine():
            for one in told.proved:
                _keep(session, one.receipt, DELIVERY[one.standing])


def keep_of_orders(session: Session, items: Iterable[PullItem]) -> None:
    """The county's receipt proves its order wherever the order goes."""
    for item in items:
        if item.kind == ObjectKind.ORDER:
            _keep(session, item.receipt, "received")


def keep_own(session: Session) -> None:
    """Before this computer turns from the county to an 院内主机: what the county proved to it stays proved."""
    for row in session.scalars(select(OutboxRow).where(OutboxRow.delivery.in_(DELIVERED))):
        session.merge(CountyProof(object_id=row.object_id, receipt=row.receipt, delivery=row.delivery))


def leave_host(session: Session) -> None:
    """This computer sends to the county itself from now on: only what the county proved is delivered any more."""
    for row in session.scalars(select(OutboxRow).where(OutboxRow.delivery.in_(DELIVERED))):
        proof = session.get(CountyProof, row.object_id)
        if proof is None:
            row.delivery, row.receipt, row.server_seq, row.next_try_at = "pending", None, None, None
        else:
            row.delivery, row.receipt = proof.delivery, proof.receipt
            row.server_seq = Receipt.from_json(decode(encode(proof.receipt))).leaf.server_seq


def proof_of(session: Session, object_id: str) -> Receipt | None:
    found = session.get(CountyProof, object_id)
    return None if found is None else Receipt.from_json(decode(encode(found.receipt)))


def _keep(session: Session, receipt: Receipt, delivery: str) -> None:
    session.merge(CountyProof(object_id=receipt.leaf.object_id, receipt=receipt.to_json(), delivery=delivery))
