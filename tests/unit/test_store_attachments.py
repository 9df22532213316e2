"""Attachments: what is whole is kept as it came, what is broken gets a sentence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from forms.canonical import digest
from forms.clock import FixedClock
from models import vault
from models.store import Store
from models.tables.attachments import CHUNK, Attachment, AttachmentChunk
from models.workflow import attachments
from models.workflow.attachments import AttachmentError
from tests.hospital import START, abnormal, open_hospital, patrol_with, seal_sample


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "home", FixedClock(START))
    yield opened
    opened.close()


def photo(*, size: tuple[int, int] = (400, 300), kind: str = "JPEG", seed: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-OF-WARD-3"
    out = BytesIO()
    noise = random.Random(seed).randbytes(size[0] * size[1] * 3)
    Image.frombytes("RGB", size, noise).save(out, kind, exif=exif)
    return out.getvalue()


def read(store: Store, sha256: str) -> bytes | None:
    with store.read() as session:
        return attachments.read(session, store.keys, sha256)


def test_a_photo_comes_back_byte_for_byte_in_chunks(store: Store) -> None:
    data = photo(size=(900, 700))
    sha256 = attachments.add(store, data, "image/jpeg")
    assert sha256 == digest(data)
    assert read(store, sha256) == data
    with store.read() as session:
        chunks = session.scalar(select(func.count()).select_from(AttachmentChunk))
    assert chunks == -(-len(data) // CHUNK) > 1
    assert attachments.add(store, data, "image/jpeg") == sha256


def test_a_photo_of_fifty_megabytes_is_kept_as_it_is(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "big.png"
    path.write_bytes(photo(size=(4200, 4000), kind="PNG"))
    assert path.stat().st_size > 50_000_000
    sha256 = attachments.add(store, path, "image/png")
    with store.read() as session:
        assert session.get_one(Attachment, sha256).size == path.stat().st_size
    assert sha256 == digest(path.read_bytes())


@pytest.mark.parametrize(
    ("data", "mime", "sentence"),
    [
        (b"", "image/jpeg", "这个文件是空的"),
        (b"not a picture", "image/jpeg", "这张照片打不开"),
        (photo()[: len(photo()) // 2], "image/jpeg", "可能没有传完整"),
        (photo(kind="PNG"), "image/jpeg", "格式和它的名字对不上"),
        (b"%PD", "application/pdf", "不是完整的 PDF"),
    ],
)
def test_a_broken_file_gets_a_sentence(store: Store, data: bytes, mime: str, sentence: str) -> None:
    with pytest.raises(AttachmentError, match=sentence) as told:
        attachments.add(store, data, mime)
    assert "填的都在" in str(told.value)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Attachment)) == 0


def test_a_file_beyond_the_limit_or_gone_gets_a_sentence(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "huge.jpg"
    with path.open("wb") as file:
        file.truncate(attachments.LARGEST + 1)
    with pytest.raises(AttachmentError, match="最多能附 100 MB"):
        attachments.add(store, path, "image/jpeg")
    with pytest.raises(AttachmentError, match=r"gone\.jpg 读不出来"):
        attachments.add(store, tmp_path / "gone.jpg", "image/jpeg")


def test_an_identifying_photo_is_stored_as_ciphertext(store: Store) -> None:
    data = photo()
    sha256 = attachments.add(store, data, "image/jpeg", identifying=True)
    assert sha256 != digest(data)
    assert read(store, sha256) == data
    with store.read() as session:
        assert data[:64] not in b"".join(attachments.stored_chunks(session, sha256))


def test_a_sealed_photo_cannot_be_changed_or_deleted(store: Store) -> None:
    finding = abnormal()
    assert isinstance(finding, dict)
    assert isinstance(finding["finding"], dict)
    sha256 = attachments.add(store, photo(), "image/jpeg")
    finding["finding"]["photos"] = [sha256]
    seal_sample(store, "fire.daily_patrol", answers=patrol_with(store, {3: {"exits": finding}}))
    changes = [
        delete(AttachmentChunk).where(AttachmentChunk.sha256 == sha256),
        update(AttachmentChunk).values(bytes=b""),
        update(Attachment).values(mime="image/png"),
        update(Attachment).values(sealed=False),
    ]
    for change in changes:
        with pytest.raises(IntegrityError, match="never"), store.write() as session:
            session.execute(change)
    assert vault.verify(store).faults == ()


def test_a_record_that_names_a_photo_not_kept_here_is_not_sealed(store: Store) -> None:
    finding = abnormal()
    assert isinstance(finding, dict)
    assert isinstance(finding["finding"], dict)
    finding["finding"]["photos"] = ["ab" * 32]
    with pytest.raises(AttachmentError, match="有一个附件不在这台电脑上"):
        seal_sample(store, "fire.daily_patrol", answers=patrol_with(store, {3: {"exits": finding}}))


def test_an_anonymous_photo_keeps_no_traces() -> None:
    data = photo()
    assert b"CAMERA-OF-WARD-3" in data
    clean = attachments.without_traces(data, "image/jpeg")
    assert b"CAMERA" not in clean
    with Image.open(BytesIO(clean)) as picture:
        assert picture.size == (400, 300)
        assert not picture.getexif()
    with pytest.raises(AttachmentError, match="只能附照片"):
        attachments.without_traces(b"%PDF-1.7", "application/pdf")
