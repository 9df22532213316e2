"""Photos, scans and drawn signatures: checked, kept as they came, in rows of 256 KiB.

The digest that names an attachment is that of the stored bytes. An identifying one is stored as ciphertext.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from forms.canonical import digest
from models.faults import Refusal
from models.keys import Keys, key_id_in
from models.store import Store
from models.tables.attachments import CHUNK, Attachment, AttachmentChunk
from models.workflow import queueing

LARGEST = 100 * 1024 * 1024  # bytes
_BOUND = "attachment"
_FORMATS = {"image/jpeg": {"JPEG", "MPO"}, "image/png": {"PNG"}, "image/webp": {"WEBP"}, "image/bmp": {"BMP"}}
_PDF = b"%PDF-"


class AttachmentError(Refusal):
    """The file cannot be attached; the sentence says why."""


def add(store: Store, content: bytes | Path, mime: str, *, identifying: bool = False) -> str:
    """Keep a file durably and give the name under which answers mention it; AttachmentError with a sentence.

    The same file added twice is one attachment, except an identifying one: each ciphertext is new.
    """
    data = read_file(content)
    check(data, mime)
    return add_checked(store, data, mime, identifying=identifying)


def add_checked(store: Store, data: bytes, mime: str, *, identifying: bool = False) -> str:
    """Keep bytes that were read and checked before, for who does that in a thread of its own."""
    with store.write() as session:
        return put(session, store.keys, data, mime, identifying=identifying, now=store.clock.now())


def put(
    session: Session, keys: Keys, data: bytes, mime: str, *, now: datetime, identifying: bool = False
) -> str:
    """The same inside a transaction, for bytes that were checked."""
    stored = keys.encrypt(data, _BOUND) if identifying else data
    sha256 = digest(stored)
    if session.get(Attachment, sha256) is None:
        key_id = key_id_in(stored) if identifying else None
        keep(session, stored, mime, key_id=key_id, now=now)
        header = {"kind": "attachment", "object_id": sha256, "mime": mime, "key_id": key_id}
        queueing.put_in_black_box(session, header, stored)
    return sha256


def keep(session: Session, stored: bytes, mime: str, *, key_id: str | None, now: datetime) -> None:
    """The rows of one attachment that is not there yet."""
    sha256 = digest(stored)
    session.add(
        Attachment(
            sha256=sha256,
            size=len(stored),
            mime=mime,
            identifying=key_id is not None,
            key_id=key_id,
            sealed=False,
            added_at=now,
        )
    )
    session.flush()
    for position, start in enumerate(range(0, len(stored), CHUNK)):
        session.add(AttachmentChunk(sha256=sha256, position=position, bytes=stored[start : start + CHUNK]))
    session.flush()


def stored_chunks(session: Session, sha256: str) -> Iterator[bytes]:
    """The stored bytes piece by piece, without holding a 50 MB photo in memory."""
    last = session.scalar(select(func.max(AttachmentChunk.position)).where(AttachmentChunk.sha256 == sha256))
    for position in range(0 if last is None else last + 1):
        chunk = session.scalar(
            select(AttachmentChunk.bytes).where(
                AttachmentChunk.sha256 == sha256, AttachmentChunk.position == position
            )
        )
        if chunk is not None:
            yield chunk


def read(session: Session, keys: Keys, sha256: str) -> bytes | None:
    """The file as it was attached, None if its bytes have not arrived here; Refusal without its key."""
    attachment = session.get(Attachment, sha256)
    if attachment is None:
        return None
    stored = b"".join(stored_chunks(session, sha256))
    if not attachment.identifying:
        return stored
    return keys.decrypt(stored, _BOUND)


def mark_sealed(session: Session, names: Iterable[str]) -> None:
    """From now on these are kept for ever."""
    session.execute(
        update(Attachment)
        .where(Attachment.sha256.in_(tuple(names)), Attachment.sealed.is_(False))
        .values(sealed=True)
    )


def forget_orphans(session: Session, named: Container[str], *, before: datetime) -> int:
    """Remove what was added before that instant, never sealed, and is named by no draft; how many."""
    rows = session.scalars(
        select(Attachment).where(Attachment.sealed.is_(False), Attachment.added_at < before)
    )
    orphans = [row.sha256 for row in rows if row.sha256 not in named]
    session.execute(delete(AttachmentChunk).where(AttachmentChunk.sha256.in_(orphans)))
    session.execute(delete(Attachment).where(Attachment.sha256.in_(orphans)))
    return len(orphans)


def read_file(content: bytes | Path) -> bytes:
    """The bytes of a file; AttachmentError if it cannot be read or is beyond the limit."""
    if isinstance(content, bytes):
        _check_size(len(content))
        return content
    try:
        _check_size(content.stat().st_size)
        return content.read_bytes()
    except OSError as error:
        raise AttachmentError(
            f"文件 {content.name} 读不出来。填的都在。请确认它还在原处，再选一次。"
        ) from error


def check(data: bytes, mime: str) -> None:
    """AttachmentError unless the bytes are whole and of the kind they claim to be."""
    if not data:
        raise AttachmentError("这个文件是空的，没有附上。填的都在。请换一个文件。")
    if mime == "application/pdf":
        if not data.startswith(_PDF):
            raise AttachmentError(
                "这个文件打不开，不是完整的 PDF，没有附上。填的都在。请重新扫描或换一个文件。"
            )
    elif mime.startswith("image/"):
        _check_image(data, mime)


def without_traces(data: bytes, mime: str) -> bytes:
    """The picture alone: no camera, no place, no time. For anonymous reports; a file that is no picture is refused."""
    if mime not in _FORMATS:
        raise AttachmentError("匿名的报告只能附照片，文件里可能写着名字。这份报告还在。请改附照片。")
    check(data, mime)
    with Image.open(io.BytesIO(data)) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        clean = Image.new("RGB", upright.size)
        clean.paste(upright)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=90)
    return out.getvalue()


def _check_size(size: int) -> None:
    if size > LARGEST:
        raise AttachmentError(
            f"这个文件有 {size / 1024 / 1024:.0f} MB，最多能附 {LARGEST // 1024 // 1024} MB。填的都在。"
            "请分成几份，或换一张照片。"
        )


def _check_image(data: bytes, mime: str) -> None:
    """Decode it to the last pixel: a photo cut off in the middle still has a right header."""
    if mime in ("image/heic", "image/heif"):
        raise AttachmentError(
            "这是苹果手机的 HEIC 照片，这台电脑打不开，没有附上。填的都在。"
            "请在手机“设置·相机·格式”里选“兼容性最佳”再拍，或另存为 JPG 再附。"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # a big scan is no attack here
            with Image.open(io.BytesIO(data)) as picture:
                kind = picture.format
                picture.draft("L", (1, 1))  # a JPEG is read to its end all the same, in a 64th of the memory
                picture.load()
    except Image.DecompressionBombError as error:
        raise AttachmentError(
            "这张照片的像素太多，这台电脑打不开，没有附上。填的都在。请用相机的普通画质再拍一张。"
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise AttachmentError(
            "这张照片打不开，可能没有传完整，没有附上。填的都在。请重新拍或重新选一张。"
        ) from error
    if kind not in _FORMATS.get(mime, {kind}):
        raise AttachmentError(
            "这张照片的格式和它的名字对不上，没有附上。填的都在。请另存为 JPG 或 PNG 再附。"
        )
