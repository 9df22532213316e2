"""Checks that what the county keeps is still what it signed for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.object_reader import RevisionError
from forms.revision import read_revision, read_signature
from forms.scan import read_scan
from server.blobs import read_blob
from server.county import County
from server.examining import Kept
from server.receipts import read_receipts
from server.tables.blobs import Blob
from server.tables.contents import ManifestRow
from server.tables.facilities import Facility
from server.tables.objects import AnonymousObject, StoredObject
from sync.wire.digest import sha256_hex
from sync.wire.outcomes import ObjectKind
from sync.wire.receipt import is_genuine, key_id_of

_SLICE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``faults`` name the object and what is wrong with it."""

    objects: int
    blobs: int
    faults: tuple[str, ...]


def verify(session: Session, county: County) -> Verdict:
    """Reads every object and attachment, a few at a time; nothing is changed."""
    keys = {key_id_of(key): key for key in county.public_keys}
    faults: list[str] = []
    objects = 0
    for facility_id, last in session.execute(select(Facility.facility_id, Facility.last_seq)).all():
        if facility_id is not None:
            objects += _verify_facility(session, facility_id, last, keys, faults)
    reports = select(AnonymousObject.object_id, AnonymousObject.sealed).execution_options(yield_per=_SLICE)
    for object_id, sealed in session.execute(reports):
        objects += 1
        if sha256_hex(sealed) != object_id:
            faults.append(f"{object_id}: digest")
    blobs = 0
    complete = (
        select(Blob.facility_id, Blob.sha256).where(Blob.is_complete).execution_options(yield_per=_SLICE)
    )
    for facility_id, sha256 in session.execute(complete):
        blobs += 1
        if sha256_hex(read_blob(session, facility_id, sha256)) != sha256:
            faults.append(f"{sha256}: attachment digest")
    return Verdict(objects=objects, blobs=blobs, faults=tuple(faults))


def _verify_facility(
    session: Session, facility_id: str, last: int, keys: dict[str, bytes], faults: list[str]
) -> int:
    count, after = 0, 0
    while True:
        query = (
            select(StoredObject.object_id, StoredObject.server_seq, StoredObject.sealed, StoredObject.kind)
            .where(StoredObject.facility_id == facility_id, StoredObject.server_seq > after)
            .order_by(StoredObject.server_seq)
            .limit(_SLICE)
        )
        rows = session.execute(query).all()
        if not rows:
            if after != last:
                faults.append(f"{facility_id}: numbers {after + 1} to {last} are missing")
            return count
        object_ids = [row.object_id for row in rows]
        receipts = read_receipts(session, facility_id, object_ids)
        named = _manifests(session, facility_id, object_ids)
        for row in rows:
            if row.server_seq != after + 1:
                faults.append(f"{facility_id}: number {after + 1} is missing")
            if sha256_hex(row.sealed) != row.object_id:
                faults.append(f"{row.object_id}: digest")
            receipt = receipts.get(row.object_id)
            if receipt is None or not is_genuine(receipt, keys):
                faults.append(f"{row.object_id}: receipt")
            if _named(row.kind, row.sealed) - named.get(row.object_id, set()):
                faults.append(f"{row.object_id}: list of attachments")
            after = row.server_seq
        count += len(rows)


def _manifests(session: Session, facility_id: str, object_ids: Sequence[str]) -> Mapping[str, set[str]]:
    query = select(ManifestRow.object_id, ManifestRow.sha256).where(
        ManifestRow.facility_id == facility_id, ManifestRow.object_id.in_(object_ids)
    )
    named: dict[str, set[str]] = {}
    for object_id, sha256 in session.execute(query):
        named.setdefault(object_id, set()).add(sha256)
    return named


def _named(kind: str, sealed: bytes) -> set[str]:
    """The attachments that the bytes themselves name; none for what is kept without being understood."""
    try:
        match kind:
            case ObjectKind.REVISION:
                return set(Kept(content=read_revision(sealed)).blobs)
            case ObjectKind.SIGNATURE:
                return set(Kept(content=read_signature(sealed)).blobs)
            case ObjectKind.SCAN:
                return set(Kept(content=read_scan(sealed)).blobs)
            case _:
                return set()
    except RevisionError:
        return set()
