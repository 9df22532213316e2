"""What the scenarios of the chapter patient ask of the fictional hospital again and again."""

from __future__ import annotations

from datetime import date

import pytest

from forms.clock import FixedClock
from forms.json_value import Json
from models.queries import assets, cases, hazards, records, tasks
from models.queries.assets import AssetItem
from models.queries.cases import CaseView
from models.queries.tasks import TaskView
from models.store import Store
from models.workflow.revisions import Sealed
from models.workflow.sheet import NotReady
from tests.hospital import QUALITY, STAFF, seal_sample

NAME = "欧阳某某"


def later(store: Store, **by: float) -> None:
    assert isinstance(store.clock, FixedClock)
    store.clock.advance(**(by or {"minutes": 1}))


def done(store: Store, form_id: str, *, author: str = QUALITY, **facts: object) -> Sealed:
    """A sealed record of the chapter with sample answers under the answers given."""
    return seal_sample(store, f"patient.{form_id}", author=author, **facts)


def refused(store: Store, form_id: str, words: str, **facts: object) -> None:
    """The form does not let itself be sealed, and says why."""
    with pytest.raises(NotReady) as caught:
        done(store, form_id, **facts)  # type: ignore[arg-type]  # passed on as they came
    assert any(words in problem.message for problem in caught.value.problems), caught.value.problems


def answer(store: Store, sealed: Sealed, name: str) -> Json:
    """The public answer; KeyError if it is not there."""
    with store.read() as session:
        view = records.get(session, store.catalog, sealed.record_id, None)
    assert view is not None
    return view.revision.answers[name]


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
    with store.read() as session:
        view = cases.get(session, store.catalog, sealed.record_id, None)
    assert view is not None
    return view


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
