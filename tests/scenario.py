"""What the scenarios of every chapter ask of the fictional hospital again and again."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from forms.clock import FixedClock
from forms.json_value import Json
from models.queries import cases, records
from models.queries.cases import CaseView
from models.queries.people import PersonView, get_person
from models.store import Store
from models.tables.sealed import SealedObject
from models.workflow.revisions import Sealed
from models.workflow.sheet import NotReady
from tests.hospital import seal_sample


def later(store: Store, **by: float) -> None:
    """Time passes: a minute, or as much as is said."""
    assert isinstance(store.clock, FixedClock)
    store.clock.advance(**(by or {"minutes": 1}))


def refused(store: Store, form_id: str, words: str, **facts: object) -> None:
    """The form does not let itself be sealed, one of its reasons holds these words, and nothing was kept."""
    assert words, "without words every reason would do"
    before = _objects(store)
    with pytest.raises(NotReady) as caught:
        seal_sample(store, form_id, **facts)  # type: ignore[arg-type]  # passed on as they came
    assert any(words in problem.message for problem in caught.value.problems), caught.value.problems
    assert _objects(store) == before


def _objects(store: Store) -> int | None:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(SealedObject))


def answer(store: Store, sealed: Sealed, name: str) -> Json:
    """The public answer; None if there is none, KeyError where the form has no such field."""
    with store.read() as session:
        view = records.get(session, store.catalog, sealed.record_id, None)
    assert view is not None
    assert view.form is not None
    view.form.field(name)
    return view.revision.answers.get(name)


def case_of(store: Store, record_id: str) -> CaseView:
    with store.read() as session:
        found = cases.get(session, store.catalog, record_id, None)
    assert found is not None
    return found


def person(store: Store, staff_no: str) -> PersonView:
    with store.read() as session:
        found = get_person(session, staff_no)
    assert found is not None
    return found
