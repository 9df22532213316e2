"""What the cards of a person add up to: role, department, and which certificates are valid on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from forms.json_value import text_of
from forms.ledgers.asset import Asset
from forms.ledgers.chain import current_revisions
from forms.revision import Revision

CERTIFICATES = "certificate"  # register whose entries name a ``person`` and a ``kind``


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    staff_no: str
    record_id: str  # of the card that counts
    name: str
    roles: tuple[str, ...]
    department: str | None
    active: bool


def fold(cards: Iterable[Revision]) -> dict[str, PersonEntry]:
    """People by staff number; of two cards with one number the later claimed one counts, then the greater id."""
    current, _ = current_revisions(cards)
    people: dict[str, PersonEntry] = {}
    for card in sorted(current.values(), key=lambda card: (card.claimed_at, card.rev_id)):
        staff_no = text_of(card.answers.get("staff_no"))
        if staff_no is not None:
            people[staff_no] = _entry(staff_no, card)
    return people


def valid_certificates(assets: Iterable[Asset], staff_no: str, on: date) -> tuple[str, ...]:
    """Kinds that the person holds, not cancelled and not run out on that day, sorted."""
    kinds = {
        text_of(asset.values.get("kind"))
        for asset in assets
        if asset.register == CERTIFICATES
        and asset.values.get("person") == staff_no
        and asset.status in ("", "in_use")
        and (asset.next_expiry is None or asset.next_expiry >= on)
    }
    return tuple(sorted(kind for kind in kinds if kind is not None))


def _entry(staff_no: str, card: Revision) -> PersonEntry:
    roles = card.answers.get("role")
    named = roles if isinstance(roles, list) else [roles]
    return PersonEntry(
        staff_no=staff_no,
        record_id=card.record_id,
        name=text_of(card.answers.get("name")) or staff_no,
        roles=tuple(role for role in named if isinstance(role, str) and role),
        department=text_of(card.answers.get("department")),
        active=card.answers.get("active") != "no",
    )
