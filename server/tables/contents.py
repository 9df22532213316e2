"""What the county can ask of what it keeps: tables computed from the sealed bytes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.tables.metadata import CountyTable


class RevisionRow(CountyTable):
    __tablename__ = "revisions"
    __table_args__ = (
        Index(None, "facility_id", "record_id"),
        Index(None, "facility_id", "server_seq"),
        Index(None, "facility_id", "form_id", "server_seq"),
        Index(None, "facility_id", "subject"),
    )

    facility_id: Mapped[str] = mapped_column(primary_key=True)
    rev_id: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[str]
    server_seq: Mapped[int] = mapped_column(BigInteger)
    form_id: Mapped[str]
    form_version: Mapped[str]
    subject: Mapped[str | None]
    department: Mapped[str | None]
    author_name: Mapped[str]
    claimed_at: Mapped[str]
    received_at: Mapped[str]
    timeliness: Mapped[str]
    serial: Mapped[str]
    is_correction: Mapped[bool]
    is_void: Mapped[bool]


class ParentLink(CountyTable):
    """Revision → the one it corrects. Two children of one parent are two versions that need a person."""

    __tablename__ = "parent_links"
    __table_args__ = (Index(None, "facility_id", "parent_id"),)

    facility_id: Mapped[str] = mapped_column(primary_key=True)
    rev_id: Mapped[str] = mapped_column(primary_key=True)
    parent_id: Mapped[str] = mapped_column(primary_key=True)


class SignatureRow(CountyTable):
    __tablename__ = "signatures"
    __table_args__ = (Index(None, "facility_id", "signs"),)

    facility_id: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str] = mapped_column(primary_key=True)
    signs: Mapped[str]


class ScanRow(CountyTable):
    """A page of signed paper, or the end of one, and the revision whose paper it is."""

    __tablename__ = "scans"
    __table_args__ = (Index(None, "facility_id", "signs"),)

    facility_id: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str] = mapped_column(primary_key=True)
    signs: Mapped[str]


class HazardRow(CountyTable):
    """The ledger of one hazard as far as its steps have come. Whether it is overdue is a question, not a column."""

    __tablename__ = "hazards"
    __table_args__ = (
        Index(None, "facility_id", "is_open", "due_at"),
        Index(None, "facility_id", "record_id"),
    )

    facility_id: Mapped[str] = mapped_column(primary_key=True)
    hazard_id: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[str]  # of the record in which it was found
    state: Mapped[str]
    is_open: Mapped[bool]
    level: Mapped[str]
    is_supervised: Mapped[bool]
    text: Mapped[str]
    place: Mapped[str | None]
    owner: Mapped[str | None]
    found_at: Mapped[str]
    due_at: Mapped[str | None]  # the last instant of the deadline


class OrderRow(CountyTable):
    __tablename__ = "orders"
    __table_args__ = (Index(None, "facility_id", "subject"),)

    facility_id: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]  # hazard id


class ManifestRow(CountyTable):
    """Which attachment an object names. An attachment may be sent only if a row here names it."""

    __tablename__ = "manifests"
    __table_args__ = (Index(None, "facility_id", "sha256"),)

    facility_id: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
