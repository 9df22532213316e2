"""What comes from the county or a sibling computer: checked, kept once, projected. The order of arrival decides nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.canonical import digest
from forms.object_reader import RevisionError
from forms.order import Order
from forms.revision import Revision, Signature, read_object
from forms.scan import Scan
from models.faults import Refusal
from models.installation import read_installation
from models.keys import key_id_in
from models.projections.apply import apply
from models.store import Store
from models.tables.attachments import Attachment, MissingBlob
from models.tables.outbox import Relay, Unread
from models.tables.sealed import PrivatePart, SealedObject
from models.workflow import attachments, pin_keeping
from models.workflow.revisions import keep_private_part, keep_revision, note_serial
from models.workflow.signing import keep_signature

WANTED_BLOB = "wanted_blob:"
"""Settings that name bytes which a pass is to fetch, with their size (0: not known)."""
SEALED_KINDS = ("revision", "signature", "scan", "order")
OPAQUE_KINDS = ("credential", "key_grant", "quarantine")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedObject:
    kind: str
    object_id: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a page of objects. Nothing is skipped: what cannot be read is kept raw."""

    stored: int
    known: int  # were here already
    unread: int  # kept raw until a newer program reads them
    refused: tuple[str, ...]  # bytes that are not what their name says, or another hospital's
    record_ids: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedBlob:
    """Bytes that a record here names and that have not arrived."""

    sha256: str
    size: int  # bytes


def receive(store: Store, objects: Iterable[ReceivedObject]) -> Received:
    """Keep a page of objects in one transaction; receiving it again changes nothing."""
    with store.write() as session:
        return receive_in(session, store, objects)


def receive_in(session: Session, store: Store, objects: Iterable[ReceivedObject]) -> Received:
    """The same in the caller's transaction, so that the cursor moves together with what it covers."""
    installation = read_installation(session)
    facility = installation.facility_id if installation else None
    counts = {"stored": 0, "known": 0, "unread": 0}
    refused: list[str] = []
    records: set[str] = set()
    for item in objects:
        if digest(item.data) != item.object_id:
            refused.append(item.object_id)
            continue
        outcome, record_id = _receive_one(session, store, item, facility)
        if outcome == "refused":
            refused.append(item.object_id)
        else:
            counts[outcome] += 1
        if record_id is not None:
            records.add(record_id)
    return Received(**counts, refused=tuple(refused), record_ids=frozenset(records))


def reread_unread(store: Store) -> int:
    """After an upgrade: objects that were kept raw are read again; how many could be."""
    with store.write() as session:
        rows = session.scalars(select(Unread)).all()
        done = 0
        for row in rows:
            item = ReceivedObject(kind=row.kind, object_id=row.object_id, data=row.bytes)
            session.delete(row)
            session.flush()
            done += receive_in(session, store, [item]).stored
        return done


def wanted_blobs(session: Session, *, limit: int = 200) -> tuple[WantedBlob, ...]:
    """Attachments and private parts of pulled records that are named here and not kept here."""
    rows = session.scalars(select(MissingBlob).order_by(MissingBlob.sha256).limit(limit))
    return tuple(WantedBlob(sha256=row.sha256, size=row.size) for row in rows)


def receive_blob(session: Session, store: Store, sha256: str, data: bytes) -> bool:
    """Keep bytes that a record here names; False if they are not what their name says or nobody asked for them."""
    wanted = session.get(MissingBlob, sha256)
    if wanted is None or digest(data) != sha256:
        return False
    if wanted.private_part:
        keep_private_part(session, wanted.object_id, data)
    else:
        key_id = key_id_in(data) if wanted.identifying else None
        attachments.keep(session, data, wanted.mime, key_id=key_id, now=store.clock.now())
        attachments.mark_sealed(session, [sha256])
    session.delete(wanted)
    session.flush()
    return True


def note_missing(session: Session, sealed: Revision | Signature | Scan) -> tuple[MissingBlob, ...]:
    """Note the bytes that a record names and that are not here; what is here is kept for ever from now on."""
    named: dict[str, MissingBlob] = {}

    def name(
        sha256: str, *, size: int = 0, mime: str = "image/png", identifying: bool, private_part: bool
    ) -> None:
        named[sha256] = MissingBlob(
            sha256=sha256,
            object_id=sealed.rev_id if isinstance(sealed, Revision) else sealed.object_id,
            size=size,
            mime=mime,
            identifying=identifying,
            private_part=private_part,
        )

    for sha256 in sealed.blobs:
        name(sha256, identifying=False, private_part=False)
    if isinstance(sealed, Scan) and sealed.file is not None:
        file = sealed.file
        name(
            file.sha256,
            size=file.size,
            mime=file.mime,
            identifying=file.identifying,
            private_part=False,
        )
    if isinstance(sealed, Revision):
        for entry in sealed.attachments:
            name(
                entry.sha256,
                size=entry.size,
                mime=entry.mime,
                identifying=entry.identifying,
                private_part=False,
            )
        if sealed.private is not None:
            size = int(str(sealed.private["size"]))
            name(str(sealed.private["sha256"]), size=size, identifying=True, private_part=True)
    missing = tuple(
        row
        for sha256, row in named.items()
        if (session.get(PrivatePart, row.object_id) if row.private_part else session.get(Attachment, sha256))
        is None
    )
    for row in missing:
        session.merge(row)
    attachments.mark_sealed(session, sealed.blobs)
    session.flush()
    return missing


