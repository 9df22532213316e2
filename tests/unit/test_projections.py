"""Projections: what sealed objects add up to, and that they can be made anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from forms.clock import FixedClock
from models.projections import rebuild
from models.queries import hazards, records
from models.queries.people import PersonView, get_person
from models.queries.records import RecordFilter
from models.store import Store
from models.tables.projections import HazardRow, RecordRow
from models.workflow import correcting, drafts, signing
from models.workflow.chains import StepRefused
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal
from tests.hospital import (
    HEAD,
    LEADER,
    NURSE,
    OFFICER,
    PIN,
    STAFF,
    START,
    abnormal,
    open_hospital,
    patrol_with,
    seal_sample,
)

ORDER = {"due": "2026-11-22T12:00+08:00", "owner": STAFF}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "home", clock)
    yield opened
    opened.close()


def person(store: Store, staff_no: str) -> PersonView:
    with store.read() as session:
        found = get_person(session, staff_no)
    assert found is not None
    return found


def patrol(store: Store) -> Sealed:
    """A round with two findings: a hazard at the stairs, and a fire door closed on the spot."""
    found = patrol_with(store, {8: {"exits": abnormal()}, 13: {"fire_doors": abnormal(owner=None)}})
    return seal_sample(store, "fire.daily_patrol", answers=found)


def step(store: Store, form_id: str, hazard_id: str, *, author: str, **answers: object) -> Sealed:
    with store.read() as session:
        view = hazards.get(session, hazard_id)
    assert view is not None
    return seal_sample(store, form_id, author=author, subject=hazard_id, after=view.heads, answers=answers)


def state_of(store: Store, hazard_id: str) -> str:
    with store.read() as session:
        view = hazards.get(session, hazard_id)
    assert view is not None
    return view.item.state


def test_a_sealed_round_is_listed_with_its_findings_and_waits_for_the_second_signature(store: Store) -> None:
    sealed = patrol(store)
    with store.read() as session:
        page = records.find(session, store.catalog, RecordFilter(), person(store, NURSE))
    (item,) = page.rows
    assert (item.record_id, item.abnormal, item.items, item.places) == (
        sealed.record_id,
        2,
        168,
        "1 楼门诊大厅等 24 处",
    )
    assert item.awaiting == ("supervisor",)
    assert page.count == "1"
    signing.sign(store, rev_id=sealed.rev_id, role="supervisor", person=HEAD, pin=PIN)
    with store.read() as session:
        assert (
            records.find(session, store.catalog, RecordFilter(unsigned=True), person(store, NURSE)).rows == ()
        )


def test_only_the_finding_that_was_not_fixed_on_the_spot_becomes_a_hazard(store: Store) -> None:
    sealed = patrol(store)
    with store.read() as session:
        (item,) = hazards.find(session)
    assert (item.hazard_id,) == sealed.hazards
    assert (item.state, item.owner, item.place, item.title) == (
        "registered",
        STAFF,
        "2 号楼梯间 1–3 层",
        "楼梯间堆放纸箱",
    )


def test_a_hazard_is_closed_by_order_rectification_and_a_recheck_by_somebody_else(
    store: Store, clock: FixedClock
) -> None:
    (hazard_id,) = patrol(store).hazards
    clock.advance(hours=1)
    step(store, "hazard.order", hazard_id, author=OFFICER, **ORDER)
    assert state_of(store, hazard_id) == "rectifying"
    clock.advance(hours=1)
    step(store, "hazard.rectify", hazard_id, author=STAFF, done_by=[STAFF])
    assert state_of(store, hazard_id) == "awaiting_recheck"
    clock.advance(hours=1)
    step(store, "hazard.recheck", hazard_id, author=OFFICER, verdict="pass")
    assert state_of(store, hazard_id) == "closed"
    with store.read() as session:
        view = hazards.get(session, hazard_id)
        assert view is not None
        assert [one.action for one in view.steps] == ["order", "rectify", "recheck"]
        assert hazards.find(session) == ()


def test_whoever_rectified_cannot_recheck_and_nothing_is_sealed(store: Store, clock: FixedClock) -> None:
    (hazard_id,) = patrol(store).hazards
    step(store, "hazard.order", hazard_id, author=OFFICER, **ORDER)
    clock.advance(hours=1)
    step(store, "hazard.rectify", hazard_id, author=OFFICER, done_by=[OFFICER])
    clock.advance(hours=1)
    with pytest.raises(StepRefused, match="复查的人就是整改的人"):
        step(store, "hazard.recheck", hazard_id, author=OFFICER, verdict="pass")
    assert state_of(store, hazard_id) == "awaiting_recheck"


def test_a_finding_that_a_correction_withdraws_leaves_its_hazard_to_be_checked(store: Store) -> None:
    sealed = patrol(store)
    draft = correcting.start_correction(store, sealed.record_id, reason="看错了楼梯间", person=OFFICER)
    rows = draft.answers["places"]
    assert isinstance(rows, list)
    assert isinstance(rows[8], dict)
    rows[8]["exits"] = {"value": "normal"}
    drafts.save(store, draft.draft_id, answers=draft.answers)
    seal(store, author=OFFICER, pin=PIN, draft_id=draft.draft_id)
    assert state_of(store, sealed.hazards[0]) == "to_check"
    with store.read() as session:
        view = records.get(session, store.catalog, sealed.record_id, None)
    assert view is not None
    assert (view.version, view.item.versions, view.item.abnormal) == (2, 2, 1)


def test_records_are_found_by_two_characters_of_what_was_written(store: Store) -> None:
    sealed = patrol(store)
    nurse = person(store, NURSE)
    with store.read() as session:
        found = records.find(session, store.catalog, RecordFilter(text="纸箱"), nurse).rows
        none = records.find(session, store.catalog, RecordFilter(text="纸船"), nurse).rows
    assert [item.record_id for item in found] == [sealed.record_id]
    assert none == ()


def test_an_incident_report_is_read_by_quality_and_by_its_author_alone(store: Store) -> None:
    sealed = seal_sample(store, "event.adverse_event", author=NURSE)
    for staff_no, expected in ((NURSE, 1), (HEAD, 0), ("0520", 1), (LEADER, 1)):
        reader = person(store, staff_no)
        with store.read() as session:
            rows = records.find(session, store.catalog, RecordFilter(), reader).rows
            view = records.get(session, store.catalog, sealed.record_id, reader)
        assert (len(rows), view is not None) == (expected, bool(expected)), staff_no


def test_every_projection_is_the_same_after_a_rebuild(store: Store, clock: FixedClock) -> None:
    (hazard_id,) = patrol(store).hazards
    clock.advance(hours=1)
    step(store, "hazard.order", hazard_id, author=OFFICER, **ORDER)
    seal_sample(store, "event.adverse_event")
    assert rebuild.compare(store) == ()


def test_a_rebuild_puts_right_what_was_spoilt_and_says_so(store: Store) -> None:
    sealed = patrol(store)
    with store.write() as session:
        session.execute(update(RecordRow).values(title="改坏了"))
        session.execute(delete(HazardRow))
    spoilt = {one.table for one in rebuild.rebuild(store)}
    assert spoilt == {"p_records", "p_hazards"}
    assert rebuild.compare(store) == ()
    with store.read() as session:
        assert hazards.get(session, sealed.hazards[0]) is not None
        found = records.find(session, store.catalog, RecordFilter(text="纸箱"), person(store, NURSE)).rows
    assert len(found) == 1
