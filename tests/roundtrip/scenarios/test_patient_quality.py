"""Rows C14 to C29, F11 and F12 of the requirements, quality of care: each done in a real store."""

from __future__ import annotations

import pytest

from forms.clock import local
from forms.definition import FieldType
from forms.json_value import Json
from models.projections import rebuild
from models.queries import records
from models.queries.anonymous_reports import find_anonymous
from models.queries.people import get_person
from models.queries.sheets import read_sheet
from models.store import Store
from models.workflow import anonymous, drafts, paper, signing
from models.workflow.chains import StepRefused
from models.workflow.revisions import Sealed
from models.workflow.sheet_signing import sign_sheet
from tests.clinic import (
    NAME,
    bad,
    case_of,
    day,
    done,
    duty_of,
    entry_of,
    hazards_of,
    in_the_clear,
    refused,
    row,
    tasks_of,
)
from tests.hospital import HEAD, LEADER, NURSE, PIN, QUALITY, STAFF
from tests.papers import text_of
from tests.scenario import answer, later

CONSENTS = {
    "consent_operation": ("手术知情同意书", "术中或术后可能出现的并发症", "患者签署意见"),
    "consent_anaesthesia": ("麻醉知情同意书", "拟行麻醉方式", "麻醉风险"),
    "consent_transfusion": ("输血治疗知情同意书", "输血指征", "拟输血成份"),
    "consent_special": ("特殊检查、特殊治疗同意书", "项目名称", "可能出现的并发症及风险"),
    "critical_notice": ("病危（重）通知书", "目前诊断", "病情危重情况"),
}
HIGH_RISK = (
    "产科",
    "新生儿室",
    "麻醉科",
    "手术室",
    "急诊科",
    "重症医学科",
    "血液透析室",
    "内镜诊疗室",
    "消毒供应室",
)


def squeezed(text: str) -> str:
    return "".join(text.split())


def complaint(store: Store, complexity: str, *, at: str = "2026-11-20T21:00+08:00") -> Sealed:
    said: dict[str, Json] = {
        "complexity": complexity,
        "received_at": at,
        "complainant": NAME,
        "handler": HEAD,
    }
    return done(store, "complaint", author=NURSE, answers=said)


def due_of(store: Store, sealed: Sealed) -> str:
    due = case_of(store, sealed).item.due
    assert due is not None
    return local(due).isoformat(timespec="minutes")


# C14, C15 -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("complexity", "received", "expected"),
    [
        ("at_once", "2026-11-20T21:00+08:00", "2026-11-20T23:59+08:00"),
        ("investigate", "2026-11-20T21:00+08:00", "2026-11-27T23:59+08:00"),
        ("several", "2026-11-20T21:00+08:00", "2026-12-04T23:59+08:00"),
        ("investigate", "2026-09-30T09:00+08:00", "2026-10-14T23:59+08:00"),
    ],
)
def test_c14_a_complaint_is_answered_in_working_days_and_holidays_do_not_count(
    store: Store, complexity: str, received: str, expected: str
) -> None:
    opened = complaint(store, complexity, at=received)
    assert due_of(store, opened) == expected
    assert not in_the_clear(store, NAME)


