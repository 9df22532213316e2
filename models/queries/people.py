"""The people of the hospital.

A sign-in reads one of them before SQLAlchemy is loaded, so what needs a session imports it there.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    from sqlalchemy import select  # noqa: PLC0415 - see the head of this module

    from models.tables.projections import PersonRow  # noqa: PLC0415

    wanted = select(PersonRow).order_by(PersonRow.staff_no)
    if active_only:
        wanted = wanted.where(PersonRow.active)
    return tuple(map(_view, session.scalars(wanted)))


def stated_person(connection: sqlite3.Connection, staff_no: str) -> PersonView | None:
    """As ``get_person``, read with sqlite3 alone."""
    row = connection.execute(
        "SELECT name, initials, roles, department, active FROM p_people WHERE staff_no = ?", (staff_no,)
    ).fetchone()
    if row is None:
        return None
    name, initials, roles, department, active = row
    return PersonView(
        staff_no=staff_no,
        name=name,
        initials=initials,
        roles=tuple(json.loads(roles)),
        department=department,
        active=bool(active),
    )


def get_person(session: Session, staff_no: str) -> PersonView | None:
    from models.tables.projections import PersonRow  # noqa: PLC0415 - see the head of this module

    row = session.get(PersonRow, staff_no)
    return None if row is None else _view(row)


def find_people(session: Session, text: str, *, limit: int = 20) -> tuple[PersonView, ...]:
    """By staff number, name or initials, active ones only."""
    from sqlalchemy import or_, select  # noqa: PLC0415 - see the head of this module

    from models.tables.projections import PersonRow  # noqa: PLC0415

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
