"""Rows C1 to C12 of the requirements, patient safety: each done in a real store as its sentence demands."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from forms.indicator_loader import load_indicators
from forms.json_value import Json
from models.projections import rebuild
from models.queries import assets, indicators
from models.store import Store
from models.workflow import drafts, paper, tasks
from models.workflow.permitting import NotAllowed
from tests.clinic import (
    NAME,
    bad,
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
from tests.hospital import HEAD, LEADER, NURSE, QUALITY, STAFF, answers_for
from tests.papers import text_of
from tests.scenario import answer, later

CORE_SYSTEMS = (
    "首诊负责制度",
    "三级查房制度",
    "会诊制度",
    "分级护理制度",
    "值班和交接班制度",
    "疑难病例讨论制度",
    "急危重患者抢救制度",
    "术前讨论制度",
    "死亡病例讨论制度",
    "查对制度",
    "手术安全核查制度",
    "手术分级管理制度",
    "新技术和新项目准入制度",
    "危急值报告制度",
    "病历管理制度",
    "抗菌药物分级管理制度",
    "临床用血审核制度",
    "信息安全管理制度",
)


def rows(store: Store, form_id: str, table: str) -> list[dict[str, Json]]:
    made = answers_for(store, f"patient.{form_id}")[table]
    assert isinstance(made, list)
    return [row for row in made if isinstance(row, dict)]


def kept(store: Store, draft_id: str, table: str) -> list[dict[str, Json]]:
    stored = drafts.get(store, draft_id).answers[table]
    assert isinstance(stored, list)
    return [row for row in stored if isinstance(row, dict)]


# C1, C2 ------------------------------------------------------------------------------


def test_c1_a_yearly_round_over_the_twelve_points_covers_every_department_and_its_findings_are_put_right(
    store: Store,
) -> None:
    form = store.catalog.latest("patient.safety_round")
    assert [section.title[: section.title.index("、")] for section in form.sections[1:-1]] == [
        "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二",
    ]  # fmt: skip
    assert duty_of(store, "safety_round") == {"yearly": ("year", ("county",))}
    part: dict[str, Json] = {"should_cover": 12, "covered": 5, "finished_on": None}
    first = done(
        store, "safety_round", answers=part | {"daily_08": bad("nonconform", "2 位卧床患者没有监测")}
    )
    assert answer(store, first, "coverage") == "41.67"
    assert "2 位卧床患者没有监测" in hazards_of(store)
    assert first.awaiting == ("department_head", "leader")
    refused(store, "safety_round", "必填", answers=part | {"covered": 12})
    whole = done(store, "safety_round", answers=part | {"covered": 12, "finished_on": "2026-11-20"})
    assert answer(store, whole, "coverage") == "100"


def test_c1_the_programme_ended_with_2025_and_goes_on_as_a_target_renewed_each_year(store: Store) -> None:
    assert duty_of(store, "yearly_target")["yearly"][0] == "year"
    refused(store, "yearly_target", "2.5", answers={"reports_per_100": "2"})
    refused(
        store, "yearly_target", "进一步降低", answers={"low_risk_last": "0.02", "low_risk_target": "0.03"}
    )
    matters: Json = [row(1, matter="跌倒专项", owner=HEAD, due="2026-12-31")]
    target = done(store, "yearly_target", answers={"target_year": 2026, "matters": matters})
    assert (answer(store, target, "rounds"), answer(store, target, "basis")) == (1, "renewed")
    (task,) = tasks_of(store, target)
    assert (task.person, task.fill) == (HEAD, "management.matter_done")


def test_c1_the_world_day_is_kept_every_year_with_third_parties_and_patients(store: Store) -> None:
    assert duty_of(store, "safety_day")["yearly"][0] == "year"
    assert "patient_safety_training" in {entry.id.split(".")[1] for entry in store.catalog.current()}
    kept_on = done(
        store,
        "safety_day",
        answers={
            "started_on": "2026-09-17",
            "ended_on": "2026-09-18",
            "third_party_count": 9,
            "forms": ["column"],
        },
    )
    assert "世界患者安全日宣传活动记录" in text_of(paper.preview(store, kept_on.record_id))


def test_c2_the_bulletin_of_the_quarter_goes_to_each_department_and_each_answers(store: Store) -> None:
    problems: Json = [
        row(1, department="内科病区", problem="缺交接签字", measure="补", owner=HEAD, due="2026-11-30"),
        row(2, department="药剂科", problem="近效期没有登记", measure="登", owner=STAFF, due="2026-12-05"),
    ]
    bulletin = done(
        store, "safety_bulletin", answers={"problems": problems, "last_problems": 4, "last_done": 3}
    )
    assert answer(store, bulletin, "last_rate") == "75"
    assert [(task.person, str(task.due_at)[:10]) for task in tasks_of(store, bulletin)] == [
        (HEAD, "2026-11-30"),
        (STAFF, "2026-12-05"),
    ]
    later(store)
    said: dict[str, Json] = {"owner": HEAD, "problem": "缺交接签字", "state": "done"}
    done(store, "bulletin_feedback", author=HEAD, subject=bulletin.record_id, answers=said)
    assert [task.person for task in tasks_of(store, bulletin) if task.done_by is None] == [STAFF]
    refused(store, "bulletin_feedback", "必填", answers=said | {"state": "open", "obstacle": None})


# C3, C4, C5 ---------------------------------------------------------------------------


def test_c3_expired_and_mixed_drugs_become_hazards_and_a_batch_is_watched_until_it_is_handled(
    store: Store,
) -> None:
    done(
        store,
        "drug_check",
        answers={"in_date": bad("nonconform", "利多卡因过期 2 支"), "sampled": 30, "expired": 1},
    )
    assert "利多卡因过期 2 支" in hazards_of(store)
    refused(store, "drug_check", "比抽查的多", answers={"sampled": 3, "expired": 4})
    batch = done(
        store, "near_expiry_card", answers={"name": "葡萄糖酸钙", "batch": "B1", "expiry": "2026-12-10"}
    )
    assert entry_of(store, batch).next_expiry == day("2026-12-10")
    later(store)
    done(store, "near_expiry_event", asset=batch.record_id, answers={"status": "used_up"})
    assert entry_of(store, batch).status == "used_up"


def test_c3_high_alert_drugs_say_what_they_are_confused_with_and_own_drugs_are_never_expired(
    store: Store,
) -> None:
    refused(store, "high_alert_drug", "必填", answers={"kind": ["look_alike"], "confused_with": None})
    listed = done(
        store, "high_alert_drug", answers={"name": "10%氯化钾", "kind": ["high_alert"], "confused_with": None}
    )
    assert entry_of(store, listed).title == "10%氯化钾"
    refused(store, "own_drug", "已经过期", author=NURSE, answers={"expiry": "2026-11-19"})
    log = done(store, "own_drug", author=NURSE, answers={"patient_name": NAME, "drug": "胰岛素笔芯"})
    assert NAME in text_of(paper.print_ledger(store, [log.record_id], person=HEAD))


def test_c4_a_device_is_serviced_before_its_date_and_a_change_is_watched(store: Store) -> None:
    card = done(
        store, "device_card", answers={"name": "呼吸机", "next_maintenance": "2026-12-01", "status": "in_use"}
    )
    assert entry_of(store, card).expiries["next_maintenance"] == day("2026-12-01")
    duties = {duty.id: duty for duty in store.catalog.latest("patient.device_card").duties}
    assert (duties["maintenance"].every, duties["maintenance"].expiry) == (
        "before_expiry",
        "next_maintenance",
    )
    said: dict[str, Json] = {"what": "changed", "monitored": None, "intervention": None}
    refused(store, "device_event", "必填", asset=card.record_id, answers=said)
    refused(
        store,
        "device_event",
        "不能是“在用”",
        asset=card.record_id,
        answers={"function_ok": "no", "status": "in_use"},
    )
    done(
        store,
        "device_event",
        asset=card.record_id,
        answers={
            "what": "maintained",
            "next_maintenance": "2027-06-01",
            "status": "in_use",
            "function_ok": "yes",
        },
    )
    assert entry_of(store, card).expiries["next_maintenance"] == day("2027-06-01")
    done(store, "device_check", answers={"standby": bad("nonconform", "吸引器没有电")})
    assert "吸引器没有电" in hazards_of(store)


def test_c5_nobody_judges_himself_and_what_is_granted_is_entered_in_the_register(store: Store) -> None:
    said: dict[str, Json] = {
        "subject_person": HEAD,
        "assessors": [HEAD],
        "item": "胸腔穿刺",
        "verdict": "grant",
    }
    refused(store, "authorisation_review", "不能是被评估的本人", answers=said)
    review = done(
        store, "authorisation_review", answers=said | {"assessors": [LEADER], "until": "2027-11-20"}
    )
    assert review.awaiting == ("quality", "leader")
    (task,) = tasks_of(store, review)
    assert task.fill == "register.authorisation"
    refused_verdict = done(
        store,
        "authorisation_review",
        answers=said | {"assessors": [LEADER], "verdict": "refuse", "conditions": "例数不够"},
    )
    assert tasks_of(store, refused_verdict) == ()


def test_c5_trainees_have_a_supervisor_an_end_and_never_a_night_of_their_own(store: Store) -> None:
    card = done(store, "trainee_card", answers={"name": "吴某", "kind": "student", "leaves_on": "2027-06-30"})
    entry = entry_of(store, card)
    assert (entry.values["alone"], entry.next_expiry) == ("no", day("2027-06-30"))
    refused(store, "trainee_card", "不在选项里", answers={"alone": "yes"})
    checked = done(
        store,
        "staff_check",
        answers={"sampled": 8, "authorised": 7, "techniques": bad("nonconform", "未授权穿刺")},
    )
    assert answer(store, checked, "rate") == "87.5"
    assert "未授权穿刺" in hazards_of(store)


# C6, C7, C8 ---------------------------------------------------------------------------


def test_c6_before_during_and_after_a_high_risk_examination(store: Store) -> None:
    said: dict[str, Json] = {"kind": "painless", "condition": "watch", "returned": "family"}
    refused(store, "examination_check", "护送返回", answers=said)
    sheet = done(
        store,
        "examination_check",
        answers=said
        | {"returned": "escorted", "escort": NURSE, "identity": bad("no", "只叫了名字", owner=None)},
    )
    words = text_of(paper.preview(store, sheet.record_id, person=HEAD))
    for heading in ("检查前", "检查中", "检查后", "只叫了名字"):
        assert heading in words


def test_c7_the_rate_of_right_checks_and_a_bed_number_called_is_a_hazard(store: Store) -> None:
    watched = done(
        store,
        "identity_check",
        answers={"watched": 40, "right": 38, "two_ways": bad("nonconform", "发药只叫床号")},
    )
    assert answer(store, watched, "rate") == "95"
    assert "发药只叫床号" in hazards_of(store)
    refused(store, "identity_check", "比观察的多", answers={"watched": 3, "right": 4})


def test_c8_everybody_at_high_risk_is_watched_or_the_ward_says_who_is_not_and_what_it_did(
    store: Store,
) -> None:
    ward: dict[str, Json] = {
        "inpatients": 30, "operated": 4, "catheter": 1, "ventilator": 1, "bedridden": 3, "other_risk": 0,
        "high_risk": 7,
    }  # fmt: skip
    whole = done(store, "daily_watch", author=NURSE, answers=ward | {"monitored": 7})
    assert answer(store, whole, "cover_rate") == "100"
    refused(store, "daily_watch", "监测人数少于高风险人数", author=NURSE, answers=ward | {"monitored": 6})
    refused(store, "daily_watch", "按人合计", author=NURSE, answers=ward | {"high_risk": 10, "monitored": 10})
    lost: Json = [row(1, patient=f"12 床 {NAME}", risk="bedridden", why="刚转入", action="已评估并监测")]
    short = done(
        store,
        "daily_watch",
        author=NURSE,
        answers=ward
        | {"monitored": 6, "covered": bad("nonconform", "1 位转入患者未监测"), "uncovered": lost},
    )
    assert answer(store, short, "cover_rate") == "85.71"
    assert "1 位转入患者未监测" in hazards_of(store)
    assert NAME in text_of(paper.preview(store, short.record_id, person=HEAD))
    assert not in_the_clear(store, NAME)


def test_c8_the_indicator_of_full_cover_sums_the_wards(store: Store) -> None:
    for high, watched in ((4, 4), (6, 5)):
        later(store)
        said: dict[str, Json] = {"inpatients": 9, "operated": high, "high_risk": high, "monitored": watched}
        if watched < high:
            said["covered"] = bad("nonconform", "漏 1 位")
        done(store, "daily_watch", author=NURSE, answers=said)
    with store.read() as session:
        (series,) = indicators.read(
            session,
            store.catalog,
            [one for one in load_indicators() if one.id == "patient.high_risk_cover"],
            now=store.clock.now(),
            profile={},
        )
    figure = series.now
    assert figure.denominator is not None
    assert [figure.numerator.value, figure.denominator.value] == [9, 10]


def test_c8_risk_is_scored_and_a_waiting_patient_at_risk_is_seen_first(store: Store) -> None:
    done(
        store,
        "high_risk_patient",
        author=NURSE,
        answers={"risks": ["fall", "pressure"], "scale": "Morse 55 分"},
    )
    seen = done(
        store,
        "triage_watch",
        author=NURSE,
        answers={"found_at": "2026-11-20T21:40+08:00", "seen_at": "2026-11-20T21:46+08:00"},
    )
    assert answer(store, seen, "minutes") == "6"


# C9 -----------------------------------------------------------------------------------


def cart(store: Store, *, unit: str = "内科护士站") -> str:
    """A cart with two drugs and one thing."""
    drugs: Json = [
        row(1, drug="adrenaline", spec="1mg/1ml", base=10, batch="A1", expiry="2027-05-31"),
        row(2, drug="atropine", spec="0.5mg/1ml", base=5, batch="T1", expiry="2026-12-31"),
    ]
    items: Json = [row(3, item="laryngoscope", base=1)]
    said: dict[str, Json] = {"number": "QJ-01", "unit": unit, "drugs": drugs, "items": items, "place": "P07"}
    return done(store, "crash_cart_card", author=NURSE, answers=said).record_id


def counted(store: Store, cart_id: str, *, actual: Mapping[str, int]) -> tuple[str, list[dict[str, Json]]]:
    """A draft of the weekly check whose rows came from the card, and these rows with what was counted."""
    draft = drafts.start(
        store, form_id="patient.crash_cart_check", person=NURSE, department="内科病区", asset=cart_id
    )
    return draft.draft_id, [
        {**row, "actual": actual.get(str(row["drug"]), row["base"])}
        for row in kept(store, draft.draft_id, "drugs")
    ]


def test_c9_the_weekly_check_starts_from_the_cart_and_a_shortage_becomes_a_hazard(store: Store) -> None:
    assert duty_of(store, "crash_cart_check")["weekly"][0] == "week"
    cart_id = cart(store)
    _, drugs = counted(store, cart_id, actual={"atropine": 3})
    assert [(row["drug"], row["base"], row["batch"]) for row in drugs] == [
        ("adrenaline", 10, "A1"),
        ("atropine", 5, "T1"),
    ]
    full: Json = {"value": "full"}
    said: dict[str, Json] = {
        "items": [row(3, item="laryngoscope", base=1, actual=1, working={"value": "intact"})]
    }
    wrong = said | {"drugs": [row | {"state": full} for row in drugs]}
    refused(store, "crash_cart_check", "实数少于基数选“缺少”", author=NURSE, asset=cart_id, answers=wrong)
    states = [full, bad("short", "阿托品缺 2 支")]
    right = said | {"drugs": [row | {"state": state} for row, state in zip(drugs, states, strict=True)]}
    check = done(store, "crash_cart_check", author=NURSE, asset=cart_id, answers=right)
    assert (answer(store, check, "number"), answer(store, check, "short_count")) == ("QJ-01", "1")
    assert "阿托品缺 2 支" in hazards_of(store)
    words = text_of(paper.preview(store, check.record_id, person=HEAD))
    for said_on_paper in ("肾上腺素", "2027-05-31", "阿托品缺2支", "护士长"):
        assert said_on_paper in words


def test_c9_an_expired_drug_cannot_be_called_complete(store: Store) -> None:
    cart_id = cart(store)
    later(store, days=60)
    _, drugs = counted(store, cart_id, actual={})
    said: dict[str, Json] = {
        "checked_on": "2027-01-19",
        "drugs": [row | {"state": {"value": "full"}} for row in drugs],
        "items": [row(3, item="laryngoscope", base=1, actual=1, working={"value": "intact"})],
    }
    refused(store, "crash_cart_check", "过期选“过期”", author=NURSE, asset=cart_id, answers=said)
    states = [{"value": "full"}, bad("expired", "阿托品过期")]
    told = said | {"drugs": [row | {"state": state} for row, state in zip(drugs, states, strict=True)]}
    done(store, "crash_cart_check", author=NURSE, asset=cart_id, answers=told)
    assert "阿托品过期" in hazards_of(store)


def test_c9_what_was_used_is_refilled_as_a_task_and_the_card_knows_the_new_batch(store: Store) -> None:
    cart_id = cart(store)
    later(store)
    used: Json = [row(1, thing="肾上腺素", quantity="3 支")]
    use = done(store, "crash_cart_use", author=NURSE, asset=cart_id, answers={"used": used})
    (task,) = tasks_of(store, use)
    assert (task.fill, str(task.due_at)[:10]) == ("patient.crash_cart_refill", "2026-11-21")
    draft = tasks.start(store, task.task_id, person=NURSE, department="内科病区")
    assert draft.asset == cart_id
    first, second = kept(store, draft.draft_id, "drugs")
    assert [first["batch"], second["batch"]] == ["A1", "T1"]
    drugs: Json = [{**first, "batch": "A2", "expiry": "2028-01-31"}, second]
    later(store)
    answers: dict[str, Json] = {"drugs": drugs, "items": None, "complete": "yes", "status": "in_use"}
    done(store, "crash_cart_refill", author=NURSE, asset=cart_id, subject=use.record_id, answers=answers)
    assert [one.done_by is not None for one in tasks_of(store, use)] == [True]
    _, again = counted(store, cart_id, actual={})
    assert [row["batch"] for row in again] == ["A2", "T1"]
    assert rebuild.compare(store) == ()


def test_c9_the_cart_says_what_runs_out_first(store: Store) -> None:
    cart_id = cart(store)
    with store.read() as session:
        entry = assets.get(session, cart_id)
    assert entry is not None
    assert entry.next_expiry == day("2026-12-31")


def test_c9_a_defibrillator_is_checked_by_its_own_items_and_the_call_brings_the_team(store: Store) -> None:
    card = done(
        store,
        "first_aid_device_card",
        answers={"number": "CC-1", "kind": "defibrillator", "name": "除颤仪 M1"},
    )
    asset = card.record_id
    refused(
        store,
        "first_aid_device_check",
        "还没选答案",
        author=NURSE,
        asset=asset,
        answers={"kind": "defibrillator", "discharge": None},
    )
    failed: dict[str, Json] = {
        "discharge": bad("abnormal", "放电测试没有通过"),
        "usable": "no",
        "replacement": None,
    }
    refused(store, "first_aid_device_check", "必填", author=NURSE, asset=asset, answers=failed)
    check = done(
        store,
        "first_aid_device_check",
        author=NURSE,
        asset=asset,
        answers=failed | {"replacement": "急诊 2 号除颤仪"},
    )
    assert answer(store, check, "device") == "除颤仪 M1"
    assert "放电测试没有通过" in hazards_of(store)
    suction = done(
        store, "first_aid_device_card", answers={"number": "XY-1", "kind": "suction", "name": "吸引器"}
    )
    plain = done(
        store, "first_aid_device_check", author=NURSE, asset=suction.record_id, answers={"kind": "suction"}
    )
    assert answer(store, plain, "discharge") is None
    team: Json = [
        row(1, person=NURSE, arrived_at="2026-11-20T21:52+08:00"),
        row(2, person=STAFF, arrived_at="2026-11-20T21:55+08:00"),
    ]
    called: dict[str, Json] = {"called_at": "2026-11-20T21:50+08:00", "answered_at": "2026-11-20T21:51+08:00"}
    call = done(store, "one_key_call", answers=called | {"team": team})
    assert answer(store, call, "slowest") == "5"
    twice: Json = [row(n, person=NURSE, task="airway") for n in (1, 2)]
    refused(store, "rescue_team", "已经有了", answers={"members": twice})


def test_c9_the_green_channel_is_slow_where_somebody_says_so(store: Store) -> None:
    slow: dict[str, Json] = {"kind": "胸痛", "smooth": bad("abnormal", "等检查 20 分钟"), "delay": None}
    refused(store, "green_channel", "必填", author=NURSE, answers=slow)
    done(store, "green_channel", author=NURSE, answers=slow | {"delay": "心电图室无人"})
    assert "等检查 20 分钟" in hazards_of(store)


# C10, C11, C12 ------------------------------------------------------------------------


def test_c10_a_critical_value_is_read_back_at_once_and_leaves_the_ward_a_task(store: Store) -> None:
    said: dict[str, Json] = {
        "patient_name": NAME,
        "item": "血钾",
        "value": "6.8 mmol/L",
        "found_at": "2026-11-20T21:20+08:00",
        "reported_at": "2026-11-20T21:24+08:00",
        "checked_by": HEAD,
        "receiver": NURSE,
    }
    refused(store, "critical_value", "不能是报告的本人", author=STAFF, answers=said | {"receiver": STAFF})
    refused(store, "critical_value", "必填", author=STAFF, answers=said | {"read_back": None})
    late: dict[str, Json] = {"reported_at": "2026-11-20T21:55+08:00", "late_reason": None}
    refused(store, "critical_value", "必填", author=STAFF, answers=said | late)
    log = done(store, "critical_value", author=STAFF, answers=said)
    assert answer(store, log, "minutes") == "4"
    (task,) = tasks_of(store, log)
    assert (task.fill, task.given) == ("patient.critical_value_handling", {"item": "血钾"})
    later(store)
    handled: dict[str, Json] = {
        "item": "血钾",
        "value": "6.8 mmol/L",
        "received_at": "2026-11-20T21:24+08:00",
    }
    done(
        store,
        "critical_value_handling",
        author=NURSE,
        subject=log.record_id,
        answers=handled | {"doctor": HEAD},
    )
    assert tasks_of(store, log)[0].done_by is not None
    pdf = text_of(paper.print_ledger(store, [log.record_id], person=HEAD))
    assert "血钾" in pdf
    assert NAME in pdf
    assert not in_the_clear(store, NAME)


def test_c11_self_check_backup_and_the_drill_of_a_system_that_is_down(store: Store) -> None:
    done(store, "information_self_check", answers={"leavers": bad("nonconform", "2 个离职账号没有停")})
    done(
        store,
        "backup_check",
        author=STAFF,
        answers={"kind": "restored", "restore_minutes": 35, "elsewhere": bad("abnormal", "只有本机一份")},
    )
    assert {"2 个离职账号没有停", "只有本机一份"} <= hazards_of(store)
    refused(
        store, "backup_check", "必填", author=STAFF, answers={"kind": "restored", "restore_minutes": None}
    )
    (first,) = rows(store, "downtime_drill", "units")
    units: Json = [{**first, "unit": "门诊部", "paper": bad("nonconform", "门诊没有手工处方")}]
    drill = done(store, "downtime_drill", answers={"units": units, "scope": "all", "commander": LEADER})
    assert drill.awaiting == ("commander",)
    assert "门诊没有手工处方" in hazards_of(store)
    assert duty_of(store, "downtime_drill")["yearly"][0] == "year"


def test_c12_the_eighteen_core_systems_stand_under_their_official_names_in_order(store: Store) -> None:
    form = store.catalog.latest("patient.core_systems_audit")
    named = [section.title.split(". ")[1] for section in form.sections if section.id.startswith("s")]
    assert tuple(named) == CORE_SYSTEMS
    assert tuple(choice.label for choice in form.field("systems").choices) == CORE_SYSTEMS
    assert duty_of(store, "core_systems_audit")["monthly"][0] == "month"


def test_c12_a_hospital_audits_the_systems_that_apply_and_goes_on_with_them_next_month(store: Store) -> None:
    said: dict[str, Json] = {
        "systems": ["s10", "s14"],
        "s10_sampled": 10,
        "s10_passed": 9,
        "s10_1": bad("nonconform", "只叫床号"),
        "s14_sampled": 10,
        "s14_passed": 10,
        **{f"s14_{number}": {"value": "conform"} for number in (1, 2, 3)},
    }
    audit = done(store, "core_systems_audit", answers=said)
    assert [answer(store, audit, name) for name in ("s10_rate", "total_rate")] == ["90", "95"]
    assert answer(store, audit, "s01_1") is None
    assert "只叫床号" in hazards_of(store)
    later(store, days=30)
    draft = drafts.start(store, form_id="patient.core_systems_audit", person=QUALITY, department="质控科")
    assert draft.answers["systems"] == ["s10", "s14"]


def test_the_weekly_duty_of_the_cart_is_among_those_that_are_on_from_the_start(store: Store) -> None:
    starters = {
        f"{form.id}/{duty.id}"
        for form in store.catalog.forms()
        if form.id.startswith("patient.")
        for duty in form.duties
        if duty.starter
    }
    assert starters == {"patient.crash_cart_check/weekly"}


def test_people_without_the_right_do_not_fill_what_is_for_quality(store: Store) -> None:
    with pytest.raises(NotAllowed):
        done(store, "core_systems_audit", author=NURSE)
