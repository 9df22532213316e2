"""Attachments on their way: up in chunks from where the county stopped, down whole and checked by their name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.store import Store
from models.tables.anonymous import AnonymousAttachment
from models.tables.attachments import Attachment, AttachmentChunk
from models.tables.sealed import PrivatePart
from sync import ledger
from sync.county_client import CountyClient
from sync.outcomes import Delivered, Failure, Rejected
from sync.stages import attaching
from sync.stages.attaching import Lacking
from sync.wire.blob import BlobOffset
from sync.wire.limits import CHUNK_BYTES


class Source(Protocol):
    """Bytes of one attachment, wherever this computer keeps them."""

    @property
    def size(self) -> int: ...

    def read(self, session: Session, start: int) -> bytes:
        """Up to one chunk from there."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkRows:
    sha256: str
    size: int

    def read(self, session: Session, start: int) -> bytes:
        position, within = divmod(start, CHUNK_BYTES)
        query = select(AttachmentChunk.bytes).where(
            AttachmentChunk.sha256 == self.sha256, AttachmentChunk.position == position
        )
        return session.scalars(query).one()[within:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    def read(self, session: Session, start: int) -> bytes:  # noqa: ARG002 - the bytes are in hand
        return self.content[start : start + CHUNK_BYTES]


def find_source(session: Session, sha256: str, owner: str) -> Source | None:
    """None if the bytes are not on this computer (another one has them, and will send them)."""
    if owner:
        part = session.get(PrivatePart, owner)
        return None if part is None or part.ciphertext is None else Whole(content=part.ciphertext)
    attachment = session.get(Attachment, sha256)
    return None if attachment is None else ChunkRows(sha256=sha256, size=attachment.size)


def find_anonymous_source(session: Session, sha256: str) -> Source | None:
    row = session.get(AnonymousAttachment, sha256)
    return None if row is None else Whole(content=row.bytes)


def perform(store: Store, client: CountyClient, effect: attaching.Effect) -> attaching.Event:
    """One transaction or one call."""
    match effect:
        case attaching.ListLacking():
            with store.read() as session:
                found = [(*one, find_source(session, *one)) for one in ledger.lacking_blobs(session)]
            return attaching.Listed(
                blobs=tuple(
                    Lacking(sha256=sha256, owner=owner, size=source.size if source else None)
                    for sha256, owner, source in found
                )
            )
        case attaching.AskOffset(blob=blob):
            return attaching.Answered(outcome=client.blob_offset(blob.sha256, anonymous=False))
        case attaching.SendChunk(blob=blob, start=start):
            with store.read() as session:
                source = find_source(session, blob.sha256, blob.owner)
            if source is None:  # destroyed by a person while it was on its way
                return attaching.Answered(outcome=Rejected(problem=attaching.STUCK))
            return attaching.Answered(outcome=_send_chunk(store, client, blob.sha256, source, start))
        case attaching.Forget(sha256=sha256):
            with store.write() as session:
                ledger.forget_lacking(session, sha256)
            return attaching.Forgotten()
        case never:
            assert_never(never)


def send_anonymous(store: Store, client: CountyClient, sha256: str, source: Source) -> Failure | None:
    """A photo of a report without a person, resumed like any other."""
    outcome = client.blob_offset(sha256, anonymous=True)
    restarts = 0
    while isinstance(outcome, Delivered) and not outcome.message.is_complete:
        restarts += outcome.message.is_refused
        if attaching.is_stuck(outcome.message, restarts, source.size):
            return Rejected(problem=attaching.STUCK)
        outcome = _send_chunk(store, client, sha256, source, outcome.message.received, anonymous=True)
    return None if isinstance(outcome, Delivered) else outcome


def _send_chunk(
    store: Store, client: CountyClient, sha256: str, source: Source, start: int, *, anonymous: bool = False
) -> Delivered[BlobOffset] | Failure:
    with store.read() as session:
        chunk = source.read(session, start)[: client.chunk_bytes] if start < source.size else b""
    return client.add_chunk(sha256, chunk, start=start, size=source.size, anonymous=anonymous)
