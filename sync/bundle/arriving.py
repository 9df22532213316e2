"""What both kinds of bundles bring: attachments, photos of reports, and receipts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.canonical import digest
from models.store import Store
from models.tables.anonymous import AnonymousAttachment
from models.tables.attachments import MissingBlob
from models.tables.outbox import OutboxRow
from models.workflow import receiving
from sync import proving
from sync.ledger import DELIVERED
from sync.proving import Genuine
from sync.wire.frames import Frame
from sync.wire.limits import MAX_BLOB_BYTES
from sync.wire.receipt import Receipt


def take_blob(store: Store, frame: Frame) -> bool:
    """Keeps an attachment that a record here names and that is not here yet; anything else is passed over."""
    sha256 = frame.facts.digest("sha256")
    with store.read() as session:
        if session.get(MissingBlob, sha256) is None:
            return False
    content = frame.body(MAX_BLOB_BYTES)
    with store.write() as session:
        return receiving.receive_blob(session, store, sha256, content)


def take_report_photo(store: Store, frame: Frame) -> None:
    sha256, photo = frame.facts.digest("sha256"), frame.body(MAX_BLOB_BYTES)
    if digest(photo) != sha256:
        return
    with store.write() as session:
        if session.get(AnonymousAttachment, sha256) is None:
            session.add(AnonymousAttachment(sha256=sha256, mime="image/jpeg", bytes=photo))


def note_proof(
    session: Session, object_id: str, receipt: Receipt, facility_id: str, genuine: Genuine
) -> bool:
    """Whether an object that waits here counts as delivered now: the county signed for it on another computer."""
    row = session.scalar(select(OutboxRow).where(OutboxRow.object_id == object_id))
    if row is None or row.delivery in DELIVERED:
        return False
    if not proving.proves(receipt, object_id, facility_id, genuine):
        return False
    row.delivery, row.last_problem, row.next_try_at = "received", None, None
    row.receipt, row.server_seq = receipt.to_json(), receipt.leaf.server_seq
    return True
