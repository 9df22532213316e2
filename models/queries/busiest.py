"""Which forms left most records in a time: what a hospital keeps on paper month by month."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from models.tables.projections import RecordRow


def busiest_forms(
    session: Session, catalog: Catalog, since: datetime, *, limit: int
) -> tuple[tuple[str, str], ...]:
    """(form_id, title) of the records and logs since then, the one with most records first."""
    counted = (
        select(RecordRow.form_id, func.count().label("many"))
        .where(RecordRow.claimed_at >= since, RecordRow.kind.in_(("record", "log")))
        .group_by(RecordRow.form_id)
        .order_by(func.count().desc(), RecordRow.form_id)
        .limit(limit)
    )
    titles = {entry.id: entry.title for entry in catalog.current()}
    return tuple(
        (row.form_id, titles[row.form_id]) for row in session.execute(counted) if row.form_id in titles
    )
