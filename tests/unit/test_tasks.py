"""Tasks that records leave: who has to do them, what does them, and that nothing depends on the order of arrival."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from forms.clock import FixedClock
from forms.json_value import Json
from forms.revision import read_object
from models.base import Base
from models.projections import rebuild
from models.projections.apply import apply
from models.queries import tasks
from models.queries.tasks import TaskView
from models.queries.today_file import opened
from models.queries.today_followups import FollowUp, open_tasks
from models.store import Store
from models.tables.projections import PROJECTIONS, TaskRow
from models.tables.sealed import SealedObject
from models.workflow import correcting, drafts
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal
from models.workflow.tasks import TaskGone, start
from tests.hospital import HEAD, NURSE, OFFICER, PIN, QUALITY, STAFF, START, open_hospital, seal_sample

TRAINING, MAKEUP = "management.training", "management.training_makeup"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    home = open_hospital(tmp_path / "home", clock)
    yield home
    home.close()


def row(number: int, person: str, present: str, **more: Json) -> Json:
    return {"row_id": f"r{number}", "person": person, "present": present, **more}


def trained(store: Store, *, people: list[Json] | None = None, **answers: Json) -> Sealed:
    """A training at which the nurse and the head were missing and the officer was there."""
    missing = people or [row(1, NURSE, "no"), row(2, HEAD, "leave"), row(3, OFFICER, "yes")]
    facts: dict[str, Json] = {
        "kind": "periodic",
        "assessed": "no",
        "people": missing,
        "others": [],
        **answers,
    }
    return seal_sample(store, TRAINING, author=OFFICER, answers=facts)


def made_up(store: Store, subject: str, *people: str, result: str = "trained") -> Sealed:
    rows: list[Json] = [{"row_id": f"m{n}", "person": one, "result": result} for n, one in enumerate(people)]
    return seal_sample(store, MAKEUP, author=OFFICER, subject=subject, answers={"people": rows, "others": []})


def left(store: Store, record_id: str) -> dict[str | None, TaskView]:
    with store.read() as session:
        return {one.person: one for one in tasks.of_record(session, record_id)}


def today_of(store: Store, staff_no: str, roles: tuple[str, ...], department: str) -> tuple[FollowUp, ...]:
    with opened(store.home / "yian.db") as file:
        entries = store.catalog.current()
        return open_tasks(file, entries, staff_no=staff_no, roles=roles, department=department)


def test_who_was_missing_has_a_task_until_made_up_for(store: Store, clock: FixedClock) -> None:
    training = trained(store)
    assert set(left(store, training.record_id)) == {NURSE, HEAD}
    clock.advance(days=3)
    makeup = made_up(store, training.record_id, NURSE)
    found = left(store, training.record_id)
    assert (found[NURSE].done_by, found[NURSE].done_at) == (makeup.record_id, clock.now())
    assert found[HEAD].done_by is None
    assert found[HEAD].due_at == START + timedelta(hours=720)
    assert not found[HEAD].is_overdue(clock.now())
    assert found[HEAD].is_overdue(START + timedelta(days=31))


def test_a_makeup_that_was_failed_leaves_a_task_of_its_own(store: Store) -> None:
    training = trained(store)
    makeup = made_up(store, training.record_id, NURSE, result="failed")
    assert left(store, training.record_id)[NURSE].done_by == makeup.record_id
    assert left(store, makeup.record_id)[NURSE].text == "再补一次"


def test_voiding_a_record_takes_its_tasks_away_and_voiding_what_did_one_opens_it_again(store: Store) -> None:
    training = trained(store)
    makeup = made_up(store, training.record_id, NURSE)
    correcting.void(store, makeup.record_id, reason="录错了人", person=OFFICER, pin=PIN)
    assert left(store, training.record_id)[NURSE].done_by is None
    correcting.void(store, training.record_id, reason="没有办成", person=OFFICER, pin=PIN)
    assert left(store, training.record_id) == {}


def test_today_shows_a_person_their_own_tasks_and_the_departments_what_names_nobody(store: Store) -> None:
    others: list[Json] = [
        {"row_id": "o1", "other_name": "马某", "other_kind": "cleaner", "other_present": "no"}
    ]
    training = trained(store, others=others)
    (mine,) = today_of(store, NURSE, ("nurse",), "内科病区")
    assert (mine.text, mine.fill, mine.record_id, mine.about) == (
        "补训",
        MAKEUP,
        training.record_id,
        "安全培训记录",
    )
    (theirs,) = today_of(store, OFFICER, ("safety_officer",), "保卫科")
    assert (theirs.text, theirs.given, theirs.person) == (
        "第三方人员补训：马某",
        {"other_name": "马某"},
        None,
    )
    assert today_of(store, STAFF, ("staff",), "总务科") == ()


def test_a_task_opens_a_draft_about_its_record_with_the_person_in_it_and_sealing_does_it(
    store: Store,
) -> None:
    training = trained(store)
    (task,) = [one for one in left(store, training.record_id).values() if one.person == NURSE]
    draft = start(store, task.task_id, person=OFFICER, department="保卫科")
    assert (draft.form_id, draft.subject, draft.task) == (MAKEUP, training.record_id, task.task_id)
    (begun,) = [one for one in draft.answers["people"] if isinstance(one, dict)]  # type: ignore[union-attr]
    assert begun["person"] == NURSE
    assert start(store, task.task_id, person=OFFICER, department="保卫科").draft_id == draft.draft_id
    answers: dict[str, Json] = {
        **draft.answers,
        "held_at": "2026-11-20T21:00+08:00",
        "way": "individual",
        "trainer": "李某",
        "content": "灭火器的使用",
        "people": [{**begun, "result": "trained"}],
    }
    drafts.save(store, draft.draft_id, answers=answers)
    sealed = seal(store, author=OFFICER, pin=PIN, draft_id=draft.draft_id)
    assert left(store, training.record_id)[NURSE].done_by == sealed.record_id


def test_a_task_that_a_correction_took_away_is_not_begun(store: Store) -> None:
    training = trained(store)
    task = left(store, training.record_id)[NURSE]
    correcting.void(store, training.record_id, reason="没有办成", person=OFFICER, pin=PIN)
    with pytest.raises(TaskGone, match="已经没有了"):
        start(store, task.task_id, person=NURSE, department="内科病区")


def test_a_record_that_only_anybody_of_its_form_may_fill_is_no_task_for_others(store: Store) -> None:
    trained(store, people=[row(1, QUALITY, "no")])
    assert [one.person for one in today_of(store, QUALITY, ("quality",), "质控科")] == [QUALITY]
    assert today_of(store, NURSE, ("nurse",), "内科病区") == ()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["makeup", "correct", "void_makeup", "training"]),
        st.sampled_from([NURSE, HEAD, OFFICER]),
        st.sampled_from(["yes", "no"]),
    ),
    max_size=5,
)


def task_rows(session: Session) -> list[tuple[object, ...]]:
    columns = TaskRow.__table__.columns
    return sorted(tuple(map(str, found)) for found in session.execute(select(*columns)))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, seed=st.integers(0, 2**16))
def test_tasks_are_the_same_in_any_order_of_arrival_and_after_a_rebuild(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str]], seed: int
) -> None:
    clock = FixedClock(START)
    store = open_hospital(tmp_path_factory.mktemp("hospital") / "home", clock)
    try:
        happen(store, clock, steps)
        with store.read() as session:
            here = task_rows(session)
            assert arrived(session, store, seed) == here
        assert rebuild.compare(store) == ()
    finally:
        store.close()


def happen(store: Store, clock: FixedClock, steps: list[tuple[str, str, str]]) -> None:
    training, makeups = trained(store), list[Sealed]()
    for what, who, present in steps:
        clock.advance(hours=1)
        if what == "makeup":
            makeups.append(made_up(store, training.record_id, who))
        elif what == "void_makeup" and makeups:
            correcting.void(store, makeups.pop().record_id, reason="录错", person=OFFICER, pin=PIN)
        elif what == "correct":
            draft = correcting.start_correction(store, training.record_id, reason="看错", person=OFFICER)
            rows: list[Json] = [row(1, NURSE, present), row(2, HEAD, "no")]
            drafts.save(store, draft.draft_id, answers={**draft.answers, "people": rows})
            seal(store, author=OFFICER, pin=PIN, draft_id=draft.draft_id)
        elif what == "training":
            trained(store, people=[row(1, who, present)])


def arrived(source: Session, store: Store, seed: int) -> list[tuple[object, ...]]:
    """The tasks of a computer that gets the same objects in another order."""
    held = list(source.execute(select(SealedObject)).scalars())
    random.Random(seed).shuffle(held)
    engine = create_engine("sqlite://")
    tables = [SealedObject.__table__, *(table.__table__ for table in PROJECTIONS)]
    Base.metadata.create_all(engine, tables=tables)  # type: ignore[arg-type]
    with Session(engine) as session:
        for one in held:
            values = {column.name: getattr(one, column.name) for column in SealedObject.__table__.columns}
            session.add(SealedObject(**values))
            apply(session, store.catalog, read_object(one.bytes))
        session.flush()
        found = task_rows(session)
    engine.dispose()
    return found


def fire_training(store: Store) -> Sealed:
    """A form whose make-up only some roles may fill."""
    people: list[Json] = [{"row_id": "a", "person": NURSE, "present": "no"}]
    return seal_sample(store, "fire.training", author=OFFICER, answers={"people": people})


def test_what_only_some_roles_may_fill_is_theirs_to_do_and_the_person_is_told(store: Store) -> None:
    fire_training(store)
    for who, roles, department, may_do, is_mine in (
        (NURSE, ("nurse",), "内科病区", False, True),
        (OFFICER, ("safety_officer",), "保卫科", True, False),
        (HEAD, ("head",), "内科病区", True, False),
    ):
        (task,) = today_of(store, who, roles, department)
        assert (task.may_do, task.is_mine, task.name) == (may_do, is_mine, "张某"), who
    assert today_of(store, HEAD, ("head",), "外科病区") == ()
    assert today_of(store, STAFF, ("staff",), "总务科") == ()
