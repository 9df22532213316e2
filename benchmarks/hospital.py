"""The fictional hospital that every row is measured in, and records sealed in it by the real workflow."""

from __future__ import annotations

import copy
from pathlib import Path

from forms.clock import Clock
from forms.definition import Form
from forms.json_value import Json
from forms.samples import sample_answers
from models.queries.assets import find as find_assets
from models.queries.people import PersonView, get_person
from models.queries.places import all_places
from models.store import Store
from models.workflow.credentials import Proof
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal
from models.workflow.setup import set_up

PIN = "135790"
ADMIN = "0101"
NURSE = "0231"
SAFETY_OFFICER = "0107"
HEAD = "0188"
LEADER = "0301"
PATROL = "fire.daily_patrol"


def found_hospital(home: Path, clock: Clock) -> Store:
    """An open store of a hospital made on this instant, with its people, places and extinguishers."""
    store = Store.open(home, clock=clock)
    set_up(
        store,
        hospital="示范县第一卫生院",
        level="township",
        admin_no=ADMIN,
        admin_name="吴某",
        admin_pin=PIN,
        demo=True,
    )
    return store


def answers_for(store: Store, form: Form, *, places: int | None = None) -> dict[str, Json]:
    """Valid answers; a round covers the first so many places of the hospital."""
    with store.read() as session:
        codes = [place.code for place in all_places(session)]
        assets = [item.asset_id for item in find_assets(session)]
    return copy.deepcopy(
        sample_answers(
            form, places=codes[:places], people=[SAFETY_OFFICER, NURSE], assets=assets, now=store.clock.now()
        )
    )


def seal_as(store: Store, author: str, form: Form, answers: dict[str, Json], **facts: str | None) -> Sealed:
    """Sealed without the PIN's deliberate slowness, which is no part of sealing."""
    return seal(
        store,
        author=author,
        proof=Proof(staff_no=author),
        form=form,
        answers=answers,
        place=facts.get("place"),
        asset=facts.get("asset"),
        subject=facts.get("subject"),
        after=[after] if (after := facts.get("after")) else [],
    )


def person(store: Store, staff_no: str) -> PersonView:
    with store.read() as session:
        found = get_person(session, staff_no)
    if found is None:
        raise LookupError(staff_no)
    return found
