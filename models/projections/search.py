"""Keeps the rows behind the one search field."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.projections.words import words
from models.tables.projections import SearchRow


def index(target: Session, key: str, *texts: str | None) -> None:
    """What ``key`` is found by from now on."""
    held = target.scalar(select(SearchRow).where(SearchRow.key == key))
    entry = words(*texts)
    if held is None:
        target.add(SearchRow(key=key, words=entry))
    elif held.words != entry:
        held.words = entry
