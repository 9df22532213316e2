"""Corrections and voiding: new revisions that name what they replace and why; nothing is ever taken away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.json_value import Json
from forms.revision import Revision, read_private_part, read_revision
from models.faults import Refusal, StoreError
from models.store import Store
from models.tables.drafts import Draft
from models.tables.projections import RecordRow
from models.tables.sealed import PrivatePart, SealedObject
from models.workflow import auditing, drafts
from models.workflow.credentials import Proof, verify_pin
from models.workflow.permitting import require
from models.workflow.revisions import Author, Sealed, write
from models.workflow.sealing import SealFailed
from models.workflow.sheet import Checked, Sheet


class CannotCorrect(Refusal):
    """The record cannot be corrected or voided now."""


def start_correction(store: Store, record_id: str, *, reason: str, person: str) -> drafts.DraftView:
    """A draft with the answers of the current revision; of two versions it will be the one after both.

    A correction that somebody has already begun on this computer is given back as it is.
    """
    reason = _reason(reason)
    with store.read() as session:
        begun = session.scalar(
            select(Draft.draft_id).where(Draft.corrects == record_id, Draft.person == person)
        )
        current, heads = _current(session, record_id)
        form = store.catalog.get(current.form_id, current.form_version)
        require(session, store.catalog, form, "correct", person)
        answers = all_answers(session, store, current)
    if begun is not None:
        return drafts.get(store, begun)
    return drafts.start(
        store,
        form_id=current.form_id,
        form_version=current.form_version,
        person=person,
        department=current.department,
        place=current.place,
        asset=current.asset,
        subject=current.subject,
        after=current.after,
        correct=record_id,
        parents=heads,
        reason=reason,
        answers=answers,
        bulk=current.bulk,
    )


def void(
    store: Store,
    record_id: str,
    *,
    reason: str,
    person: str,
    pin: str | None = None,
    proof: Proof | None = None,
) -> Sealed:
    """Declare a record void: it stays, with its answers, and is marked for ever."""
    reason = _reason(reason)
    given = proof or verify_pin(store, person, pin or "")
    now = store.clock.now()
    try:
        with store.write() as session:
            return _voided(
                session, store, record_id, reason=reason, person=person, method=given.method, now=now
            )
    except StoreError as error:
        raise SealFailed(f"没有作废。{error}") from error


def revoke_import(store: Store, import_id: str, *, reason: str, person: str, pin: str) -> tuple[str, ...]:
    """Declare every record of an import void that still stands as it was imported, all of them or none.

    The record ids; what has been corrected or voided since is left as it is. CannotCorrect if nothing is left.
    """
    reason = _reason(reason)
    given = verify_pin(store, person, pin)
    now = store.clock.now()
    try:
        with store.write() as session:
            records = session.scalars(
                select(RecordRow.record_id)
                .where(RecordRow.status == "sealed", RecordRow.import_id == import_id)
                .order_by(RecordRow.record_id)
            ).all()
            if not records:
                raise CannotCorrect("这一次导入的记录都改过或作废过了，没有可以一起撤的。没有东西改动。")
            for record_id in records:
                _voided(session, store, record_id, reason=reason, person=person, method=given.method, now=now)
            auditing.note(session, at=now, actor=person, action="import.revoked", subject=import_id)
    except StoreError as error:
        raise SealFailed(f"没有撤回。{error}") from error
    return tuple(records)


def _voided(
    session: Session, store: Store, record_id: str, *, reason: str, person: str, method: str, now: datetime
) -> Sealed:
    current, heads = _current(session, record_id)
    form = store.catalog.get(current.form_id, current.form_version)
    view = require(session, store.catalog, form, "void", person)
    sheet = Sheet(
        form=form,
        record_id=record_id,
        answers={},
        department=current.department,
        place=current.place,
        asset=current.asset,
        subject=current.subject,
        after=current.after,
        parents=heads,
        reason=reason,
    )
    checked = Checked(
        sheet=sheet,
        public=current.answers,
        private=private_answers(session, store, current),
        bulk=current.bulk,
        attachments=current.attachments,
    )
    author = Author(staff_no=person, name=view.name, department=view.department)
    return write(session, store, checked, author, now=now, method=method, void=True)


def all_answers(session: Session, store: Store, revision: Revision) -> dict[str, Json]:
    """Public and identifying answers in one, as they were filled. Refusal if the private part's key is not here."""
    return merged(revision.answers, private_answers(session, store, revision))


def private_answers(session: Session, store: Store, revision: Revision) -> dict[str, Json]:
    if revision.private is None:
        return {}
    part = session.get(PrivatePart, revision.rev_id)
    if part is None or part.ciphertext is None:
        raise CannotCorrect(
            "认得出病人的那部分内容不在这台电脑上（没有送到，或已依法销毁）。记录没有动过。"
            "请在填这份记录的电脑上更正。"
        )
    return read_private_part(store.keys.decrypt(part.ciphertext, revision.record_id))


def merged(public: dict[str, Json], private: dict[str, Json]) -> dict[str, Json]:
    """Rows are put together by their ``row_id``."""
    result = dict(public)
    for name, value in private.items():
        rows = result.get(name)
        result[name] = (
            _merged_rows(rows, value) if isinstance(rows, list) and isinstance(value, list) else value
        )
    return result


def _merged_rows(public: list[Json], private: list[Json]) -> list[Json]:
    hidden = {row.get("row_id"): row for row in private if isinstance(row, dict)}
    known = {row.get("row_id") for row in public if isinstance(row, dict)}
    rows: list[Json] = [
        {**row, **hidden.get(row.get("row_id"), {})} if isinstance(row, dict) else row for row in public
    ]
    return rows + [row for row_id, row in hidden.items() if row_id not in known]


def _current(session: Session, record_id: str) -> tuple[Revision, tuple[str, ...]]:
    row = session.get(RecordRow, record_id)
    if row is None:
        raise CannotCorrect("没有找到这份记录。没有东西改动。请在“记录”里再找一次。")
    if row.status == "void":
        raise CannotCorrect("这份记录已经作废，不能再更正。它还在，可以查看。要补记，请新填一份。")
    sealed = session.get_one(SealedObject, row.rev_id)
    return read_revision(sealed.bytes), tuple(row.heads)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise CannotCorrect("还没写原因。记录没有动过。请写一句为什么要改，它会和新的一版放在一起。")
    return reason.strip()
