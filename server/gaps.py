"""What a hospital says it has made and the county does not hold: attachments, numbers that never came."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from server.tables.blobs import Blob
from server.tables.contents import ManifestRow


def missing_attachments(session: Session, facility_id: str, *, limit: int = 5_000) -> tuple[str, ...]:
    """Attachments that a kept object names and that are not completely here, in the order of their digests."""
    complete = exists().where(
        Blob.facility_id == ManifestRow.facility_id, Blob.sha256 == ManifestRow.sha256, Blob.is_complete
    )
    query = (
        select(ManifestRow.sha256)
        .where(ManifestRow.facility_id == facility_id, ~complete)
        .distinct()
        .order_by(ManifestRow.sha256)
        .limit(limit)
    )
    return tuple(session.execute(query).scalars())
