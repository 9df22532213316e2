"""What a hospital's computers have said will not arrive."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.tables.metadata import CountyTable


class SetApartRow(CountyTable):
    """Whether ``about`` has come after all is a question, not a column."""

    __tablename__ = "set_apart"
    __table_args__ = (Index(None, "facility_id", "about"),)

    facility_id: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str] = mapped_column(primary_key=True)  # of the message that says so
    device_id: Mapped[str | None]
    op_seq: Mapped[int] = mapped_column(BigInteger)
    about: Mapped[str]  # the object that stays at the hospital
    object_kind: Mapped[str]
    reason: Mapped[str]
    received_at: Mapped[str]
