"""Chapter F with the meetings, examinations, drills and watches of C and E: each row done in a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from forms.clock import ZONE, FixedClock
from forms.duty import AssetSubject, Slot, Subjects, slots
from forms.duty_settings import Local, Profile, Setting, phases
from forms.indicator_loader import load_indicators
from forms.json_value import Json
from models.queries import assets, hazards, indicators, records, tasks
from models.queries.people import get_person
from models.queries.tasks import TaskView
from models.store import Store
from models.workflow import drafts, paper, signing
from models.workflow.permitting import NotAllowed
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal
from models.workflow.sheet import NotReady
from models.workflow.signing import CannotSign
from models.workflow.tasks import start
from tests.hospital import (
    ADMIN,
    HEAD,
    LEADER,
    NURSE,
    OFFICER,
    PIN,
    QUALITY,
    STAFF,
    START,
    open_hospital,
    seal_sample,
)
from tests.papers import pages_of, text_of
from tests.scenario import answer

EVERYBODY = (ADMIN, OFFICER, HEAD, NURSE, LEADER, STAFF, QUALITY)
YEAR = (datetime(2026, 1, 1, tzinfo=ZONE), datetime(2027, 1, 1, tzinfo=ZONE))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "home", clock)
    yield opened
    opened.close()


def people(*named: tuple[str, str], **more: Json) -> list[Json]:
    """Rows of (staff number, came), with what else all of those who came have."""
    return [
        {"row_id": f"p{n}", "person": who, "present": came, **(more if came == "yes" else {})}
        for n, (who, came) in enumerate(named)
    ]


def matters(*named: tuple[str, str, str]) -> list[Json]:
    return [
        {"row_id": f"m{n}", "matter": matter, "owner": owner, "due": due}
        for n, (matter, owner, due) in enumerate(named)
    ]


def left(store: Store, record_id: str) -> tuple[TaskView, ...]:
    with store.read() as session:
        return tasks.of_record(session, record_id)


def open_to(store: Store, record_id: str) -> list[str]:
    """Who still has something to do because of that record."""
    return sorted(str(one.person) for one in left(store, record_id) if one.done_by is None)


def do(store: Store, task: TaskView, *, author: str, **answers: Json) -> Sealed:
    """Opens a task as the page of today does, fills in what the draft leaves open and seals it."""
    draft = start(store, task.task_id, person=author, department=None)
    drafts.save(store, draft.draft_id, answers={**draft.answers, **answers})
    return seal(store, author=author, pin=PIN, draft_id=draft.draft_id)


def make_up(store: Store, record_id: str, *, result: str = "passed") -> None:
    """Does every make-up that the record left, each in a session of its own."""
    for task in left(store, record_id):
        draft = start(store, task.task_id, person=OFFICER, department=None)
        rows = draft.answers["people"]
        assert isinstance(rows, list)
        assert isinstance(rows[0], dict)
        facts: dict[str, Json] = {
            "held_at": "2026-11-20T20:00+08:00",
            "way": "individual",
            "trainer": "李某",
            "content": "重新讲一遍",
            "people": [{**rows[0], "result": result}],
        }
        drafts.save(store, draft.draft_id, answers={**draft.answers, **facts})
        seal(store, author=OFFICER, pin=PIN, draft_id=draft.draft_id)


def due_in_year(store: Store, form_id: str, duty_id: str, subjects: Subjects | None = None) -> list[Slot]:
    """The times of 2026 at which the duty is due."""
    duty = next(one for one in store.catalog.latest(form_id).duties if one.id == duty_id)
    found = slots(duty, *YEAR, form_id=form_id, subjects=subjects or Subjects())
    return [slot for slot in found if slot.day.year == YEAR[0].year]


def rate_of(store: Store, indicator: str) -> Decimal | None:
    """The value of an indicator as it stands."""
    with store.read() as session:
        (found,) = indicators.read(
            session,
            store.catalog,
            [one for one in load_indicators() if one.id == indicator],
            now=store.clock.now(),
            profile={"level": "township"},
        )
    return None if found.now.value is None else found.now.value.quantize(Decimal("0.01"))


# F2, F3, F4, C25: trainings and examinations ------------------------------------------------


def test_f2_half_yearly_education_reaches_everybody_because_who_was_missing_is_made_up_for(
    store: Store,
) -> None:
    came = people(*((who, "no" if who in (NURSE, STAFF) else "yes") for who in EVERYBODY))
    done = seal_sample(
        store,
        "management.safety_education",
        author=OFFICER,
        answers={"people": came, "others": [], "assessed": "no"},
    )
    assert (answer(store, done, "due_count"), answer(store, done, "present_count")) == ("7", "5")
    assert answer(store, done, "attendance_rate") == "71.43"
    assert open_to(store, done.record_id) == [NURSE, STAFF]
    make_up(store, done.record_id, result="trained")
    assert open_to(store, done.record_id) == []
    assert len(due_in_year(store, "management.safety_education", "half_yearly")) == 2


def test_f2_nobody_is_counted_twice(store: Store) -> None:
    twice = people((NURSE, "yes"), (HEAD, "yes"), (NURSE, "yes"))
    with pytest.raises(NotReady) as refused:
        seal_sample(store, "management.case_warning", author=OFFICER, answers={"people": twice, "others": []})
    assert any("上面第 1 行已经有了" in problem.message for problem in refused.value.problems)


def test_f2_a_quarterly_case_warning_prints_its_lesson_and_who_came(store: Store) -> None:
    done = seal_sample(
        store,
        "management.case_warning",
        author=OFFICER,
        answers={
            "topic": "某地烧烤店燃气爆炸",
            "people": people((NURSE, "yes"), (HEAD, "leave")),
            "others": [],
            "lessons": "厨房软管换成金属管",
        },
    )
    printed = text_of(paper.preview(store, done.record_id, person=OFFICER))
    for words in ("某地烧烤店燃气爆炸", "厨房软管换成金属管", "张某", "请假", "50"):
        assert words in printed
    assert len(due_in_year(store, "management.case_warning", "quarterly")) == 4


def test_f2_entry_and_rotation_trainings_name_third_parties_and_leave_them_tasks_too(store: Store) -> None:
    outsiders: list[Json] = [
        {"row_id": "o1", "other_name": "马某", "other_kind": "cleaner", "other_present": "no"},
        {"row_id": "o2", "other_name": "牛某", "other_kind": "guard", "other_present": "yes"},
    ]
    done = seal_sample(
        store,
        "management.training",
        author=OFFICER,
        answers={
            "kind": "entry",
            "people": people((NURSE, "yes")),
            "others": outsiders,
            "assessed": "no",
        },
    )
    (task,) = left(store, done.record_id)
    assert (task.text, task.person) == ("第三方人员补训：马某", None)
    do(
        store,
        task,
        author=OFFICER,
        held_at="2026-11-20T20:00+08:00",
        way="individual",
        trainer="李某",
        content="重新讲一遍",
        others=[{"row_id": "x", "other_name": "马某", "other_result": "trained"}],
    )
    assert open_to(store, done.record_id) == []


def exam(store: Store, form_id: str, *scores: tuple[str, str, str]) -> Sealed:
    rows: list[Json] = [
        {"row_id": f"s{n}", "person": who, "present": came, **({"score": score} if score else {})}
        for n, (who, came, score) in enumerate(scores)
    ]
    return seal_sample(store, form_id, author=QUALITY, answers={"people": rows, "pass_line": "60"})


def test_f3_the_quarterly_examination_gives_rates_and_whoever_failed_or_missed_it_sits_it_again(
    store: Store,
) -> None:
    done = exam(
        store,
        "management.basic_skills_exam",
        (NURSE, "yes", "92.5"),
        (HEAD, "yes", "59.9"),
        (STAFF, "no", ""),
        (OFFICER, "yes", "60"),
    )
    assert answer(store, done, "attendance_rate") == "75"
    assert answer(store, done, "pass_rate") == "66.67"
    assert {(one.person, one.text) for one in left(store, done.record_id)} == {
        (HEAD, "补考"),
        (STAFF, "补考"),
    }
    make_up(store, done.record_id)
    assert open_to(store, done.record_id) == []
    assert [slot.label for slot in due_in_year(store, "management.basic_skills_exam", "quarterly")] == [
        "第 1 季度",
        "第 2 季度",
        "第 3 季度",
        "第 4 季度",
    ]


def test_f4_every_department_studies_once_a_month_and_tests(store: Store) -> None:
    departments = Subjects(departments=("内科病区", "急诊科"))
    due = due_in_year(store, "management.department_training", "monthly", departments)
    assert len(due) == 24
    assert {slot.subject for slot in due} == {"内科病区", "急诊科"}
    rows: list[Json] = [
        {"row_id": "a", "person": NURSE, "present": "yes", "score": "88"},
        {"row_id": "b", "person": HEAD, "present": "yes", "score": "40"},
    ]
    done = seal_sample(
        store,
        "management.department_training",
        author=NURSE,
        department="内科病区",
        answers={
            "people": rows,
            "others": [],
            "assessed": "yes",
            "assessment_way": "theory",
            "pass_line": "60",
        },
    )
    assert answer(store, done, "pass_rate") == "50"
    assert open_to(store, done.record_id) == [HEAD]


def test_c25_everybody_sits_the_safety_examination_and_passes_in_the_end(store: Store) -> None:
    scores = [(who, "yes", "95") for who in EVERYBODY[:5]]
    done = exam(store, "management.safety_exam", *scores, (STAFF, "yes", "30"), (QUALITY, "leave", ""))
    assert (answer(store, done, "attendance_rate"), answer(store, done, "pass_rate")) == ("85.71", "83.33")
    assert open_to(store, done.record_id) == [STAFF, QUALITY]
    make_up(store, done.record_id, result="failed")
    assert open_to(store, done.record_id) == []
    with store.read() as session:
        again = [tasks.open_of_person(session, who) for who in (STAFF, QUALITY)]
    assert [[one.text for one in found] for found in again] == [["再补一次"], ["再补一次"]]
    assert rate_of(store, "training.exam_passed") == Decimal("71.43")
    for found in again:
        make_up(store, found[0].record_id)
    with store.read() as session:
        assert tasks.open_of_person(session, STAFF) == tasks.open_of_person(session, QUALITY) == ()
    assert rate_of(store, "training.exam_passed") == 100


# C13, C23: meetings and talks ---------------------------------------------------------------


def test_c13_a_resolution_is_a_task_of_its_owner_until_it_is_done(store: Store, clock: FixedClock) -> None:
    meeting = seal_sample(
        store,
        "management.committee_meeting",
        author=QUALITY,
        answers={
            "committee": "quality",
            "chair": LEADER,
            "people": people((LEADER, "yes"), (HEAD, "yes")),
            "matters": matters(("换制氧机滤芯", STAFF, "2026-12-01"), ("修 3 楼防火门", STAFF, "2026-12-10")),
        },
    )
    signing.sign(store, rev_id=meeting.rev_id, role="chair", person=LEADER, pin=PIN)
    first, second = left(store, meeting.record_id)
    assert (first.text, first.person) == ("落实会议决议：换制氧机滤芯", STAFF)
    assert first.due_at == datetime(2026, 12, 1, 23, 59, 59, tzinfo=ZONE)
    clock.advance(days=5)
    done = do(
        store,
        first,
        author=STAFF,
        state="partly",
        result="滤芯已买",
        reason="等厂家来装",
        next_due="2026-12-05",
    )
    found = {one.task_id: one for one in left(store, meeting.record_id)}
    assert found[first.task_id].done_by == done.record_id
    assert found[second.task_id].done_by is None
    (again,) = left(store, done.record_id)
    assert (again.text, again.person) == ("继续落实：换制氧机滤芯", STAFF)
    do(store, again, author=STAFF, state="done", result="已装好")
    assert open_to(store, done.record_id) == []
    assert len(due_in_year(store, "management.committee_meeting", "quarterly")) == 4
    assert len(due_in_year(store, "management.committee_meeting", "half_yearly")) == 2


def an_error(**changes: Json) -> Json:
    return {
        "row_id": "e1",
        "error": "发药时看错规格，发出前被拦下",
        "error_on": "2026-11-03",
        "error_department": "药剂科",
        "essence": "两种规格放在一格",
        "duty": "药房摆放由组长每周查",
        "lesson": "相似药品分开放",
        "cause_clear": "yes",
        "understood": "yes",
        **changes,
    }


def test_c23_an_error_whose_cause_is_not_clear_is_not_let_go(store: Store) -> None:
    facts: dict[str, Json] = {
        "kind": "quarterly",
        "none": "some",
        "chair": LEADER,
        "errors": [an_error(cause_clear="no")],
        "matters": matters(("相似药品分格摆放", HEAD, "2026-12-01")),
    }
    with pytest.raises(NotReady) as refused:
        seal(
            store,
            author=QUALITY,
            pin=PIN,
            form="management.error_analysis",
            answers={
                **facts,
                "started_at": "2026-11-20T15:00+08:00",
                "site": "二楼会议室",
                "participants": [HEAD],
                "last_measures": "无",
            },
        )
    assert [problem.path for problem in refused.value.problems] == [("again_on",)]
    done = seal_sample(
        store, "management.error_analysis", author=QUALITY, answers={**facts, "again_on": "2026-12-20"}
    )
    assert answer(store, done, "not_let_go") == "1"
    assert open_to(store, done.record_id) == [HEAD]
    assert len(due_in_year(store, "management.error_analysis", "quarterly")) == 4


def test_c23_a_talk_is_read_by_few_and_signed_by_whom_it_was_held_with(store: Store) -> None:
    talk = seal_sample(
        store,
        "management.admonition",
        author=QUALITY,
        answers={"talked_to": NURSE, "talkers": [QUALITY], "training": "yes"},
    )
    with store.read() as session:
        for who, reads in ((NURSE, True), (LEADER, True), (STAFF, False), (HEAD, False)):
            view = records.get(session, store.catalog, talk.record_id, get_person(session, who))
            assert (view is not None) == reads, who
    with pytest.raises(CannotSign, match="表里写的那个人"):
        signing.sign(store, rev_id=talk.rev_id, role="talked_to", person=HEAD, pin=PIN)
    signing.sign(store, rev_id=talk.rev_id, role="talked_to", person=NURSE, pin=PIN)
    assert [(one.person, one.text) for one in left(store, talk.record_id)] == [(NURSE, "个别强化教育")]


def test_c23_a_dialogue_with_a_department_leaves_measures(store: Store) -> None:
    done = seal_sample(
        store,
        "management.department_dialogue",
        author=QUALITY,
        answers={"matters": matters(("夜班增配一人", HEAD, "2026-12-31"))},
    )
    assert [one.text for one in left(store, done.record_id)] == ["落实院科对话会的整改措施：夜班增配一人"]


# F1: lists and cards ------------------------------------------------------------------------


def post_card(store: Store, *staff: str, issue: str = "2026 年第 1 版") -> Sealed:
    return seal_sample(
        store,
        "management.post_card",
        author=OFFICER,
        answers={"post": "病区护士", "issue": issue, "staff": list(staff)},
    )


def test_f1_each_member_of_a_post_acknowledges_its_cards_and_a_new_issue_anew(store: Store) -> None:
    card = post_card(store, NURSE, HEAD)
    assert open_to(store, card.record_id) == [HEAD, NURSE]
    mine = next(one for one in left(store, card.record_id) if one.person == NURSE)
    assert mine.text == "阅读并签收“两单两卡”：病区护士"
    do(store, mine, author=NURSE, understood="yes")
    assert open_to(store, card.record_id) == [HEAD]
    newer = post_card(store, NURSE, HEAD, issue="2026 年第 2 版")
    assert open_to(store, newer.record_id) == [HEAD, NURSE]


def test_f1_nobody_acknowledges_for_another(store: Store) -> None:
    card = post_card(store, NURSE, HEAD)
    mine = next(one for one in left(store, card.record_id) if one.person == NURSE)
    do(store, mine, author=HEAD, understood="yes")
    assert open_to(store, card.record_id) == [NURSE]


def test_f1_the_lists_and_cards_of_a_post_print_as_four_posters(store: Store) -> None:
    card = post_card(store, NURSE)
    pages = pages_of(paper.preview(store, card.record_id, person=OFFICER))
    titles = ("岗位风险清单", "岗位职责清单", "岗位操作卡", "岗位应急处置卡")
    assert [title in page for title, page in zip(titles, pages, strict=True)] == [True] * 4
    assert all("病区护士" in page for page in pages)
    assert "岗位风险清单" in text_of(paper.preview(store, card.record_id, layout="sheet", person=OFFICER))


def test_f1_the_years_tasks_are_each_somebodys_and_the_duty_list_is_signed_by_the_leader(
    store: Store,
) -> None:
    rows: list[Json] = [
        {
            "row_id": "t1",
            "matter": "消防设施年度检测",
            "basis": "方案二（四）",
            "lead": LEADER,
            "owner_department": "保卫科",
            "owner": OFFICER,
            "due": "2026-12-20",
        }
    ]
    year = seal_sample(store, "management.year_tasks", author=OFFICER, answers={"matters": rows})
    (task,) = left(store, year.record_id)
    assert (task.person, task.text) == (OFFICER, "年度任务：消防设施年度检测")
    listed = seal_sample(store, "management.duty_list", author=OFFICER, answers={"leader": LEADER})
    with pytest.raises(CannotSign):
        signing.sign(store, rev_id=listed.rev_id, role="leader", person=HEAD, pin=PIN)
    signing.sign(store, rev_id=listed.rev_id, role="leader", person=LEADER, pin=PIN)


# F5, F6, F8, F14 ----------------------------------------------------------------------------


def test_f5_the_years_summary_is_due_here_before_the_province_wants_it(store: Store) -> None:
    with pytest.raises(NotReady) as refused:
        seal_sample(store, "management.year_summary", author=QUALITY, answers={"deadline": "2026-10-30"})
    assert "10 月 30 日" in refused.value.problems[0].message
    facts: dict[str, Json] = {
        "discharges": 2000,
        "beds": 50,
        "events_1": 0,
        "events_2": 3,
        "events_3": 17,
        "events_4": 40,
        "events_mandatory": 3,
        "events_voluntary": 52,
        "training_due": 120,
        "training_present": 120,
        "major": 0,
        "major_solved": 0,
    }
    done = seal_sample(store, "management.year_summary", author=QUALITY, answers=facts)
    assert answer(store, done, "deadline") == "2026-10-15"
    assert answer(store, done, "per_hundred") == "2.6"
    assert answer(store, done, "training_rate") == "100"
    assert answer(store, done, "major_rate") is None
    assert len(due_in_year(store, "management.year_plan", "yearly")) == 1


@pytest.mark.parametrize(("early", "day"), [(0, date(2026, 10, 15)), (92, date(2026, 9, 30))])
def test_f5_the_summary_is_asked_for_by_the_middle_of_october_or_sooner_where_the_hospital_says_so(
    store: Store, early: int, day: date
) -> None:
    form = store.catalog.latest("management.year_summary")
    (duty,) = form.duties
    begun = datetime(2025, 12, 31, tzinfo=ZONE)
    setting = Setting(
        form_id=form.id,
        duty_id=duty.id,
        is_on=True,
        start=begun.date(),
        local=Local(early=early),
        sealed_at=begun,
    )
    here = Profile(effective_from=begun.date(), level="township")
    (phase,) = phases(duty, levels=form.scope.levels, switches=(), profiles=[here], settings=[setting])
    due = [
        slot.due_at
        for slot in slots(phase.duty, *YEAR, form_id=form.id, early=phase.early)
        if slot.day.year == YEAR[0].year
    ]
    assert [one - timedelta(days=1) for one in due] == [datetime(day.year, day.month, day.day, tzinfo=ZONE)]


def test_f6_points_are_told_to_the_person_and_never_fall_below_nought(store: Store) -> None:
    file = seal_sample(
        store,
        "management.safety_file",
        author=QUALITY,
        answers={"person": NURSE, "name": "张某", "department": "内科病区", "points": "12"},
    )

    def change(**answers: Json) -> Sealed:
        facts = {"person": NURSE, "kind": "other", "reason": "交接班没有床旁", **answers}
        return seal(
            store,
            author=QUALITY,
            pin=PIN,
            form="management.safety_points",
            answers=facts,
            asset=file.record_id,
        )

    taken = change(deducted="2")
    change(added="1.5", kind="report", reason="主动报告一起险情")
    with store.read() as session:
        held = assets.get(session, file.record_id)
        assert held is not None
        assert Decimal(str(held.values["points"])) == Decimal("11.5")
        reader = get_person(session, NURSE)
        assert records.get(session, store.catalog, taken.record_id, reader) is not None
        other = get_person(session, STAFF)
        assert records.get(session, store.catalog, taken.record_id, other) is None
    with pytest.raises(NotReady) as refused:
        change(deducted="12")
    assert "积分最少是 0" in refused.value.problems[0].message
    signing.sign(store, rev_id=taken.rev_id, role="person", person=NURSE, pin=PIN)


def test_f8_the_self_assessment_is_scored_over_what_applies_and_what_fails_becomes_a_hazard(
    store: Store,
) -> None:
    finding: Json = {
        "value": "nonconform",
        "finding": {
            "text": "有两个岗位没有签收两单两卡",
            "place": "P23",
            "handling": "hazard",
            "owner": OFFICER,
            "due": "2026-12-01T12:00+08:00",
        },
    }
    na: Json = {"value": "na"}
    done = seal_sample(
        store,
        "management.standard_selfcheck",
        author=OFFICER,
        answers={"lists": finding, "control_room": na, "facility_test": na, "chemicals": na},
    )
    form = store.catalog.latest("management.standard_selfcheck")
    items = sum(field.score is not None for field in form.fields())
    full = 4 * (items - 3)
    assert (answer(store, done, "points"), answer(store, done, "full_points")) == (str(full - 4), str(full))
    assert answer(store, done, "class") == "一级"
    with store.read() as session:
        assert [item.hazard_id for item in hazards.find(session)] == list(done.hazards)
    low = seal_sample(
        store, "management.standard_selfcheck", author=OFFICER, answers={"line_1": 99, "lists": finding}
    )
    assert answer(store, low, "class") == "二级"


def test_f14_voluntary_reports_are_thanked_for_and_anonymous_ones_only_counted(store: Store) -> None:
    rows: list[Json] = [
        {"row_id": "a", "person": NURSE, "reports": 3, "reward": "thanks"},
        {"row_id": "b", "person": STAFF, "reports": 1, "reward": "bonus", "amount": "50 元"},
    ]
    facts: dict[str, Json] = {
        "since": "2026-07-01",
        "until": "2026-09-30",
        "anonymous_count": 5,
        "people": rows,
    }
    done = seal_sample(store, "management.report_incentive", author=QUALITY, answers=facts)
    assert (answer(store, done, "named_count"), answer(store, done, "total_count")) == ("4", "9")
    with pytest.raises(NotAllowed):
        seal_sample(store, "management.report_incentive", author=NURSE, answers=facts)


# E6, E8 -------------------------------------------------------------------------------------


def plan(store: Store, number: str, kind: str, name: str) -> Sealed:
    return seal_sample(
        store,
        "management.emergency_plan",
        author=OFFICER,
        answers={
            "number": number,
            "kind": kind,
            "name": name,
            "version": "2026-1",
            "issued_on": "2026-01-05",
            "review_due": "2029-01-05",
        },
    )


def test_e6_every_plan_has_its_yearly_drill_and_what_went_badly_is_followed_up(store: Store) -> None:
    outbreak = plan(store, "YA-01", "public_health", "突发传染病应急预案")
    downtime = plan(store, "YA-02", "information", "信息系统瘫痪临床处置预案")
    with store.read() as session:
        kinds = tuple(
            AssetSubject(asset_id=item.asset_id, kind=item.register)
            for item in assets.find(session)
            if item.register == "emergency_plan"
        )
    due = due_in_year(store, "management.drill", "yearly", Subjects(assets=kinds))
    assert {slot.subject for slot in due} == {outbreak.record_id, downtime.record_id}
    draft = drafts.start(
        store, form_id="management.drill", person=OFFICER, department=None, asset=outbreak.record_id
    )
    begun = {name: draft.answers[name] for name in ("kind", "plan_name", "plan_version")}
    assert begun == {"kind": "public_health", "plan_name": "突发传染病应急预案", "plan_version": "2026-1"}
    drill = seal_sample(
        store,
        "management.drill",
        author=OFFICER,
        asset=outbreak.record_id,
        answers={
            **begun,
            "commander": LEADER,
            "matters": matters(("补足防护服 50 套", STAFF, "2026-12-15")),
        },
    )
    assert [(one.person, one.text) for one in left(store, drill.record_id)] == [
        (STAFF, "演练后改进：补足防护服 50 套")
    ]
    signing.sign(store, rev_id=drill.rev_id, role="commander", person=LEADER, pin=PIN)


def test_e8_a_roster_never_puts_one_person_in_both_places(store: Store) -> None:
    days: list[Json] = [{"row_id": "d1", "day": "2026-12-01", "leader": LEADER, "on_duty": LEADER}]
    with pytest.raises(NotReady) as refused:
        seal_sample(store, "management.duty_roster", author=OFFICER, answers={"days": days})
    assert "不能是同一个人" in refused.value.problems[0].message


def test_e8_the_watch_is_handed_over_to_the_successor_who_signs_and_a_quiet_one_is_recorded_too(
    store: Store,
) -> None:
    facts: dict[str, Json] = {
        "started_at": "2026-11-19T18:00+08:00",
        "ended_at": "2026-11-20T08:00+08:00",
        "leader": LEADER,
        "anything": "none",
        "successor": HEAD,
        "hand_over": "无",
    }
    quiet = seal_sample(store, "management.duty_log", author=OFFICER, answers=facts)
    with pytest.raises(CannotSign):
        signing.sign(store, rev_id=quiet.rev_id, role="successor", person=NURSE, pin=PIN)
    signing.sign(store, rev_id=quiet.rev_id, role="successor", person=HEAD, pin=PIN)
    signing.sign(store, rev_id=quiet.rev_id, role="leader", person=LEADER, pin=PIN)
    hidden: list[Json] = [
        {"row_id": "e", "time": "23:10", "kind": "emergency", "what": "停电 20 分钟", "handled": "启动发电机"}
    ]
    with pytest.raises(NotReady) as refused:
        seal_sample(
            store,
            "management.duty_log",
            author=OFFICER,
            answers={**facts, "anything": "some", "events": hidden},
        )
    assert [problem.path for problem in refused.value.problems] == [("events", "e", "told")]
    assert len(due_in_year(store, "management.duty_log", "daily")) == (
        date(2027, 1, 1) - date(2026, 1, 1)
    ) // (timedelta(days=1))
