"""Checks that what the county keeps is still what it signed for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.blobs import read_blob
from server.county import County
from server.receipts import read_receipts
from server.tables.blobs import Blob
from server.tables.facilities import Facility
from server.tables.objects import AnonymousObject, StoredObject
from sync.wire.digest import sha256_hex
from sync.wire.receipt import is_genuine, key_id_of

_SLICE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``faults`` name the object and what is wrong with it."""

    objects: int
    blobs: int
    faults: tuple[str, ...]


def verify(session: Session, county: County) -> Verdict:
    """Reads every object and attachment; nothing is changed."""
    keys = {key_id_of(key): key for key in county.public_keys}
    faults: list[str] = []
    objects = 0
    for facility_id in session.execute(select(Facility.facility_id)).scalars():
        if facility_id is not None:
            objects += _verify_facility(session, facility_id, keys, faults)
    for row in session.execute(select(AnonymousObject)).scalars():
        objects += 1
        if sha256_hex(row.sealed) != row.object_id:
            faults.append(f"{row.object_id}: digest")
    complete = session.execute(select(Blob.facility_id, Blob.sha256).where(Blob.is_complete)).all()
    for facility_id, sha256 in complete:
        if sha256_hex(read_blob(session, facility_id, sha256)) != sha256:
            faults.append(f"{sha256}: attachment digest")
    return Verdict(objects=objects, blobs=len(complete), faults=tuple(faults))


def _verify_facility(session: Session, facility_id: str, keys: dict[str, bytes], faults: list[str]) -> int:
    count, after = 0, 0
    while True:
        query = (
            select(StoredObject.object_id, StoredObject.server_seq, StoredObject.sealed)
            .where(StoredObject.facility_id == facility_id, StoredObject.server_seq > after)
            .order_by(StoredObject.server_seq)
            .limit(_SLICE)
        )
        rows = session.execute(query).all()
        if not rows:
            return count
        receipts = read_receipts(session, facility_id, [row.object_id for row in rows])
        for row in rows:
            if row.server_seq != after + 1:
                faults.append(f"{facility_id}: number {after + 1} is missing")
            if sha256_hex(row.sealed) != row.object_id:
                faults.append(f"{row.object_id}: digest")
            receipt = receipts.get(row.object_id)
            if receipt is None or not is_genuine(receipt, keys):
                faults.append(f"{row.object_id}: receipt")
            after = row.server_seq
        count += len(rows)