def test_c14_one_complaint_has_one_answer_and_closes_with_cause_person_and_measure(store: Store) -> None:
    opened = complaint(store, "investigate")
    later(store)
    with pytest.raises(StepRefused, match="已反馈"):
        done(store, "complaint_closing", subject=opened.record_id, answers={"result": "closed"})
    matters: Json = [row(1, matter="交班时核对费用清单", owner=HEAD, due="2026-12-01")]
    said: dict[str, Json] = {
        "substantiated": "yes",
        "responsible": [STAFF],
        "cause": "清单没有核对",
        "matters": matters,
    }
    refused(
        store, "complaint_handling", "必填", subject=opened.record_id, answers=said | {"understood": None}
    )
    handled = done(store, "complaint_handling", author=HEAD, subject=opened.record_id, answers=said)
    assert [(task.person, task.fill) for task in tasks_of(store, handled)] == [
        (HEAD, "management.matter_done")
    ]
    later(store)
    begun = drafts.start(
        store,
        form_id="patient.complaint_feedback",
        person=HEAD,
        department="内科病区",
        subject=opened.record_id,
    )
    said = {"satisfaction": "fairly", "answer_by": begun.answers["answer_by"]}
    told = done(store, "complaint_feedback", author=HEAD, subject=opened.record_id, answers=said)
    assert (answer(store, told, "answer_by"), answer(store, told, "in_time")) == ("2026-11-27", "按期")
    later(store)
    with pytest.raises(StepRefused):
        done(store, "complaint_feedback", author=HEAD, subject=opened.record_id)
    closing: dict[str, Json] = {"result": "closed", "cause": "清单没有核对", "responsible": "收费处"}
    refused(
        store, "complaint_closing", "必填", subject=opened.record_id, answers=closing | {"class_solved": None}
    )
    done(store, "complaint_closing", subject=opened.record_id, answers=closing)
    view = case_of(store, opened)
    assert (view.item.state_label, view.item.over) == ("已归档", True)
    assert [step.state_label for step in view.steps] == ["调查处理中", "已反馈", "已归档"]
    words = text_of(paper.preview(store, opened.record_id, layout="case", person=QUALITY))
    for step in ("投诉登记表", "清单没有核对", "交班时核对费用清单"):
        assert step in words
    assert rebuild.compare(store) == ()


def test_c14_an_answer_that_comes_late_says_why(store: Store) -> None:
    opened = complaint(store, "investigate")
    later(store, days=9)
    late: dict[str, Json] = {"answered_at": "2026-11-29T10:00+08:00", "late_reason": None}
    late["answer_by"] = "2026-11-27"
    refused(store, "complaint_feedback", "必填", subject=opened.record_id, answers=late)
    told = done(
        store, "complaint_feedback", subject=opened.record_id, answers=late | {"late_reason": "等外院病历"}
    )
    assert answer(store, told, "in_time") == "超过期限"


def test_c14_a_complaint_that_becomes_a_dispute_leaves_the_record_of_the_dispute_to_be_begun(
    store: Store,
) -> None:
    opened = complaint(store, "at_once")
    later(store)
    done(store, "complaint_feedback", subject=opened.record_id, answers={"answer_by": "2026-11-20"})
    later(store)
    said: dict[str, Json] = {"result": "dispute", "remark": "要求赔偿"}
    closing = done(store, "complaint_closing", subject=opened.record_id, answers=said)
    (task,) = tasks_of(store, closing)
    assert (task.fill, task.done_by) == ("patient.dispute", None)
    later(store)
    done(store, "dispute", subject=closing.record_id)
    assert tasks_of(store, closing)[0].done_by is not None
    assert "投诉人签字确认" in text_of(paper.preview(store, opened.record_id, person=QUALITY))


def test_c14_a_complaint_is_read_only_by_those_who_deal_with_it(store: Store) -> None:
    opened = complaint(store, "at_once")
    with store.read() as session:
        staff, quality = get_person(session, STAFF), get_person(session, QUALITY)
        assert records.get(session, store.catalog, opened.record_id, staff) is None
        assert records.get(session, store.catalog, opened.record_id, quality) is not None


