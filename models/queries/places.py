"""The places of the hospital, in the order in which they are walked."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.projections import PlaceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    code: str
    name: str
    initials: str
    area: str
    floor: str | None
    department: str | None
    key_area: bool
    position: int
    active: bool


def all_places(
    session: Session, *, area: str | None = None, department: str | None = None, active_only: bool = True
) -> tuple[PlaceView, ...]:
    wanted = select(PlaceRow).order_by(PlaceRow.position, PlaceRow.code)
    if active_only:
        wanted = wanted.where(PlaceRow.active)
    if area is not None:
        wanted = wanted.where(PlaceRow.area == area)
    if department is not None:
        wanted = wanted.where(PlaceRow.department == department)
    return tuple(
        PlaceView(
            code=row.code,
            name=row.name,
            initials=row.initials,
            area=row.area,
            floor=row.floor,
            department=row.department,
            key_area=row.key_area,
            position=row.position,
            active=row.active,
        )
        for row in session.scalars(wanted)
    )
