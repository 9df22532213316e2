"""The log of who did what here: hash-chained, append-only, without answers or names of patients."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, JsonText
from models.tables.triggers import refuse


class AuditEntry(Base):
    __tablename__ = "audit"
    __table_args__ = (Index(None, "subject"), Index(None, "actor", "at"))

    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str | None]  # staff number; None: the program itself
    action: Mapped[str]
    subject: Mapped[str | None]  # id of a record, person, place …
    detail: Mapped[Any] = mapped_column(JsonText, default=dict)  # ids, counts and codes only
    chain: Mapped[str] = mapped_column(String(64))  # sha256(chain before ‖ the other columns)


refuse(AuditEntry.__table__, "UPDATE", "the audit log never changes")
refuse(AuditEntry.__table__, "DELETE", "the audit log is never shortened")