def test_c14_a_dispute_is_sealed_negotiated_by_no_more_than_five_and_discussed_before_it_is_closed(
    store: Store,
) -> None:
    death: dict[str, Json] = {"died": "yes", "died_at": "2026-11-20T08:00+08:00", "cause_disputed": "yes"}
    opened = done(store, "dispute", answers=death | {"told_autopsy": {"value": "yes"}})
    assert due_of(store, opened) == "2026-11-22T08:00+08:00"
    later(store)
    listed: Json = [row(1, thing="病历首页至医嘱单", kind="copy", pages="62 页")]
    sealing: dict[str, Json] = {"what": "records", "list": listed, "sealed_on_at": "2026-11-20T21:30+08:00"}
    sealed = done(store, "dispute_sealing", subject=opened.record_id, answers=sealing)
    assert answer(store, sealed, "self_open_on") == "2029-11-20"
    later(store)
    talk: dict[str, Json] = {
        "way": "negotiation",
        "place": "医患沟通室",
        "hospital_side": 3,
        "patient_side": 6,
    }
    refused(store, "dispute_outcome", "不超过 5 人", subject=opened.record_id, answers=talk)
    with pytest.raises(StepRefused):
        done(store, "dispute_review", subject=opened.record_id)
    settled = done(
        store,
        "dispute_outcome",
        subject=opened.record_id,
        answers=talk | {"patient_side": 5, "result": "settled", "agreement": "2026-03"},
    )
    later(store)
    with pytest.raises(StepRefused, match="签名"):
        done(store, "dispute_review", subject=opened.record_id)
    signing.sign(store, rev_id=settled.rev_id, role="leader", person=LEADER, pin=PIN)
    done(store, "dispute_review", subject=opened.record_id, answers={"chair": LEADER, "responsible": [STAFF]})
    assert case_of(store, opened).item.state_label == "已结案"


def test_c15_a_notifiable_patient_is_visited_together_within_a_day_and_then_released(store: Store) -> None:
    said: dict[str, Json] = {"reasons": ["dissatisfied", "complication"], "patient_name": NAME}
    opened = done(store, "notifiable_patient", author=NURSE, answers=said)
    assert due_of(store, opened) == "2026-11-21T22:00+08:00"
    later(store)
    with pytest.raises(StepRefused):
        done(store, "notifiable_release", subject=opened.record_id)
    visit: dict[str, Json] = {"organiser": QUALITY, "participants": [HEAD, LEADER]}
    done(store, "joint_round", subject=opened.record_id, answers=visit)
    later(store)
    done(store, "notifiable_release", subject=opened.record_id, answers={"outcome": "reconciled"})
    view = case_of(store, opened)
    assert (view.item.state_label, [step.title for step in view.steps]) == (
        "已解除",
        ["重点病人联合查房记录", "重点病人解除记录"],
    )
    assert not in_the_clear(store, NAME)


# C16, C17, C18, C19 -------------------------------------------------------------------


def test_c16_isolation_hands_and_the_gate_are_checked_and_a_failing_goes_on_as_a_hazard(store: Store) -> None:
    done(store, "infection_check", answers={"agent": bad("nonconform", "含氯消毒液没有测浓度")})
    assert "含氯消毒液没有测浓度" in hazards_of(store)
    observed: Json = [
        row(1, unit="内科", who="nurse", opportunities=20, done=18, right=17),
        row(2, unit="外科", who="doctor", opportunities=10, done=6, right=6),
    ]
    hands = done(store, "hand_hygiene", answers={"observed": observed})
    assert [answer(store, hands, name) for name in ("compliance", "correctness")] == ["80", "95.83"]
    refused(
        store, "entry_check", "必填", author=STAFF, answers={"people": 80, "feverish": 1, "handling": None}
    )
    wiped: dict[str, Json] = {"method": "wipe", "agent": "含氯消毒剂", "strength": None}
    refused(store, "disinfection_log", "必填", author=NURSE, answers=wiped)
    light = done(
        store, "disinfection_log", author=NURSE, answers={"method": "uv", "object": "air", "minutes": 60}
    )
    assert answer(store, light, "strength") is None


