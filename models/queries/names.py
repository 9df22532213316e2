"""What codes are called: people, places and assets, read once per question."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.projections import AssetRow, PersonRow, PlaceRow


@dataclass(frozen=True, slots=True)
class NameBook:
    """Names by code. A code that nobody knows is answered as it is, never as an empty cell."""

    people: dict[str, str]
    places: dict[str, str]
    assets: dict[str, str]

    def person(self, staff_no: str) -> str:
        return self.people.get(staff_no, staff_no)

    def place(self, code: str) -> str:
        return self.places.get(code, code)

    def asset(self, asset_id: str) -> str:
        return self.assets.get(asset_id, asset_id)


@dataclass(frozen=True, slots=True)
class PaperNames:
    """Names as paper wants them: a person with the staff number behind it."""

    book: NameBook

    def person(self, staff_no: str) -> str:
        name = self.book.person(staff_no)
        return f"{name}（{staff_no}）" if name != staff_no else staff_no

    def place(self, place_id: str) -> str:
        return self.book.place(place_id)

    def asset(self, asset_id: str) -> str:
        return self.book.asset(asset_id)

    def department(self, department: str) -> str:
        return department


def read_names(session: Session) -> NameBook:
    return NameBook(
        people={
            row.staff_no: row.name for row in session.execute(select(PersonRow.staff_no, PersonRow.name))
        },
        places={row.code: row.name for row in session.execute(select(PlaceRow.code, PlaceRow.name))},
        assets={
            row.asset_id: f"{row.code} {row.title}".strip()
            for row in session.execute(select(AssetRow.asset_id, AssetRow.code, AssetRow.title))
        },
    )
