"""Cases in the store: what two computers did apart is the same for both once they have met, whatever came first."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from forms.clock import FixedClock
from forms.json_value import Json
from models.projections.rebuild import compare
from models.queries import cases
from models.queries.cases import CaseView
from models.queries.people import get_person
from models.store import Store
from models.tables.projections import CaseRow
from models.workflow import correcting, receiving
from models.workflow.chains import StepRefused
from models.workflow.revisions import Sealed
from tests.hospital import HEAD, LEADER, NURSE, PIN, QUALITY, STAFF, START, open_hospital, seal_sample
from tests.unit.test_store_receiving import everything

DECIDE = "surgery.authorisation_decide"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "first", FixedClock(START))
    yield opened
    opened.close()


def assessed(store: Store) -> str:
    """A request that waits for the hospital's decision; its record id."""
    said: dict[str, Json] = {"applicant": STAFF, "operation": "阑尾切除术", "grade": "2"}
    request = seal_sample(store, "surgery.authorisation_request", author=STAFF, answers=said)
    later(store)
    verdict: dict[str, Json] = {"result": "assessed"}
    seal_sample(
        store, "surgery.authorisation_assess", author=HEAD, subject=request.record_id, answers=verdict
    )
    later(store)
    return request.record_id


def decide(store: Store, record_id: str, result: str, *, author: str = QUALITY) -> Sealed:
    later(store)
    return seal_sample(store, DECIDE, author=author, subject=record_id, answers={"result": result})


def later(store: Store) -> None:
    assert isinstance(store.clock, FixedClock)
    store.clock.advance(minutes=1)


def view_of(store: Store, record_id: str) -> CaseView:
    with store.read() as session:
        view = cases.get(session, store.catalog, record_id, None)
    assert view is not None
    return view


def test_two_decisions_made_apart_wait_for_a_person_on_both_computers(store: Store, tmp_path: Path) -> None:
    record_id = assessed(store)
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    other = Store.open(tmp_path / "second", clock=FixedClock(store.clock.now()))
    decide(store, record_id, "granted")
    decide(other, record_id, "refused", author=LEADER)
    ours, theirs = everything(store), everything(other)
    receiving.receive(store, random.Random(1).sample(theirs, len(theirs)))
    receiving.receive(other, random.Random(2).sample(ours, len(ours)))
    for one in (store, other):
        view = view_of(one, record_id)
        assert (view.item.state, view.item.over, view.item.undecided) == ("assessed", False, True)
        assert (len(view.heads), view.problems) == (2, ("两个处理同时做了，要由人定",))
        assert compare(one) == ()
    with store.read() as here, other.read() as there:
        rows = [session.scalars(select(CaseRow)).one().steps for session in (here, there)]
    assert rows[0] == rows[1]
    decide(store, record_id, "refused")
    view = view_of(store, record_id)
    assert (view.item.state, view.item.over, view.item.undecided) == ("refused", True, False)
    other.close()


def test_steps_that_come_before_their_record_count_once_it_is_there(store: Store, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    other = Store.open(tmp_path / "second", clock=FixedClock(START))
    known = {one.object_id for one in everything(other)}
    record_id = assessed(store)
    decide(store, record_id, "granted")
    new = [one for one in everything(store) if one.object_id not in known]
    for one in reversed(new):
        receiving.receive(other, [one])
    assert view_of(other, record_id).item.state == "granted"
    assert compare(other) == ()
    other.close()


def test_a_step_is_refused_where_it_does_not_belong_and_nothing_is_sealed(store: Store) -> None:
    record_id = assessed(store)
    elsewhere = seal_sample(store, "surgery.safety_check", author=NURSE)
    with pytest.raises(StepRefused, match="不接在“手术安全核查表"):
        seal_sample(store, DECIDE, author=QUALITY, subject=elsewhere.record_id)
    with pytest.raises(StepRefused, match="没有找到这一步所属的那份记录"):
        seal_sample(store, DECIDE, author=QUALITY, subject="nothing")
    with pytest.raises(StepRefused, match="要接在"):
        seal_sample(store, DECIDE, author=QUALITY)
    decide(store, record_id, "granted")
    with pytest.raises(StepRefused, match="现在是“同意授权”"):
        decide(store, record_id, "refused", author=LEADER)
    assert len(view_of(store, record_id).steps) == 2


def test_what_may_follow_is_told_to_whoever_may_do_it_with_what_is_in_the_way(store: Store) -> None:
    record_id = assessed(store)
    with store.read() as session:
        quality, head = get_person(session, QUALITY), get_person(session, HEAD)
        assert quality is not None
        assert head is not None
        for reader, expected in ((quality, [(DECIDE, "")]), (head, [])):
            view = cases.get(session, store.catalog, record_id, reader)
            assert view is not None
            assert [(one.form_id, one.hindrance) for one in view.following] == expected
        waiting = cases.awaiting_me(session, store.catalog, quality)
    assert [(item.record_id, [step.form_id for step in steps]) for item, steps in waiting] == [
        (record_id, [DECIDE])
    ]


def test_a_voided_record_has_no_open_case(store: Store) -> None:
    record_id = assessed(store)
    correcting.void(store, record_id, reason="填错了人", person=QUALITY, pin=PIN)
    with store.read() as session:
        assert cases.find(session, store.catalog, None) == ()
        (item,) = cases.find(session, store.catalog, None, over=True)
    assert (item.state_label, item.over) == ("已作废", True)
    with pytest.raises(StepRefused):
        decide(store, record_id, "granted")
