"""The people of the hospital."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.tables.projections import PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    staff_no: str
    name: str
    initials: str
    roles: tuple[str, ...]
    department: str | None
    active: bool

    @property
    def role(self) -> str:
        """The first role: the one shown beside the name."""
        return self.roles[0]


def all_people(session: Session, *, active_only: bool = True) -> tuple[PersonView, ...]:
    """By staff number."""
    wanted = select(PersonRow).order_by(PersonRow.staff_no)
    if active_only:
        wanted = wanted.where(PersonRow.active)
    return tuple(map(_view, session.scalars(wanted)))


def get_person(session: Session, staff_no: str) -> PersonView | None:
    row = session.get(PersonRow, staff_no)
    return None if row is None else _view(row)


def find_people(session: Session, text: str, *, limit: int = 20) -> tuple[PersonView, ...]:
    """By staff number, name or initials, active ones only."""
    like = f"{text.strip().lower()}%"
    wanted = (
        select(PersonRow)
        .where(PersonRow.active)
        .where(
            or_(
                PersonRow.staff_no.like(like),
                PersonRow.name.like(f"%{text.strip()}%"),
                PersonRow.initials.like(like),
            )
        )
        .order_by(PersonRow.staff_no)
        .limit(limit)
    )
    return tuple(map(_view, session.scalars(wanted)))


def _view(row: PersonRow) -> PersonView:
    return PersonView(
        staff_no=row.staff_no,
        name=row.name,
        initials=row.initials,
        roles=tuple(row.roles),
        department=row.department,
        active=row.active,
    )
