"""The number of the newest publication of a program version, which every greeting tells."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.settings import House
from server.tables.updates import UpdateRow
from sync.wire.update_shelf import read_shelf


def update_number(session: Session, house: House | None = None) -> int:
    """0 as long as nothing was published, or nothing is kept on the 院内主机."""
    if house is not None:
        shelf = read_shelf(house.updates)
        return shelf.number if shelf.kept else 0
    return session.execute(select(func.max(UpdateRow.number))).scalar_one() or 0
