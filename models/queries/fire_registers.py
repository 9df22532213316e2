"""What the fire registers add up to: how much is in service, and which key areas lack a sign or a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.json_value import Json
from models.tables.projections import AssetRow, PlaceRow

EQUIPMENT = ("fire_equipment", "fire_extinguisher")
KEY_AREAS = "fire_key_area"
_IN_SERVICE = frozenset({"in_use", "standby"})
_GONE = frozenset({"scrapped", "void"})
_NO_LONGER = _GONE | {"out_of_service"}  # a key area that was given up


@dataclass(frozen=True, slots=True, kw_only=True)
class InService:
    total: int
    in_service: int
    short: tuple[str, ...]  # entries of which some are out of service, by their code and name

    @property
    def percent(self) -> Decimal | None:
        """Rounded to two digits; None where there is nothing."""
        if not self.total:
            return None
        return (Decimal(self.in_service) * 100 / self.total).quantize(Decimal("0.01"), ROUND_HALF_UP)


def in_service(session: Session, *registers: str, today: date) -> InService:
    """Of all that stands in those registers and was not scrapped; a card may stand for several of a kind.

    What has run out is not in service, whatever else is said of it.
    """
    rows = session.scalars(
        select(AssetRow)
        .where(AssetRow.register.in_(registers), AssetRow.status.not_in(_GONE))
        .order_by(AssetRow.code)
    )
    total = good = 0
    short: list[str] = []
    for row in rows:
        number = _count(row.values.get("quantity"), 1)
        holds = row.status in _IN_SERVICE and (row.next_expiry is None or row.next_expiry >= today)
        intact = min(_count(row.values.get("in_service"), number), number) if holds else 0
        total += number
        good += intact
        if intact < number:
            short.append(f"{row.code} {row.title}".strip())
    return InService(total=total, in_service=good, short=tuple(short))


def key_area_gaps(session: Session) -> tuple[str, ...]:
    """What key areas lack, as sentences: a card, a sign, somebody who answers for it."""
    cards = session.scalars(
        select(AssetRow)
        .where(AssetRow.register == KEY_AREAS, AssetRow.status.not_in(_NO_LONGER))
        .order_by(AssetRow.code)
    ).all()
    registered = {row.values.get("place") for row in cards}
    places = session.scalars(
        select(PlaceRow)
        .where(PlaceRow.key_area.is_(True), PlaceRow.active.is_(True))
        .order_by(PlaceRow.position, PlaceRow.code)
    )
    missing = (f"{place.name}是重点部位，还没有登记" for place in places if place.code not in registered)
    return (*(gap for card in cards for gap in _lacking(card)), *missing)


def summary(session: Session, register: str, *, today: date) -> str:
    """What stands beside the name of a fire register, in a few words; nothing for any other register."""
    if register in EQUIPMENT:
        found = in_service(session, register, today=today)
        return "" if found.percent is None else f"完好 {found.in_service}/{found.total}，{found.percent} %"
    if register == KEY_AREAS:
        gaps = key_area_gaps(session)
        return f"{gaps[0]}，还有 {len(gaps) - 1} 处要补" if len(gaps) > 1 else "".join(gaps)
    return ""


def _lacking(card: AssetRow) -> Iterator[str]:
    match card.values.get("sign"):
        case "missing":
            yield f"{card.title}没有标识"
        case "damaged":
            yield f"{card.title}的标识损坏"
        case _:
            pass
    if not card.values.get("responsible"):
        yield f"{card.title}没有责任人"


def _count(value: Json, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise
