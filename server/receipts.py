"""Receipts as the county keeps them: one signature per batch, a path per object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.tables.objects import ReceiptBatch, StoredObject
from sync.wire.receipt import Leaf, Receipt


def read_receipts(session: Session, facility_id: str, object_ids: Sequence[str]) -> Mapping[str, Receipt]:
    """The receipts of those of the objects that are there, by object id."""
    query = (
        select(
            StoredObject.object_id,
            StoredObject.server_seq,
            StoredObject.path,
            ReceiptBatch.received_at,
            ReceiptBatch.epoch,
            ReceiptBatch.key_id,
            ReceiptBatch.signature,
        )
        .join(
            ReceiptBatch,
            (ReceiptBatch.facility_id == StoredObject.facility_id)
            & (ReceiptBatch.batch_id == StoredObject.batch_id),
        )
        .where(StoredObject.facility_id == facility_id, StoredObject.object_id.in_(object_ids))
    )
    return {
        row.object_id: Receipt(
            leaf=Leaf(
                facility_id=facility_id,
                object_id=row.object_id,
                server_seq=row.server_seq,
                received_at=row.received_at,
                epoch=row.epoch,
            ),
            path=tuple(row.path.split()),
            key_id=row.key_id,
            signature=row.signature,
        )
        for row in session.execute(query)
    }
