"""One revision written: bytes, rows, projections, outbox, audit and black box, in the caller's transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.canonical import digest
from forms.clock import local
from forms.definition import Form
from forms.duty_windows import DAILY
from forms.json_value import Json
from forms.revision import Revision, SignatureMark, build_revision, commitment, private_part, read_revision
from forms.timeliness import Timeliness, shift_end_of, timeliness
from models.installation import Installation, at_least, next_number, read_installation
from models.keys import key_id_in
from models.projections.apply import apply
from models.store import Store
from models.tables.projections import HazardRow, RecordRow
from models.tables.sealed import PrivatePart, SealedObject
from models.workflow import attachments, auditing, chains, clock_guard, drafts, queueing, stock
from models.workflow.sheet import Checked, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    staff_no: str
    name: str
    department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What a person is told after sealing; everything in it is on the disk."""

    record_id: str
    rev_id: str
    serial: str
    timeliness: str
    clock_suspect: bool
    hazards: tuple[str, ...]  # ids of those raised
    awaiting: tuple[str, ...]  # roles that still have to sign


def write(
    session: Session,
    store: Store,
    checked: Checked,
    author: Author,
    *,
    now: datetime,
    method: str = "pin",
    image: bytes | None = None,
    void: bool = False,
) -> Sealed:
    """Everything that sealing means, inside the caller's transaction: bytes, rows, outbox, audit, black box."""
    sheet = checked.sheet
    installation = read_installation(session)
    if installation is None:
        raise LookupError("not set up")
    first = _first_of(session, sheet)
    suspect = clock_guard.is_suspect(session, now)
    claimed_at = sheet.claimed_at or (first.claimed_at if first else now)
    paper_no = sheet.paper_no or (first.paper_no if first else None)
    keyed_at = sheet.keyed_at or now
    judged = first.timeliness if first else _judge(sheet.form, claimed_at, keyed_at, now, paper_no)
    image_sha = attachments.put(session, store.keys, image, "image/png", now=now) if image else None
    ciphertext, private = _private(store, sheet.record_id, checked.private)
    sealed_bytes = build_revision(
        form=sheet.form,
        record_id=sheet.record_id,
        facility=installation.facility_id,
        department=sheet.department or author.department,
        author=author.staff_no,
        author_name=author.name,
        place=sheet.place,
        asset=sheet.asset,
        claimed_at=claimed_at,
        keyed_at=keyed_at,
        sealed_at=now,
        serial=first.serial if first else _serial(session, installation, sheet.form, now),
        answers=checked.public,
        parents=sheet.parents,
        after=sheet.after,
        subject=sheet.subject,
        timeliness=judged,
        paper_no=paper_no,
        clock_suspect=suspect,
        reason=sheet.reason,
        import_id=sheet.import_id,
        void=void,
        bulk=checked.bulk,
        attachments=checked.attachments,
        private=private,
        signature=SignatureMark(method="drawn" if image and method == "pin" else method, image_sha=image_sha),
    )
    revision = read_revision(sealed_bytes)
    keep_revision(session, revision, sealed_bytes, ciphertext, origin="local", now=now)
    attachments.mark_sealed(session, revision.blobs)
    objections, held = chains.objections(session, store.catalog, sheet), stock.stock_of(session, sheet)
    apply(session, store.catalog, revision)
    chains.refuse_what_does_not_count(session, store.catalog, sheet, objections)
    stock.refuse_less_than_nothing(session, sheet, held)
    lane = "incident" if sheet.form.chapter == "event" else "normal"
    operation = queueing.queue(
        session, now=now, object_id=revision.rev_id, kind="revision", record_id=sheet.record_id, lane=lane
    )
    header: dict[str, Json] = {
        "kind": "revision",
        "object_id": revision.rev_id,
        "op_id": operation.op_id,
        "lane": lane,
        "draft_id": sheet.draft_id,
    }
    queueing.put_in_black_box(session, header, sealed_bytes, *([ciphertext] if ciphertext else []))
    clock_guard.believe(session, now)
    auditing.note(
        session,
        at=now,
        actor=author.staff_no,
        action="record.voided" if void else "record.corrected" if sheet.parents else "record.sealed",
        subject=sheet.record_id,
        detail={
            "rev_id": revision.rev_id,
            "form": sheet.form.id,
            "bulk": len(checked.bulk),
            "timeliness": judged,
        },
    )
    if sheet.draft_id is not None:
        drafts.remove(session, sheet.draft_id)
    return outcome(session, revision)