def test_c17_each_of_the_nine_departments_is_asked_the_key_work_and_what_is_its_own(store: Store) -> None:
    form = store.catalog.latest("patient.high_risk_department_check")
    assert tuple(choice.label for choice in form.field("kind").choices) == HIGH_RISK
    assert [section.title for section in form.sections if section.title in HIGH_RISK] == list(HIGH_RISK)
    dialysis: dict[str, Json] = {"kind": "dialysis", "dialysis_1": bad("nonconform", "透析用水没有检测")}
    check = done(store, "high_risk_department_check", answers=dialysis | {"dialysis_2": {"value": "conform"}})
    assert "透析用水没有检测" in hazards_of(store)
    assert answer(store, check, "icu_1") is None
    card = done(
        store,
        "high_risk_department",
        answers={"kind": "dialysis", "name": "透析室", "review_on": "2027-05-20"},
    )
    assert entry_of(store, card).next_expiry == day("2027-05-20")


def test_c18_the_leader_goes_round_every_day_and_the_department_meets_three_times(store: Store) -> None:
    assert duty_of(store, "leader_round")["daily"][0] == duty_of(store, "three_meetings")["daily"][0] == "day"
    visit = done(
        store,
        "leader_round",
        author=LEADER,
        answers={"units": "内科病区", "order": bad("abnormal", "急救车没有封")},
    )
    assert "急救车没有封" in hazards_of(store)
    assert "内科病区" in text_of(paper.print_ledger(store, [visit.record_id], person=LEADER))
    meetings: list[Json] = [
        row(number, which=str(number), at=f"{hour:02}:00", people=6, content="新入与危重")
        for number, hour in ((1, 8), (2, 14))
    ]
    two: dict[str, Json] = {"meetings": meetings, "reported_to": LEADER, "fewer_reason": None}
    refused(store, "three_meetings", "必填", author=HEAD, answers=two)
    three = two | {"meetings": [*meetings, row(3, which="3", at="17:30", people=6, content="交班")]}
    kept = done(store, "three_meetings", author=HEAD, answers=three)
    assert answer(store, kept, "times") == "3"
    again = two | {"meetings": [*meetings, row(3, which="2", at="17:30", people=6, content="交班")]}
    refused(store, "three_meetings", "已经有了", author=HEAD, answers=again)


def test_c19_a_card_of_class_a_has_two_hours_and_one_of_class_b_a_day(store: Store) -> None:
    late: dict[str, Json] = {
        "patient_name": NAME,
        "disease": "霍乱",
        "disease_class": "a",
        "diagnosed_at": "2026-11-20T18:00+08:00",
        "reported_at": "2026-11-20T21:00+08:00",
        "late_reason": None,
    }
    refused(store, "infectious_card", "必填", author=NURSE, answers=late)
    card = done(
        store, "infectious_card", author=NURSE, answers=late | {"disease": "流感", "disease_class": "c"}
    )
    assert (answer(store, card, "limit"), answer(store, card, "in_time")) == ("24", "及时")
    assert not in_the_clear(store, NAME)


def test_c19_the_month_s_sheet_of_a_log_is_signed_in_one_act(store: Store) -> None:
    logged = [
        done(store, "infectious_card", author=NURSE, answers={"disease": name}) for name in ("流感", "水痘")
    ]
    with store.read() as session:
        sheet = read_sheet(
            session,
            store.catalog,
            "patient.infectious_card",
            day("2026-11-20"),
            get_person(session, HEAD),
            now=store.clock.now(),
        )
    assert sheet is not None
    (waiting,) = (one for one in sheet.waiting if one.signer.role == "prevention")
    assert set(waiting.rev_ids) == {one.rev_id for one in logged}
    signed = sign_sheet(store, waiting.rev_ids, role="prevention", person=HEAD, pin=PIN)
    assert (len(signed.signed), signed.left) == (2, ())


# C20, C21, F11 ------------------------------------------------------------------------


