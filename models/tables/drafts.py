"""Records that are still being filled: mutable, of this computer alone, never in the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, JsonText


class Draft(Base):
    """One filling in progress; its answers are ciphertext, because any of them may name a patient."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "person", "saved_at"),)

    draft_id: Mapped[str] = mapped_column(String(36), primary_key=True)  # becomes the record's id
    form_id: Mapped[str]
    form_version: Mapped[str]
    person: Mapped[str]  # staff number
    department: Mapped[str | None]
    place: Mapped[str | None]
    asset: Mapped[str | None]
    task: Mapped[str | None]
    subject: Mapped[str | None]  # the chain a step belongs to
    after: Mapped[Any] = mapped_column(JsonText, default=list)  # rev_ids this step follows
    corrects: Mapped[str | None] = mapped_column(String(36))  # record being corrected
    parents: Mapped[Any] = mapped_column(JsonText, default=list)
    reason: Mapped[str | None]  # of the correction
    key_id: Mapped[str] = mapped_column(String(16))
    content: Mapped[bytes] = mapped_column(LargeBinary)  # answers, bulk and meta, under the hospital key
    answered: Mapped[int] = mapped_column(default=0)  # how many answers are there
    position: Mapped[str | None]  # path of the field that had the focus
    started_at: Mapped[datetime] = mapped_column(Instant)
    saved_at: Mapped[datetime] = mapped_column(Instant)