def keep_revision(
    session: Session,
    revision: Revision,
    sealed_bytes: bytes,
    ciphertext: bytes | None,
    *,
    origin: str,
    now: datetime,
) -> None:
    """The row of a revision that is not there yet, with its private part if its bytes are here."""
    session.add(
        SealedObject(
            object_id=revision.rev_id,
            kind="revision",
            record_id=revision.record_id,
            form_id=revision.form_id,
            form_version=revision.form_version,
            facility=revision.facility,
            signs=None,
            bytes=sealed_bytes,
            origin=origin,
            stored_at=now,
        )
    )
    session.flush()
    if ciphertext is not None:
        keep_private_part(session, revision.rev_id, ciphertext)


def keep_private_part(session: Session, rev_id: str, ciphertext: bytes) -> None:
    session.add(
        PrivatePart(
            object_id=rev_id, sha256=digest(ciphertext), key_id=key_id_in(ciphertext), ciphertext=ciphertext
        )
    )
    session.flush()


def _judge(
    form: Form, claimed_at: datetime, keyed_at: datetime, now: datetime, paper_no: str | None
) -> Timeliness:
    """Forms of daily duties belong to a shift; the others have a day."""
    is_of_shift = any(duty.every in DAILY for duty in form.duties)
    return timeliness(
        claimed_at=claimed_at,
        keyed_at=keyed_at,
        sealed_at=now,
        paper_no=paper_no,
        shift_end=shift_end_of(claimed_at) if is_of_shift else None,
    )


def _private(
    store: Store, record_id: str, answers: dict[str, Json]
) -> tuple[bytes | None, dict[str, Json] | None]:
    if not answers:
        return None, None
    part = private_part(answers, secrets.token_bytes(16))
    ciphertext = store.keys.encrypt(part, record_id)
    named: dict[str, Json] = {
        "commitment": commitment(part),
        "sha256": digest(ciphertext),
        "size": len(ciphertext),
    }
    return ciphertext, named


def _serial(session: Session, installation: Installation, form: Form, now: datetime) -> str:
    """Hospital · form · day · computer · counter: two computers that never met cannot give out the same one."""
    day = local(now).strftime("%Y%m%d")
    number = next_number(session, f"serial {form.label} {day}")
    return f"{installation.short_code}-{form.label}-{day}-{installation.segment}-{number:03d}"


def note_serial(session: Session, serial: str) -> None:
    """A number that this computer gave out, and that came back to it, is not given out again."""
    installation = read_installation(session)
    head, *tail = serial.rsplit("-", 3)
    if installation is None or len(tail) != 3 or not tail[2].isdecimal():
        return
    code, _, label = head.partition("-")
    if (code, tail[1]) == (installation.short_code, installation.segment):
        at_least(session, f"serial {label} {tail[0]}", int(tail[2]))


def _first_of(session: Session, sheet: Sheet) -> Revision | None:
    """A parent of a correction: it hands on the serial number, the times and their verdict."""
    if not sheet.parents:
        return None
    return read_revision(session.get_one(SealedObject, sheet.parents[0]).bytes)


def outcome(session: Session, revision: Revision) -> Sealed:
    row = session.get(RecordRow, revision.record_id)
    hazards = session.scalars(
        select(HazardRow.hazard_id)
        .where(HazardRow.record_id == revision.record_id)
        .order_by(HazardRow.hazard_id)
    )
    return Sealed(
        record_id=revision.record_id,
        rev_id=revision.rev_id,
        serial=revision.serial,
        timeliness=revision.timeliness,
        clock_suspect=revision.clock_suspect,
        hazards=tuple(hazards),
        awaiting=tuple(row.awaiting) if row else (),
    )
