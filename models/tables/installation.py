"""Settings of this one computer, and its counters."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, JsonText


class Setting(Base):
    """One fact about this computer: which hospital, which device, which server, how far it has pulled."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JsonText)


class Counter(Base):
    """The last number given out in a series: operations, and serial numbers per form and day."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
