"""Attachments by their digest, in chunks, resumed where they stopped; only such as a kept object names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Header, Response
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from server import chunks
from server.bodies import Body
from server.county import Reading, Writing
from server.database import insert_once
from server.problems import RequestRefusedError
from server.tables.blobs import Blob, BlobChunk
from server.tables.contents import ManifestRow
from server.tokens import AnyCaller
from sync.wire.digest import content_digest, is_sha256
from sync.wire.limits import CHUNK_BYTES, MAX_BLOB_BYTES

router = APIRouter()


def find_missing_blobs(session: Session, facility_id: str, wanted: Iterable[str]) -> tuple[str, ...]:
    """Those of the wanted attachments that are not completely here."""
    names = sorted(set(wanted))
    complete = select(Blob.sha256).where(
        Blob.facility_id == facility_id, Blob.sha256.in_(names), Blob.is_complete
    )
    here = set(session.execute(complete).scalars()) if names else set()
    return tuple(name for name in names if name not in here)


@router.head("/v1/blobs/{sha256}")
def get_offset(sha256: str, caller: AnyCaller, session: Reading) -> Response:
    _check_named(session, caller.facility_id, sha256)
    blob = session.get(Blob, (caller.facility_id, sha256))
    return Response(status_code=204, headers=_offset_headers(blob))


@router.patch("/v1/blobs/{sha256}")
def add_chunk(
    sha256: str,
    caller: AnyCaller,
    session: Writing,
    body: Body,
    upload_offset: Annotated[int, Header()],
    upload_length: Annotated[int, Header()],
    given_digest: Annotated[str, Header(alias="Content-Digest")],
) -> Response:
    """204 with the new offset; 409 with the right one; 422 if the chunk or the whole is not what it should be."""
    _check_named(session, caller.facility_id, sha256)
    if not 0 <= upload_length <= MAX_BLOB_BYTES or len(body) > CHUNK_BYTES:
        raise RequestRefusedError(413, "too-large", "这个附件太大，县里收不下。附件还在本机。")
    if given_digest != content_digest(body):
        raise RequestRefusedError(422, "digest-mismatch", "这一段附件在路上坏了，程序会再送一次。")
    blob = _lock(session, caller.facility_id, sha256, upload_length)
    is_end = blob.received + len(body) == blob.size
    if blob.is_complete or upload_offset != blob.received or upload_length != blob.size:
        raise RequestRefusedError(
            409, "wrong-offset", "附件从别处接着送，程序会自己接上。", headers=_offset_headers(blob)
        )
    if blob.received + len(body) > blob.size or (not body and not is_end):
        raise RequestRefusedError(422, "wrong-length", "这一段附件的长度不对，程序会再送一次。")
    if body:
        session.execute(
            insert(BlobChunk).values(
                facility_id=caller.facility_id, sha256=sha256, start=upload_offset, content=body
            )
        )
    received = blob.received + len(body)
    if is_end and hashlib.sha256(read_blob(session, caller.facility_id, sha256)).hexdigest() != sha256:
        return _drop(session, caller.facility_id, sha256)
    session.execute(
        update(Blob)
        .where(Blob.facility_id == caller.facility_id, Blob.sha256 == sha256)
        .values(received=received, is_complete=is_end)
    )
    session.refresh(blob)
    return Response(status_code=204, headers=_offset_headers(blob))


@router.get("/v1/blobs/{sha256}")
def get_blob(
    sha256: str, caller: AnyCaller, session: Reading, part: Annotated[str, Header(alias="Range")] = ""
) -> Response:
    """The attachment, or a part of it (``bytes=FIRST-LAST``), for the other computers of the same hospital."""
    _check_named(session, caller.facility_id, sha256)
    blob = session.get(Blob, (caller.facility_id, sha256))
    if blob is None or not blob.is_complete:
        raise RequestRefusedError(404, "blob-unknown", "县里还没有收全这个附件。")
    headers = {"Cache-Control": "private, immutable"}
    first, end, status = 0, blob.size, 200
    if blob.size and (wanted := chunks.asked(part)):
        first, end, status = wanted[0], min(wanted[1], blob.size), 206
        if first >= end:
            raise RequestRefusedError(416, "wrong-range", "附件没有这么长，程序会从头取。")
        headers["Content-Range"] = f"bytes {first}-{end - 1}/{blob.size}"
    content = _read_part(session, caller.facility_id, sha256, first, end)
    headers["Content-Digest"] = content_digest(content)
    return Response(content, status_code=status, media_type="application/octet-stream", headers=headers)


def is_lacking(session: Session, facility_id: str, sha256: str) -> bool:
    """Whether an object of the hospital names it and it is not completely here."""
    return _is_named(session, facility_id, sha256) and bool(
        find_missing_blobs(session, facility_id, [sha256])
    )


def keep_whole(session: Session, facility_id: str, sha256: str, content: bytes) -> bool:
    """An attachment that came in one piece; False, with nothing kept, if nobody lacks it or it is another."""
    if hashlib.sha256(content).hexdigest() != sha256 or not is_lacking(session, facility_id, sha256):
        return False
    blob = _lock(session, facility_id, sha256, len(content))
    session.execute(delete(BlobChunk).where(BlobChunk.facility_id == facility_id, BlobChunk.sha256 == sha256))
    for start in range(0, len(content), CHUNK_BYTES):
        part = content[start : start + CHUNK_BYTES]
        session.execute(
            insert(BlobChunk).values(facility_id=facility_id, sha256=sha256, start=start, content=part)
        )
    blob.size = blob.received = len(content)
    blob.is_complete = True
    return True


def read_blob(session: Session, facility_id: str, sha256: str) -> bytes:
    """The bytes that are here, in order."""
    return _read_part(session, facility_id, sha256, 0, MAX_BLOB_BYTES)


def _read_part(session: Session, facility_id: str, sha256: str, first: int, end: int) -> bytes:
    whose = (BlobChunk.facility_id == facility_id, BlobChunk.sha256 == sha256)
    return chunks.read_part(session, BlobChunk, *whose, first=first, end=end)


def _check_named(session: Session, facility_id: str, sha256: str) -> None:
    """404 for what no object of this hospital names: it can't learn what others have."""
    if not _is_named(session, facility_id, sha256):
        raise RequestRefusedError(404, "blob-unknown", "没有记录提到这个附件。")


