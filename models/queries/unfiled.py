"""已打印未签: records that went to paper on this computer and whose signed paper has not come back as a scan."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from models.projections.scans import FILED
from models.queries.people import PersonView
from models.queries.rights import hidden_forms
from models.tables.installation import Counter
from models.tables.projections import RecordRow
from models.tables.sealed import SealedObject

RECENT = timedelta(days=31)


def printed_and_unfiled() -> ColumnElement[bool]:
    """Of a row of ``p_records``: some version of it was printed here, it holds, and its newest paper is not whole."""
    printed = (
        select(literal(1))
        .select_from(SealedObject)
        .join(Counter, Counter.name == literal("print:") + SealedObject.object_id)
        .where(SealedObject.record_id == RecordRow.record_id, SealedObject.kind == "revision")
        .exists()
    )
    return and_(RecordRow.paper != FILED, RecordRow.status == "sealed", printed)


def count_unfiled(session: Session, catalog: Catalog, reader: PersonView, now: datetime) -> int:
    """How many of the last 31 days there are that this person may see: a line of 今日, not a reckoning."""
    hidden = hidden_forms(catalog, reader.roles)
    wanted = select(func.count()).select_from(RecordRow).where(RecordRow.claimed_at >= now - RECENT)
    if hidden:
        wanted = wanted.where(or_(RecordRow.form_id.not_in(hidden), RecordRow.author == reader.staff_no))
    return session.scalar(wanted.where(printed_and_unfiled())) or 0
