"""Objects that were kept without being understood are looked at again when the program or its forms are newer."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from forms.revision import Revision
from server.county import County
from server.database import insert_once
from server.examining import Kept, examine
from server.intake import Arrival, Stored, lock_hospital
from server.projections.apply import project
from server.receipts import read_receipts
from server.tables.contents import ManifestRow, ParentLink
from server.tables.objects import StoredObject
from sync.wire.outcomes import Standing
from sync.wire.push import Item


def reexamine(session: Session, county: County) -> int:
    """How many parked objects are understood now. Their bytes, numbers and receipts stay as they are.

    Each hospital is locked meanwhile, in one order, so that two servers that begin at once take turns.
    """
    parked = select(StoredObject.facility_id).where(StoredObject.standing == Standing.PARKED).distinct()
    hospitals = sorted(session.execute(parked).scalars())
    return sum(_reexamine_hospital(session, county, facility_id) for facility_id in hospitals)


def _reexamine_hospital(session: Session, county: County, facility_id: str) -> int:
    lock_hospital(session, facility_id)
    parked = (
        select(StoredObject)
        .where(StoredObject.facility_id == facility_id, StoredObject.standing == Standing.PARKED)
        .order_by(StoredObject.server_seq)
        .execution_options(yield_per=100)
    )
    done = 0
    for row in session.execute(parked).scalars():
        item = Item(op_id="", op_seq=0, kind=row.kind, object_id=row.object_id, sealed=row.sealed)
        verdict = examine(item, row.facility_id, county.catalog)
        if isinstance(verdict, Kept) and not verdict.problem:
            _unpark(session, county, row, verdict)
            done += 1
    return done


def _unpark(session: Session, county: County, row: StoredObject, kept: Kept) -> None:
    facility_id, object_id = row.facility_id, row.object_id
    standing = Standing.STORED
    if isinstance(kept.content, Revision) and _has_sibling(session, facility_id, kept.content):
        standing = Standing.CONFLICT
    session.execute(
        update(StoredObject)
        .where(StoredObject.facility_id == facility_id, StoredObject.object_id == object_id)
        .values(standing=standing, problem="")
    )
    names = [{"facility_id": facility_id, "object_id": object_id, "sha256": sha} for sha in kept.blobs]
    if names:
        session.execute(insert_once(session, ManifestRow), names)
    arrival = Arrival(
        object_id=object_id, kind=row.kind, sealed=row.sealed, device_id=row.device_id, kept=kept
    )
    receipt = read_receipts(session, facility_id, [object_id])[object_id]
    stored = {object_id: Stored(receipt=receipt, standing=standing, is_new=True)}
    project(session, facility_id, [arrival], stored, county.catalog)


def _has_sibling(session: Session, facility_id: str, revision: Revision) -> bool:
    links = [
        {"facility_id": facility_id, "rev_id": revision.rev_id, "parent_id": parent}
        for parent in revision.parents
    ]
    if not links:
        return False
    session.execute(insert_once(session, ParentLink), links)
    query = select(ParentLink.rev_id).where(
        ParentLink.facility_id == facility_id,
        ParentLink.parent_id.in_(revision.parents),
        ParentLink.rev_id != revision.rev_id,
    )
    return session.execute(query.limit(1)).first() is not None
