"""Attachments as rows of 256 KiB in the same database, so that one transaction holds a record and its photos."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant
from models.tables.triggers import refuse

CHUNK = 256 * 1024  # bytes


class Attachment(Base):
    """One photo, scan or drawn signature; ``sha256`` names the stored bytes (ciphertext where identifying)."""

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="digest"),
        CheckConstraint("identifying = (key_id IS NOT NULL)", name="key"),
    )

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]  # bytes stored
    mime: Mapped[str]
    identifying: Mapped[bool]
    key_id: Mapped[str | None] = mapped_column(String(16))
    sealed: Mapped[bool] = mapped_column(default=False)  # named by a sealed object: kept for ever
    added_at: Mapped[datetime] = mapped_column(Instant)


class AttachmentChunk(Base):
    __tablename__ = "attachment_chunks"

    sha256: Mapped[str] = mapped_column(
        String(64), ForeignKey("attachments.sha256", ondelete="RESTRICT"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)  # 0, 1, 2 …
    bytes: Mapped[bytes] = mapped_column(LargeBinary)


class MissingBlob(Base):
    """Bytes that a pulled object names and that have not arrived yet."""

    __tablename__ = "missing_blobs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    object_id: Mapped[str] = mapped_column(String(64))  # one of those that name it
    size: Mapped[int]  # bytes; 0: not said
    mime: Mapped[str]
    identifying: Mapped[bool]
    private_part: Mapped[bool]  # the revision's own private part, not an attachment


class ArrivedPart(Base):
    """Bytes of an attachment that is on its way here: a line that breaks costs one part, not all of it."""

    __tablename__ = "arrived_parts"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)  # of the whole
    start: Mapped[int] = mapped_column(primary_key=True)  # offset of its first byte
    bytes: Mapped[bytes] = mapped_column(LargeBinary)


refuse(
    Attachment.__table__,
    "UPDATE",
    "an attachment never changes",
    when="NOT (NEW.sealed = 1 AND NEW.sha256 = OLD.sha256 AND NEW.size = OLD.size AND NEW.mime = OLD.mime"
    " AND NEW.identifying = OLD.identifying AND NEW.key_id IS OLD.key_id AND NEW.added_at = OLD.added_at)",
)
refuse(Attachment.__table__, "DELETE", "a sealed attachment is never deleted", when="OLD.sealed = 1")
refuse(AttachmentChunk.__table__, "UPDATE", "an attachment never changes")
refuse(
    AttachmentChunk.__table__,
    "DELETE",
    "a sealed attachment is never deleted",
    when="(SELECT sealed FROM attachments WHERE sha256 = OLD.sha256) = 1",
)
