"""What a hospital's codes are called: people, places and assets, from the cards it has sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.definition import FormKind
from forms.json_value import Json
from forms.revision import read_revision
from server.tables.contents import RevisionRow
from server.tables.objects import StoredObject


@dataclass(frozen=True, slots=True)
class FacilityNames:
    """Names by code; a code that no card explains is answered as it is."""

    people: Mapping[str, str]
    places: Mapping[str, str]
    assets: Mapping[str, str]

    def person(self, staff_no: str) -> str:
        name = self.people.get(staff_no)
        return f"{name}（{staff_no}）" if name else staff_no

    def place(self, place_id: str) -> str:
        return self.places.get(place_id, place_id)

    def asset(self, asset_id: str) -> str:
        return self.assets.get(asset_id, asset_id)

    def department(self, department: str) -> str:
        return department


def read_names(session: Session, facility_id: str, catalog: Catalog) -> FacilityNames:
    cards = {form.id: form for form in catalog.forms() if form.kind is FormKind.CARD and form.register}
    people: dict[str, str] = {}
    places: dict[str, str] = {}
    assets: dict[str, str] = {}
    for sealed in _newest_cards(session, facility_id, list(cards)):
        card = read_revision(sealed)
        form = cards[card.form_id]
        assert form.register is not None
        code, title = _text(card.answers, form.register.code), _text(card.answers, form.register.title)
        match form.register.register:
            case "person":
                people[code] = title
            case "place":
                places[code] = title
            case _:
                assets[card.record_id] = f"{code} {title}".strip()
    return FacilityNames(people=people, places=places, assets=assets)


def _newest_cards(session: Session, facility_id: str, form_ids: list[str]) -> list[bytes]:
    newest = (
        select(func.max(RevisionRow.server_seq).label("server_seq"))
        .where(RevisionRow.facility_id == facility_id, RevisionRow.form_id.in_(form_ids))
        .group_by(RevisionRow.record_id)
        .subquery()
    )
    query = (
        select(StoredObject.sealed)
        .where(
            StoredObject.facility_id == facility_id, StoredObject.server_seq.in_(select(newest.c.server_seq))
        )
        .order_by(StoredObject.server_seq)
    )
    return list(session.execute(query).scalars())


def _text(answers: Mapping[str, Json], name: str) -> str:
    value = answers.get(name)
    return value if isinstance(value, str) else ""


def form_titles(catalog: Catalog) -> Mapping[str, str]:
    return {entry.id: entry.title for entry in catalog.current()}


def card_forms(catalog: Catalog) -> list[str]:
    """Forms that are register entries: told apart from records of something that happened."""
    return [entry.id for entry in catalog.current() if entry.kind == FormKind.CARD]
