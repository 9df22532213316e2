"""Keeps a batch: each object once, in commit order, with its proof, read back before it is called stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from forms.clock import to_text
from forms.identity import new_random_id
from forms.revision import Revision
from server.county import current_epoch
from server.database import insert_once
from server.examining import Kept
from server.receipts import read_receipts
from server.tables.contents import ManifestRow, ParentLink
from server.tables.facilities import Facility
from server.tables.objects import ReceiptBatch, StoredObject
from sync.wire.outcomes import Standing
from sync.wire.receipt import Leaf, Receipt, sign_batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An object that passed the public rules."""

    object_id: str
    kind: str
    sealed: bytes
    device_id: str | None
    kept: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is there now, new or not."""

    receipt: Receipt
    standing: Standing
    is_new: bool
    heads: tuple[str, ...] = ()


def take_in(
    session: Session,
    *,
    facility_id: str,
    arrivals: Sequence[Arrival],
    now: datetime,
    key: Ed25519PrivateKey,
) -> Mapping[str, Stored]:
    """Each arrival by its object id. The hospital's counter row is locked, so commit order is number order."""
    last_seq = lock_hospital(session, facility_id)
    unique = {arrival.object_id: arrival for arrival in arrivals}
    known = set(read_receipts(session, facility_id, list(unique)))
    new = [arrival for object_id, arrival in unique.items() if object_id not in known]
    heads = _link_parents(session, facility_id, new)
    if new:
        _insert(session, facility_id, new, heads, last_seq, now, key)
    return _read_back(session, facility_id, unique, known, heads)


def lock_hospital(session: Session, facility_id: str) -> int:
    """The hospital's last number. Until the transaction ends nobody else numbers or logs anything of it."""
    query = select(Facility.last_seq).where(Facility.facility_id == facility_id).with_for_update()
    return session.execute(query).scalar_one()


def _insert(
    session: Session,
    facility_id: str,
    new: Sequence[Arrival],
    heads: Mapping[str, tuple[str, ...]],
    last_seq: int,
    now: datetime,
    key: Ed25519PrivateKey,
) -> None:
    batch_id, epoch, received_at = new_random_id(), current_epoch(session), to_text(now)
    receipts = sign_batch(
        [
            Leaf(
                facility_id=facility_id,
                object_id=arrival.object_id,
                server_seq=server_seq,
                received_at=received_at,
                epoch=epoch,
            )
            for server_seq, arrival in enumerate(new, start=last_seq + 1)
        ],
        key,
    )
    session.execute(
        insert(ReceiptBatch).values(
            facility_id=facility_id,
            batch_id=batch_id,
            epoch=epoch,
            received_at=received_at,
            key_id=receipts[0].key_id,
            signature=receipts[0].signature,
        )
    )
    rows: list[dict[str, Any]] = [
        {
            "facility_id": facility_id,
            "object_id": arrival.object_id,
            "kind": arrival.kind,
            "sealed": arrival.sealed,
            "server_seq": receipt.leaf.server_seq,
            "standing": _standing(arrival, heads),
            "problem": arrival.kept.problem,
            "device_id": arrival.device_id,
            "batch_id": batch_id,
            "path": " ".join(receipt.path),
        }
        for arrival, receipt in zip(new, receipts, strict=True)
    ]
    session.execute(insert_once(session, StoredObject), rows)
    manifests = [
        {"facility_id": facility_id, "object_id": arrival.object_id, "sha256": sha256}
        for arrival in new
        for sha256 in arrival.kept.blobs
    ]
    if manifests:
        session.execute(insert_once(session, ManifestRow), manifests)
    session.execute(
        update(Facility)
        .where(Facility.facility_id == facility_id)
        .values(last_seq=last_seq + len(new), last_received_at=received_at)
    )


def _standing(arrival: Arrival, heads: Mapping[str, tuple[str, ...]]) -> Standing:
    if arrival.kept.problem:
        return Standing.PARKED
    return Standing.CONFLICT if arrival.object_id in heads else Standing.STORED


def _link_parents(
    session: Session, facility_id: str, new: Iterable[Arrival]
) -> Mapping[str, tuple[str, ...]]:
    """The heads of every new revision whose parent has another child as well, by the revision."""
    links = [
        (arrival.object_id, parent)
        for arrival in new
        if isinstance(arrival.kept.content, Revision)
        for parent in arrival.kept.content.parents
    ]
    if not links:
        return {}
    children: dict[str, set[str]] = {}
    known = select(ParentLink.parent_id, ParentLink.rev_id).where(
        ParentLink.facility_id == facility_id, ParentLink.parent_id.in_({parent for _, parent in links})
    )
    for parent, child in session.execute(known):
        children.setdefault(parent, set()).add(child)
    heads: dict[str, tuple[str, ...]] = {}
    for child, parent in links:
        siblings = children.setdefault(parent, set())
        siblings.add(child)
        if len(siblings) > 1:
            heads[child] = tuple(sorted(siblings))
    rows = [{"facility_id": facility_id, "rev_id": child, "parent_id": parent} for child, parent in links]
    session.execute(insert_once(session, ParentLink), rows)
    return heads


def _read_back(
    session: Session,
    facility_id: str,
    arrivals: Mapping[str, Arrival],
    known: set[str],
    heads: Mapping[str, tuple[str, ...]],
) -> Mapping[str, Stored]:
    receipts = read_receipts(session, facility_id, list(arrivals))
    query = select(StoredObject.object_id, StoredObject.standing).where(
        StoredObject.facility_id == facility_id, StoredObject.object_id.in_(list(arrivals))
    )
    standings = {object_id: Standing(standing) for object_id, standing in session.execute(query)}
    return {
        object_id: Stored(
            receipt=receipts[object_id],  # KeyError rolls all back: nothing unread is called stored
            standing=standings[object_id],
            is_new=object_id not in known,
            heads=heads.get(object_id, ()),
        )
        for object_id in arrivals
    }
