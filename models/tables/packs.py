"""Forms that the county sent. A version that was taken stays for ever: drafts and records name it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, JsonText
from models.tables.triggers import refuse


class FormPack(Base):
    __tablename__ = "form_packs"

    form_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))  # of content
    digest: Mapped[str] = mapped_column(String(64))  # of the definition, as records name it
    valid_from: Mapped[str] = mapped_column(String(10))  # the day from which it is offered
    content: Mapped[bytes] = mapped_column(LargeBinary)  # the YAML file
    entry: Mapped[Any] = mapped_column(JsonText)  # what the index of the catalogue says of it
    added_at: Mapped[datetime] = mapped_column(Instant)


refuse(FormPack.__table__, "UPDATE", "a form that was taken never changes")
refuse(FormPack.__table__, "DELETE", "a form that was taken is never deleted")
