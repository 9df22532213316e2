"""Attachments, piece by piece."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from server.tables.metadata import CountyTable


class Blob(CountyTable):
    """``received`` counts the bytes that are there; complete means that their SHA-256 was checked."""

    __tablename__ = "blobs"

    facility_id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    received: Mapped[int]
    is_complete: Mapped[bool]


class BlobChunk(CountyTable):
    __tablename__ = "blob_chunks"

    facility_id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)  # offset of its first byte
    content: Mapped[bytes] = mapped_column(LargeBinary)
