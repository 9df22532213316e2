"""The places that are patrolled: one card each, by whose code every record names them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from forms.definition import Form
from forms.identity import new_random_id
from forms.json_value import Json
from models.faults import Refusal
from models.store import Store
from models.tables.projections import PlaceRow
from models.workflow.cards import change_card, write_card
from models.workflow.permitting import require
from models.workflow.revisions import Author

PLACE_CARD = "register.place"


class PlaceProblem(Refusal):
    """The code is taken, or nobody knows the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlace:
    code: str
    name: str
    area: str  # code in the list place_area
    floor: str | None = None
    department: str | None = None
    order: int | None = None  # on the way of the patrol
    is_key_area: bool = False

    def answers(self) -> dict[str, Json]:
        facts: dict[str, Json] = {
            "code": self.code,
            "name": self.name,
            "area": self.area,
            "floor": self.floor,
            "department": self.department,
            "order": self.order,
            "key_area": "yes" if self.is_key_area else "no",
            "status": "in_use",
        }
        return {name: value for name, value in facts.items() if value is not None}


def add_place(store: Store, actor: str, place: NewPlace) -> str:
    """One more place; its record id."""
    return add_places(store, actor, [place])[0]


def add_places(store: Store, actor: str, places: Iterable[NewPlace]) -> tuple[str, ...]:
    """Several places as one act under one import id: all of them or none. Their record ids."""
    wanted = tuple(places)
    now = store.clock.now()
    import_id = new_random_id() if len(wanted) > 1 else None
    with store.write() as session:
        person = require(session, store.catalog, _form(store), "fill", actor)
        author = Author(staff_no=actor, name=person.name, department=person.department)
        return tuple(
            write_place(session, store, author, place, now=now, import_id=import_id) for place in wanted
        )


def write_place(
    session: Session, store: Store, author: Author, place: NewPlace, *, now: datetime, import_id: str | None
) -> str:
    if session.get(PlaceRow, place.code) is not None:
        raise PlaceProblem(f"编号 {place.code} 已经有一个部位。没有改动。请换一个编号，或改原来那一个。")
    answers = place.answers()
    return write_card(
        session, store, PLACE_CARD, answers, author=author, now=now, import_id=import_id
    ).record_id


def close_place(store: Store, actor: str, code: str, *, reason: str) -> None:
    """The place is patrolled no more; its records stay."""
    now = store.clock.now()
    with store.write() as session:
        person = require(session, store.catalog, _form(store), "correct", actor)
        row = session.get(PlaceRow, code)
        if row is None:
            raise PlaceProblem(f"没有编号是 {code} 的部位。没有改动。请在台账里再找一次。")
        author = Author(staff_no=actor, name=person.name, department=person.department)
        change_card(
            session, store, row.record_id, {"status": "closed"}, reason=reason, author=author, now=now
        )


def _form(store: Store) -> Form:
    return store.catalog.latest(PLACE_CARD)
