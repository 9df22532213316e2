"""Names for answers shown on screen, as paper has them."""

from __future__ import annotations

from dataclasses import dataclass

from models.queries.names import NameBook


@dataclass(frozen=True, slots=True)
class PaperNames:
    """A name book that also answers for departments, which are kept by name."""

    book: NameBook

    def person(self, staff_no: str) -> str:
        name = self.book.person(staff_no)
        return staff_no if name == staff_no else f"{name} {staff_no}"

    def place(self, place_id: str) -> str:
        return self.book.place(place_id)

    def asset(self, asset_id: str) -> str:
        return self.book.asset(asset_id)

    def department(self, department: str) -> str:
        return department
