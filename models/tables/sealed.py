"""Sealed objects as the bytes they are, and the private parts that stay with the hospital.

Triggers refuse every change of a sealed object; of a private part only its destruction is let through.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant
from models.tables.triggers import refuse


class SealedObject(Base):
    """A revision, a signature or an order: the bytes are the truth, the other columns are read from them."""

    __tablename__ = "sealed_objects"
    __table_args__ = (
        CheckConstraint("length(object_id) = 64", name="digest"),
        CheckConstraint("origin IN ('local', 'pull')", name="origin"),
        Index(None, "record_id"),
        Index(None, "signs"),
        Index(None, "form_id", "record_id"),
    )

    object_id: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of bytes
    kind: Mapped[str] = mapped_column(String(16))  # revision | signature | order; unknown kinds are kept raw
    record_id: Mapped[str | None] = mapped_column(String(36))
    form_id: Mapped[str | None]
    form_version: Mapped[str | None]
    facility: Mapped[str]
    signs: Mapped[str | None] = mapped_column(String(64))  # a signature: the revision it signs
    bytes: Mapped[bytes] = mapped_column(LargeBinary)
    origin: Mapped[str] = mapped_column(String(8))
    stored_at: Mapped[datetime] = mapped_column(Instant)


class PrivatePart(Base):
    """Identifying answers of one revision, under a hospital key; the bytes name the ciphertext's digest."""

    __tablename__ = "private_parts"
    __table_args__ = (CheckConstraint("(ciphertext IS NULL) = (destroyed_at IS NOT NULL)", name="destroyed"),)

    object_id: Mapped[str] = mapped_column(
        String(64), ForeignKey("sealed_objects.object_id", ondelete="RESTRICT"), primary_key=True
    )
    sha256: Mapped[str] = mapped_column(String(64), unique=True)  # of the ciphertext: its name on the way
    key_id: Mapped[str] = mapped_column(String(16))
    ciphertext: Mapped[bytes | None] = mapped_column(LargeBinary)
    destroyed_at: Mapped[datetime | None] = mapped_column(Instant)


refuse(SealedObject.__table__, "UPDATE", "a sealed object never changes")
refuse(SealedObject.__table__, "DELETE", "a sealed object is never deleted")
refuse(
    PrivatePart.__table__,
    "UPDATE",
    "a private part can only be destroyed",
    when="NEW.ciphertext IS NOT NULL OR NEW.object_id <> OLD.object_id OR NEW.key_id <> OLD.key_id"
    " OR NEW.sha256 <> OLD.sha256",
)
refuse(PrivatePart.__table__, "DELETE", "a private part can only be destroyed")
