"""What the county keeps in chunks, given out by parts: the range that was asked for, and its bytes."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from server.tables.blobs import BlobChunk
from server.tables.updates import UpdateChunk
from sync.wire.limits import CHUNK_BYTES

_RANGE = re.compile(r"bytes=(\d{1,9})-(\d{1,9})")


def asked(header: str) -> tuple[int, int] | None:
    """The first byte and the one after the last of ``bytes=FIRST-LAST``; None without a range that can be read."""
    found = _RANGE.fullmatch(header)
    return (int(found[1]), int(found[2]) + 1) if found else None


def read_part(
    session: Session,
    chunk: type[BlobChunk | UpdateChunk],
    *whose: ColumnElement[bool],
    first: int,
    end: int,
) -> bytes:
    """The bytes that are here from ``first`` up to before ``end``, in order; ``whose`` picks the chunks of one file."""
    near = (chunk.start > first - CHUNK_BYTES, chunk.start < end)
    rows = session.execute(select(chunk.start, chunk.content).where(*whose, *near).order_by(chunk.start))
    return b"".join(content[max(0, first - start) : end - start] for start, content in rows)
