"""What the county keeps of itself: its state and keys, its officers and what they looked at."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from server.tables.metadata import CountyTable


class CountyState(CountyTable):
    """One row. A new ``epoch`` tells every client that the server may have gone back in time."""

    __tablename__ = "county_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[str]
    secret: Mapped[bytes] = mapped_column(LargeBinary)  # of tokens, cursors and cookies


class CountyKey(CountyTable):
    """Ed25519 pairs; the newest signs, all of them still prove."""

    __tablename__ = "county_keys"

    key_id: Mapped[str] = mapped_column(primary_key=True)
    private_key: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    exchange_key: Mapped[bytes] = mapped_column(LargeBinary)  # X25519, private: opens what comes by stick
    created_at: Mapped[str]


class Officer(CountyTable):
    __tablename__ = "officers"

    name: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[str]


class AuditRow(CountyTable):
    """What an officer did or viewed, and when."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[str]
    officer: Mapped[str]
    act: Mapped[str]  # sign-in, view-facility, view-records, view-record, print, order …
    facility_id: Mapped[str | None]
    target: Mapped[str | None]
