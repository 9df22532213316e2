"""Later signatures: each an object of its own, so that the second signer can come at eight, from another computer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.definition import Form, Signer
from forms.json_value import Json
from forms.revision import Revision, Signature, build_signature, read_revision, read_signature
from forms.scan import Scan
from models.faults import Refusal, StoreError
from models.installation import read_installation
from models.projections.apply import apply
from models.queries.people import PersonView
from models.store import Store
from models.tables.sealed import SealedObject
from models.workflow import attachments, auditing, clock_guard, queueing
from models.workflow.credentials import Proof, verify_pin
from models.workflow.permitting import require_person, role_names
from models.workflow.sealing import SealFailed


class CannotSign(Refusal):
    """A rule between people, or the state of the record, forbids this signature."""


def sign(
    store: Store,
    *,
    rev_id: str,
    role: str,
    person: str,
    pin: str | None = None,
    proof: Proof | None = None,
    image: bytes | None = None,
) -> str:
    """Sign a revision in a role; the id of the signature. Signing again what one has signed is the same signature."""
    return _add(store, rev_id, role, person, proved(store, person, pin, proof), image=image)


def return_record(
    store: Store,
    *,
    rev_id: str,
    role: str,
    person: str,
    reason: str,
    pin: str | None = None,
    proof: Proof | None = None,
) -> str:
    """Refuse to sign, with a reason that leads to a correction; the id of the refusal."""
    if not reason.strip():
        raise CannotSign("还没写退回的原因。记录没有动过。请写一句，填表的人照着更正。")
    return _add(store, rev_id, role, person, proved(store, person, pin, proof), reason=reason.strip())


def proved(store: Store, person: str, pin: str | None, proof: Proof | None) -> Proof:
    """The proof that it is that person: the one given, or their PIN checked. ValueError for another's."""
    given = proof or verify_pin(store, person, pin or "")
    if given.staff_no != person:
        raise ValueError("the proof is somebody else's")
    return given


def _add(
    store: Store,
    rev_id: str,
    role: str,
    staff_no: str,
    proof: Proof,
    *,
    image: bytes | None = None,
    reason: str | None = None,
) -> str:
    if image is not None:
        attachments.check(image, "image/png")
    now = store.clock.now()
    try:
        with store.write() as session:
            return add_in(
                session, store, rev_id, role, staff_no, proof=proof, image=image, reason=reason, now=now
            )
    except StoreError as error:
        raise SealFailed(f"没有签上。{error}") from error


def add_in(
    session: Session,
    store: Store,
    rev_id: str,
    role: str,
    staff_no: str,
    *,
    proof: Proof,
    image: bytes | None = None,
    reason: str | None = None,
    now: datetime,
) -> str:
    """Sign, or send back, inside a transaction that is open; CannotSign leaves it as it was."""
    revision = _revision(session, rev_id)
    form = store.catalog.get(revision.form_id, revision.form_version)
    person = require_person(session, staff_no)
    earlier = signatures_on(session, rev_id)
    same = next((one for one in earlier if _is_same(one, role, staff_no, reason)), None)
    if same is not None:
        return same.object_id
    check_rules(store, form, revision, earlier, role=role, person=person)
    return _write(session, store, revision, role, person, proof, image, reason, now)


def check_rules(
    store: Store,
    form: Form,
    revision: Revision,
    earlier: tuple[Signature, ...],
    *,
    role: str,
    person: PersonView,
) -> None:
    """CannotSign with the rule that stands against it."""
    signer = next((one for one in form.signers if one.role == role and not one.author), None)
    if signer is None:
        raise CannotSign(f"《{form.title}》没有这一个签字栏。记录没有动过。请在“今日”里打开它再签。")
    if revision.void:
        raise CannotSign("这份记录已经作废，不用再签。记录还在，可以查看。")
    if any(one.role == role and one.verdict == "signed" for one in earlier):
        raise CannotSign(f"{signer.title}已经有人签过。记录和原来的签字都在，不用再签。")
    _check_person(store, signer, revision, person)
    _check_others(form, signer, revision, earlier, person)


def signatures_on(session: Session, rev_id: str) -> tuple[Signature, ...]:
    found = session.scalars(
        select(SealedObject.bytes).where(SealedObject.signs == rev_id, SealedObject.kind == "signature")
    )
    return tuple(sorted(map(read_signature, found), key=lambda one: (one.signed_at, one.object_id)))


