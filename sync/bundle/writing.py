"""Writes a bundle: to a sibling computer, or to one that has a connection."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.canonical import digest
from forms.object_reader import RevisionError
from forms.order import Order
from forms.revision import Revision, read_object
from models.files import flush_folder
from models.store import Store
from models.tables.anonymous import AnonymousAttachment
from models.tables.attachments import Attachment
from models.tables.outbox import OutboxRow, Relay
from models.tables.sealed import PrivatePart, SealedObject
from models.workflow import anonymous
from models.workflow.attachments import stored_chunks
from sync.bundle.contents import BLOBS, LIST, OBJECTS, REPORT_BLOBS, REPORTS, BundleRefused, Contents, Entry
from sync.ledger import DELIVERED
from sync.wire.codec import decode, encode
from sync.wire.receipt import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """``waiting`` of the objects are not yet proved by the county; they stay in this computer's outbox."""

    objects: int
    waiting: int
    attachments: int


def export_bundle(store: Store, path: Path, *, for_hospital: bool = False) -> Exported:
    """What the county still lacks; with ``for_hospital`` all that this computer has, for a sibling.

    The file is there whole or not at all; BundleRefused with a sentence if the stick can't be written.
    """
    installation = store.require_installation()
    temporary = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            with store.read() as session:
                entries = _entries(session, everything=for_hospital)
            blobs: set[str] = set()
            for entry in entries:
                with store.read() as session:  # short ones: nobody who fills a form waits for a slow stick
                    sealed = _bytes_of(session, entry.object_id)
                    archive.writestr(OBJECTS + entry.object_id, sealed)
                    blobs |= _write_blobs(session, archive, sealed, blobs)
            with store.read() as session:
                reports, report_blobs = _write_reports(session, archive)
            contents = Contents(
                facility_id=installation.facility_id,
                entries=entries,
                blobs=tuple(sorted(blobs)),
                reports=reports,
                report_blobs=report_blobs,
            )
            archive.writestr(LIST, encode(contents.to_json()))
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise BundleRefused(
            f"没写成 {path.name}：U 盘写不进去，或者满了。本机的记录没有动过。换一个 U 盘或腾出地方再来。"
        ) from error
    waiting = sum(entry.receipt is None for entry in entries)
    return Exported(objects=len(entries), waiting=waiting, attachments=len(blobs) + len(report_blobs))


def _entries(session: Session, *, everything: bool) -> tuple[Entry, ...]:
    """Own objects in the order of the outbox; then, for a sibling, those that came from elsewhere."""
    rows = session.scalars(select(OutboxRow).order_by(OutboxRow.lane, OutboxRow.op_seq))
    own = [_own_entry(row) for row in rows if everything or row.delivery not in DELIVERED]
    if not everything:
        return tuple(own)
    known = {entry.object_id for entry in own}
    others = [
        Entry(kind=kind, object_id=object_id, record_id=None, lane="normal", receipt=None)
        for table in (SealedObject, Relay)
        for object_id, kind in session.execute(
            select(table.object_id, table.kind).where(table.origin == "pull").order_by(table.object_id)
        )
        if object_id not in known
    ]
    return (*own, *others)


def _own_entry(row: OutboxRow) -> Entry:
    receipt = Receipt.from_json(decode(encode(row.receipt))) if row.delivery in DELIVERED else None
    return Entry(
        kind=row.kind, object_id=row.object_id, record_id=row.record_id, lane=row.lane, receipt=receipt
    )


def _bytes_of(session: Session, object_id: str) -> bytes:
    sealed = session.get(SealedObject, object_id)
    return sealed.bytes if sealed is not None else session.get_one(Relay, object_id).bytes


def _write_blobs(
    session: Session, archive: zipfile.ZipFile, sealed: bytes, written: Iterable[str]
) -> set[str]:
    """The attachments and the private part of one object, as far as they are here."""
    try:
        content = read_object(sealed)
    except RevisionError:
        return set()
    if isinstance(content, Order):
        return set()
    added: set[str] = set()
    for sha256 in set(content.blobs) - set(written):
        if session.get(Attachment, sha256) is not None:
            with archive.open(BLOBS + sha256, "w") as out:
                for chunk in stored_chunks(session, sha256):
                    out.write(chunk)
            added.add(sha256)
    if isinstance(content, Revision) and content.private is not None:
        part = session.get(PrivatePart, content.rev_id)
        if part is not None and part.ciphertext is not None:
            sha256 = str(content.private["sha256"])
            archive.writestr(BLOBS + sha256, part.ciphertext)
            added.add(sha256)
    return added


def _write_reports(session: Session, archive: zipfile.ZipFile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Anonymous reports that wait, in an order that tells nothing, with their photos."""
    reports = {digest(row.bytes): row.bytes for row in anonymous.waiting(session)}
    for name in sorted(reports):
        archive.writestr(REPORTS + name, reports[name])
    photos = session.scalars(select(AnonymousAttachment).order_by(AnonymousAttachment.sha256)).all()
    named = [photo for photo in photos if any(photo.sha256.encode() in report for report in reports.values())]
    for photo in named:
        archive.writestr(REPORT_BLOBS + photo.sha256, photo.bytes)
    return tuple(sorted(reports)), tuple(photo.sha256 for photo in named)
