"""The people, places and things that a form may choose from, as they stand when a draft is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from forms.definition import FieldType
from models.queries import assets
from models.queries.assets import AssetItem
from models.queries.people import PersonView, all_people
from models.queries.places import PlaceView, all_places
from ui.filling.choices import Option


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Answers ``name`` as the form engine asks it, and the editors' lists by kind."""

    person_rows: tuple[PersonView, ...] = ()
    place_rows: tuple[PlaceView, ...] = ()
    asset_rows: tuple[AssetItem, ...] = ()
    people: tuple[Option, ...] = ()
    names: Mapping[tuple[FieldType, str], str] = field(default_factory=dict)

    def person(self, staff_no: str) -> Option:
        """The option of a person; the number alone when nobody has it any more."""
        found = next((option for option in self.people if option.code == staff_no), None)
        return found or Option(code=staff_no, label=self.names.get((FieldType.PERSON, staff_no), staff_no))

    def places_of(self, area: str) -> tuple[Option, ...]:
        return tuple(
            Option(code=place.code, label=place.name, note=place.floor or "", keys=(place.initials.lower(),))
            for place in self.place_rows
            if not area or place.area == area
        )

    def assets_of(self, register: str) -> tuple[Option, ...]:
        return tuple(
            Option(
                code=one.asset_id,
                label=f"{one.code} {one.title}".strip(),
                note=one.place,
                keys=(one.code.lower(),),
            )
            for one in self.asset_rows
            if not register or one.register == register
        )

    def name(self, kind: FieldType, identity: str) -> str | None:
        return self.names.get((kind, identity))


def read_lists(session: Session) -> Lists:
    people, places = all_people(session), all_places(session)
    things = assets.find(session, limit=2000)
    names: dict[tuple[FieldType, str], str] = {}
    for person in all_people(session, active_only=False):
        names[FieldType.PERSON, person.staff_no] = person.name
    for place in all_places(session, active_only=False):
        names[FieldType.PLACE, place.code] = place.name
    for thing in things:
        names[FieldType.ASSET, thing.asset_id] = f"{thing.code} {thing.title}".strip()
    return Lists(
        person_rows=people,
        place_rows=places,
        asset_rows=things,
        people=tuple(map(_option, people)),
        names=names,
    )


def _option(person: PersonView) -> Option:
    note = f"{person.staff_no}·{person.department}" if person.department else person.staff_no
    return Option(code=person.staff_no, label=person.name, note=note, keys=(person.initials.lower(),))
