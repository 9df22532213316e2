"""Writes what was read from a sheet of staff, places or register entries: one PIN, one import id, all of it or nothing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.definition import Form
from forms.identity import new_random_id
from models.installation import change_installation, read_installation
from models.queries.people import get_person
from models.store import Store
from models.tables.projections import AssetRow
from models.workflow import auditing
from models.workflow.card_sheets import NewCard
from models.workflow.cards import write_card
from models.workflow.credentials import verify_pin
from models.workflow.judging import STEP, ImportStopped, NewPerson, Plan, Tell, nobody_listens
from models.workflow.people import AlreadyThere, write_person
from models.workflow.permitting import require, require_role
from models.workflow.places import PLACE_CARD, NewPlace, write_place
from models.workflow.revisions import Author, Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPin:
    """What a new person signs in with the first time; known only here, the store keeps a hash."""

    staff_no: str
    name: str
    department: str
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPeople:
    import_id: str
    pins: tuple[FirstPin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPlaces:
    import_id: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCards:
    import_id: str
    record_ids: tuple[str, ...]


def import_people(store: Store, actor: str, plan: Plan[NewPerson], *, pin: str) -> ImportedPeople:
    """All that are ready as one act of the actor, under one import id: all of them or none; each with a PIN.

    AlreadyThere if a number has been taken since the sheet was read; WrongPin and the like for the actor's PIN.
    """
    verify_pin(store, actor, pin)
    now, import_id = store.clock.now(), new_random_id()
    pins: list[FirstPin] = []
    with store.write() as session:
        admin = require_role(session, store.catalog, actor, ["admin"], "登记人员")
        author = Author(staff_no=actor, name=admin.name, department=admin.department)
        _add_departments(session, plan.departments)
        for one in plan.ready:
            if get_person(session, one.staff_no) is not None:
                raise AlreadyThere(
                    f"工号 {one.staff_no} 刚被登记过。这一份一个人都没有登记。请把文件再读一遍，再导入。"
                )
            first = FirstPin(
                staff_no=one.staff_no, name=one.name, department=one.department, pin=_new_pin(one.staff_no)
            )
            write_person(
                session,
                store,
                author,
                staff_no=one.staff_no,
                name=one.name,
                role=one.roles,
                department=one.department,
                pin=first.pin,
                now=now,
                import_id=import_id,
            )
            pins.append(first)
        auditing.note(session, at=now, actor=actor, action="people.imported", subject=import_id)
    return ImportedPeople(import_id=import_id, pins=tuple(pins))


def import_places(store: Store, actor: str, plan: Plan[NewPlace], *, pin: str) -> ImportedPlaces:
    """All that are ready as one act of the actor, under one import id: all of them or none.

    PlaceProblem if a code has been taken since the sheet was read; WrongPin and the like for the actor's PIN.
    """
    verify_pin(store, actor, pin)
    now, import_id = store.clock.now(), new_random_id()
    with store.write() as session:
        person = require(session, store.catalog, store.catalog.latest(PLACE_CARD), "fill", actor)
        author = Author(staff_no=actor, name=person.name, department=person.department)
        _add_departments(session, plan.departments)
        for place in plan.ready:
            write_place(session, store, author, place, now=now, import_id=import_id)
        auditing.note(session, at=now, actor=actor, action="places.imported", subject=import_id)
    return ImportedPlaces(import_id=import_id, codes=tuple(place.code for place in plan.ready))


def import_cards(
    store: Store,
    actor: str,
    form: Form,
    plan: Plan[NewCard],
    *,
    pin: str,
    tell: Tell = nobody_listens,
) -> ImportedCards:
    """All entries that are ready as one act of the actor, under one import id: all of them or none.

    ``tell`` hears how far it has come; ImportStopped with nothing written when it wants no more. AlreadyThere if a number has been taken since the sheet was read; WrongPin and the like for the actor's PIN.
    """
    verify_pin(store, actor, pin)
    now, import_id = store.clock.now(), new_random_id()
    with store.write() as session:
        person = require(session, store.catalog, form, "fill", actor)
        author = Author(staff_no=actor, name=person.name, department=person.department)
        taken = frozenset(
            session.scalars(
                select(AssetRow.code).where(AssetRow.form_id == form.id, AssetRow.status != "void")
            )
        )
        for card in plan.ready:
            if card.code in taken:
                raise AlreadyThere(
                    f"编号 {card.code} 刚被登记过。这一份一件都没有登记。请把文件再读一遍，再导入。"
                )
        records: list[Sealed] = []
        for done, card in enumerate(plan.ready):
            if done % STEP == 0 and not tell("正在登记", done, len(plan.ready)):
                raise ImportStopped
            records.append(
                write_card(session, store, form.id, card.given, author=author, now=now, import_id=import_id)
            )
        auditing.note(session, at=now, actor=actor, action="cards.imported", subject=import_id)
    return ImportedCards(import_id=import_id, record_ids=tuple(record.record_id for record in records))


def _add_departments(session: Session, new: tuple[str, ...]) -> None:
    if new:
        here = read_installation(session)
        assert here is not None  # whoever imports has signed in
        change_installation(session, {"departments": tuple(dict.fromkeys((*here.departments, *new)))})


def _new_pin(staff_no: str) -> str:
    """Six digits by chance, not all alike and not the number itself."""
    while True:
        pin = f"{secrets.randbelow(10**6):06d}"
        if len(set(pin)) > 1 and pin != staff_no:
            return pin
