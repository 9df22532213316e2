"""Attachments on their way: up in chunks from where the county stopped, down whole and checked by their name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.store import Store
from models.tables.anonymous import AnonymousAttachment
from models.tables.attachments import Attachment, AttachmentChunk
from models.tables.sealed import PrivatePart
from sync import ledger
from sync.county_client import CountyClient
from sync.ledger import Lacking
from sync.outcomes import Delivered, Failure, Rejected
from sync.wire.limits import CHUNK_BYTES
from sync.wire.problem import ProblemDetail

_STUCK = ProblemDetail(
    kind="blob-stuck",
    title="blob stuck",
    status=422,
    detail="有一个附件送了几次都对不上。附件还在本机，下次再送。",
)
_TRIES = 3  # a whole that was not what its name says is begun anew so often in one pass


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


def find_source(session: Session, lacking: Lacking) -> Source | None:
    """None if the bytes are not on this computer (another one has them, and will send them)."""
    if lacking.owner:
        part = session.get(PrivatePart, lacking.owner)
        return None if part is None or part.ciphertext is None else Whole(content=part.ciphertext)
    attachment = session.get(Attachment, lacking.sha256)
    return None if attachment is None else ChunkRows(sha256=lacking.sha256, size=attachment.size)


def find_anonymous_source(session: Session, sha256: str) -> Source | None:
    row = session.get(AnonymousAttachment, sha256)
    return None if row is None else Whole(content=row.bytes)


def send_lacking(store: Store, client: CountyClient, *, cancelled: Callable[[], bool]) -> Failure | None:
    """Sends what the county asked for, until nothing is left or it can't be reached any more."""
    with store.read() as session:
        wanted = ledger.lacking_blobs(session)
    for lacking in wanted:
        if cancelled():
            return None
        with store.read() as session:
            source = find_source(session, lacking)
        if source is not None:
            failure = send_blob(store, client, lacking.sha256, source, anonymous=False)
            if isinstance(failure, Rejected):
                continue
            if failure is not None:
                return failure
        with store.write() as session:
            ledger.forget_lacking(session, lacking.sha256)
    return None


def send_blob(
    store: Store, client: CountyClient, sha256: str, source: Source, *, anonymous: bool
) -> Failure | None:
    """Resumes at the county's offset; a cut costs at most the chunk that was under way."""
    outcome = client.blob_offset(sha256, anonymous=anonymous)
    restarts = 0
    while isinstance(outcome, Delivered) and not outcome.message.is_complete:
        start = outcome.message.received
        restarts += outcome.message.is_refused
        if restarts > _TRIES or start > source.size:
            return Rejected(problem=_STUCK)
        with store.read() as session:
            chunk = source.read(session, start) if start < source.size else b""
        outcome = client.add_chunk(sha256, chunk, start=start, size=source.size, anonymous=anonymous)
    return None if isinstance(outcome, Delivered) else outcome
