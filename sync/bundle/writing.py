"""Writes a bundle: for the county, for a sibling computer, or for one that has a connection."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.canonical import digest
from forms.clock import to_text
from forms.identity import new_random_id
from forms.object_reader import RevisionError
from forms.order import Order
from forms.revision import Revision, read_object
from models.files import flush_folder
from models.installation import Installation, setting
from models.store import Store
from models.tables.anonymous import AnonymousAttachment, AnonymousReport
from models.tables.attachments import Attachment
from models.tables.outbox import OutboxRow, Relay
from models.tables.sealed import PrivatePart, SealedObject
from models.workflow import anonymous
from models.workflow.attachments import stored_chunks
from sync import bookmarks, ledger, packs
from sync.bundle.contents import BundleRefused, Ticker, Told
from sync.bundle.packing import write_forms
from sync.ledger import DELIVERED
from sync.wire.bundle import About, ObjectHead, Part
from sync.wire.codec import decode, encode
from sync.wire.frames import FrameWriter
from sync.wire.parcel import Header, ParcelKind, ParcelWriter, Wrap, new_key, wrap_for
from sync.wire.receipt import Receipt

BOUND = "bundle"  # what the hospital's wrap of a bundle's key is bound to
MINE = "stick_mine"  # setting: this computer lost objects of its own, which the next reply is to bring
_STOPPED = "停下了，没有写成。本机的记录没有动过。要送时再导出一次。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """``waiting`` of the objects are not yet proved by the county; they stay in this computer's outbox."""

    objects: int
    waiting: int
    attachments: int
    for_county: bool  # the county can read it, too


def export_bundle(
    store: Store, path: Path, *, for_hospital: bool = False, told: Told | None = None
) -> Exported:
    """What the county still lacks; with ``for_hospital`` all that this computer has, for a sibling.

    The file is there whole or not at all; BundleRefused with a sentence if the stick can't be written.
    """
    installation = store.require_installation()
    temporary = path.with_name(path.name + ".part")
    try:
        with temporary.open("wb") as file:
            key = new_key()
            parcel = ParcelWriter(file, _header(store, installation, key), key, store.keys.device.sign)
            exported = _Export(store, FrameWriter(parcel), told or Told()).write(
                installation, for_hospital=for_hospital
            )
            parcel.finish()
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise BundleRefused(
            f"没写成 {path.name}：U 盘写不进去，或者满了。本机的记录没有动过。换一个 U 盘或腾出地方再来。"
        ) from error
    except BundleRefused:
        temporary.unlink(missing_ok=True)
        raise
    return exported


def _header(store: Store, installation: Installation, key: bytes) -> Header:
    """Readable with the hospital key, at the county, and on the hospital's other computers as far as known."""
    wraps: list[Wrap] = []
    if store.keys.has_hospital_key:
        wrapped = store.keys.encrypt(key, BOUND)
        wraps.append(Wrap(scheme="hospital", reader=store.keys.current_key_id, wrapped=wrapped))
    with store.read() as session:
        devices = bookmarks.read_devices(session)
    readers = {one.wrapping_key for one in devices if not one.is_revoked and len(one.wrapping_key) == 32}
    if installation.county_exchange:
        readers.add(bytes.fromhex(installation.county_exchange))
    wraps += [wrap_for(reader, key) for reader in sorted(readers)]
    if not wraps:
        raise BundleRefused(
            "这台电脑还没有医院密钥，也没有加入县里，写出来谁也打不开。记录都在本机。请管理员先批准这台电脑。"
        )
    return Header(
        kind=ParcelKind.HOSPITAL,
        facility_id=installation.facility_id,
        device_id=installation.device_id,
        sender_key=store.keys.device.public,
        wraps=tuple(wraps),
    )


