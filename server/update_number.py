"""The number of the newest publication of a program version, which every greeting tells."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.tables.updates import UpdateRow


def update_number(session: Session) -> int:
    """0 as long as nothing was published."""
    return session.execute(select(func.max(UpdateRow.number))).scalar_one() or 0
