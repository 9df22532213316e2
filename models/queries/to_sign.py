"""The records that wait for one person's signature, oldest first: to be seen one by one and signed in one go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.definition import Form, Signer
from models.queries.people import PersonView
from models.tables.projections import RecordRow

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSign:
    """One record at its current revision, and as what that person signs it."""

    record_id: str
    rev_id: str
    role: str
    role_title: str
    title: str
    serial: str
    author_name: str
    claimed_at: datetime
    abnormal: int


def waiting_for(session: Session, catalog: Catalog, reader: PersonView) -> tuple[ToSign, ...]:
    """At most ``MOST``. Rows of a log wait as a sheet and are not among them, nor what was sent back."""
    rows = session.scalars(
        select(RecordRow)
        .where(
            RecordRow.waits,
            RecordRow.status == "sealed",
            RecordRow.kind != "log",
            RecordRow.returned.is_(None),
            or_(RecordRow.author != reader.staff_no, RecordRow.named != {}),
        )
        .order_by(RecordRow.claimed_at, RecordRow.record_id)
    )
    found: list[ToSign] = []
    for row in rows:
        found += list(_mine(catalog, row, reader))
        if len(found) >= MOST:
            break
    return tuple(found)


def _mine(catalog: Catalog, row: RecordRow, reader: PersonView) -> Iterator[ToSign]:
    try:
        form = catalog.get(row.form_id, row.form_version)
    except KeyError:
        return  # of a form that this program lacks: it cannot be shown either
    signer = next((one for one in form.signers if _may(row, form, one, reader)), None)
    if signer is not None:
        yield ToSign(
            record_id=row.record_id,
            rev_id=row.rev_id,
            role=signer.role,
            role_title=signer.title,
            title=row.title,
            serial=row.serial,
            author_name=row.author_name,
            claimed_at=row.claimed_at,
            abnormal=row.abnormal,
        )


def _may(row: RecordRow, form: Form, signer: Signer, reader: PersonView) -> bool:
    if signer.author or signer.role not in row.awaiting:
        return False
    author = next((one.role for one in form.signers if one.author), "")
    if row.author == reader.staff_no and author in signer.not_same_as:
        return False
    named = row.named.get(signer.role)
    if named and reader.staff_no not in named:
        return False
    return not signer.held_by or bool(set(signer.held_by) & set(reader.roles))
