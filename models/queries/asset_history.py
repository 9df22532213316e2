"""What happened to one register entry: every record about it that this person may read, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from models.queries.people import PersonView
from models.queries.rights import hidden_forms
from models.tables.projections import RecordRow


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetMoment:
    """A check, a service, a move, a count; ``abnormal`` counts what was found wrong."""

    record_id: str
    form_id: str
    title: str
    at: datetime
    author_name: str
    abnormal: int
    is_card: bool


def history(
    session: Session, catalog: Catalog, reader: PersonView, asset_id: str, *, limit: int = 20
) -> tuple[AssetMoment, ...]:
    """The card itself stands last, as what it began with."""
    hidden = hidden_forms(catalog, reader.roles)
    wanted = (
        select(RecordRow)
        .where(
            or_(RecordRow.asset == asset_id, RecordRow.subject == asset_id, RecordRow.record_id == asset_id)
        )
        .where(RecordRow.status != "void", RecordRow.form_id.not_in(hidden))
        .order_by(RecordRow.claimed_at.desc(), RecordRow.record_id)
        .limit(limit)
    )
    return tuple(
        AssetMoment(
            record_id=row.record_id,
            form_id=row.form_id,
            title=row.title,
            at=row.claimed_at,
            author_name=row.author_name,
            abnormal=row.abnormal,
            is_card=row.record_id == asset_id,
        )
        for row in session.scalars(wanted)
    )
