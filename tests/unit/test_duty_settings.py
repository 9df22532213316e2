"""What the hospital lays down: its profile, what is on since when, stricter rules, holidays, reasons for what was missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from forms.clock import FixedClock, local
from forms.duty import SlotState
from forms.duty_moving import judge
from forms.duty_settings import AS_IT_IS, Local
from forms.holiday_calendar import HolidayFileError, read_year
from forms.json_value import Json
from models.projections import rebuild
from models.queries import assets, duty_coverage, duty_list, duty_year, today
from models.queries.duty_book import DutyBook
from models.queries.duty_list import DutyState
from models.queries.profile import is_for, profile_facts
from models.queries.today_file import opened
from models.store import Store
from models.workflow import signing
from models.workflow.duty_setting import Change, NoSuchDuty, set_duties
from models.workflow.holidays import record_holidays
from models.workflow.sealing import seal
from models.workflow.setup import set_up
from models.workflow.sheet import NotReady
from models.workflow.surroundings import context_of
from tests.definitions import duty
from tests.hospital import ADMIN, LEADER, NURSE, OFFICER, PIN, START, open_hospital, seal_sample

DRILL = "fire.drill/half_yearly"
PATROL = "fire.daily_patrol/inpatient"
INSPECTION = "management.quarterly_inspection/quarterly"
TODAY = local(START).date()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    made = open_hospital(tmp_path / "home", clock)
    yield made
    made.close()


def state(store: Store, key: str) -> DutyState:
    found = duty_list.duty_list(store.path, store.catalog.current(), now=store.clock.now())
    return next(row for row in found.rows if row.key == key)


def later(store: Store) -> None:
    """Of two acts about one thing the one sealed last counts."""
    assert isinstance(store.clock, FixedClock)
    store.clock.advance(minutes=1)


def switch(
    store: Store, key: str, *, is_on: bool = True, rule: Local = AS_IT_IS, reason: str = "", leader: str = ""
) -> str:
    later(store)
    change = Change(key=key, is_on=is_on, local_rule=rule)
    sealed = set_duties(
        store, [change], author=OFFICER, pin=PIN, start=TODAY, summary="测试", reason=reason, leader=leader
    )
    return sealed.rev_id


def profile(store: Store, author: str = ADMIN, **changes: Json) -> str:
    later(store)
    answers: dict[str, Json] = {"hospital": "示范县第一卫生院", "level": "township", **changes}
    return seal(store, author=author, pin=PIN, form="register.hospital_profile", answers=answers).rev_id


def test_the_starter_set_is_on_from_the_moment_of_set_up_and_the_rest_is_off(store: Store) -> None:
    rows = duty_list.duty_list(store.path, store.catalog.current(), now=store.clock.now()).rows
    starters = {f"{e.id}/{d.id}" for e in store.catalog.current() for d in e.duties if d.starter}
    assert {row.key for row in rows if row.is_on} == {row.key for row in rows if row.applies} & starters
    assert state(store, DRILL).starts == TODAY


def test_nothing_is_missed_before_the_hospital_began(store: Store) -> None:
    view = today.read(
        store.path,
        store.catalog.current(),
        staff_no=NURSE,
        roles=("nurse",),
        department="内科病区",
        now=store.clock.now(),
        area_names={},
    )
    assert [task for task in view.tasks if task.group == "overdue"] == []
    assert "now" in {task.group for task in view.tasks}


def test_a_rule_may_be_made_stricter_and_says_so(store: Store, clock: FixedClock) -> None:
    clock.advance(hours=1)
    switch(store, INSPECTION, rule=Local(every="month"))
    found = state(store, INSPECTION)
    assert (found.often, found.often_here) == ("每季 1 次", "每月 1 次")


@pytest.mark.parametrize(
    ("key", "rule", "words"),
    [
        (DRILL, Local(times_day=3), "只有每天做的才分白天、夜间几次"),
        (INSPECTION, Local(every="half_year"), "周期不能更长"),
        (PATROL, Local(times_night=1), "夜间不能少于 2 次"),
        (INSPECTION, Local(early=90), "提前的天数要少于 90 天"),
    ],
)
def test_a_rule_cannot_be_loosened_and_nothing_is_sealed(
    store: Store, key: str, rule: Local, words: str
) -> None:
    with pytest.raises(NotReady, match=words):
        switch(store, key, rule=rule)
    assert state(store, key).often_here == state(store, key).often


def test_an_unknown_duty_is_refused(store: Store) -> None:
    with pytest.raises(NoSuchDuty, match="没有改动"):
        switch(store, "fire.drill/never")


def test_switching_off_needs_a_reason_and_holds_from_the_day_after_the_leader_signed(
    store: Store, clock: FixedClock
) -> None:
    with pytest.raises(NotReady):
        switch(store, PATROL, is_on=False)
    rev_id = switch(store, PATROL, is_on=False, reason="病区停用装修", leader=LEADER)
    waiting = state(store, PATROL)
    assert (waiting.is_on, waiting.waits) == (True, True)
    signing.sign(store, rev_id=rev_id, role="leader", person=LEADER, pin=PIN)
    assert state(store, PATROL).is_on
    clock.advance(hours=3)
    gone = state(store, PATROL)
    assert (gone.is_on, gone.waits, gone.off_reason) == (False, False, "病区停用装修")
    assert rebuild.compare(store) == ()


def test_what_was_missed_before_it_was_switched_off_stays_missed(store: Store, clock: FixedClock) -> None:
    clock.advance(days=3)
    rev_id = switch(store, PATROL, is_on=False, reason="停用", leader=LEADER)
    signing.sign(store, rev_id=rev_id, role="leader", person=LEADER, pin=PIN)
    clock.advance(days=10)
    entries, now = store.catalog.current(), store.clock.now()
    counted = duty_coverage.coverage(store.path, entries, since=START, now=now)
    (row,) = [one for one in counted if f"{one.form_id}/{one.duty_id}" == PATROL]
    assert row.missed == row.due
    assert 10 <= row.due <= 14


def test_a_duty_for_a_switch_begins_when_the_profile_has_it(store: Store, clock: FixedClock) -> None:
    with store.read() as session:
        assert not profile_facts(session, clock.now()).get("boiler")
    profile(store, switches=["boiler", "surgery"], beds=80)
    with store.read() as session:
        facts = profile_facts(session, clock.now())
        form = store.catalog.latest("plant.guard_staffing")
        context = context_of(session, form=form, person=NURSE, now=clock.now())
    assert facts["boiler"] is True
    assert (context.profile["beds"], context.profile["surgery"]) == (80, True)
    narrow = [entry for entry in store.catalog.current() if entry.switches == ("surgery",)]
    assert all(is_for(entry, facts) for entry in narrow if "township" in entry.levels)


def test_dropping_a_switch_needs_a_reason_and_the_leader(store: Store, clock: FixedClock) -> None:
    profile(store, switches=["boiler"])
    with pytest.raises(NotReady, match="去掉了锅炉"):
        profile(store)
    rev_id = profile(store, reason="锅炉已拆除", leader=LEADER)
    with store.read() as session:
        assert profile_facts(session, clock.now())["boiler"] is True
    signing.sign(store, rev_id=rev_id, role="leader", person=LEADER, pin=PIN)
    with store.read() as session:
        assert "boiler" not in profile_facts(session, clock.now())


def test_a_profile_holds_from_its_day_on(store: Store, clock: FixedClock) -> None:
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    profile(store, switches=["elevator"], effective_from=tomorrow)
    with store.read() as session:
        assert "elevator" not in profile_facts(session, clock.now())
        assert profile_facts(session, clock.now() + timedelta(days=1))["elevator"] is True


def test_recorded_holidays_take_the_place_of_those_that_were_shipped(store: Store) -> None:
    text = '{"year": 2027, "source": "通知", "days": [{"name": "春节", "from": "2027-02-05", "to": "2027-02-12"}]}'
    record_holidays(store, read_year(text), author=OFFICER, pin=PIN)
    entries, now = store.catalog.current(), store.clock.now()
    found = duty_year.year(store.path, entries, year=2027, now=now, area_names={})
    assert found.holidays == (("春节", date(2027, 2, 5), date(2027, 2, 12)),)
    assert found.note == ""
    far = duty_year.year(store.path, entries, year=2050, now=now, area_names={})
    assert [name for name, _, _ in far.holidays] == ["元旦", "劳动节", "国庆节"]
    assert "还没有" in far.note


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"year": 2027}', '{"year": 2027, "source": "", "days": []}',
     '{"year": 2027, "source": "", "days": [{"name": "春节", "from": "2026-02-05"}]}',
     '{"year": 2027, "source": "", "days": [{"name": "春节", "from": "2027-02-05", "to": "2027-02-01"}]}'],
)  # fmt: skip
def test_a_file_that_holds_no_year_of_holidays_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(HolidayFileError, match="没有改动"):
        read_year(text)


def test_what_was_missed_can_be_explained_and_stays_missed(store: Store, clock: FixedClock) -> None:
    clock.advance(days=2)
    day = (TODAY + timedelta(days=1)).isoformat()
    seal(
        store,
        author=NURSE,
        pin=PIN,
        form="management.duty_missed",
        answers={
            "duty": PATROL,
            "title": "住院区防火巡查",
            "first": day,
            "last": day,
            "cause": "no_person",
            "reason": "两人请假",
        },
    )
    entries, now = store.catalog.current(), store.clock.now()
    counted = duty_coverage.coverage(store.path, entries, since=START, now=now)
    (row,) = [one for one in counted if f"{one.form_id}/{one.duty_id}" == PATROL]
    assert (row.missed, row.explained) == (row.due, 4)


def test_coverage_by_area_and_by_department_counts_every_slot_once(store: Store, clock: FixedClock) -> None:
    seal_sample(store, "fire.daily_patrol")
    clock.advance(days=5)
    entries, now = store.catalog.current(), store.clock.now()
    counted = {
        by: duty_coverage.coverage(store.path, entries, since=START, now=now, by=by)
        for by in ("duty", "area", "department")
    }
    totals = {
        by: (sum(one.due for one in rows), sum(one.on_time for one in rows)) for by, rows in counted.items()
    }
    assert len(set(totals.values())) == 1
    assert totals["duty"][1] > 0
    assert "inpatient" in {one.part for one in counted["area"]}


def test_an_event_that_moves_the_date_on_does_what_was_due_before_it(store: Store, clock: FixedClock) -> None:
    with store.read() as session:
        asset = assets.find(session, register="fire_extinguisher")[0]
    answers: dict[str, Json] = {
        "what": "serviced",
        "happened_on": TODAY.isoformat(),
        "last_service": TODAY.isoformat(),
        "service_unit": "某维修站",
        "status": "in_use",
    }
    sealed = seal(
        store,
        author=OFFICER,
        pin=PIN,
        form="fire.extinguisher_event",
        answers=answers,
        asset=asset.asset_id,
        subject=asset.asset_id,
    )
    service = duty("before_expiry", expiry="next_service", days=30, per="asset", per_kind="fire_extinguisher")
    clock.advance(hours=1)
    now = clock.now()
    with opened(store.path) as file:
        subjects = DutyBook(file, store.catalog.current(), now=now).subjects()
    found = [
        one
        for one in judge(
            service,
            now - timedelta(days=4000),
            now + timedelta(days=4000),
            form_id="f",
            completions=(),
            now=now,
            subjects=subjects,
        )
        if one.slot.subject == asset.asset_id
    ]
    assert [one.completion.rev_id if one.completion else None for one in found] == [sealed.rev_id, None]
    assert found[0].slot.label == f"{asset.expiries['next_service']} 到期"
    assert found[0].state in (SlotState.DONE, SlotState.LATE)
    assert found[1].state is SlotState.NOT_DUE
    assert rebuild.compare(store) == ()


def test_what_begins_before_eight_in_the_morning_begins_on_the_day_of_the_wall_calendar(
    tmp_path: Path,
) -> None:
    at_one = FixedClock(datetime.fromisoformat("2026-11-23T01:00+08:00"))  # still the day before in UTC
    store = Store.open(tmp_path / "night", clock=at_one)
    set_up(
        store, hospital="示范县第一卫生院", level="township", admin_no=ADMIN, admin_name="郑某", admin_pin=PIN
    )
    found = duty_list.duty_list(store.path, store.catalog.current(), now=at_one.now())
    store.close()
    assert {row.starts for row in found.rows if row.is_on} == {date(2026, 11, 23)}
