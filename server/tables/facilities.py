"""Hospitals, their computers, and the codes by which a computer becomes known."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.tables.metadata import CountyTable


class Facility(CountyTable):
    """A hospital in the county's register. ``facility_id`` is the hospital's own id, bound by its first computer."""

    __tablename__ = "facilities"

    register_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    facility_id: Mapped[str | None] = mapped_column(unique=True)
    level: Mapped[str | None]  # township | county, as the hospital's first computer says
    created_at: Mapped[str]
    numbers_from: Mapped[int] = mapped_column(default=1)  # of its computers: the first number given out
    last_seq: Mapped[int] = mapped_column(
        BigInteger, default=0
    )  # the counter that orders all that this hospital sends
    last_received_at: Mapped[str | None]


class Device(CountyTable):
    __tablename__ = "devices"
    __table_args__ = (UniqueConstraint("register_id", "number"),)

    device_id: Mapped[str] = mapped_column(primary_key=True)
    register_id: Mapped[str] = mapped_column(ForeignKey("facilities.register_id"))
    facility_id: Mapped[str]
    number: Mapped[int]
    device_key: Mapped[bytes] = mapped_column(LargeBinary)
    wrapping_key: Mapped[bytes] = mapped_column(LargeBinary)
    label: Mapped[str]
    app_version: Mapped[str]
    enrolled_at: Mapped[str]
    wish: Mapped[str | None]  # with which a computer that exists twice asked for this number
    last_seen_at: Mapped[str | None]  # when it last proved its key
    revoked_at: Mapped[str | None]


class EnrolmentCode(CountyTable):
    """Only the digest of a code is kept; it is good once and for twenty minutes."""

    __tablename__ = "enrolment_codes"

    code_digest: Mapped[str] = mapped_column(primary_key=True)
    register_id: Mapped[str] = mapped_column(ForeignKey("facilities.register_id"))
    expires_at: Mapped[str]
    used_by: Mapped[str | None]  # device_id


class Attempt(CountyTable):
    """Failed tries of one kind from one place, counted per window of time."""

    __tablename__ = "attempts"

    bucket: Mapped[str] = mapped_column(primary_key=True)
    window_from: Mapped[str]
    count: Mapped[int]


class UsedNonce(CountyTable):
    __tablename__ = "used_nonces"
    __table_args__ = (Index(None, "expires_at"),)

    nonce: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[str]
