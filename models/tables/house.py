"""The 院内主机: what the house has of this computer, and what the county said through it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, JsonText


class AtHouse(Base):
    """Something the house is known to have; on the 院内主机 only. What stands here is not sent there again.

    With a problem it is not there: it was refused, and is tried again after ``retry_at``.
    """

    __tablename__ = "at_house"
    __table_args__ = (CheckConstraint("what IN ('object', 'blob', 'receipt')", name="what"),)

    what: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256
    problem: Mapped[str | None]
    retry_at: Mapped[datetime | None] = mapped_column(Instant)


class CountyProof(Base):
    """A genuine receipt of the county for an object here that this computer did not bring there itself."""

    __tablename__ = "county_proofs"

    object_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    receipt: Mapped[Any] = mapped_column(JsonText)
    delivery: Mapped[str] = mapped_column(String(12))  # received | parked | conflict
