"""Versions of forms that the county publishes. One that was published stays, as it was."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from server.tables.metadata import CountyTable


class FormVersion(CountyTable):
    __tablename__ = "form_versions"

    form_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    sha256: Mapped[str] = mapped_column(unique=True)  # of content
    digest: Mapped[str]  # of the definition, as records name it
    valid_from: Mapped[str]  # ISO date
    number: Mapped[int]  # of the publication with which it came: 1, 2, 3 …
    content: Mapped[bytes] = mapped_column(LargeBinary)  # the YAML file
    added_at: Mapped[str]
