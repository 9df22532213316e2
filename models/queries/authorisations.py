"""What each person is authorised to do, from the cards of the register: item by item, with its last day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.projections import AssetRow

REGISTER = "authorisation"
OVER = ("scrapped", "void")


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    item: str
    until: date | None


def authorisations(session: Session) -> Mapping[str, tuple[Authorisation, ...]]:
    """By staff number, those that end first at the front; what was taken back is left out."""
    found: dict[str, list[Authorisation]] = {}
    for row in session.scalars(
        select(AssetRow)
        .where(AssetRow.register == REGISTER, AssetRow.status.not_in(OVER))
        .order_by(AssetRow.next_expiry, AssetRow.title)
    ):
        one = Authorisation(item=row.title, until=row.next_expiry)
        found.setdefault(str(row.values.get("person") or ""), []).append(one)
    return {person: tuple(held) for person, held in found.items()}
