"""The number of the newest publication of forms, which every greeting tells."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.tables.forms import FormVersion


def pack_number(session: Session) -> int:
    """0 as long as nothing was published."""
    return session.execute(select(func.max(FormVersion.number))).scalar_one() or 0
