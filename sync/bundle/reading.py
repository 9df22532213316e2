"""Reads a bundle: what is new is kept, what the county lacks is passed on, what it proved is noted."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.canonical import digest
from forms.identity import new_random_id
from models.installation import Installation
from models.store import Store
from models.tables.anonymous import AnonymousAttachment, AnonymousReport
from models.tables.outbox import OutboxRow
from models.workflow import queueing, receiving
from sync.bundle.contents import BLOBS, LIST, OBJECTS, REPORT_BLOBS, REPORTS, BundleRefused, Contents, Entry
from sync.ledger import DELIVERED
from sync.wire.codec import WireError, decode
from sync.wire.receipt import is_genuine, key_id_of

_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """``passed_on`` objects wait in this computer's outbox now; ``proved`` ones of its own reached the county."""

    new: int
    known: int
    passed_on: int
    proved: int
    refused: int


def import_bundle(store: Store, path: Path) -> Imported:
    """Importing it again changes nothing. BundleRefused, with nothing changed, if the file can't be used."""
    installation = store.require_installation()
    try:
        with zipfile.ZipFile(path) as archive:
            contents = Contents.from_json(decode(archive.read(LIST)))
            if contents.facility_id != installation.facility_id:
                raise BundleRefused("这是另一家医院的包，没有导入。本机的记录没有动过。请核对 U 盘。")
            _check_whole(archive)
            return _import(store, installation, archive, contents)
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error, WireError) as error:
        raise BundleRefused(
            f"{path.name} 读不出来，像是没有拷完整。本机的记录没有动过。请在那台电脑上重新导出一次。"
        ) from error


def _check_whole(archive: zipfile.ZipFile) -> None:
    """Every byte of the file is read before anything is kept."""
    if archive.testzip() is not None:
        raise zipfile.BadZipFile


def _import(
    store: Store, installation: Installation, archive: zipfile.ZipFile, contents: Contents
) -> Imported:
    new = known = passed_on = proved = refused = 0
    keys = {key_id_of(key): key for key in map(bytes.fromhex, installation.county_keys)}
    for some in _slices(contents.entries):
        with store.write() as session:
            received = receiving.receive_in(
                session,
                store,
                [
                    receiving.ReceivedObject(
                        kind=entry.kind,
                        object_id=entry.object_id,
                        data=archive.read(OBJECTS + entry.object_id),
                    )
                    for entry in some
                ],
            )
            new, known = new + received.stored + received.unread, known + received.known
            refused += len(received.refused)
            kept = [entry for entry in some if entry.object_id not in received.refused]
            proved += sum(_note_proof(session, entry, installation, keys) for entry in kept)
            passed_on += sum(_pass_on(session, store, entry) for entry in kept)
    for sha256 in contents.blobs:
        with store.write() as session:
            receiving.receive_blob(session, store, sha256, archive.read(BLOBS + sha256))
    _take_reports(store, archive, contents)
    return Imported(new=new, known=known, passed_on=passed_on, proved=proved, refused=refused)


def _slices(entries: tuple[Entry, ...]) -> Iterator[tuple[Entry, ...]]:
    return (entries[start : start + _AT_ONCE] for start in range(0, len(entries), _AT_ONCE))


def _note_proof(
    session: Session, entry: Entry, installation: Installation, keys: Mapping[str, bytes]
) -> bool:
    """A receipt that came on a stick is as good as one that came by wire, if the county signed it."""
    receipt = entry.receipt
    if receipt is None or receipt.leaf.object_id != entry.object_id:
        return False
    if receipt.leaf.facility_id != installation.facility_id or not is_genuine(receipt, keys):
        return False
    row = session.scalar(select(OutboxRow).where(OutboxRow.object_id == entry.object_id))
    if row is None or row.delivery in DELIVERED:
        return False
    row.delivery, row.last_problem, row.next_try_at = "received", None, None
    row.receipt, row.server_seq = receipt.to_json(), receipt.leaf.server_seq
    return True


def _pass_on(session: Session, store: Store, entry: Entry) -> bool:
    """Into this computer's outbox; the county keeps it once, however many bring it."""
    if entry.receipt is not None:
        return False
    if session.scalar(select(OutboxRow.op_id).where(OutboxRow.object_id == entry.object_id)) is not None:
        return False
    queueing.queue(
        session,
        now=store.clock.now(),
        object_id=entry.object_id,
        kind=entry.kind,
        record_id=entry.record_id,
        lane=entry.lane,
    )
    return True


def _take_reports(store: Store, archive: zipfile.ZipFile, contents: Contents) -> None:
    """They wait here as they waited there, and go in some later pass; the county keeps each once."""
    with store.write() as session:
        here = {digest(row.bytes) for row in session.scalars(select(AnonymousReport))}
        for name in contents.reports:
            sealed = archive.read(REPORTS + name)
            if name not in here and digest(sealed) == name:
                session.add(AnonymousReport(report_id=new_random_id(), bytes=sealed, state="waiting"))
        for sha256 in contents.report_blobs:
            photo = archive.read(REPORT_BLOBS + sha256)
            if digest(photo) == sha256:
                session.merge(AnonymousAttachment(sha256=sha256, mime="image/jpeg", bytes=photo))
