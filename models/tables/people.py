"""Credentials: a mutable table of this hospital, never in a revision, a log or at the county."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant


class Credential(Base):
    """Who may sign in. The argon2id text is itself ciphertext, so that a stolen backup cannot be tried out."""

    __tablename__ = "credentials"

    staff_no: Mapped[str] = mapped_column(primary_key=True)
    generation: Mapped[int]  # each new PIN counts on; the highest wins on every computer
    key_id: Mapped[str] = mapped_column(String(16))
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    active: Mapped[bool] = mapped_column(default=True)
    wrong: Mapped[int] = mapped_column(default=0)  # wrong PINs in a row, on this computer
    locked_until: Mapped[datetime | None] = mapped_column(Instant)
    set_at: Mapped[datetime] = mapped_column(Instant)
