"""Anonymous reports, apart from everything else and stored in the order of random keys.

No row number, no time, no operation: nothing here says when, where or by whom a report was keyed.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class AnonymousReport(Base):
    __tablename__ = "anonymous_reports"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'here')", name="state"),
        {"sqlite_with_rowid": False},
    )

    report_id: Mapped[str] = mapped_column(String(36), primary_key=True)  # UUIDv4
    bytes: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(8))  # here: came by pull, to be read by the quality office
    opened_on: Mapped[str | None] = mapped_column(String(10))  # the day its clocks started


class AnonymousAttachment(Base):
    __tablename__ = "anonymous_attachments"
    __table_args__ = ({"sqlite_with_rowid": False},)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    mime: Mapped[str]
    bytes: Mapped[bytes] = mapped_column(LargeBinary)
