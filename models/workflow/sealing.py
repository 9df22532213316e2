"""Sealing: the author's signature turns a filling into bytes that never change, in one durable transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import local
from forms.definition import Form
from forms.functions import as_day, value_of
from forms.identity import new_record_id
from forms.json_value import Json, text_in
from forms.revision import read_revision
from models.faults import Refusal, StoreError
from models.queries.profile import profile_facts
from models.store import Store
from models.tables.sealed import SealedObject
from models.workflow import attachments, chains, clock_guard, drafts, hospital_profile, stock
from models.workflow.credentials import Proof, verify_pin
from models.workflow.permitting import NotAllowed, require, role_names
from models.workflow.revisions import Author, Sealed, outcome, write
from models.workflow.sheet import Sheet, check, time_in
from models.workflow.surroundings import with_defaults


class NotYet(Refusal):
    """The time at which it is said to have happened has not come."""

    def __init__(self, claimed_at: datetime) -> None:
        super().__init__(
            f"填的时间 {local(claimed_at):%Y-%m-%d %H:%M} 还没有到，没有封存。填的都在。"
            "请改成实际发生的时间；电脑的时间不对，就先调对。"
        )


class BeforeTheHospital(Refusal):
    """The time at which it is said to have happened lies before there was a hospital."""

    def __init__(self, claimed_at: datetime, founded: date) -> None:
        super().__init__(
            f"填的时间 {local(claimed_at):%Y-%m-%d %H:%M} 比建院日期 {founded:%Y-%m-%d} 还早，没有封存。填的都在。"
            "请改成实际发生的时间；建院日期不对，请管理员在设置的“医院”里改。"
        )


class SealFailed(Refusal):
    """The disk refused; the draft is as it was."""


def seal(
    store: Store,
    *,
    author: str,
    pin: str | None = None,
    proof: Proof | None = None,
    draft_id: str | None = None,
    form: Form | str | None = None,
    answers: Mapping[str, Json] | None = None,
    bulk: Iterable[str] = (),
    department: str | None = None,
    place: str | None = None,
    asset: str | None = None,
    subject: str | None = None,
    after: Iterable[str] = (),
    claimed_at: datetime | None = None,
    paper_no: str | None = None,
    import_id: str | None = None,
    signature_image: bytes | None = None,
) -> Sealed:
    """Seal a draft, or a form with its answers, under the author's PIN (or the proof of it).

    Raises NotReady with all problems, NotYet, WrongPin, LockedOut, NotAllowed, or SealFailed when the disk refuses;
    after each of them the draft is as it was and nothing is sealed. Sealing a draft twice seals it once.
    """
    if signature_image is not None:
        attachments.check(signature_image, "image/png")
    now = store.clock.now()
    given = proof or verify_pin(store, author, pin or "")
    if given.staff_no != author:
        raise ValueError("the proof is somebody else's")
    with store.read() as session:
        if draft_id is not None and (done := _sealed_before(session, draft_id)):
            return done
    if draft_id is not None:
        sheet = _sheet_of(store, drafts.get(store, draft_id))
    else:
        known = store.catalog.latest(form) if isinstance(form, str) else form
        if known is None or answers is None:
            raise ValueError("a draft, or a form with answers")
        with store.read() as session:
            complete = with_defaults(
                session,
                known,
                dict(answers),
                now=now,
                person=author,
                place=place,
                asset=asset,
                subject=subject,
            )
        sheet = Sheet(
            form=known,
            record_id=new_record_id(now),
            answers=complete,
            bulk=tuple(bulk),
            department=department,
            place=place,
            asset=asset,
            subject=subject,
            after=tuple(after),
            import_id=import_id,
        )
    sheet = replace(sheet, claimed_at=claimed_at or sheet.claimed_at, paper_no=paper_no or sheet.paper_no)
    if sheet.claimed_at is not None and sheet.claimed_at > now + clock_guard.SLACK:
        raise NotYet(sheet.claimed_at)
    with store.read() as session:
        _refuse_before_the_hospital(session, sheet, now)
        sheet = chains.placed(session, sheet)
        stock.require_entry(session, sheet)
        writer = _author(session, store, sheet, author)
        checked = check(session, sheet, author=author, now=now)
        hospital_profile.refuse_what_cannot_be(session, store.catalog, checked, now)
    try:
        with store.write() as session:
            return write(session, store, checked, writer, now=now, method=given.method, image=signature_image)
    except StoreError as error:
        raise SealFailed(f"没有封存。{error}") from error


def _sheet_of(store: Store, draft: drafts.DraftView) -> Sheet:
    return Sheet(
        form=store.catalog.get(draft.form_id, draft.form_version),
        record_id=draft.corrects or draft.draft_id,
        answers=draft.answers,
        bulk=draft.bulk,
        department=draft.department,
        place=draft.place,
        asset=draft.asset,
        subject=draft.subject,
        after=draft.after,
        parents=draft.parents,
        reason=draft.reason,
        claimed_at=time_in(draft.meta, "claimed_at"),
        keyed_at=draft.started_at,
        paper_no=text_in(draft.meta, "paper_no"),
        draft_id=draft.draft_id,
    )


def _refuse_before_the_hospital(session: Session, sheet: Sheet, now: datetime) -> None:
    if sheet.claimed_at is None:
        return
    founded = as_day(value_of(profile_facts(session, now).get("founded")))
    if founded is not None and local(sheet.claimed_at).date() < founded:
        raise BeforeTheHospital(sheet.claimed_at, founded)


def _author(session: Session, store: Store, sheet: Sheet, staff_no: str) -> Author:
    """The author, if the form lets them fill (or correct) it and hold the role that signs."""
    right = "correct" if sheet.parents else "fill"
    person = require(session, store.catalog, sheet.form, right, staff_no)
    signer = sheet.form.signer(sheet.form.author_role)
    if signer.held_by and not set(signer.held_by) & set(person.roles):
        raise NotAllowed(
            f"《{sheet.form.title}》的{signer.title}要由{role_names(store.catalog, signer.held_by)}担任。"
            f"{person.name}（{staff_no}）不在其中。填的都在。请他们来签。"
        )
    return Author(staff_no=staff_no, name=person.name, department=person.department)


def _sealed_before(session: Session, draft_id: str) -> Sealed | None:
    found = session.scalar(
        select(SealedObject.bytes).where(SealedObject.record_id == draft_id, SealedObject.kind == "revision")
    )
    return outcome(session, read_revision(found)) if found is not None else None