def test_c20_the_talk_is_printed_blank_and_only_audited_here(store: Store) -> None:
    form = store.catalog.latest("patient.communication_record")
    assert (form.tier, form.printing.default) == ("T3", "blank")
    blank = text_of(paper.print_blank(store, form))
    for words in ("医患沟通记录", "替代方案", "患方意见和选择", "患方签名"):
        assert words in blank
    audit = done(
        store,
        "communication_audit",
        answers={"sampled": 20, "complete": 17, "signed": bad("nonconform", "3 份没有患方签名")},
    )
    assert answer(store, audit, "rate") == "85"
    assert "3 份没有患方签名" in hazards_of(store)


def test_c21_the_outpatient_log_is_printed_blank_and_every_visit_is_counted_against_it(store: Store) -> None:
    form = store.catalog.latest("patient.outpatient_log")
    assert (form.tier, form.printing.default) == ("T3", "blank")
    blank = text_of(paper.print_blank(store, form))
    for column in ("姓名", "职业", "现住址", "联系电话", "发病日期", "初/复诊", "病名（诊断）"):
        assert column in blank
    said: dict[str, Json] = {"visits": 400, "logged": 396}
    refused(store, "outpatient_log_audit", "有漏登时选“不符合”", answers=said)
    audit = done(
        store, "outpatient_log_audit", answers=said | {"all_logged": bad("nonconform", "漏登 4 人次")}
    )
    assert answer(store, audit, "logged_rate") == "99"
    assert "漏登 4 人次" in hazards_of(store)


@pytest.mark.parametrize("name", CONSENTS)
def test_f11_the_signed_documents_print_with_what_the_norms_ask_for(store: Store, name: str) -> None:
    form = store.catalog.latest(f"patient.{name}")
    assert (form.tier, form.printing.default) == ("T3", "blank")
    blank = squeezed(text_of(paper.print_blank(store, form)))
    assert [words for words in (*CONSENTS[name], "患者姓名") if words not in blank] == []
    written = [field for field in form.fields() if field.type is not FieldType.NOTE and field.name != "unit"]
    assert [field.name for field in written if not field.identifying] == []


def test_f11_the_list_of_documents_knows_who_has_which_version(store: Store) -> None:
    given: Json = [row(1, unit="外科病区", copies=50, received_by=HEAD, received_on="2026-11-20")]
    card = done(
        store,
        "signed_document",
        answers={"number": "QZ-01", "name": "手术知情同意书", "given": given, "review_on": "2027-11-20"},
    )
    entry = entry_of(store, card)
    assert (entry.code, entry.next_expiry) == ("QZ-01", day("2027-11-20"))


# C22, C24 -----------------------------------------------------------------------------


def test_c22_all_prescriptions_are_reviewed_and_each_improper_one_goes_back_to_its_doctor(
    store: Store,
) -> None:
    figures: dict[str, Json] = {
        "total": 1200, "reviewed": 1200, "irregular": 9, "unsuitable": 4, "abnormal_rx": 0, "improper": 12,
        "with_antibiotics": 180,
    }  # fmt: skip
    problems: Json = [
        row(1, number="CF-0017", kind="unsuitable", problem="头孢与酒精相关禁忌未交代", doctor=HEAD),
        row(2, number="CF-0233", kind="irregular", problem="诊断缺失", doctor=STAFF),
    ]
    refused(store, "prescription_review", "必填", answers=figures | {"reviewed": 1100, "not_all": None})
    review = done(store, "prescription_review", answers=figures | {"problems": problems})
    assert [answer(store, review, name) for name in ("coverage", "proper_rate", "antibiotic_rate")] == [
        "100",
        "99",
        "15",
    ]
    assert {(task.person, task.fill) for task in tasks_of(store, review)} == {
        (HEAD, "patient.review_feedback"),
        (STAFF, "patient.review_feedback"),
    }
    later(store)
    said: dict[str, Json] = {"doctor": HEAD, "problem": "头孢与酒精相关禁忌未交代"}
    done(store, "review_feedback", author=HEAD, subject=review.record_id, answers=said)
    assert [task.person for task in tasks_of(store, review) if task.done_by is None] == [STAFF]


