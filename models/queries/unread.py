"""What came and is kept raw until a newer program reads it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables.outbox import Unread


def count_unread(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Unread)) or 0
