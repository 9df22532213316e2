"""Versions of the hospitals' program that the county hands out, as the files that their publisher signed."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from server.tables.metadata import CountyTable


class UpdateRow(CountyTable):
    __tablename__ = "updates"

    version: Mapped[str] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int]
    number: Mapped[int]  # of the publication with which it came: 1, 2, 3 …
    added_at: Mapped[str]


class UpdateChunk(CountyTable):
    __tablename__ = "update_chunks"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)  # offset of its first byte
    content: Mapped[bytes] = mapped_column(LargeBinary)
