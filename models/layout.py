"""Every table and trigger of this program: loaded when a database is made, or before the first session."""

from __future__ import annotations

from sqlalchemy import Connection

from models.base import Base
from models.tables import (
    anonymous,
    attachments,
    audit,
    drafts,
    house,
    installation,
    outbox,
    packs,
    people,
    projections,
    sealed,
)

FAMILIES = (
    anonymous,
    attachments,
    audit,
    drafts,
    house,
    installation,
    outbox,
    packs,
    people,
    projections,
    sealed,
)
"""Imported so that ``Base.metadata`` knows every table."""


def create_all(connection: Connection) -> None:
    """In the caller's transaction."""
    Base.metadata.create_all(connection)
