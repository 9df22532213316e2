"""What the scenarios of plant have in common: cards, events on them, and what followed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from forms.json_value import Json
from models.faults import Refusal
from models.queries import assets, hazards
from models.queries.assets import AssetItem
from models.queries.hazards import HazardItem
from models.store import Store
from models.tables.projections import TaskRow
from models.workflow import paper
from models.workflow.revisions import Sealed
from tests.hospital import OFFICER, STAFF, seal_sample
from tests.papers import text_of

PLACE = "P01"
DUE = "2026-11-21T22:00+08:00"


def bad(value: str = "nonconform", text: str = "现场看到的问题", *, place: str | None = PLACE) -> Json:
    """A failed check item that becomes a hazard."""
    finding: dict[str, Json] = {"text": text, "handling": "hazard", "owner": STAFF, "due": DUE}
    return {"value": value, "finding": finding | ({"place": place} if place else {})}


def card(store: Store, form_id: str, /, **answers: Json) -> str:
    """The record id of a card; ``author`` among the answers is who writes it, here and below."""
    return record(store, form_id, **answers).record_id


def event(store: Store, form_id: str, asset: str | None, /, **answers: Json) -> Sealed:
    author = answers.pop("author", OFFICER)
    assert isinstance(author, str)
    return seal_sample(store, form_id, author=author, asset=asset, answers=answers)


def record(store: Store, form_id: str, /, **answers: Json) -> Sealed:
    return event(store, form_id, None, **answers)


def refusal(store: Store, form_id: str, asset: str | None = None, /, **answers: Json) -> str:
    """The sentence with which the record is refused."""
    with pytest.raises(Refusal) as caught:
        event(store, form_id, asset, **answers)
    return str(caught.value)


def entry(store: Store, asset: str) -> AssetItem:
    with store.read() as session:
        found = assets.get(session, asset)
    assert found is not None
    return found


def hazard_of(store: Store, sealed: Sealed) -> HazardItem:
    """The one hazard that the record raised."""
    (hazard_id,) = sealed.hazards
    with store.read() as session:
        view = hazards.get(session, hazard_id)
    assert view is not None
    return view.item


def tasks_of(store: Store, sealed: Sealed) -> list[tuple[str, str]]:
    """Form and words of what the record leaves to be done."""
    with store.read() as session:
        rows = session.scalars(select(TaskRow).where(TaskRow.record_id == sealed.record_id))
        return [(row.fill, row.text) for row in rows]


def ledger(store: Store, *sealed: Sealed) -> str:
    return text_of(paper.print_ledger(store, [one.record_id for one in sealed]))
