"""Hints about how sheets were filled over a time, for those who look after safety."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.advice import Advice, SheetFacts, advise
from forms.catalog import Catalog
from models.queries.people import PersonView
from models.queries.rights import hidden_forms
from models.tables.projections import RecordRow
from models.tables.sealed import SealedObject

READERS = frozenset({"safety_officer", "quality", "leader", "admin"})
"""Roles that see hints; nobody sees them about a colleague only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceItem:
    form_id: str
    form_title: str
    author_name: str
    advice: Advice


def read(
    session: Session, catalog: Catalog, reader: PersonView, *, since: datetime, until: datetime
) -> tuple[AdviceItem, ...]:
    """Nothing for who may not see hints. Sheets that were keyed from paper are left out: their times are the paper's."""
    if not READERS & set(reader.roles):
        return ()
    hidden = hidden_forms(catalog, reader.roles)
    found = session.execute(
        select(RecordRow, SealedObject.bytes)
        .join(SealedObject, SealedObject.object_id == RecordRow.rev_id)
        .where(
            RecordRow.claimed_at >= since,
            RecordRow.claimed_at < until,
            RecordRow.status == "sealed",
            RecordRow.kind.in_(("record", "log")),
            RecordRow.paper_no.is_(None),
            RecordRow.form_id.not_in(hidden),
        )
    )
    sheets: dict[str, list[SheetFacts]] = {}
    names: dict[str, str] = {}
    for row, data in found:
        names[row.author] = row.author_name
        sheets.setdefault(row.form_id, []).append(
            SheetFacts(
                record_id=row.record_id,
                author=row.author,
                claimed_at=row.claimed_at,
                items=row.items,
                bulk=row.bulk,
                answers=json.loads(data)["answers"],
            )
        )
    known = {entry.id for entry in catalog.current()}
    items = [
        AdviceItem(
            form_id=form_id,
            form_title=catalog.latest(form_id).title,
            author_name=names[one.author],
            advice=one,
        )
        for form_id, held in sheets.items()
        if form_id in known
        for one in advise(catalog.latest(form_id), held)
    ]
    return tuple(sorted(items, key=lambda one: (one.advice.hint, one.form_title, one.author_name)))
