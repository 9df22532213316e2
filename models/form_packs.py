"""Forms that the county sent, as the catalogue reads them; kept in the database, so that a restored backup has them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.catalog import Catalog, PackedForm
from forms.clock import local
from models.tables.packs import FormPack


def offer(session: Session, catalog: Catalog, now: datetime) -> tuple[PackedForm, ...]:
    """Put into the catalogue what was taken and is valid by now; those that were not in it."""
    today = local(now).date().isoformat()
    known = {(entry.id, entry.version) for entry in catalog.entries()}
    query = select(FormPack.form_id, FormPack.version).where(FormPack.valid_from <= today)
    wanted = {(form_id, version) for form_id, version in session.execute(query)} - known
    packed = tuple(_read(session, key) for key in sorted(wanted))
    if packed:
        catalog.extend(packed)
    return packed


def _read(session: Session, key: tuple[str, str]) -> PackedForm:
    row = session.get_one(FormPack, key)
    return PackedForm(id=row.form_id, version=row.version, content=row.content, index=row.entry)