def _receive_one(
    session: Session, store: Store, item: ReceivedObject, facility: str | None
) -> tuple[str, str | None]:
    """One of stored, known, unread, refused; and the record that it touches."""
    now = store.clock.now()
    if item.kind in OPAQUE_KINDS:
        return _receive_opaque(session, store, item, facility, now), None
    if session.get(SealedObject, item.object_id) is not None:
        return "known", None
    if item.kind not in SEALED_KINDS:
        return _keep_unread(session, item, "unknown kind", now), None
    try:
        sealed = read_object(item.data)
    except RevisionError as error:
        return _keep_unread(session, item, str(error), now), None
    if sealed.facility != facility:
        return "refused", None
    record_id = _keep(session, sealed, item.data, now)
    apply(session, store.catalog, sealed)
    return "stored", record_id


def _keep(
    session: Session, sealed: Revision | Signature | Scan | Order, data: bytes, now: datetime
) -> str | None:
    match sealed:
        case Revision():
            keep_revision(session, sealed, data, None, origin="pull", now=now)
            note_missing(session, sealed)
            note_serial(session, sealed.serial)
            return sealed.record_id
        case Signature() | Scan():
            signed = session.get(SealedObject, sealed.signs)
            record_id = signed.record_id if signed else None
            keep_signature(session, sealed, data, record_id=record_id, origin="pull", now=now)
            note_missing(session, sealed)
            return record_id
        case Order():
            session.add(
                SealedObject(
                    object_id=sealed.object_id,
                    kind="order",
                    record_id=None,
                    form_id=None,
                    form_version=None,
                    facility=sealed.facility,
                    signs=None,
                    bytes=data,
                    origin="pull",
                    stored_at=now,
                )
            )
            session.flush()
            return None


def _receive_opaque(
    session: Session, store: Store, item: ReceivedObject, facility: str | None, now: datetime
) -> str:
    if session.get(Relay, item.object_id) is not None:
        return "known"
    content = _opaque_content(item.data)
    if content is None:
        return _keep_unread(session, item, "not readable", now)
    if content.get("facility") != facility:
        return "refused"
    session.add(
        Relay(object_id=item.object_id, kind=item.kind, bytes=item.data, origin="pull", stored_at=now)
    )
    session.flush()
    if item.kind == "key_grant":
        if store.keys.accept_grant(content):
            take_what_waits(session, store, now)
    elif item.kind == "credential":
        _take_credential(session, store, content, now)
    return "stored"


def take_what_waits(session: Session, store: Store, now: datetime) -> None:
    """Former keys and credentials that came before the key that opens them did."""
    grants = [
        content
        for data in session.scalars(select(Relay.bytes).where(Relay.kind == "key_grant"))
        if (content := _opaque_content(data)) is not None and "former" in content
    ]
    while any(store.keys.accept_grant(grant) for grant in grants):  # a former key may open one before it
        pass
    for data in session.scalars(select(Relay.bytes).where(Relay.kind == "credential")).all():
        content = _opaque_content(data)
        if content is not None:
            _take_credential(session, store, content, now)


def _take_credential(session: Session, store: Store, content: Mapping[str, str], now: datetime) -> None:
    try:
        pin_keeping.take(session, store.keys, content, now=now)
    except Refusal:
        return  # it waits in the relay until a grant brings its key


def _opaque_content(data: bytes) -> dict[str, str] | None:
    try:
        content = json.loads(data)
    except ValueError:
        return None
    if not isinstance(content, dict):
        return None
    return {str(name): str(value) for name, value in content.items()}


def _keep_unread(session: Session, item: ReceivedObject, problem: str, now: datetime) -> str:
    if session.get(Unread, item.object_id) is not None:
        return "known"
    session.add(
        Unread(
            object_id=item.object_id, kind=item.kind, bytes=item.data, problem=problem[:200], stored_at=now
        )
    )
    session.flush()
    return "unread"
