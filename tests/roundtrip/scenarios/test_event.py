"""What a hospital wants of its incidents: each row E2 to E5, E9, D12 and F13 done in a real store, offline."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from io import StringIO

import pytest

from forms.clock import local
from forms.json_value import Json
from models.projections import rebuild
from models.queries import incidents, outside_register, records, tasks, today
from models.queries.incidents import IncidentView
from models.queries.people import PersonView, get_person
from models.store import Store
from models.workflow import correcting, drafts, paper
from models.workflow.chains import StepRefused
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal
from models.workflow.sheet import NotReady
from tests.hospital import (
    LEADER,
    NURSE,
    OFFICER,
    PIN,
    QUALITY,
    STAFF,
    START,
    seal_sample,
)
from tests.papers import text_of
from tests.scenario import later


def at(store: Store, **before: float) -> str:
    """So long before now, as a person types it."""
    return (local(store.clock.now()) - timedelta(**before)).isoformat(timespec="minutes")


def report(store: Store, **answers: Json) -> str:
    """A quick report of the nurse; its record id."""
    whole: dict[str, Json] = {"report_kind": "quick", "outcome": "harm", "category": "k04", **answers}
    return seal_sample(store, "event.adverse_event", author=NURSE, answers=whole).record_id


def step(store: Store, record_id: str, action: str, author: str = QUALITY, **answers: Json) -> Sealed:
    later(store)
    return seal_sample(store, f"incident.{action}", author=author, subject=record_id, answers=answers)


def accept(store: Store, record_id: str, **answers: Json) -> None:
    whole: dict[str, Json] = {"grade": "III", "analysis_needed": "no", "supplements": None, "report_to": None}
    step(store, record_id, "accept", QUALITY, **(whole | answers))


def view(store: Store, record_id: str, staff_no: str = QUALITY) -> IncidentView:
    with store.read() as session:
        found = incidents.get(session, store.catalog, person_in(session, staff_no), record_id)
    assert found is not None
    return found


def person_in(session: object, staff_no: str) -> PersonView:
    found = get_person(session, staff_no)  # type: ignore[arg-type]  # the session of the caller
    assert found is not None
    return found


def running(store: Store, record_id: str) -> list[tuple[str, datetime]]:
    return [(clock.text, clock.due) for clock in view(store, record_id).item.running]


def next_forms(store: Store, record_id: str) -> list[str]:
    return [one.form_id for one in view(store, record_id).next]


def told(store: Store, record_id: str, *receivers: str, way: str = "phone", **answers: Json) -> Sealed:
    """Somebody outside is told."""
    whole: dict[str, Json] = {
        "told_at": at(store),
        "way": way,
        "receivers": list(receivers),
        "receiver": "示范县",
        "receiver_person": "王某",
        **answers,
    }
    return step(store, record_id, "report_up", OFFICER, **whole)


# --- E2 --------------------------------------------------------------------------------------------------------


def test_e2_a_report_is_graded_answered_and_closed_and_nobody_else_reads_it(store: Store) -> None:
    incident = report(store)
    assert [text for text, _ in running(store, incident)] == ["Ⅰ、Ⅱ级事件补全书面报告"]
    assert view(store, incident).item.running[0].due == START + timedelta(hours=24)
    accept(store, incident, grade="III")
    step(store, incident, "feedback", answer="谢谢。已把两种规格分开放。", incentive="yes")
    own = view(store, incident, NURSE)
    assert own.feedback == ("谢谢。已把两种规格分开放。",)
    assert own.steps == ()  # the reporter sees the answer, not the office's papers
    with store.read() as session:
        stranger = get_person(session, STAFF)
        assert stranger is not None
        assert incidents.find(session, store.catalog, stranger) == ()
        assert incidents.get(session, store.catalog, stranger, incident) is None
    assert next_forms(store, incident) == ["event.adverse_event"]
    step(store, incident, "close")
    assert (view(store, incident).item.state, next_forms(store, incident)) == ("closed", [])
    assert rebuild.compare(store) == ()


def test_e2_a_quick_report_is_completed_by_the_office_and_its_clock_tells_that_it_was_kept(
    store: Store,
) -> None:
    incident = report(store)
    later(store, hours=3)
    draft = correcting.start_correction(store, incident, reason="补全 A 至 H 栏", person=QUALITY)
    answers = seal_full(store, draft.answers)
    drafts.save(store, draft.draft_id, answers=answers)
    seal(store, author=QUALITY, pin=PIN, draft_id=draft.draft_id)
    item = view(store, incident).item
    assert item.running == ()
    assert [(clock.text, clock.is_overdue(store.clock.now())) for clock in item.clocks] == [
        ("Ⅰ、Ⅱ级事件补全书面报告", False)
    ]


def seal_full(store: Store, known: dict[str, Json]) -> dict[str, Json]:
    """The answers of a full report around what the quick one said."""
    full = seal_sample(
        store,
        "event.adverse_event",
        author=NURSE,
        answers={"report_kind": "full", "grade": "II", "severity": "E", "involves_patient": "no"},
    )
    with store.read() as session:
        found = records.get(session, store.catalog, full.record_id, None)
    assert found is not None
    return {
        **found.revision.answers,
        **{key: known[key] for key in ("what_happened", "occurred_on", "outcome")},
    }


@pytest.mark.parametrize(
    ("grade", "is_mandatory"), [("I", True), ("II", True), ("III", False), ("IV", False)]
)
def test_e2_grades_one_and_two_are_mandatory_the_others_voluntary(
    store: Store, grade: str, is_mandatory: bool
) -> None:
    incident = report(store, outcome="no_harm")
    accept(store, incident, grade=grade, analysis_needed="yes")
    assert view(store, incident).item.is_mandatory is is_mandatory
    assert ("incident.analyse" in next_forms(store, incident)) is True


def test_e2_every_category_has_its_supplement_linked_to_the_report(store: Store) -> None:
    supplements = [choice.code for choice in store.catalog.choice_list("incident_supplement")]
    assert len(supplements) == 11
    incident = report(store)
    accept(store, incident, supplements=list[Json](supplements))
    asked = [form for form in next_forms(store, incident) if form.startswith("incident.detail_")]
    assert asked == [f"incident.detail_{code}" for code in supplements]
    for code in supplements:
        sealed = step(store, incident, f"detail_{code}", NURSE)
        assert sealed.serial
    filled = [one.form_id for one in view(store, incident).steps if one.action == "detail"]
    assert filled == asked
    assert not any(form.startswith("incident.detail_") for form in next_forms(store, incident))
    assert rebuild.compare(store) == ()


# --- E3 and E9: two hours, by phone first -----------------------------------------------------------------------


def urgent(store: Store, **answers: Json) -> Sealed:
    whole: dict[str, Json] = {
        "event_name": "供氧站管道漏气",
        "kind": "medical",
        "level": "general",
        "told": "no",
        "occurred_on": at(store, hours=1),
        "learned_at": at(store, minutes=30),
        **answers,
    }
    return seal_sample(store, "event.emergency_report", author=OFFICER, answers=whole)


def test_e3_two_hours_run_from_when_it_was_learned_and_a_phone_call_stops_them(store: Store) -> None:
    incident = urgent(store).record_id
    clock = view(store, incident).item.running[0]
    assert (clock.text, clock.due) == (
        "突发事件 2 小时内报告",
        START - timedelta(minutes=30) + timedelta(hours=2),
    )
    with store.read() as session:
        shown = today.read(
            store.path,
            store.catalog.current(),
            staff_no=OFFICER,
            roles=person_in(session, OFFICER).roles,
            department=None,
            now=store.clock.now(),
            area_names={},
        )
    assert [one.text for one in shown.clocks] == ["突发事件 2 小时内报告"]
    later(store, minutes=60)
    told(store, incident, "health", stage="first")
    item = view(store, incident).item
    assert item.running == ()
    assert [clock.is_overdue(store.clock.now()) for clock in item.clocks] == [False]
    assert item.unreconciled == ("health",)
    assert "还要补网络或书面" in "".join(one.why for one in view(store, incident).next)
    (call,) = item.told
    assert (call.way, call.person, call.author_name, call.stage) == ("phone", "王某", "李某", "first")
    told(
        store, incident, "health", way="platform", stage="first", platform_state="accepted", external_no="A-1"
    )
    assert view(store, incident).item.unreconciled == ()


def test_e3_first_follow_up_and_final_report_and_no_closing_before_the_final_one(store: Store) -> None:
    sealed = urgent(
        store,
        told="yes",
        told_at=at(store, minutes=10),
        way="phone",
        receivers=["health"],
        receiver="示范县卫生健康局",
        receiver_person="王某",
    )
    assert view(store, sealed.record_id).item.running == ()
    page = text_of(paper.preview(store, sealed.record_id, person=QUALITY))
    for head in ("（一）事故发生单位概况", "（四）死亡人数", "（六）其他应当报告的情况", "示范县卫生健康局"):
        assert head in page
    with pytest.raises(StepRefused, match="还没有终报"):
        step(store, sealed.record_id, "close")
    facts: dict[str, Json] = {"told_at": at(store), "way": "platform", "receivers": ["health"]}
    step(store, sealed.record_id, "follow_up", OFFICER, stage="follow_up", number=1, **facts)
    assert "incident.follow_up" in next_forms(store, sealed.record_id)
    facts["told_at"] = at(store)
    step(store, sealed.record_id, "follow_up", OFFICER, stage="final", number=2, **facts)
    step(store, sealed.record_id, "close")
    item = view(store, sealed.record_id).item
    assert ([one.stage for one in item.told], item.state) == (["first", "follow_up", "final"], "closed")


def test_e3_a_report_later_than_two_hours_must_say_why_and_stays_late(store: Store) -> None:
    late: dict[str, Json] = {
        "occurred_on": at(store, hours=4),
        "learned_at": at(store, hours=3),
        "told": "yes",
        "told_at": at(store, minutes=5),
        "way": "phone",
        "receivers": ["health"],
        "late_reason": None,
    }
    with pytest.raises(NotReady) as caught:
        urgent(store, **late)
    assert [problem.path for problem in caught.value.problems] == [("late_reason",)]
    incident = urgent(store, **{**late, "late_reason": "当时停电，电话不通"}).record_id
    assert [clock.is_overdue(store.clock.now()) for clock in view(store, incident).item.clocks] == [True]


@pytest.mark.parametrize(
    ("kind", "facts", "clocks"),
    [
        ("lift", {}, {("health", 2)}),
        ("power", {"accident": "yes"}, {("health", 2), ("emergency", 1)}),
        ("oxygen", {}, {("health", 2)}),
        ("fire", {}, {("health", 2)}),
        ("violence", {"police_called": "yes"}, {("health", 2)}),
        ("gas", {}, {("health", 2)}),
        ("waste", {"waste_harm": "none"}, {("health", 48), ("ecology", 48)}),
        ("waste", {"waste_harm": "some"}, {("health", 24), ("ecology", 24)}),
        ("waste", {"waste_harm": "many"}, {("health", 2), ("ecology", 2)}),
    ],
)
def test_e9_every_safety_event_starts_the_clocks_of_its_kind(
    store: Store, kind: str, facts: dict[str, Json], clocks: set[tuple[str, int]]
) -> None:
    learned = at(store, minutes=10)
    sealed = seal_sample(
        store,
        "event.safety_event",
        author=OFFICER,
        answers={
            "kind": kind,
            "accident": "no",
            "told": "no",
            "occurred_on": learned,
            "learned_at": learned,
            **dict.fromkeys(("stopped_at", "trapped_at", "police_at", "police_came_at"), learned),
            **facts,
        },
    )
    item = view(store, sealed.record_id).item
    found = {(one.receiver, (one.due - one.start) // timedelta(hours=1)) for one in item.running}
    assert found == clocks
    told(store, sealed.record_id, *(receiver for receiver, _ in clocks))
    assert view(store, sealed.record_id).item.running == ()
    assert item.kind == kind


def test_e9_a_fire_asks_for_the_call_to_119_and_a_theft_for_the_police(store: Store) -> None:
    facts: dict[str, Json] = {"told": "no", "occurred_on": at(store), "learned_at": at(store)}
    fire = seal_sample(store, "event.safety_event", author=OFFICER, answers={"kind": "fire", **facts})
    theft = seal_sample(
        store,
        "event.safety_event",
        author=OFFICER,
        answers={"kind": "narcotics", "police_called": "no", **facts},
    )
    found = [view(store, one.record_id).next[0].why for one in (fire, theft)]
    assert found == ["立即拨打 119", "立即电话报告公安机关和主管部门"]
    told(store, fire.record_id, "fire")
    assert "立即拨打 119" not in [one.why for one in view(store, fire.record_id).next]


# --- E4 --------------------------------------------------------------------------------------------------------


def test_e4_several_clocks_run_at_once_and_the_earliest_stands_on_top(store: Store) -> None:
    incident = report(store)
    step(
        store,
        incident,
        "detail_drug",
        NURSE,
        reaction_class="serious",
        outcome="better",
        learned_at=at(store),
    )
    step(
        store,
        incident,
        "detail_device",
        NURSE,
        consequence="death",
        died_at=at(store),
        group_event="no",
        learned_at=at(store),
    )
    texts = [text for text, _ in running(store, incident)]
    assert texts == [
        "Ⅰ、Ⅱ级事件补全书面报告",
        "器械导致死亡 7 日内报告",
        "新的、严重的药品不良反应 15 日内报告",
    ]
    told(store, incident, "device", way="platform", platform_state="accepted", external_no="X-2")
    assert [text for text, _ in running(store, incident)] == [texts[0], texts[2]]
    with pytest.raises(StepRefused, match="还有一项没有对外报告：新的、严重的药品不良反应"):
        step(store, incident, "close")


def test_e4_a_drug_reaction_says_onset_symptoms_severity_causality_and_outcome(store: Store) -> None:
    incident = report(store)
    for name in ("onset_at", "course", "reaction_class", "causality_reporter", "outcome"):
        with pytest.raises(NotReady) as caught:
            step(store, incident, "detail_drug", NURSE, **{name: None})
        assert (name,) in [problem.path for problem in caught.value.problems]
    step(store, incident, "detail_drug", NURSE, outcome="death", died_at=at(store), reaction_class="general")
    assert "15 日内" in running(store, incident)[1][0]
    assert "药品不良反应死亡病例立即报告" in [one.why for one in view(store, incident).next]


# --- E5 and D12 -------------------------------------------------------------------------------------------------

CAUSES: list[Json] = [
    {"row_id": "00000001", "branch": "people", "cause": "没有双人核对", "is_root": "yes"},
    {"row_id": "00000002", "branch": "method", "cause": "流程没有写稀释倍数", "is_root": "no"},
]


def analysed(store: Store, incident: str) -> Sealed:
    whys: list[Json] = [{"row_id": "00000001", "why": "会给错剂量", "because": "稀释倍数看错"}]
    return step(store, incident, "analyse", problem="给药剂量错误", causes=CAUSES, whys=whys)


def test_e5_an_analysis_is_drawn_as_a_fishbone_and_its_measures_are_followed_to_their_effect(
    store: Store,
) -> None:
    incident = report(store)
    accept(store, incident, grade="II", analysis_needed="yes")
    with pytest.raises(StepRefused, match="要做根因分析"):
        step(store, incident, "close")
    drawn = text_of(
        paper.preview(store, analysed(store, incident).record_id, layout="fishbone", person=QUALITY)
    )
    for word in (
        "鱼骨图",
        "人",
        "机（设备）",
        "料（药品耗材）",
        "法（制度流程）",
        "环（环境）",
        "●没有双人核对",
    ):
        assert word in drawn
    assert "为什么会给错剂量？——因为稀释倍数看错" in drawn
    measures: list[Json] = [
        {
            "row_id": "00000001",
            "cause": "没有双人核对",
            "measure": "高警示药品双人核对签字",
            "owner": STAFF,
            "due": "2026-12-01",
            "state": "open",
        }
    ]
    improved = step(store, incident, "improve", measures=measures, tracked_on=None)
    with store.read() as session:
        (task,) = tasks.open_of_person(session, STAFF)
    assert (task.fill, task.text) == ("incident.measure_done", "落实整改措施：高警示药品双人核对签字")
    seal_sample(
        store,
        "incident.measure_done",
        author=STAFF,
        subject=improved.record_id,
        answers={"measure": "高警示药品双人核对签字"},
    )
    with store.read() as session:
        assert tasks.open_of_person(session, STAFF) == ()
    assert "看措施有没有效果" in [one.why for one in view(store, incident).next]
    step(
        store,
        incident,
        "improve",
        measures=[{**measures[0], "state": "done", "done_on": "2026-11-20"}],  # type: ignore[dict-item]
        tracked_on="2026-11-20",
        measured="每月给药差错",
        before="3 例",
        afterwards="0 例",
        verdict="effective",
    )
    assert "看措施有没有效果" not in [one.why for one in view(store, incident).next]
    step(store, incident, "feedback", answer="谢谢")
    step(store, incident, "close")
    assert view(store, incident).item.state == "closed"


def test_d12_surgical_events_come_from_a_dictionary_by_phase_and_each_is_analysed(store: Store) -> None:
    form = store.catalog.latest("incident.detail_surgery")
    phases = {"before": "event_before", "during": "event_during", "after": "event_after"}
    assert [choice.code for choice in form.field("phase").choices] == list(phases)
    for phase, name in phases.items():
        incident = report(store, outcome="no_harm")
        with pytest.raises(NotReady) as caught:
            step(store, incident, "detail_surgery", NURSE, phase=phase, **{name: None})
        assert [problem.path for problem in caught.value.problems] == [(name,)]
        entry = form.field(name).choices[0].code
        step(store, incident, "detail_surgery", NURSE, phase=phase, **{name: entry})
        assert "incident.analyse" in next_forms(store, incident)
        with pytest.raises(StepRefused, match="要做根因分析"):
            step(store, incident, "close")
    analysed(store, incident)
    step(store, incident, "close")
    assert view(store, incident).item.state == "closed"


# --- F13 -------------------------------------------------------------------------------------------------------


def test_f13_the_register_holds_what_was_reported_and_what_is_still_to_be_and_goes_out_as_a_table(
    store: Store,
) -> None:
    incident = report(store, event_name=None)
    accept(store, incident, report_to=["ncis"])
    step(
        store,
        incident,
        "detail_drug",
        NURSE,
        reaction_class="serious",
        outcome="better",
        learned_at=at(store),
    )
    told(store, incident, "drug", way="platform", platform_state="accepted", external_no="ADR-2026-01")
    with store.read() as session:
        rows = outside_register.read(session, store.catalog, person_in(session, QUALITY))
    assert [(row.receiver, row.state, row.number, row.in_time) for row in rows] == [
        ("国家医疗质量安全不良事件报告与学习平台", "待报", "", None),
        ("国家药品不良反应监测信息网络", "已受理", "ADR-2026-01", True),
    ]
    later(store)
    told(store, incident, "ncis", way="platform", platform_state="submitted", external_no="=1+1")
    with store.read() as session:
        rows = outside_register.read(session, store.catalog, person_in(session, QUALITY))
        stranger = outside_register.read(session, store.catalog, person_in(session, STAFF))
    assert {row.state for row in rows} == {"已受理", "已提交"}
    assert stranger == ()
    data = outside_register.as_csv(rows)
    table = list(csv.reader(StringIO(data.decode("utf-8-sig"))))
    assert data.startswith(b"\xef\xbb\xbf")
    assert tuple(table[0]) == outside_register.HEADS
    assert {(line[9], line[13]) for line in table[1:]} == {("ADR-2026-01", "李某"), ("'=1+1", "李某")}
    assert all(line[10].startswith("2026-11-20 22:") for line in table[1:])


def test_f13_one_report_told_to_several_stands_once_for_each(store: Store) -> None:
    incident = urgent(store, kind="production", leader_told_at=at(store, minutes=20)).record_id
    told(store, incident, "health", "emergency", way="fax")
    with store.read() as session:
        rows = outside_register.read(session, store.catalog, person_in(session, LEADER))
    assert sorted((row.receiver, row.state) for row in rows) == [
        ("县级卫生健康行政部门", "已报，待补书面"),
        ("应急管理（安全生产监督管理）部门", "已报，待补书面"),
    ]
    assert all(row.in_time for row in rows)
