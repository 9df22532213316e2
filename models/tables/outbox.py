"""What the county has not acknowledged, and what it has: filled in the transaction that seals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, JsonText

DELIVERIES = ("pending", "received", "parked", "conflict", "quarantined")
LANES = ("incident", "normal")


class OutboxRow(Base):
    """One operation of this computer: one object to deliver. There is no row for "being sent"."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("op_seq > 0", name="op_seq"),
        CheckConstraint("lane IN ('incident', 'normal')", name="lane"),
        CheckConstraint(
            "delivery IN ('pending', 'received', 'parked', 'conflict', 'quarantined')", name="delivery"
        ),
        CheckConstraint(
            "(delivery IN ('received', 'parked', 'conflict')) <= (receipt IS NOT NULL)", name="receipt"
        ),
        Index(None, "delivery", "lane", "op_seq"),
    )

    op_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    op_seq: Mapped[int] = mapped_column(unique=True)  # gap-free on this device
    object_id: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(16))  # revision | signature | credential | key_grant
    record_id: Mapped[str | None] = mapped_column(String(36), index=True)
    lane: Mapped[str] = mapped_column(String(8))
    chain: Mapped[str] = mapped_column(String(64))  # sha256(chain before ‖ op_id ‖ op_seq ‖ object_id)
    queued_at: Mapped[datetime] = mapped_column(Instant)
    delivery: Mapped[str] = mapped_column(String(12), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    first_try_at: Mapped[datetime | None] = mapped_column(Instant)
    next_try_at: Mapped[datetime | None] = mapped_column(Instant)
    last_problem: Mapped[str | None]
    receipt: Mapped[Any | None] = mapped_column(JsonText)  # server_seq, received_at, epoch, root, path, sig
    server_seq: Mapped[int | None]


class Relay(Base):
    """Opaque objects that travel between the hospital's computers: credentials and key grants, as ciphertext."""

    __tablename__ = "relay"
    __table_args__ = (CheckConstraint("origin IN ('local', 'pull')", name="origin"),)

    object_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    bytes: Mapped[bytes] = mapped_column(LargeBinary)
    origin: Mapped[str] = mapped_column(String(8))
    stored_at: Mapped[datetime] = mapped_column(Instant)


class Unread(Base):
    """Items of the feed that this program does not understand yet: kept raw, read again after an upgrade."""

    __tablename__ = "unread"

    object_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    bytes: Mapped[bytes] = mapped_column(LargeBinary)
    problem: Mapped[str]
    stored_at: Mapped[datetime] = mapped_column(Instant)