def test_c22_the_orders_and_the_antibiotics_have_their_rates(store: Store) -> None:
    orders = done(
        store, "order_review", answers={"discharged": 300, "reviewed": 30, "improper": 3, "problems": None}
    )
    assert [answer(store, orders, name) for name in ("sample_rate", "proper_rate")] == ["10", "90"]
    figures: dict[str, Json] = {
        "out_total": 4000, "out_used": 600, "er_total": 500, "er_used": 180, "in_total": 300, "in_used": 150,
        "treated": 120, "cultured": 66, "clean_total": 0, "clean_used": 0,
    }  # fmt: skip
    month = done(
        store, "antibiotic_review", answers=figures | {"authority": bad("nonconform", "越权开特殊级 1 张")}
    )
    assert [answer(store, month, name) for name in ("out_rate", "er_rate", "in_rate", "cultured_rate")] == [
        "15",
        "36",
        "50",
        "55",
    ]
    assert answer(store, month, "clean_rate") is None
    assert "越权开特殊级 1 张" in hazards_of(store)


def test_c24_basic_process_and_final_quality_of_records(store: Store) -> None:
    form = store.catalog.latest("patient.record_quality")
    assert [choice.label[:4] for choice in form.field("stage").choices] == [
        "基础质量",
        "环节质量",
        "终末质量",
    ]
    check = done(
        store,
        "record_quality",
        answers={
            "stage": ["process"],
            "sampled": 12,
            "passed": 9,
            "writing": bad("nonconform", "首程超时 3 份"),
            "charts": "ZY123456",
        },
    )
    assert answer(store, check, "rate") == "75"
    assert "首程超时 3 份" in hazards_of(store)
    assert not in_the_clear(store, "ZY123456")


# C26, C27, C28, C29 -------------------------------------------------------------------


def test_c26_a_critical_patient_is_reported_at_once_and_each_arrival_is_timed(store: Store) -> None:
    said: dict[str, Json] = {
        "admitted_at": "2026-11-20T20:00+08:00",
        "reported_at": "2026-11-20T20:45+08:00",
        "reported_to": LEADER,
        "action": ["rescue", "consult"],
    }
    refused(store, "critical_patient_report", "必填", author=NURSE, answers=said | {"late_reason": None})
    report = done(
        store,
        "critical_patient_report",
        author=NURSE,
        answers=said | {"reported_at": "2026-11-20T20:05+08:00"},
    )
    assert answer(store, report, "minutes") == "5"
    team: Json = [
        row(1, person=HEAD, told_at="2026-11-20T20:01+08:00", arrived_at="2026-11-20T20:04+08:00"),
        row(2, person=STAFF, told_at="2026-11-20T20:02+08:00", arrived_at="2026-11-20T20:10+08:00"),
    ]
    call = done(
        store,
        "rescue_call",
        author=NURSE,
        answers={
            "called_at": "2026-11-20T20:01+08:00",
            "team": team,
            "pharmacy": bad("no", "让家属取药"),
        },
    )
    assert answer(store, call, "slowest") == "8"
    assert "让家属取药" in hazards_of(store)


def test_c27_discipline_is_looked_at_by_department_and_nobody_is_fined(store: Store) -> None:
    units: Json = [
        row(
            1,
            unit="内科病区",
            on_time={"value": "conform"},
            on_post=bad("off_post", "值班室无人"),
            working={"value": "conform"},
        )
    ]
    done(store, "discipline_check", author=HEAD, answers={"units": units})
    assert "值班室无人" in hazards_of(store)
    form = store.catalog.latest("patient.discipline_check")
    labels = [column.label for field in form.fields() for column in (field, *field.fields)]
    assert not any("罚" in label or "扣" in label for label in labels)