def _is_named(session: Session, facility_id: str, sha256: str) -> bool:
    named = select(ManifestRow.sha256).where(
        ManifestRow.facility_id == facility_id, ManifestRow.sha256 == sha256
    )
    return is_sha256(sha256) and session.execute(named.limit(1)).first() is not None


def _lock(session: Session, facility_id: str, sha256: str, size: int) -> Blob:
    """The row of this attachment, made if needed; two senders of one attachment take turns."""
    from_database = (
        select(Blob).where(Blob.facility_id == facility_id, Blob.sha256 == sha256).with_for_update()
    )
    new = {"facility_id": facility_id, "sha256": sha256, "size": size, "received": 0, "is_complete": False}
    session.execute(insert_once(session, Blob).values(new))
    blob = session.execute(from_database).scalar_one()
    if blob.received == 0 and not blob.is_complete:
        blob.size = size
    return blob


def _drop(session: Session, facility_id: str, sha256: str) -> Response:
    """The whole is not what its name says: nothing of it stays, the next try begins anew."""
    for table in (BlobChunk, Blob):
        session.execute(delete(table).where(table.facility_id == facility_id, table.sha256 == sha256))
    return Response(status_code=422, headers={"Upload-Offset": "0"})


def _offset_headers(blob: Blob | None) -> dict[str, str]:
    if blob is None:
        return {"Upload-Offset": "0", "Upload-Complete": "?0"}
    return {
        "Upload-Offset": str(blob.received),
        "Upload-Length": str(blob.size),
        "Upload-Complete": "?1" if blob.is_complete else "?0",
    }
