"""What a hospital wants of its surgery: each row of the requirements done in a real store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forms.json_value import Json
from models.projections import rebuild
from models.queries import assets, hazards, tasks
from models.queries.people import get_person
from models.store import Store
from models.workflow import correcting, drafts, paper, signing
from models.workflow.chains import StepRefused
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal
from models.workflow.sheet import NotReady
from tests import scenario
from tests.hospital import (
    HEAD,
    LEADER,
    NURSE,
    OFFICER,
    PIN,
    QUALITY,
    STAFF,
    START,
    answers_for,
    seal_sample,
)
from tests.papers import pages_of, text_of
from tests.scenario import answer, case_of, later

NAME = "张某某"
OPERATION = "腹腔镜下胆囊切除术"
PHASES = ("before_anaesthesia", "before_incision", "before_leaving")


def refused(store: Store, form_id: str, words: str, **answers: Json) -> None:
    scenario.refused(store, form_id, words, answers=answers)


def sealed_with(store: Store, form_id: str, **answers: Json) -> Sealed:
    return seal_sample(store, form_id, answers=answers)


def sign(store: Store, sealed: Sealed, *, but: str = "") -> None:
    for role, person in (("surgeon", HEAD), ("anaesthetist", STAFF)):
        if role != but:
            signing.sign(store, rev_id=sealed.rev_id, role=role, person=person, pin=PIN)


def checklist(store: Store) -> Sealed:
    return sealed_with(
        store,
        "surgery.safety_check",
        patient_name=NAME,
        operation=OPERATION,
        department="普外科",
        surgeon=HEAD,
    )


def phase(store: Store, name: str, opened: Sealed, result: str, **answers: Json) -> Sealed:
    later(store)
    said = {"result": result, **answers}
    return seal_sample(store, f"surgery.check_{name}", subject=opened.record_id, answers=said)


def requested(store: Store, person: str) -> Sealed:
    said: dict[str, Json] = {"applicant": person, "operation": OPERATION, "grade": "3"}
    return seal_sample(store, "surgery.authorisation_request", author=person, answers=said)


def bad(text: str) -> Json:
    return {"value": "no", "finding": {"text": text, "handling": "fixed", "done": "已补签"}}


def failed(code: str, text: str) -> Json:
    return {"value": code, "finding": {"text": text, "handling": "fixed", "done": "当场处理"}}


def test_d1_the_catalogue_of_operations_is_a_register_that_is_adjusted(store: Store) -> None:
    said: dict[str, Json] = {"name": OPERATION, "code": "51.23", "grade": "2"}
    card = seal_sample(store, "surgery.grading_card", author=QUALITY, answers=said)
    later(store)
    answers = answers_for(store, "surgery.grading_event") | {
        "what": "regraded",
        "grade": "3",
        "status": "in_use",
    }
    seal(store, author=QUALITY, pin=PIN, form="surgery.grading_event", answers=answers, asset=card.record_id)
    with store.read() as session:
        entry = assets.get(session, card.record_id)
    assert entry is not None
    assert (entry.code, entry.title, entry.values["grade"]) == ("51.23", OPERATION, "3")


def test_d1_a_surgeon_is_authorised_item_by_item_by_people_who_are_not_the_applicant(store: Store) -> None:
    request = requested(store, HEAD)
    assert case_of(store, request.record_id).item.state == "requested"
    later(store)
    with pytest.raises(StepRefused, match="就是前面一步的人"):
        seal_sample(
            store,
            "surgery.authorisation_assess",
            author=HEAD,
            subject=request.record_id,
            answers={"result": "assessed"},
        )
    with pytest.raises(StepRefused, match="要在“待医务部门审批”时做"):
        seal_sample(store, "surgery.authorisation_decide", author=QUALITY, subject=request.record_id)
    assert case_of(store, request.record_id).steps == ()


def test_d1_what_is_granted_is_entered_as_a_card_with_an_end_and_no_longer_holds_after_it(
    store: Store,
) -> None:
    request = requested(store, STAFF)
    later(store)
    said: dict[str, Json] = {"result": "assessed"}
    seal_sample(store, "surgery.authorisation_assess", author=HEAD, subject=request.record_id, answers=said)
    later(store)
    granted = seal_sample(
        store,
        "surgery.authorisation_decide",
        author=QUALITY,
        subject=request.record_id,
        answers={"result": "granted", "item": OPERATION, "applicant": STAFF, "expiry": "2027-11-19"},
    )
    view = case_of(store, request.record_id)
    assert (view.item.state_label, view.item.over) == ("同意授权", True)
    with store.read() as session:
        (task,) = tasks.of_record(session, granted.record_id)
    assert (task.fill, task.given) == ("register.authorisation", {"item": OPERATION})
    later(store)
    card: dict[str, Json] = {
        "person": STAFF,
        "kind": "operation",
        "item": OPERATION,
        "grade": "3",
        "assessed_by": [HEAD],
        "granted": "2026-11-20",
        "expiry": "2027-11-19",
        "status": "in_use",
    }
    seal_sample(store, "register.authorisation", author=QUALITY, subject=granted.record_id, answers=card)
    with store.read() as session:
        assert [one.done_by is not None for one in tasks.of_record(session, granted.record_id)] == [True]
    team: dict[str, Json] = {"operation": OPERATION, "grade": "3", "surgeon": STAFF, "planned_surgeon": STAFF}
    held = seal_sample(store, "surgery.team_check", answers=team)
    assert answer(store, held, "authorised") == "台账里有这项授权"
    later(store, days=370)
    refused(store, "surgery.team_check", "必填", exception=None, **team)


@pytest.mark.parametrize(
    "form_id",
    [
        "surgery.preoperative_assessment",
        "surgery.preoperative_discussion",
        "surgery.operation_plan",
        "surgery.preparation",
        "surgery.intraoperative",
        "surgery.recovery_room",
    ],
)
def test_d2_to_d10_what_lives_in_the_patients_record_is_printed_blank(store: Store, form_id: str) -> None:
    form = store.catalog.latest(form_id)
    assert form.tier == "T3"
    printed = text_of(paper.print_blank(store, form))
    assert form.title in printed
    for field in form.fields():
        if not field.fields and field.type not in ("note", "calculated"):
            assert "".join(field.label.split()) in printed, field.name


def test_d2_to_d10_are_audited_on_one_operation_and_a_fault_becomes_a_hazard(store: Store) -> None:
    late = {
        "value": "nonconform",
        "finding": {"text": "没有术前讨论", "handling": "hazard", "owner": HEAD, "place": "P01"},
    }
    late["finding"]["due"] = "2026-11-27T18:00+08:00"  # type: ignore[index]
    answers: dict[str, Json] = {"grade": "4", "elderly": "yes", "discussed": late}  # type: ignore[dict-item]
    sealed = seal_sample(store, "surgery.perioperative_audit", author=QUALITY, answers=answers)
    assert len(sealed.hazards) == 1
    with store.read() as session:
        hazard = hazards.get(session, sealed.hazards[0])
    assert hazard is not None
    assert hazard.item.owner == HEAD


def test_d2_emergency_asks_for_less_than_an_elective_operation(store: Store) -> None:
    short = sealed_with(
        store, "surgery.preoperative_assessment", mode="emergency", grade="2", nutrition=None, mind=None
    )
    assert answer(store, short, "nutrition") is None
    refused(store, "surgery.preoperative_assessment", "必填", mode="elective", grade="2", nutrition=None)
    refused(
        store,
        "surgery.preoperative_assessment",
        "四级手术要做多学科讨论",
        grade="4",
        needs=["anaesthesia_clinic"],
    )


def test_d3_level_four_is_discussed_by_several_disciplines_and_the_old_have_a_plan(store: Store) -> None:
    discussion = "surgery.preoperative_discussion"
    one: dict[str, Json] = {"grade": "4", "difficult": "no", "form": "department"}
    refused(store, discussion, "四级、疑难高危手术要做多学科讨论", **one)
    refused(
        store,
        discussion,
        "至少有两个学科",
        **(one | {"form": "multidisciplinary", "disciplines": ["surgery"]}),
    )
    refused(store, discussion, "必填", age=75, grade="1", difficult="no", elderly=None)
    sealed = sealed_with(
        store, discussion, age=80, grade="1", difficult="no", elderly="术前评估营养，预防谵妄"
    )
    assert answer(store, sealed, "focus") == "75岁以上高龄患者，重点关注"


def test_d4_the_plan_names_a_fallback_and_what_may_have_to_be_changed(store: Store) -> None:
    for name in ("fallback", "urgent", "risks"):
        refused(store, "surgery.operation_plan", "必填", **{name: None})
    whole = sealed_with(store, "surgery.operation_plan", fallback="改开放手术")
    assert answer(store, whole, "fallback") == "改开放手术"


def test_d5_a_mark_names_who_made_it_and_a_missing_one_is_a_fault(store: Store) -> None:
    yes: Json = {"value": "yes"}
    refused(store, "surgery.preparation", "必填", marked=yes, marked_by=None)
    sealed = sealed_with(
        store, "surgery.preparation", marked=bad("左膝没有标识"), site=None, marked_by=None, marked_at=None
    )
    assert answer(store, sealed, "marked") == bad("左膝没有标识")


def test_d6_the_theatre_is_checked_before_each_operation_and_is_not_ready_with_a_fault(store: Store) -> None:
    fault = failed("abnormal", "吸引器没有负压")
    refused(store, "surgery.theatre_check", "不能直接选“可以手术”", anaesthesia=fault, verdict="ready")
    sealed = sealed_with(
        store,
        "surgery.theatre_check",
        anaesthesia=fault,
        verdict="corrected",
        features=["radiation"],
        radiation={"value": "normal"},
    )
    assert sealed.awaiting == ("anaesthetist",)
    assert answer(store, sealed, "robot") is None
    refused(store, "surgery.theatre_check", "还没选", features=["radiation"], radiation=None)


def test_d7_three_phases_in_their_order_each_signed_by_three(store: Store) -> None:
    opened = checklist(store)
    with pytest.raises(StepRefused, match="要在“麻醉实施前已核查”"):
        phase(store, "before_incision", opened, "before_incision_passed")
    first = phase(store, "before_anaesthesia", opened, "before_anaesthesia_passed")
    assert first.awaiting == ("surgeon", "anaesthetist")
    with pytest.raises(StepRefused, match="还缺手术医师、麻醉医师的签名"):
        phase(store, "before_incision", opened, "before_incision_passed")
    sign(store, first, but="anaesthetist")
    with pytest.raises(StepRefused, match="还缺麻醉医师的签名"):
        phase(store, "before_incision", opened, "before_incision_passed")
    signing.sign(store, rev_id=first.rev_id, role="anaesthetist", person=STAFF, pin=PIN)
    sign(store, phase(store, "before_incision", opened, "before_incision_passed"))
    assert not case_of(store, opened.record_id).item.over
    sign(store, phase(store, "before_leaving", opened, "finished"))
    view = case_of(store, opened.record_id)
    assert (view.item.state_label, view.item.over, view.problems) == ("三次核查都完成", True, ())
    assert [step.counts for step in view.steps] == [True] * 3
    assert rebuild.compare(store) == ()


def test_d7_one_person_does_not_sign_for_two(store: Store) -> None:
    opened = checklist(store)
    first = phase(store, "before_anaesthesia", opened, "before_anaesthesia_passed")
    signing.sign(store, rev_id=first.rev_id, role="surgeon", person=HEAD, pin=PIN)
    for person in (HEAD, NURSE):
        with pytest.raises(signing.CannotSign):
            signing.sign(store, rev_id=first.rev_id, role="anaesthetist", person=person, pin=PIN)


def test_d7_any_no_stops_the_next_phase_until_the_phase_is_done_again(store: Store) -> None:
    opened = checklist(store)
    answers: dict[str, Json] = {"consent": bad("手术知情同意书没有签字"), "handling": "停下，补签后重新核查"}
    later(store)
    with pytest.raises(NotReady) as caught:
        phase(store, "before_anaesthesia", opened, "before_anaesthesia_passed", **answers)
    assert any("不能算核查无误" in problem.message for problem in caught.value.problems)
    stopped = phase(store, "before_anaesthesia", opened, "before_anaesthesia_stopped", **answers)
    sign(store, stopped)
    with pytest.raises(StepRefused, match="停下"):
        phase(store, "before_incision", opened, "before_incision_passed")
    view = case_of(store, opened.record_id)
    assert [one.form_id for one in view.following] == ["surgery.check_before_anaesthesia"]
    sign(store, phase(store, "before_anaesthesia", opened, "before_anaesthesia_passed"))
    assert case_of(store, opened.record_id).item.state == "before_anaesthesia_passed"


def test_d7_a_no_that_stays_is_let_pass_only_with_what_was_done_about_it(store: Store) -> None:
    opened = checklist(store)
    skin: dict[str, Json] = {"skin": bad("骶尾部压红 2 cm")}
    with pytest.raises(NotReady):
        phase(store, "before_anaesthesia", opened, "before_anaesthesia_released", **skin, handling=None)
    sign(
        store,
        phase(
            store, "before_anaesthesia", opened, "before_anaesthesia_released", **skin, handling="加垫保护"
        ),
    )
    sign(store, phase(store, "before_incision", opened, "before_incision_passed"))
    assert case_of(store, opened.record_id).item.state == "before_incision_passed"


def test_d7_a_corrected_phase_leaves_what_followed_it_standing_and_a_voided_one_does_not(
    store: Store,
) -> None:
    opened = checklist(store)
    first = phase(store, "before_anaesthesia", opened, "before_anaesthesia_passed")
    sign(store, first)
    phase(store, "before_incision", opened, "before_incision_passed")
    later(store)
    draft = correcting.start_correction(store, first.record_id, reason="漏写过敏药物", person=QUALITY)
    drafts.save(store, draft.draft_id, answers=draft.answers | {"other": "青霉素过敏"})
    seal(store, author=QUALITY, pin=PIN, draft_id=draft.draft_id)
    assert case_of(store, opened.record_id).item.state == "before_incision_passed"
    correcting.void(store, first.record_id, reason="填错了患者", person=QUALITY, pin=PIN)
    view = case_of(store, opened.record_id)
    assert (view.item.state, [one.counts for one in view.steps]) == ("opened", [False])
    assert rebuild.compare(store) == ()


def test_d7_prints_three_columns_on_one_sheet_with_three_signatures_each(store: Store) -> None:
    opened = checklist(store)
    first = phase(store, "before_anaesthesia", opened, "before_anaesthesia_passed", other="无")
    sign(store, first)
    (page,) = pages_of(paper.preview(store, opened.record_id, person=NURSE))
    for title in ("麻醉实施前", "手术开始前", "患者离开手术室前", NAME, OPERATION):
        assert title in page
    assert page.count("手术医师签名") == page.count("麻醉医师签名") == page.count("手术室护士签名") == 3
    assert "体内植入物" in page
    assert page.count("系统确认") == 3
    (blank,) = pages_of(paper.print_blank(store, store.catalog.latest("surgery.safety_check")))
    assert blank.count("患者姓名、性别、年龄正确：") == 3
    assert "系统确认" not in blank


@pytest.mark.parametrize(
    ("wound", "asa", "duration", "expected"),
    [("I", "P1", "T1", "0"), ("II", "P2", "T2", "1"), ("III", "P3", "T1", "2"), ("IV", "P5", "T2", "3")],
)
def test_d2_d7_the_class_of_risk_is_the_sum_of_three_scores(
    store: Store, wound: str, asa: str, duration: str, expected: str
) -> None:
    sealed = sealed_with(
        store,
        "surgery.risk_assessment",
        wound=wound,
        asa=asa,
        duration=duration,
        emergency="yes",
        layer="organ",
    )
    assert answer(store, sealed, "nnis") == expected


def test_d8_warming_is_planned_for_who_may_cool_and_two_people_stand_behind_a_drug(store: Store) -> None:
    refused(store, "surgery.intraoperative", "必填", risk="high", warming=None)
    drug: dict[str, Json] = {"row_id": "00000001", "at": "10:20", "drug": "头孢唑林 1 g", "given_by": NURSE}
    refused(store, "surgery.intraoperative", "核对人不能是给药人", drugs=[drug | {"checked_by": NURSE}])
    sealed = sealed_with(
        store,
        "surgery.intraoperative",
        risk="high",
        warming="充气加温毯",
        drugs=[drug | {"checked_by": STAFF}],
    )
    printed = text_of(paper.preview(store, sealed.record_id, person=NURSE))
    assert "头孢唑林1g" in printed
    assert "充气加温毯" in printed


def test_d9_third_parties_never_go_alone_and_a_surgeon_goes_along(store: Store) -> None:
    form = "surgery.handover"
    usual: dict[str, Json] = {"grade": "3", "anaesthesia": "local", "critical": "no", "first": "yes"}
    refused(store, form, "不能由第三方人员独自转运", **usual, escorts=["third_party"])
    general = usual | {"grade": "1", "anaesthesia": "general"}
    refused(store, form, "不能由第三方人员独自转运", **general, escorts=["third_party"])
    fourth = usual | {"grade": "4"}
    refused(store, form, "要有参与手术的医师全程陪同", **fourth, escorts=["nurse", "third_party"])
    critical = usual | {"grade": "1", "critical": "yes"}
    refused(store, form, "要有参与手术的医师全程陪同", **critical, escorts=["nurse"])
    refused(store, form, "面对面", **usual, escorts=["nurse"], face_to_face="no")
    sealed = sealed_with(store, form, **fourth, escorts=["surgeon", "nurse"], doctor=HEAD)
    with pytest.raises(signing.CannotSign):
        signing.sign(store, rev_id=sealed.rev_id, role="receiver", person=NURSE, pin=PIN)
    signing.sign(store, rev_id=sealed.rev_id, role="receiver", person=STAFF, pin=PIN)


def test_d10_who_does_not_meet_the_criteria_goes_to_intensive_care_only(store: Store) -> None:
    refused(
        store,
        "surgery.recovery_room",
        "只能转重症监护室",
        exit_met="no",
        goes_to="ward",
        exit_reason="血压低",
    )
    moved = sealed_with(store, "surgery.recovery_room", exit_met="no", goes_to="icu", exit_reason="血压低")
    assert answer(store, moved, "goes_to") == "icu"


def test_d11_day_surgery_is_called_within_a_day_and_goes_on_until_it_ends(store: Store) -> None:
    discharge = sealed_with(store, "surgery.discharge", mode="day", grade="2", operation=OPERATION)
    with store.read() as session:
        (task,) = tasks.of_record(session, discharge.record_id)
    assert (task.fill, task.due_at) == ("surgery.follow_up", START + timedelta(hours=24))
    later(store, hours=5)
    call: dict[str, Json] = {
        "operation": OPERATION,
        "reached": "no",
        "unreached": "无人接听",
        "goes_on": "no",
    }
    with pytest.raises(NotReady):  # nobody answered: it cannot be the last call
        seal_sample(store, "surgery.follow_up", subject=discharge.record_id, answers=call)
    call |= {"goes_on": "yes", "next_on": "2026-11-21"}
    first = seal_sample(store, "surgery.follow_up", subject=discharge.record_id, answers=call)
    with store.read() as session:
        assert tasks.of_record(session, discharge.record_id)[0].done_by == first.record_id
        (again,) = tasks.of_record(session, first.record_id)
    assert again.done_by is None


def test_d11_level_four_is_followed_up_every_year(store: Store) -> None:
    discharge = sealed_with(
        store, "surgery.discharge", mode="elective", grade="4", operation=OPERATION, first_on=None
    )
    with store.read() as session:
        (task,) = tasks.of_record(session, discharge.record_id)
    assert task.due_at == START + timedelta(days=365)
    later(store, days=300)
    call: dict[str, Json] = {
        "operation": OPERATION,
        "mode": "elective",
        "grade": "4",
        "reached": "yes",
        "complication": "no",
        "goes_on": "yes",
        "next_on": None,
    }
    done = seal_sample(store, "surgery.follow_up", subject=discharge.record_id, answers=call)
    with store.read() as session:
        (following,) = tasks.of_record(session, done.record_id)
    assert following.due_at == START + timedelta(days=665)


def test_d13_an_unplanned_return_is_marked_by_a_doctor_with_its_window(store: Store) -> None:
    sealed = sealed_with(
        store,
        "surgery.quality_case",
        kind="unplanned_return",
        operated_at="2026-11-18T10:00+08:00",
        happened_at="2026-11-20T09:00+08:00",
        marked_by=HEAD,
    )
    assert (answer(store, sealed, "window"), answer(store, sealed, "hours_after")) == ("48小时内", "47")
    refused(store, "surgery.quality_case", "必填", kind="acquired", acquired=None)


def test_d14_prevention_that_was_not_done_is_told(store: Store) -> None:
    sealed = sealed_with(store, "surgery.recovery_check", vte_risk="high", vte=failed("no", "没有穿弹力袜"))
    assert answer(store, sealed, "vte_risk") == "high"
    refused(store, "surgery.recovery_check", "还没写问题", vte={"value": "no"})


def test_d15_averages_and_rates_of_a_month_are_computed(store: Store) -> None:
    counts: dict[str, Json] = {
        "rooms": 2,
        "workdays": 20,
        "operations": 100,
        "first_cases": 40,
        "first_on_time": 36,
        "entry_minutes": 3200,
        "elective": 80,
        "wait_days": 240,
        "cancelled": 2,
        "day_cases": 20,
        "day_converted": 1,
        "day_followed": 19,
    }
    sealed = seal_sample(store, "surgery.theatre_month", author=HEAD, answers=counts)
    found = {
        name: answer(store, sealed, name)
        for name in (
            "on_time_rate",
            "entry_average",
            "wait_average",
            "per_room_day",
            "day_rate",
            "day_follow_rate",
        )
    }
    assert list(found.values()) == ["90", "32", "3", "2.5", "25", "95"]
    refused(store, "surgery.theatre_month", "多于首台", **(counts | {"first_on_time": 41}))


def test_d16_a_new_technique_waits_for_everybody_of_its_team(store: Store) -> None:
    rows: list[Json] = [
        {"row_id": "00000001", "person": HEAD, "part": "surgeon", "passed": "yes"},
        {"row_id": "00000002", "person": STAFF, "part": "nurse", "passed": "no"},
    ]
    refused(store, "surgery.technique_training", "还不能开展首例", people=rows, ready="yes")
    sealed = sealed_with(store, "surgery.technique_training", technique=OPERATION, people=rows, ready="no")
    with store.read() as session:
        (task,) = tasks.of_record(session, sealed.record_id)
    assert (task.person, task.fill) == (STAFF, "surgery.technique_training")
    twice = [rows[0], {**rows[0], "row_id": "00000003"}]  # type: ignore[dict-item]
    with pytest.raises(NotReady):
        sealed_with(store, "surgery.technique_training", people=twice, ready="yes")


def test_d17_supplies_that_are_short_do_not_count_as_ready(store: Store) -> None:
    def item(needed: int, ready: int, valid: str = "yes") -> Json:
        row: dict[str, Json] = {
            "row_id": "00000001",
            "kind": "drugs",
            "item": "止血药",
            "needed": needed,
            "ready": ready,
        }
        return [row | {"valid": valid, "remark": "缺货"}]

    short: dict[str, Json] = {"high_risk": "no", "verdict": "ready"}
    refused(store, "surgery.supplies_check", "不能算齐全", **short, items=item(3, 2))
    refused(store, "surgery.supplies_check", "不能算齐全", **short, items=item(3, 3, "no"))
    enough = sealed_with(store, "surgery.supplies_check", **short, items=item(3, 3))
    assert answer(store, enough, "verdict") == "ready"
    risky: dict[str, Json] = {"high_risk": "yes", "rescue": "no", "verdict": "ready"}
    refused(store, "surgery.supplies_check", "抢救准备没有做", **risky, items=item(1, 1))


def test_d17_the_emergency_list_says_what_could_not_be_done(store: Store) -> None:
    refused(store, "surgery.emergency_list", "必填", fasting=failed("no", "饱胃"), remarks=None)
    card = sealed_with(store, "surgery.supplies_card", operation=OPERATION, code="W-01", high_risk="no")
    with store.read() as session:
        entry = assets.get(session, card.record_id)
    assert entry is not None
    assert entry.title == OPERATION


def test_d18_a_change_of_surgeon_is_approved_by_another_and_told(store: Store) -> None:
    team: dict[str, Json] = {"operation": OPERATION, "grade": "1", "planned_surgeon": HEAD, "surgeon": STAFF}
    team |= {"planned_assistant": OFFICER, "assistant": OFFICER}
    refused(store, "surgery.team_check", "必填", **team, why_changed=None)
    refused(store, "surgery.team_check", "不能是实际术者本人", **team, why_changed="急诊", approved_by=STAFF)
    sealed = sealed_with(
        store,
        "surgery.team_check",
        **team,
        why_changed="急诊",
        approved_by=LEADER,
        told="yes",
    )
    with pytest.raises(signing.CannotSign):
        signing.sign(store, rev_id=sealed.rev_id, role="surgeon", person=HEAD, pin=PIN)


def test_d19_a_township_receives_who_recovers_and_looks_again_by_a_day(store: Store) -> None:
    unable = {"ability": failed("no", "不能做术后引流管理"), "decision": "accepted"}
    refused(store, "surgery.receive_patient", "没有能力接收", **unable)
    received = sealed_with(
        store,
        "surgery.receive_patient",
        operation=OPERATION,
        operated_on="2026-11-13",
        next_on="2026-11-22",
        decision="accepted",
    )
    assert answer(store, received, "days_after") == "7"
    with store.read() as session:
        (task,) = tasks.of_record(session, received.record_id)
        nurse = get_person(session, NURSE)
    assert (task.fill, nurse is not None) == ("surgery.received_review", True)
    later(store, hours=20)
    review: dict[str, Json] = {"operation": OPERATION, "outcome": "discharged"}
    done = seal_sample(store, "surgery.received_review", subject=received.record_id, answers=review)
    with store.read() as session:
        assert tasks.of_record(session, received.record_id)[0].done_by == done.record_id
        assert tasks.of_record(session, done.record_id) == ()
