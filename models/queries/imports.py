"""Acts that wrote many records from one sheet, and how much of each still stands as it was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables.projections import RecordRow

LATEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportItem:
    import_id: str
    at: datetime
    author_name: str
    standing: int  # records that nobody has corrected or voided since


def standing_imports(session: Session, form_id: str) -> tuple[ImportItem, ...]:
    """Those of which something stands, the latest first."""
    found = session.execute(
        select(
            RecordRow.import_id, func.min(RecordRow.sealed_at), func.min(RecordRow.author_name), func.count()
        )
        .where(RecordRow.import_id.is_not(None), RecordRow.form_id == form_id, RecordRow.status == "sealed")
        .group_by(RecordRow.import_id)
        .order_by(func.min(RecordRow.sealed_at).desc())
        .limit(LATEST)
    )
    return tuple(
        ImportItem(import_id=import_id, at=at, author_name=author, standing=standing)
        for import_id, at, author, standing in found
        if import_id is not None
    )