class _Export:
    """Short sessions only: nobody who fills a form waits for a slow stick."""

    def __init__(self, store: Store, frames: FrameWriter, told: Told) -> None:
        self._store = store
        self._frames = frames
        self._ticker = Ticker(told=told, total=0, stopped=_STOPPED)

    def write(self, installation: Installation, *, for_hospital: bool) -> Exported:
        with self._store.read() as session:
            about = self._about(session)
            entries = _entries(session, everything=for_hospital)
            blobs = dict(ledger.lacking_blobs(session))  # name → the revision whose private part it is
        self._frames.put(Part.ABOUT, about.to_json())
        if for_hospital:
            with self._store.read() as session:
                write_forms(session, self._frames)
        for entry in entries:
            with self._store.read() as session:
                sealed = _bytes_of(session, entry.object_id)
            self._frames.put(Part.OBJECT, entry.to_json(), sealed)
            self._ticker.add(0)
            blobs.update(_named_in(sealed))
        written = self._write_blobs(blobs) + self._write_reports()
        self._frames.end()
        return Exported(
            objects=len(entries),
            waiting=sum(entry.receipt is None for entry in entries),
            attachments=written,
            for_county=bool(installation.county_exchange and installation.device_id),
        )

    def _about(self, session: Session) -> About:
        marks = bookmarks.read_bookmarks(session)
        return About(
            made_at=to_text(self._store.clock.now()),
            incarnation=new_random_id(),
            epoch=marks.epoch,
            cursor=marks.cursor,
            mine=bool(setting(session, MINE)),
            last_receipt=bookmarks.last_receipt(session, marks.epoch),
            reports_here=tuple(sorted(digest(row.bytes) for row in session.scalars(select(AnonymousReport)))),
            forms=packs.known_number(session),
        )

    def _write_blobs(self, blobs: dict[str, str]) -> int:
        """Attachments and private parts, as far as they are here."""
        with self._store.read() as session:
            sizes = {sha256: _size_of(session, sha256, owner) for sha256, owner in blobs.items()}
        here = {sha256: size for sha256, size in sorted(sizes.items()) if size is not None}
        self._ticker.total = sum(here.values())
        for sha256, size in here.items():
            with self._store.read() as session:
                parts = _blob_parts(session, sha256, blobs[sha256])
                self._frames.put_parts(Part.BLOB, {"sha256": sha256}, size, self._counted(parts))
        return len(here)

    def _counted(self, parts: Iterable[bytes]) -> Iterable[bytes]:
        for part in parts:
            self._ticker.add(len(part))
            yield part

    def _write_reports(self) -> int:
        """Anonymous reports that wait, in an order that tells nothing, with their photos; how many photos."""
        with self._store.read() as session:
            reports = {digest(row.bytes): row.bytes for row in anonymous.waiting(session)}
            photos = session.scalars(select(AnonymousAttachment).order_by(AnonymousAttachment.sha256)).all()
        for name in sorted(reports):
            self._frames.put(Part.REPORT, {"sha256": name}, reports[name])
        named = [one for one in photos if any(one.sha256.encode() in report for report in reports.values())]
        for photo in named:
            self._frames.put(Part.REPORT_BLOB, {"sha256": photo.sha256}, photo.bytes)
        return len(named)


def _entries(session: Session, *, everything: bool) -> tuple[ObjectHead, ...]:
    """Own objects in the order of the outbox; then, for a sibling, those that came from elsewhere."""
    rows = session.scalars(select(OutboxRow).order_by(OutboxRow.lane, OutboxRow.op_seq))
    own = [_own_entry(row) for row in rows if everything or row.delivery not in DELIVERED]
    if not everything:
        return tuple(own)
    known = {entry.object_id for entry in own}
    others = [
        ObjectHead(
            kind=kind,
            object_id=object_id,
            record_id=None,
            lane="normal",
            op_id=None,
            op_seq=0,
            receipt=None,
        )
        for table in (SealedObject, Relay)
        for object_id, kind in session.execute(
            select(table.object_id, table.kind).where(table.origin == "pull").order_by(table.object_id)
        )
        if object_id not in known
    ]
    return (*own, *others)


def _own_entry(row: OutboxRow) -> ObjectHead:
    receipt = Receipt.from_json(decode(encode(row.receipt))) if row.delivery in DELIVERED else None
    return ObjectHead(
        kind=row.kind,
        object_id=row.object_id,
        record_id=row.record_id,
        lane=row.lane,
        op_id=row.op_id,
        op_seq=row.op_seq,
        receipt=receipt,
    )


def _bytes_of(session: Session, object_id: str) -> bytes:
    sealed = session.get(SealedObject, object_id)
    return sealed.bytes if sealed is not None else session.get_one(Relay, object_id).bytes


def _named_in(sealed: bytes) -> dict[str, str]:
    """The attachments and the private part that one object names."""
    try:
        content = read_object(sealed)
    except RevisionError:
        return {}
    if isinstance(content, Order):
        return {}
    named = dict.fromkeys(content.blobs, "")
    if isinstance(content, Revision) and content.private is not None:
        named[str(content.private["sha256"])] = content.rev_id
    return named


def _size_of(session: Session, sha256: str, owner: str) -> int | None:
    """None if the bytes are not on this computer."""
    if owner:
        part = session.get(PrivatePart, owner)
        return None if part is None or part.ciphertext is None else len(part.ciphertext)
    attachment = session.get(Attachment, sha256)
    return None if attachment is None else attachment.size


def _blob_parts(session: Session, sha256: str, owner: str) -> Iterable[bytes]:
    if not owner:
        return stored_chunks(session, sha256)
    return (session.get_one(PrivatePart, owner).ciphertext or b"",)
