"""What the scenarios of the chapter patient ask of the fictional hospital again and again."""

from __future__ import annotations

from datetime import date

from forms.json_value import Json
from models.queries import assets, hazards, tasks
from models.queries.assets import AssetItem
from models.queries.cases import CaseView
from models.queries.tasks import TaskView
from models.store import Store
from models.workflow.revisions import Sealed
from tests import scenario
from tests.hospital import QUALITY, STAFF, seal_sample

NAME = "欧阳某某"


def done(store: Store, form_id: str, *, author: str = QUALITY, **facts: object) -> Sealed:
    """A sealed record of the chapter with sample answers under the answers given."""
    return seal_sample(store, f"patient.{form_id}", author=author, **facts)


def refused(store: Store, form_id: str, words: str, *, author: str = QUALITY, **facts: object) -> None:
    """The form of the chapter does not let itself be sealed, and one of its reasons holds these words."""
    scenario.refused(store, f"patient.{form_id}", words, author=author, **facts)


def bad(code: str, text: str, *, owner: str | None = STAFF) -> Json:
    """A failed check item that becomes a hazard; without an owner it was put right at once."""
    if owner is None:
        return {"value": code, "finding": {"text": text, "handling": "fixed", "done": "当场改好"}}
    due = "2026-11-21T22:00+08:00"
    finding: dict[str, Json] = {
        "text": text,
        "handling": "hazard",
        "owner": owner,
        "due": due,
        "place": "P07",
    }
    return {"value": code, "finding": finding}


def row(number: int, /, **values: Json) -> dict[str, Json]:
    return {"row_id": f"{number:08x}", **values}


def hazards_of(store: Store) -> set[str]:
    with store.read() as session:
        return {hazard.title for hazard in hazards.find(session)}


def tasks_of(store: Store, sealed: Sealed) -> tuple[TaskView, ...]:
    with store.read() as session:
        return tasks.of_record(session, sealed.record_id)


def case_of(store: Store, sealed: Sealed) -> CaseView:
    return scenario.case_of(store, sealed.record_id)


def entry_of(store: Store, sealed: Sealed) -> AssetItem:
    with store.read() as session:
        found = assets.get(session, sealed.record_id)
    assert found is not None
    return found


def duty_of(store: Store, form_id: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Of each duty of the form, how often and at which levels it holds."""
    form = store.catalog.latest(f"patient.{form_id}")
    return {duty.id: (duty.every, duty.levels or form.scope.levels) for duty in form.duties}


def day(text: str) -> date:
    return date.fromisoformat(text)


def in_the_clear(store: Store, words: str) -> bool:
    """Whether the sealed bytes hold the words for everybody to read."""
    with store.read() as session:
        stored = session.connection().exec_driver_sql("SELECT bytes FROM sealed_objects").fetchall()
    return any(words.encode() in bytes(data) for (data,) in stored)
