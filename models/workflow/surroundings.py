"""What a form may know beside its answers, read from this computer: the ``Context`` of its expressions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import local
from forms.context import Context
from forms.definition import FieldType, Form
from forms.filling import Filling
from forms.json_value import Json
from forms.ledgers.asset import moved
from forms.revision import read_revision
from models.installation import read_installation
from models.queries.days_off import days_off
from models.queries.profile import profile_facts
from models.tables.projections import AssetRow, HazardRow, PersonRow, PlaceRow, RecordRow
from models.tables.sealed import SealedObject

_DONE = ("closed", "void")
_CERTIFICATES = "certificate"
_AUTHORISATIONS = "authorisation"
_IN_FORCE = "in_use"


def context_of(
    session: Session,
    *,
    form: Form,
    person: str | None,
    now: datetime,
    place: str | None = None,
    asset: str | None = None,
    subject: str | None = None,
    corrects: str | None = None,
) -> Context:
    """``subject`` is what a step or a task follows: its hazard or its record stands where an asset's card would.

    The balance is the stock as it would be without the record that this one ``corrects``.
    """
    used = form.functions
    card = session.get(AssetRow, asset) if asset else None
    held = _certificates(session, now) if used & {"has-certificate", "holds"} else {}
    values: dict[str, Json] = (
        {"asset_id": card.asset_id, **card.values} if card else _followed(session, used, subject)
    )
    return Context(
        previous=_previous(session, form, place, asset) if "previous" in used else {},
        card=values,
        open_faults=_open_faults(session, place) if "open-faults" in used else (),
        balance=_balance(session, form, card, corrects),
        person=_person(session, person),
        certificates=held.get(person or "", ()),
        held=held,
        days_off=days_off(session, local(now).date()) if "add-workdays" in used else frozenset(),
        profile=_profile(session, now) if "profile" in used else {},
    )


def with_defaults(
    session: Session,
    form: Form,
    answers: dict[str, Json],
    *,
    now: datetime,
    person: str | None,
    place: str | None = None,
    asset: str | None = None,
    subject: str | None = None,
) -> dict[str, Json]:
    """The answers, and the form's defaults for what they leave out."""
    context = context_of(
        session, form=form, person=person, now=now, place=place, asset=asset, subject=subject
    )
    return {**Filling(form, context=context, now=now).answers, **answers}


def _followed(session: Session, used: frozenset[str], subject: str | None) -> dict[str, Json]:
    """A hazard in a few words, or the public answers of any other record."""
    if subject is None or "card" not in used:
        return {}
    row = session.get(HazardRow, subject)
    return _hazard(row) if row is not None else _answers(session, subject)


def _answers(session: Session, record_id: str) -> dict[str, Json]:
    record = session.get(RecordRow, record_id)
    sealed = session.get(SealedObject, record.rev_id) if record is not None else None
    return read_revision(sealed.bytes).answers if sealed is not None else {}


def _hazard(row: HazardRow) -> dict[str, Json]:
    due = local(row.due).isoformat(timespec="minutes") if row.due else None
    return {"level": row.level, "owner": row.owner, "due": due, "place": row.place, "text": row.title}


def _previous(session: Session, form: Form, place: str | None, asset: str | None) -> dict[str, Json]:
    """Public answers of the last record of this form about the same subject."""
    rev_id = session.scalar(
        select(RecordRow.rev_id)
        .where(
            RecordRow.form_id == form.id,
            RecordRow.status == "sealed",
            RecordRow.place.is_(place) if place is None else RecordRow.place == place,
            RecordRow.asset.is_(asset) if asset is None else RecordRow.asset == asset,
        )
        .order_by(RecordRow.claimed_at.desc(), RecordRow.record_id.desc())
        .limit(1)
    )
    sealed = session.get(SealedObject, rev_id) if rev_id else None
    return read_revision(sealed.bytes).answers if sealed else {}


def _open_faults(session: Session, place: str | None) -> tuple[str, ...]:
    if place is None:
        return ()
    found = select(HazardRow.hazard_id).where(HazardRow.place == place, HazardRow.state.not_in(_DONE))
    return tuple(session.scalars(found.order_by(HazardRow.hazard_id)))


def _person(session: Session, staff_no: str | None) -> dict[str, Json]:
    row = session.get(PersonRow, staff_no) if staff_no else None
    if row is None:
        return {}
    roles: list[Json] = list(row.roles)
    return {
        "staff_no": row.staff_no,
        "name": row.name,
        "role": roles[0] if roles else None,
        "roles": roles,
        "department": row.department,
    }


def _certificates(session: Session, now: datetime) -> dict[str, tuple[str, ...]]:
    """What everybody's cards that are in force and have not run out today allow, by staff number.

    A certificate is its kind; an authorisation is kind and item, and kind and code: ``operation:阑尾切除术``.
    """
    today = local(now).date()
    registers = (_CERTIFICATES, _AUTHORISATIONS)
    rows = session.scalars(
        select(AssetRow).where(AssetRow.register.in_(registers), AssetRow.status == _IN_FORCE)
    )
    kinds: dict[str, set[str]] = {}
    for row in rows:
        person = row.values.get("person")
        if isinstance(person, str) and (row.next_expiry is None or row.next_expiry >= today):
            kinds.setdefault(person, set()).update(_allowed(row))
    return {person: tuple(sorted(held)) for person, held in kinds.items()}


def _allowed(row: AssetRow) -> Iterator[str]:
    kind = row.values.get("kind")
    if isinstance(kind, str) and row.register == _CERTIFICATES:
        yield kind
    elif isinstance(kind, str):
        yield from (f"{kind}:{name}" for name in (row.title, row.code) if name)


def _profile(session: Session, now: datetime) -> dict[str, Json]:
    installation = read_installation(session)
    if installation is None:
        return {}
    return {"hospital": installation.facility_name, **profile_facts(session, now)}


def _balance(session: Session, form: Form, card: AssetRow | None, corrects: str | None) -> Decimal | None:
    if card is None or card.balance is None:
        return None
    stock = Decimal(card.balance)
    row = session.get(RecordRow, corrects) if corrects and form.register else None
    sealed = session.get(SealedObject, row.rev_id) if row else None
    if sealed is None or form.register is None:
        return stock
    return stock - moved(form.register, read_revision(sealed.bytes))


class KnownHere:
    """Answers whether this hospital knows a person, place or asset, while its session is open."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._places: dict[str, str] | None = None  # all at once: a round names two dozen

    def name(self, kind: FieldType, identity: str) -> str | None:
        match kind:
            case FieldType.PERSON:
                person = self._session.get(PersonRow, identity)
                return person.name if person else None
            case FieldType.PLACE:
                if self._places is None:
                    rows = self._session.execute(select(PlaceRow.code, PlaceRow.name))
                    self._places = dict(rows.all())
                return self._places.get(identity)
            case FieldType.ASSET:
                asset = self._session.get(AssetRow, identity)
                return asset.title or asset.code if asset else None
            case _:
                return identity
