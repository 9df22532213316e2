"""The people and places of the hospital, from their cards."""

from __future__ import annotations

from sqlalchemy.orm import Session

from forms.json_value import Json
from forms.revision import Revision
from models.pinyin import initials
from models.projections.search import index
from models.tables.projections import PersonRow, PlaceRow, RecordRow

PERSON_CARD = "register.person"
PLACE_CARD = "register.place"


def project_person(target: Session, card: Revision) -> None:
    """One person per staff number: of two cards with one number, the later sealed one counts."""
    staff_no = _text(card.answers.get("staff_no"))
    held = target.get(PersonRow, staff_no)
    if held is not None and not _replaces(target, card, held.record_id):
        return
    name = _text(card.answers.get("name"))
    found = initials(name, surname_first=True)
    roles = card.answers.get("role")
    target.merge(
        PersonRow(
            staff_no=staff_no,
            record_id=card.record_id,
            name=name,
            initials=found,
            roles=[str(role) for role in roles] if isinstance(roles, list) else [_text(roles)],
            department=_text(card.answers.get("department")) or None,
            active=card.answers.get("active") != "no" and not card.void,
        )
    )
    index(target, f"person:{staff_no}", staff_no, name, found)


def project_place(target: Session, card: Revision) -> None:
    """One place per code."""
    code = _text(card.answers.get("code"))
    held = target.get(PlaceRow, code)
    if held is not None and not _replaces(target, card, held.record_id):
        return
    name = _text(card.answers.get("name"))
    found = initials(name)
    order = card.answers.get("order")
    target.merge(
        PlaceRow(
            code=code,
            record_id=card.record_id,
            name=name,
            initials=found,
            area=_text(card.answers.get("area")),
            floor=_text(card.answers.get("floor")) or None,
            department=_text(card.answers.get("department")) or None,
            key_area=card.answers.get("key_area") == "yes",
            position=int(order) if isinstance(order, (int, str)) and str(order).isdigit() else 9999,
            active=card.answers.get("status") != "closed" and not card.void,
        )
    )
    index(target, f"place:{code}", code, name, found)


def _replaces(target: Session, card: Revision, held_record: str) -> bool:
    """Of two cards with one code the one sealed later counts, whichever came first."""
    if card.record_id == held_record:
        return True
    held = target.get_one(RecordRow, held_record)
    return (card.sealed_at, card.record_id) > (held.sealed_at, held.record_id)


def _text(value: Json) -> str:
    return value.strip() if isinstance(value, str) else ""