def _check_person(store: Store, signer: Signer, revision: Revision, person: PersonView) -> None:
    if signer.held_by and not set(signer.held_by) & set(person.roles):
        raise CannotSign(
            f"{signer.title}要由{role_names(store.catalog, signer.held_by)}来签。"
            f"{person.name}（{person.staff_no}）不在其中。记录没有动过。请他们来签。"
        )
    named = revision.answers.get(signer.field) if signer.field else None
    wanted = named if isinstance(named, list) else [named] if named else []
    if wanted and person.staff_no not in wanted:
        raise CannotSign(
            f"{signer.title}要由表里写的那个人（工号 {'、'.join(map(str, wanted))}）来签。"
            "记录没有动过。请他来签；写错了人，就先更正。"
        )


def _check_others(
    form: Form, signer: Signer, revision: Revision, earlier: tuple[Signature, ...], person: PersonView
) -> None:
    for other in form.signers:
        if other.role not in signer.not_same_as and signer.role not in other.not_same_as:
            continue
        signed_by = (
            {revision.author}
            if other.author
            else {one.person for one in earlier if one.role == other.role and one.verdict == "signed"}
        )
        if person.staff_no in signed_by:
            raise CannotSign(
                f"{signer.title}和{other.title}要是两个人。{person.name}已签了{other.title}。"
                f"记录没有动过。请另一个人来签{signer.title}。"
            )


def _is_same(one: Signature, role: str, person: str, reason: str | None) -> bool:
    return one.role == role and one.person == person and one.reason == reason


def _revision(session: Session, rev_id: str) -> Revision:
    row = session.get(SealedObject, rev_id)
    if row is None or row.kind != "revision":
        raise CannotSign("要签的这一版不在这台电脑上。没有东西改动。请先同步，再来签。")
    return read_revision(row.bytes)


def _write(
    session: Session,
    store: Store,
    revision: Revision,
    role: str,
    person: PersonView,
    proof: Proof,
    image: bytes | None,
    reason: str | None,
    now: datetime,
) -> str:
    installation = read_installation(session)
    if installation is None:
        raise LookupError("not set up")
    image_sha = attachments.put(session, store.keys, image, "image/png", now=now) if image else None
    data = build_signature(
        signs=revision.rev_id,
        role=role,
        person=person.staff_no,
        person_name=person.name,
        signed_at=now,
        facility=installation.facility_id,
        method="drawn" if image and proof.method == "pin" else proof.method,
        image_sha=image_sha,
        verdict="signed" if reason is None else "returned",
        reason=reason,
    )
    signature = read_signature(data)
    seal_added(session, store, signature, data, record_id=revision.record_id, now=now)
    auditing.note(
        session,
        at=now,
        actor=person.staff_no,
        action="record.signed" if reason is None else "record.returned",
        subject=revision.record_id,
        detail={"rev_id": revision.rev_id, "role": role},
    )
    return signature.object_id


def seal_added(
    session: Session, store: Store, added: Signature | Scan, data: bytes, *, record_id: str, now: datetime
) -> None:
    """Keep what was added here to a sealed revision, project it, queue it and put it in the black box."""
    keep_signature(session, added, data, record_id=record_id, origin="local", now=now)
    attachments.mark_sealed(session, added.blobs)
    apply(session, store.catalog, added)
    kind = _kind(added)
    operation = queueing.queue(session, now=now, object_id=added.object_id, kind=kind, record_id=record_id)
    header: dict[str, Json] = {
        "kind": kind,
        "object_id": added.object_id,
        "op_id": operation.op_id,
        "lane": operation.lane,
    }
    queueing.put_in_black_box(session, header, data)
    clock_guard.believe(session, now)


def _kind(added: Signature | Scan) -> str:
    return "scan" if isinstance(added, Scan) else "signature"


def keep_signature(
    session: Session,
    signature: Signature | Scan,
    data: bytes,
    *,
    record_id: str | None,
    origin: str,
    now: datetime,
) -> None:
    """The row of what was added to a revision later: a signature, or a page of its signed paper."""
    session.add(
        SealedObject(
            object_id=signature.object_id,
            kind=_kind(signature),
            record_id=record_id,
            form_id=None,
            form_version=None,
            facility=signature.facility,
            signs=signature.signs,
            bytes=data,
            origin=origin,
            stored_at=now,
        )
    )
    session.flush()
