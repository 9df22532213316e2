"""The sealed bytes as they came, the proof given for them, and the log of the operations that carried them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.tables.metadata import CountyTable


class ReceiptBatch(CountyTable):
    """One signature of the county over everything new in one push."""

    __tablename__ = "receipt_batches"

    facility_id: Mapped[str] = mapped_column(primary_key=True)
    batch_id: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[str]
    received_at: Mapped[str]
    key_id: Mapped[str]
    signature: Mapped[str]


class StoredObject(CountyTable):
    """One object of one hospital, once. The bytes never change."""

    __tablename__ = "objects"
    __table_args__ = (UniqueConstraint("facility_id", "server_seq"),)

    facility_id: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    server_seq: Mapped[int] = mapped_column(BigInteger)
    standing: Mapped[str]  # stored | conflict | parked
    problem: Mapped[str]  # why it is parked
    device_id: Mapped[str | None]  # None: made by the county
    batch_id: Mapped[str]
    path: Mapped[str]  # of the receipt, steps parted by blanks


class Operation(CountyTable):
    """Which computer sent what under which number; tells a cloned or restored computer."""

    __tablename__ = "operations"
    __table_args__ = (
        Index(None, "facility_id", "device_id", "op_seq"),
        Index(None, "facility_id", "device_id", "op_id"),
    )

    facility_id: Mapped[str] = mapped_column(primary_key=True)
    device_id: Mapped[str] = mapped_column(primary_key=True)
    incarnation: Mapped[str] = mapped_column(primary_key=True)
    op_seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    op_id: Mapped[str]
    object_id: Mapped[str]


class AnonymousObject(CountyTable):
    """A report without a person: no computer, no number, no instant, and keyed at random so that no order is kept."""

    __tablename__ = "anonymous_objects"
    __table_args__ = ({"sqlite_with_rowid": False},)

    facility_id: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    day: Mapped[str]
    epoch: Mapped[str]
    key_id: Mapped[str]
    signature: Mapped[str]