def test_c28_the_committee_meets_decides_and_looks_after_what_it_decided(store: Store) -> None:
    matters: Json = [row(1, matter="补齐速干手消毒剂", owner=HEAD, due="2026-12-10")]
    held: dict[str, Json] = {
        "chair": LEADER,
        "matters": matters,
        "expected": 9,
        "present": 8,
        "absent": "孙某，出差",
    }
    refused(store, "disinfection_committee", "必填", answers=held | {"absent": None})
    meeting = done(store, "disinfection_committee", answers=held)
    assert meeting.awaiting == ("chair",)
    (task,) = tasks_of(store, meeting)
    assert (task.person, local(task.due_at).date() if task.due_at else None) == (HEAD, day("2026-12-10"))
    visit = done(
        store,
        "disinfection_supervision",
        answers={"asked": 10, "right": 8, "hands": bad("nonconform", "2 人七步洗手法不会")},
    )
    assert answer(store, visit, "rate") == "80"
    assert "2 人七步洗手法不会" in hazards_of(store)


@pytest.mark.parametrize(
    ("total", "approved", "allowed"),
    [
        (400, "senior", True),
        (800, "senior", False),
        (800, "head", True),
        (1600, "head", False),
        (1600, "office", True),
    ],
)
def test_c29_blood_is_approved_by_the_level_that_its_amount_asks_for(
    store: Store, total: int, approved: str, allowed: bool
) -> None:
    said: dict[str, Json] = {"amount": 400, "day_total": total, "approved_by": approved}
    if allowed:
        assert done(store, "blood_use", author=NURSE, answers=said).awaiting == ("checker",)
    else:
        refused(store, "blood_use", "审批级别不够", author=NURSE, answers=said)


def test_c29_a_new_technique_is_reviewed_by_others_watched_and_then_made_routine(store: Store) -> None:
    opened = done(
        store, "new_technique", author=HEAD, answers={"name": "超声引导下置管", "lead_person": HEAD}
    )
    later(store)
    verdict: dict[str, Json] = {"verdict": "trial", "until": "2027-05-20"}
    with pytest.raises(StepRefused, match="签名"):
        done(store, "technique_review", subject=opened.record_id, answers=verdict)
    signing.sign(store, rev_id=opened.rev_id, role="head", person=LEADER, pin=PIN)
    done(store, "technique_review", subject=opened.record_id, answers=verdict)
    for result in ("trial", "routine"):
        later(store)
        followed: dict[str, Json] = {"cases": 20, "followed": 19, "complications": 1, "result": result}
        last = done(store, "technique_follow_up", author=HEAD, subject=opened.record_id, answers=followed)
    assert answer(store, last, "follow_rate") == "95"
    view = case_of(store, opened)
    assert (view.item.state_label, len(view.steps)) == ("转为常规技术", 3)


# F12 ----------------------------------------------------------------------------------


def test_f12_a_suggestion_may_come_without_a_name_and_quality_reads_it(store: Store) -> None:
    said: dict[str, Json] = {
        "said_on": "2026-11-20",
        "who": "family",
        "topic": "falls",
        "what_happened": "卫生间门口地面总是湿的",
    }
    code = anonymous.submit(store, form="patient.suggestion", answers=said)
    assert len(code) >= 12
    with store.read() as session:
        quality, nurse = get_person(session, QUALITY), get_person(session, NURSE)
        assert quality is not None
        assert nurse is not None
        (item,) = find_anonymous(session, store.catalog, quality)
        assert find_anonymous(session, store.catalog, nurse) == ()
    assert item.what == "卫生间门口地面总是湿的"
    signed = done(store, "suggestion", author=NURSE, answers=said | {"name": NAME})
    assert signed.record_id
    assert not in_the_clear(store, NAME)


def test_f12_patients_are_taught_and_asked_what_they_know(store: Store) -> None:
    taught = done(
        store, "health_education", answers={"asked": 20, "knew": 19, "stages": ["admission", "discharge"]}
    )
    assert answer(store, taught, "know_rate") == "95"
    refused(store, "health_education", "比抽问的多", answers={"asked": 1, "knew": 2})
