"""What stands in the black box and not in the database is put back; doing it twice changes nothing.

Such an entry is there after a crash between the two writes, after lost pages, or after restoring a backup.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.object_reader import RevisionError
from forms.order import Order
from forms.revision import Signature, read_object
from forms.scan import Scan
from models.blackbox import ATTACHMENT, INSTALLATION, BlackBox, Entry
from models.projections.apply import apply
from models.store import Store
from models.tables.attachments import Attachment
from models.tables.outbox import OutboxRow
from models.tables.sealed import SealedObject
from models.workflow import attachments, auditing, drafts, queueing
from models.workflow.revisions import keep_revision, note_serial
from models.workflow.signing import keep_signature

log = logging.getLogger("yian.replay")


def missing(session: Session, blackbox: BlackBox, *, everything: bool = False) -> tuple[Entry, ...]:
    """Entries the database lacks, oldest first. Files are read backwards until one has nothing missing at its start."""
    found: list[Entry] = []
    for entries in blackbox.latest():
        content = tuple(entry for entry in entries if entry.header["kind"] != INSTALLATION)
        absent = _absent(session, content)
        found = [*absent, *found]
        if not everything and content and (not absent or absent[0] is not content[0]):
            break
    return tuple(found)


def replay(store: Store, *, everything: bool = False) -> int:
    """Put back what is missing, in one transaction; how many revisions and signatures that were."""
    with store.read() as session:
        entries = missing(session, store.blackbox, everything=everything)
    if not entries:
        return 0
    with store.write() as session:
        restored = sum(put_back(session, store, entry) for entry in entries)
        if restored:
            now = store.clock.now()
            auditing.note(
                session, at=now, actor=None, action="blackbox.replayed", detail={"objects": restored}
            )
    log.warning("put back %d objects from the black box", restored)
    return restored


def put_back(session: Session, store: Store, entry: Entry) -> bool:
    """One entry, as far as it is not there; False if its object is, or if its bytes are no object."""
    now = store.clock.now()
    if entry.header["kind"] == ATTACHMENT:
        if session.get(Attachment, entry.object_id) is None:
            key_id = entry.header["key_id"]
            attachments.keep(
                session,
                entry.parts[0],
                str(entry.header["mime"]),
                key_id=key_id if isinstance(key_id, str) else None,
                now=now,
            )
        return False
    known = session.get(SealedObject, entry.object_id)
    if known is not None:
        if known.origin == "local":
            queue_once(session, entry, known.record_id, now)
        return False
    try:
        sealed = read_object(entry.parts[0])
    except RevisionError as error:
        log.error("black box entry %s cannot be read: %s", entry.object_id, error)
        return False
    if isinstance(sealed, Order):
        return False  # an order comes from the county, never out of the black box
    if isinstance(sealed, Signature | Scan):
        signed = session.get(SealedObject, sealed.signs)
        record_id = signed.record_id if signed else None
        keep_signature(session, sealed, entry.parts[0], record_id=record_id, origin="local", now=now)
        attachments.mark_sealed(session, sealed.blobs)
    else:
        record_id = sealed.record_id
        ciphertext = entry.parts[1] if len(entry.parts) > 1 else None
        keep_revision(session, sealed, entry.parts[0], ciphertext, origin="local", now=now)
        attachments.mark_sealed(session, sealed.blobs)
        note_serial(session, sealed.serial)
        draft_id = entry.header.get("draft_id")
        if isinstance(draft_id, str):
            drafts.remove(session, draft_id)
    apply(session, store.catalog, sealed)
    queue_once(session, entry, record_id, now)
    return True


def queue_once(session: Session, entry: Entry, record_id: str | None, now: datetime) -> None:
    """The operation of an entry, under the id it had, unless it is in the outbox."""
    if session.scalar(select(OutboxRow.op_id).where(OutboxRow.object_id == entry.object_id)) is None:
        queueing.queue(
            session,
            now=now,
            object_id=entry.object_id,
            kind=str(entry.header["kind"]),
            record_id=record_id,
            lane=str(entry.header["lane"]),
            op_id=str(entry.header["op_id"]),
        )


def _absent(session: Session, entries: Iterable[Entry]) -> list[Entry]:
    """Objects that are not kept or, sealed here, not in the outbox; with the attachments that are not kept."""
    wanted = tuple(entries)
    ids = [entry.object_id for entry in wanted]
    known: set[str] = set()
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        queued = set(session.scalars(select(OutboxRow.object_id).where(OutboxRow.object_id.in_(part))))
        kept = select(SealedObject.object_id, SealedObject.origin).where(SealedObject.object_id.in_(part))
        known |= {
            object_id
            for object_id, origin in session.execute(kept)
            if origin == "pull" or object_id in queued
        }
        known |= set(session.scalars(select(Attachment.sha256).where(Attachment.sha256.in_(part))))
    return [entry for entry in wanted if entry.object_id not in known]
