"""What the county has ordered (督办) and lifted, newest first, each with the hazard it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.order import read_order
from models.tables.projections import HazardRow
from models.tables.sealed import SealedObject


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderItem:
    """``is_lifted``: it takes an earlier one back. ``title`` is empty while the hazard itself has not come."""

    hazard_id: str
    title: str
    state: str  # of the hazard
    is_lifted: bool
    text: str
    due: str | None  # ISO date
    officer: str
    issued_at: datetime


def county_orders(session: Session, *, limit: int = 20) -> tuple[OrderItem, ...]:
    found = [
        read_order(data)
        for data in session.scalars(select(SealedObject.bytes).where(SealedObject.kind == "order"))
    ]
    found.sort(key=lambda one: (one.issued_at, one.object_id), reverse=True)
    hazards = {
        row.hazard_id: row
        for row in session.scalars(
            select(HazardRow).where(HazardRow.hazard_id.in_([one.subject for one in found[:limit]]))
        )
    }
    return tuple(
        OrderItem(
            hazard_id=one.subject,
            title=row.title if (row := hazards.get(one.subject)) is not None else "",
            state=row.state if row is not None else "",
            is_lifted=one.action == "release",
            text=one.text,
            due=one.due,
            officer=one.officer_name,
            issued_at=one.issued_at,
        )
        for one in found[:limit]
    )
