"""Register cards written by the program for a person: a place, a member of staff, a fire extinguisher."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from forms.identity import new_record_id
from forms.json_value import Json
from forms.revision import read_revision
from models.store import Store
from models.tables.projections import RecordRow
from models.tables.sealed import SealedObject
from models.workflow.revisions import Author, Sealed, write
from models.workflow.sheet import Sheet, check
from models.workflow.surroundings import with_defaults


def write_card(
    session: Session,
    store: Store,
    form_id: str,
    answers: Mapping[str, Json],
    *,
    author: Author,
    now: datetime,
    import_id: str | None = None,
    place: str | None = None,
) -> Sealed:
    """A new card in the caller's transaction; NotReady if the form has something against it."""
    form = store.catalog.latest(form_id)
    sheet = Sheet(
        form=form,
        record_id=new_record_id(now),
        answers=with_defaults(session, form, dict(answers), now=now, person=author.staff_no, place=place),
        place=place,
        import_id=import_id,
    )
    checked = check(session, sheet, author=author.staff_no, now=now)
    return write(session, store, checked, author, now=now, method="import" if import_id else "pin")


def change_card(
    session: Session,
    store: Store,
    record_id: str,
    changes: Mapping[str, Json],
    *,
    reason: str,
    author: Author,
    now: datetime,
) -> Sealed:
    """A further revision of a card with some answers changed."""
    row = session.get_one(RecordRow, record_id)
    current = read_revision(session.get_one(SealedObject, row.rev_id).bytes)
    sheet = Sheet(
        form=store.catalog.latest(current.form_id),
        record_id=record_id,
        answers={**current.answers, **changes},
        department=current.department,
        place=current.place,
        asset=current.asset,
        parents=tuple(row.heads),
        reason=reason,
    )
    return write(session, store, check(session, sheet, author=author.staff_no, now=now), author, now=now)
