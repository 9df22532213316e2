"""Plant, gas, special equipment, dangerous goods and public order: each row of the requirements done in a real store."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from forms.json_value import Json
from models.faults import Refusal
from models.projections import rebuild
from models.queries import assets, records
from models.queries.places import all_places
from models.store import Store
from models.workflow import correcting, drafts, paper, signing
from models.workflow.sealing import seal
from models.workflow.signing import CannotSign
from tests.hospital import ADMIN, HEAD, LEADER, NURSE, OFFICER, PIN, STAFF
from tests.papers import text_of
from tests.plant import bad, card, entry, event, hazard_of, ledger, record, refusal, tasks_of
from tests.scenario import later

NOW = "2026-11-20T22:00+08:00"


# B1 ------------------------------------------------------------------------------------------------------------

GAS_DEFECTS = (
    "燃气管道被违规占压",
    "燃气管道穿越密闭空间",
    "气瓶间违规设置",
    "使用不合格的气瓶",
    "使用不合格的灶具",
    "使用不合格的连接软管",
    "使用不合格的减压阀",
    "私接“三通”",
    "安装燃气泄漏报警器不规范",
    "燃气泄漏报警器适用气种不符",
    "燃气泄漏报警器功能过期失效",
    "使用无熄火保护装置的燃气灶具",
    "擅自安装、改装、拆除户内燃气设施",
    "擅自安装、改装、拆除燃气计量装置",
    "室内管道严重锈蚀",
)


def test_b1_the_defects_that_the_policy_lists_are_the_items_and_one_found_is_a_hazard(store: Store) -> None:
    form = store.catalog.latest("plant.gas_inspection")
    labels = [field.label for field in form.sections[1].fields]
    assert tuple(labels[: len(GAS_DEFECTS)]) == GAS_DEFECTS
    sealed = record(
        store, form.id, alarm_expired=bad("present", "报警器过了使用年限", place=None), place="P11"
    )
    hazard = hazard_of(store, sealed)
    assert (hazard.category, hazard.title, hazard.owner) == ("gas", "报警器过了使用年限", STAFF)
    words = text_of(paper.print_blank(store, form))
    assert all(label in words for label in GAS_DEFECTS)


def test_b1_each_pipe_and_appliance_has_a_file_and_is_evaluated_before_it_is_due(store: Store) -> None:
    stove = card(store, "plant.gas_card", number="Q-01", hose_due="2026-11-01", evaluation_due="2026-12-20")
    with store.read() as session:
        due = assets.find(session, register="gas", expiring_before=date(2026, 12, 1))
    assert [item.code for item in due] == ["Q-01"]
    facts: dict[str, Json] = {"what": "evaluated", "evaluation_due": "2027-11-20"}
    told = refusal(store, "plant.gas_event", stove, **facts, verdict="failed", status="in_use")
    assert "评估不合格的选“停用”" in told
    done = event(store, "plant.gas_event", stove, **facts, verdict="passed", status="in_use")
    later(store)
    event(store, "plant.gas_event", stove, what="hose", hose_due="2028-05-20", status="in_use")
    assert entry(store, stove).expiries["evaluation_due"] == date(2027, 11, 20)
    assert entry(store, stove).next_expiry is not None
    assert "安全评估" in ledger(store, done)


def test_b1_the_shift_begins_and_ends_with_a_look_at_the_gas(store: Store) -> None:
    before = record(store, "plant.gas_daily", author=STAFF, moment="before")
    after = record(
        store, "plant.gas_daily", author=STAFF, moment="after", closed=bad("abnormal", "总阀没有关")
    )
    assert hazard_of(store, after).category == "gas"
    words = ledger(store, before, after)
    assert "班前" in words
    assert "班后" in words


# B2, B3 --------------------------------------------------------------------------------------------------------


def lift(store: Store, next_inspection: str, **answers: Json) -> str:
    facts: dict[str, Json] = {"number": "T-01", "name": "1 号医用电梯", "kind": "lift", "place": "P02"}
    return card(store, "plant.special_card", **facts, next_inspection=next_inspection, **answers)


def look_at(store: Store, asset: str, **answers: Json) -> dict[str, Json]:
    """What a daily check of the asset holds, filled from its card."""
    found = entry(store, asset)
    return {"equipment": found.title, "kind": found.values["kind"], "place": found.place_code, **answers}


def test_b2_nothing_is_in_use_past_its_inspection_date(store: Store) -> None:
    told = refusal(store, "plant.special_card", next_inspection="2026-11-19", status="in_use")
    assert "检验已过期或者不合格，不能在用" in told
    asset = lift(store, "2026-11-19", status="out_of_service")
    facts: dict[str, Json] = {"what": "resumed", "status": "in_use"}
    assert "检验合格再恢复" in refusal(store, "plant.special_event", asset, **facts)
    event(
        store,
        "plant.special_event",
        asset,
        what="inspected",
        last_inspection="2026-11-20",
        verdict="passed",
        next_inspection="2027-11-20",
        status="in_use",
    )
    found = entry(store, asset)
    assert (found.status, found.expiries["next_inspection"]) == ("in_use", date(2027, 11, 20))


def test_b2_the_daily_look_cannot_call_an_expired_inspection_normal(store: Store) -> None:
    asset = lift(store, "2026-11-21")
    later(store, days=3)
    good = look_at(store, asset, severity="none", valid={"value": "normal"}, applied=bad("abnormal"))
    told = refusal(store, "plant.special_daily", asset, **good)
    assert "检验有效期已经过了" in told
    grave = look_at(
        store,
        asset,
        severity="serious",
        stopped="2026-11-23T21:00+08:00",
        told=HEAD,
        judgement="已停用，明天报检",
        valid=bad("abnormal", "检验已过期，已停用"),
        applied=bad("abnormal", "没有报检"),
    )
    sealed = event(store, "plant.special_daily", asset, **grave)
    assert len(sealed.hazards) == 2
    with store.read() as session:
        view = records.get(session, store.catalog, sealed.record_id, None)
    assert view is not None
    assert view.revision.answers["days_left"] == "-2"


def test_b2_a_month_before_the_date_the_inspection_must_have_been_applied_for(store: Store) -> None:
    asset = lift(store, "2026-12-10", last_inspection="2025-12-10", applied_on=None)
    fine = look_at(store, asset, severity="none")
    assert "还没有报检" in refusal(store, "plant.special_daily", asset, **fine)
    event(store, "plant.special_event", asset, what="applied", applied_on="2026-11-20", status="in_use")
    assert event(store, "plant.special_daily", asset, **fine).hazards == ()


def test_b2_finding_nothing_is_recorded_too_and_a_finding_cannot_be_called_nothing(store: Store) -> None:
    asset = lift(store, "2027-11-20")
    sealed = event(store, "plant.special_daily", asset, **look_at(store, asset, severity="none"))
    assert "没有发现（零风险报告）" in text_of(paper.preview(store, sealed.record_id))
    wrong = look_at(store, asset, severity="none", lift_alarm=bad("abnormal", "按下没有人应答"))
    assert "和上面的检查对不上" in refusal(store, "plant.special_daily", asset, **wrong)


def test_b2_the_week_and_the_month_are_looked_over_by_director_and_leader(store: Store) -> None:
    week = record(store, "plant.special_weekly", found=3, solved=3)
    month = record(store, "plant.special_monthly", chair=LEADER, reporter=OFFICER)
    assert week.serial
    assert month.awaiting == ("leader",)
    signing.sign(store, rev_id=month.rev_id, role="leader", person=LEADER, pin=PIN)
    assert [form for form, _ in tasks_of(store, month)] == ["management.matter_done"]
    assert "每月特种设备安全调度会议纪要" in text_of(paper.preview(store, month.record_id))


def test_b2_operators_are_certified_and_retrained_to_the_last(store: Store) -> None:
    facts: dict[str, Json] = {"operators": 4, "certified": 3, "retrained": 4}
    assert "持证人数少于全部人数" in refusal(store, "plant.special_assessment", **facts)
    sealed = record(store, "plant.special_assessment", **facts, all_certified=bad("nonconform", "钱某证过期"))
    with store.read() as session:
        view = records.get(session, store.catalog, sealed.record_id, None)
    assert view is not None
    assert view.revision.answers["certified_rate"] == "75"
    assert hazard_of(store, sealed).category == "special_equipment"


def test_b2_a_certificate_runs_out_is_renewed_and_is_gone_when_it_is_cancelled(store: Store) -> None:
    held = card(
        store, "register.certificate", person=STAFF, kind="lift", issued="2022-11-01", expiry="2026-10-31"
    )
    with store.read() as session:
        soon = assets.find(session, register="certificate", expiring_before=date(2026, 12, 31))
    assert [item.asset_id for item in soon] == [held]
    renewal: dict[str, Json] = {"what": "renewed", "issued": "2026-11-01", "expiry": "2030-10-31"}
    event(store, "register.certificate_event", held, **renewal, status="in_use")
    assert entry(store, held).next_expiry == date(2030, 10, 31)
    later(store)
    told = refusal(store, "register.certificate_event", held, what="revoked", status="in_use")
    assert "注销选“注销”" in told
    event(store, "register.certificate_event", held, what="revoked", status="scrapped")
    assert entry(store, held).status == "scrapped"


def test_b2_whoever_works_the_boiler_holds_a_certificate_that_has_not_run_out(store: Store) -> None:
    facts: dict[str, Json] = {"number": "G-01", "name": "1 号锅炉", "kind": "boiler", "place": "P11"}
    boiler = card(store, "plant.special_card", **facts, next_inspection="2027-11-20", status="in_use")
    fine = look_at(store, boiler, severity="none", operator=STAFF, certified={"value": "normal"})
    assert "没有登记有效的作业证" in refusal(store, "plant.special_daily", boiler, **fine)
    card(store, "register.certificate", person=STAFF, kind="boiler", issued="2024-01-01", expiry="2028-01-01")
    assert event(store, "plant.special_daily", boiler, **fine).hazards == ()


def test_b3_the_drill_is_led_and_signed_by_another_and_what_went_badly_is_put_right(store: Store) -> None:
    sealed = record(
        store,
        "plant.special_drill",
        commander=HEAD,
        scene="电梯困人",
        alarm=bad("poor", "对讲没有人应答", place=None),
    )
    assert sealed.awaiting == ("commander",)
    with pytest.raises(CannotSign):
        signing.sign(store, rev_id=sealed.rev_id, role="commander", person=NURSE, pin=PIN)
    signing.sign(store, rev_id=sealed.rev_id, role="commander", person=HEAD, pin=PIN)
    assert hazard_of(store, sealed).title == "对讲没有人应答"


# B4, B5 --------------------------------------------------------------------------------------------------------


def alcohol(store: Store, stock: str = "10") -> str:
    facts: dict[str, Json] = {"number": "H-01", "name": "乙醇", "limit": "20", "stock": stock, "place": "P09"}
    return card(store, "plant.chemical_card", **facts)


def out(quantity: str, **answers: Json) -> dict[str, Json]:
    people: dict[str, Json] = {"handler_1": OFFICER, "handler_2": HEAD, "taker_1": NURSE, "taker_2": STAFF}
    return {"what": "issued", "qty_out": quantity, **people, **answers}


def test_b4_chemicals_go_out_by_twos_and_never_more_than_there_are(store: Store) -> None:
    asset = alcohol(store)
    alone = refusal(store, "plant.chemical_move", asset, **out("3", handler_2=OFFICER))
    assert "双人验收、双人发货要两个不同的人" in alone
    assert "双人领用要两个不同的人" in refusal(store, "plant.chemical_move", asset, **out("3", taker_2=NURSE))
    sealed = event(store, "plant.chemical_move", asset, **out("3"))
    assert entry(store, asset).balance == 7
    assert sealed.awaiting == ("second",)
    assert "出库量大于结存" in refusal(store, "plant.chemical_move", asset, **out("7.01"))
    come: dict[str, Json] = {"what": "received", "qty_in": "14", "handler_1": OFFICER, "handler_2": HEAD}
    assert "超过最大存量限额" in refusal(store, "plant.chemical_move", asset, **come)
    assert entry(store, asset).balance == 7


def test_b4_an_event_without_its_entry_is_refused(store: Store) -> None:
    assert "要记在台账里的一件上" in refusal(store, "plant.chemical_move", **out("1"))
    other = card(store, "plant.supply_card")
    assert "要记在台账里的一件上" in refusal(store, "plant.chemical_move", other, **out("1"))


def test_b4_what_is_counted_must_agree_or_is_a_hazard_and_has_to_be_reported(store: Store) -> None:
    asset = alcohol(store)
    facts: dict[str, Json] = {"counted": "9", "counter_1": OFFICER, "counter_2": HEAD, "reason": "查找中"}
    assert "账面和实存不一样" in refusal(store, "plant.chemical_stocktake", asset, **facts)
    agrees = bad("nonconform", "少 1 瓶", place=None)
    sealed = event(store, "plant.chemical_stocktake", asset, **facts, agrees=agrees)
    assert hazard_of(store, sealed).category == "chemicals"
    assert [form for form, _ in tasks_of(store, sealed)] == ["event.safety_event"]
    assert entry(store, asset).balance == 9
    later(store)
    event(store, "plant.chemical_move", asset, **out("9"))
    assert entry(store, asset).balance == 0
    assert rebuild.compare(store) == ()


def test_b4_one_map_and_one_list(store: Store) -> None:
    asset = alcohol(store)
    event(store, "plant.chemical_move", asset, **out("3.5"))
    listed = text_of(paper.print_ledger(store, [asset]))
    for said in ("一览表", "乙醇", "最大存量限额", "6.5", "截至2026年11月20日"):
        assert said in listed
    assert "现在结存6.5" in text_of(paper.preview(store, asset))
    drawn = record(store, "plant.chemical_map", paper="保卫科墙上")
    assert "分布图" in text_of(paper.preview(store, drawn.record_id))
    checked = record(store, "plant.chemical_check", two_locks=bad("nonconform", "只有一把锁", place=None))
    assert hazard_of(store, checked).title == "只有一把锁"


def test_b5_the_laboratory_is_checked_for_what_the_policy_says(store: Store) -> None:
    sealed = record(
        store, "plant.biosafety_check", author=HEAD, followed=bad("nonconform", "没有戴手套", place=None)
    )
    assert hazard_of(store, sealed).category == "infection"


# B6 ------------------------------------------------------------------------------------------------------------


def morphine(store: Store, stock: str = "10") -> str:
    facts: dict[str, Json] = {"number": "M-01", "name": "吗啡注射液", "class": "narcotic", "base": "10"}
    return card(store, "plant.drug_card", **facts, stock=stock, keeper_1=HEAD, keeper_2=NURSE)


def used(quantity: str, **answers: Json) -> dict[str, Json]:
    facts: dict[str, Json] = {"what": "used", "issued_by": NURSE, "checked_by": HEAD, "patient": "陈某某"}
    return {**facts, "qty_out": quantity, **answers}


def test_b6_the_account_runs_on_with_two_people_and_is_never_negative(store: Store) -> None:
    asset = morphine(store)
    come: dict[str, Json] = {
        "qty_in": "5",
        "acceptor_1": NURSE,
        "acceptor_2": HEAD,
        "lot_expiry": "2028-01-01",
    }
    alone = {**come, "acceptor_2": NURSE}
    assert "双人验收要两个不同的人" in refusal(store, "plant.drug_receipt", asset, author=NURSE, **alone)
    event(store, "plant.drug_receipt", asset, author=NURSE, **come)
    later(store)
    same = refusal(store, "plant.drug_issue", asset, author=NURSE, **used("2", checked_by=NURSE))
    assert "发药和复核要两个不同的人" in same
    sealed = event(store, "plant.drug_issue", asset, author=NURSE, **used("2"))
    assert entry(store, asset).balance == 13
    assert "出库数量大于结存" in refusal(store, "plant.drug_issue", asset, author=NURSE, **used("14"))
    with store.read() as session:
        view = records.get(session, store.catalog, sealed.record_id, None)
    assert view is not None
    assert "陈某某" not in str(view.revision.answers)
    assert (view.revision.answers["before"], view.revision.answers["after"]) == ("15", "13")


def test_b6_a_correction_may_not_leave_less_than_nothing_and_knows_what_it_corrects(store: Store) -> None:
    asset = morphine(store, "2")
    sealed = event(store, "plant.drug_issue", asset, author=NURSE, **used("2"))
    assert entry(store, asset).balance == 0
    assert correct(store, sealed.record_id, qty_out="1") == ""
    assert entry(store, asset).balance == 1
    assert "出库数量大于结存" in correct(store, sealed.record_id, qty_out="3")
    later(store)
    event(store, "plant.drug_receipt", asset, author=NURSE, qty_in="1", acceptor_1=NURSE, acceptor_2=HEAD)
    assert entry(store, asset).balance == 2


def correct(store: Store, record_id: str, **answers: Json) -> str:
    """The refusal of a correction, empty if it was sealed."""
    draft = correcting.start_correction(store, record_id, person=HEAD, reason="写错了数")
    drafts.save(store, draft.draft_id, answers={**draft.answers, **answers}, bulk=(), position=None)
    try:
        seal(store, author=HEAD, pin=PIN, draft_id=draft.draft_id)
    except Refusal as reason:
        drafts.discard(store, draft.draft_id)
        return str(reason)
    return ""


def test_b6_taking_back_a_receipt_that_was_used_already_is_refused(store: Store) -> None:
    asset = morphine(store, "0")
    come = event(
        store, "plant.drug_receipt", asset, author=NURSE, qty_in="5", acceptor_1=NURSE, acceptor_2=HEAD
    )
    later(store)
    event(store, "plant.drug_issue", asset, author=NURSE, **used("4"))
    with pytest.raises(Refusal, match="账面结存是 -4"):
        correcting.void(store, come.record_id, person=ADMIN, pin=PIN, reason="记重了")
    assert entry(store, asset).balance == 1


def test_b6_the_shift_hands_over_what_is_there_and_a_missing_one_is_told_at_once(store: Store) -> None:
    asset = morphine(store)
    facts: dict[str, Json] = {"given_by": NURSE, "taken_by": HEAD}
    fine = event(store, "plant.drug_handover", asset, author=NURSE, **facts, seen="10")
    assert (tasks_of(store, fine), fine.awaiting) == ([], ("taker",))
    assert "这一项只能选“异常”" in refusal(
        store, "plant.drug_handover", asset, author=NURSE, **facts, seen="9"
    )
    agrees = bad("abnormal", "少 1 支", place=None)
    short = event(store, "plant.drug_handover", asset, author=NURSE, **facts, seen="9", agrees=agrees)
    ((form, words),) = tasks_of(store, short)
    assert form == "event.safety_event"
    assert "立即报告" in words
    assert hazard_of(store, short).category == "drugs"
    assert entry(store, asset).balance == 10


def test_b6_prescriptions_keep_to_the_limits_and_destruction_to_its_witnesses(store: Store) -> None:
    asset = morphine(store)
    slip: dict[str, Json] = {"qty_out": "1", "form": "injection", "severe_pain": "no"}
    slip |= {"issued_by": NURSE, "checked_by": HEAD}
    too_long = refusal(store, "plant.drug_prescription", asset, author=NURSE, **slip, days=3)
    assert "超过了处方限量" in too_long
    event(store, "plant.drug_prescription", asset, author=NURSE, **{**slip, "severe_pain": "yes"}, days=3)
    gone = event(store, "plant.drug_destroy", asset, qty_out="2", first_person=OFFICER, second_person=HEAD)
    assert set(gone.awaiting) == {"second", "leader"}
    assert entry(store, asset).balance == 7
    record(
        store,
        "plant.drug_empties",
        author=NURSE,
        what="collected",
        issued=2,
        count="2",
        first_person=NURSE,
        second_person=HEAD,
    )
    checked = record(store, "plant.drug_check", locks=bad("nonconform", "钥匙在一人手里", place=None))
    assert hazard_of(store, checked).category == "drugs"


# B7 ------------------------------------------------------------------------------------------------------------


def test_b7_the_seven_things_of_every_hand_over_stand_on_paper_with_both_hands(store: Store) -> None:
    facts: dict[str, Json] = {"infectious": "3.5", "sharps": "0.4", "bags": 2, "carried_by": STAFF}
    assert "要是两个不同的人" in refusal(store, "plant.waste_handover", author=STAFF, **facts, given_by=STAFF)
    sealed = record(store, "plant.waste_handover", author=STAFF, **facts, given_by=NURSE)
    assert sealed.awaiting == ("giver",)
    words = ledger(store, sealed)
    for said in (
        "来源",
        "感染性",
        "合计",
        "3.9",
        "交接时间",
        "处置方法",
        "最终去向",
        "科室交出人",
        "运送人",
    ):
        assert said in words


def test_b7_waste_lies_no_longer_than_two_days_and_all_of_it_goes_out(store: Store) -> None:
    facts: dict[str, Json] = {
        "shipped_at": NOW,
        "kinds": [{"row_id": "00000001", "class": "infectious", "boxes": 2, "kilograms": "18"}],
        "received": "20",
    }
    old: dict[str, Json] = {
        **facts,
        "oldest": "2026-11-18T21:00+08:00",
        "weight": bad("nonconform", "少 2 千克", place=None),
    }
    assert "已经超过 48 小时" in refusal(store, "plant.waste_transfer", **old)
    fresh: dict[str, Json] = {**facts, "oldest": "2026-11-19T08:00+08:00"}
    assert "转出和入库相差超过 5%" in refusal(store, "plant.waste_transfer", **fresh)
    sealed = record(
        store,
        "plant.waste_transfer",
        **{**old, "in_time": bad("nonconform", "超过 2 天", place=None)},
        lost="yes",
    )
    assert len(sealed.hazards) == 2
    assert [form for form, _ in tasks_of(store, sealed)] == ["event.safety_event"]


def test_b7_the_store_is_looked_at_each_day(store: Store) -> None:
    overdue: dict[str, Json] = {"oldest": "2026-11-18T08:00+08:00", "place": "P17"}
    assert "已经超过 48 小时" in refusal(store, "plant.waste_store_check", author=STAFF, **overdue)
    sealed = record(store, "plant.waste_store_check", author=STAFF, in_time=bad(place=None), **overdue)
    assert hazard_of(store, sealed).category == "medical_waste"


# B8, B9, B10 ---------------------------------------------------------------------------------------------------


def test_b8_a_window_behind_bars_is_a_hazard_of_its_place(store: Store) -> None:
    rows: list[Json] = [
        {
            "row_id": f"0000000{number}",
            "place": place,
            **{name: {"value": "normal"} for name in KEY_PLACE_ITEMS},
        }
        for number, place in enumerate(("P01", "P05"))
    ]
    second = rows[1]
    assert isinstance(second, dict)
    second["windows"] = bad("abnormal", "防盗网打不开", place=None)
    hazard = hazard_of(store, record(store, "plant.key_places_check", places=rows))
    assert (hazard.title, hazard.category) == ("防盗网打不开", "fire")
    with store.read() as session:
        assert hazard.place == next(one.name for one in all_places(session) if one.code == "P05")


KEY_PLACE_ITEMS = (
    "windows",
    "fire_lane",
    "escape",
    "exits",
    "radiation",
    "biological",
    "chemical",
    "explosive",
    "water",
    "power",
    "gas",
    "heat",
)


def test_b9_a_measurement_over_the_limit_is_a_hazard_and_the_next_date_moves_on(store: Store) -> None:
    asset = card(store, "plant.occupational_card", number="Z-01", factor="甲醛", next_monitoring="2026-11-30")
    facts: dict[str, Json] = {"last_monitoring": "2026-11-20", "next_monitoring": "2027-11-20"}
    sealed = event(
        store,
        "plant.occupational_event",
        asset,
        **facts,
        within=bad("nonconform", "甲醛 0.8 mg/m³", place=None),
    )
    assert hazard_of(store, sealed).title == "甲醛 0.8 mg/m³"
    assert entry(store, asset).next_expiry == date(2027, 11, 20)
    checked = record(store, "plant.occupational_check", exposed=5, examined=5)
    assert checked.hazards == ()


def test_b10_a_condemned_house_is_not_in_use(store: Store) -> None:
    assert "整幢危房不能在用" in refusal(store, "plant.building_card", grade="D", next_appraisal="2027-01-01")
    house = card(store, "plant.building_card", number="F-01", name="旧病房楼", grade="B")
    verdict: dict[str, Json] = {"what": "appraised", "grade": "D", "next_appraisal": "2027-05-20"}
    assert "选“停用”" in refusal(store, "plant.building_event", house, **verdict, status="in_use")
    event(store, "plant.building_event", house, **verdict, status="out_of_service")
    found = entry(store, house)
    assert (found.status, found.values["grade"], found.next_expiry) == (
        "out_of_service",
        "D",
        date(2027, 5, 20),
    )
    cracked = record(store, "plant.building_check", structure=bad("nonconform", "墙体斜裂缝", place=None))
    assert hazard_of(store, cracked).category == "construction"


def test_b10_a_site_has_an_agreement_and_is_looked_at(store: Store) -> None:
    site = card(store, "plant.works_card", name="门诊楼改造", started="2026-11-01", planned_end="2027-03-01")
    facts: dict[str, Json] = {
        "works": "门诊楼改造",
        "hot_work": bad("nonconform", "动火没有批准", place=None),
    }
    sealed = event(store, "plant.works_check", site, **facts)
    assert hazard_of(store, sealed).title == "动火没有批准"
    event(store, "plant.works_event", site, what="stopped", status="out_of_service")
    assert entry(store, site).status == "out_of_service"


# B11 -----------------------------------------------------------------------------------------------------------


def test_b11_a_village_clinic_has_no_place_in_the_hospital_and_its_hazard_names_the_clinic(
    store: Store,
) -> None:
    clinic = card(store, "plant.outside_unit_card", name="示范村卫生室", kind="village_clinic", place=None)
    facts: dict[str, Json] = {"unit": clinic, "outside_unit": "示范村卫生室", "told": "yes", "place": None}
    sealed = event(
        store, "plant.outside_unit_check", clinic, **facts, gas=bad("nonconform", "气瓶放在室内", place=None)
    )
    hazard = hazard_of(store, sealed)
    assert hazard.outside is not None
    assert hazard.outside.startswith("示范村卫生室")
    assert hazard.category == "gas"


def test_b11_what_is_found_at_the_canteen_names_its_owner_outside_and_who_sees_to_it_here(
    store: Store,
) -> None:
    canteen = card(
        store,
        "plant.outside_unit_card",
        number="C-01",
        name="院内餐厅",
        kind="canteen",
        outside_contact="周某",
        outside_phone="13800000000",
    )
    held = entry(store, canteen)
    facts: dict[str, Json] = {
        "unit": canteen,
        "outside_unit": held.title,
        "outside_contact": held.values["outside_contact"],
        "outside_phone": held.values["outside_phone"],
        "told": "yes",
    }
    exits = bad("nonconform", "后门上锁", place=None)
    assert "有问题就要告知" in refusal(
        store, "plant.outside_unit_check", canteen, **{**facts, "told": "no"}, exits=exits
    )
    hazard = hazard_of(store, event(store, "plant.outside_unit_check", canteen, **facts, exits=exits))
    assert (hazard.outside, hazard.owner) == ("院内餐厅 周某 13800000000", STAFF)
    event(store, "plant.outside_unit_event", canteen, what="stopped", status="out_of_service")
    assert entry(store, canteen).status == "out_of_service"


# B12 -----------------------------------------------------------------------------------------------------------


def test_b12_guards_are_counted_by_all_three_standards_and_a_gap_is_a_hazard(store: Store) -> None:
    facts: dict[str, Json] = {
        "staff_medical": 120,
        "beds": 99,
        "daily_outpatients": 400,
        "guards": 3,
        "plan": "招 2 名",
    }
    assert "还有缺口" in refusal(store, "plant.guard_staffing", **facts)
    sealed = record(store, "plant.guard_staffing", **facts, enough=bad("nonconform", "少 2 名", place=None))
    with store.read() as session:
        view = records.get(session, store.catalog, sealed.record_id, None)
    assert view is not None
    names = ("by_staff", "by_beds", "by_outpatients", "needed", "gap")
    assert [view.revision.answers[name] for name in names] == ["4", "5", "2", "5", "2"]
    assert hazard_of(store, sealed).category == "public_order"


def test_b12_the_alarm_is_pressed_and_nobody_coming_is_a_hazard(store: Store) -> None:
    point: dict[str, Json] = {"row_id": "00000001", "place": "P01", "pressed": NOW, "answered_by": "孙某"}
    nobody = refusal(store, "plant.alarm_test", points=[{**point, "result": {"value": "normal"}}])
    assert "还没填到场时间" in nobody
    late: dict[str, Json] = {**point, "result": bad("abnormal", "没有人到场", place=None)}
    assert hazard_of(store, record(store, "plant.alarm_test", points=[late])).title == "没有人到场"
    came: dict[str, Json] = {**point, "arrived": "2026-11-20T22:04+08:00", "result": {"value": "normal"}}
    sealed = record(store, "plant.alarm_test", points=[came])
    assert "4" in text_of(paper.preview(store, sealed.record_id))


def test_b12_devices_are_registered_and_the_guards_walk_each_shift(store: Store) -> None:
    button = card(store, "plant.security_device_card", number="B-01", kind="alarm", networked="no")
    event(store, "plant.security_device_event", button, what="networked", networked="yes", status="in_use")
    assert entry(store, button).values["networked"] == "yes"
    walked = record(
        store, "plant.security_patrol", author=STAFF, banned=bad("abnormal", "查出管制刀具", place=None)
    )
    assert hazard_of(store, walked).category == "public_order"
    assert "查出违禁品件数" in ledger(store, record(store, "plant.entry_check", author=STAFF, kept=0))
    blind = refusal(store, "plant.monitor_check", author=STAFF, channels=16, seen=15)
    assert "有看不到的路数" in blind


# B13, B14 ------------------------------------------------------------------------------------------------------


def doses(*codes: str, recipient: str | None = None) -> list[Json]:
    given: dict[str, Json] = {"recipient": recipient} if recipient else {}
    return [{"row_id": f"0000000{n}", "code": code, "count": 1, **given} for n, code in enumerate(codes)]


def test_b13_every_dose_is_traced_from_delivery_to_use(store: Store) -> None:
    lot = card(
        store, "plant.vaccine_card", name="乙肝疫苗", lot="20260301", lot_expiry="2028-03-01", stock="0"
    )
    come: dict[str, Json] = {"what": "received", "qty_in": 3, "handled_by": NURSE, "checked_by": HEAD}
    short = refusal(store, "plant.vaccine_move", lot, author=NURSE, **come, doses=doses("8101", "8102"))
    assert "每一剂都要可追溯" in short
    event(store, "plant.vaccine_move", lot, author=NURSE, **come, doses=doses("8101", "8102", "8103"))
    later(store)
    give: dict[str, Json] = {"what": "used", "qty_out": 1, "handled_by": NURSE, "checked_by": HEAD}
    sealed = event(
        store,
        "plant.vaccine_move",
        lot,
        author=NURSE,
        **give,
        doses=doses("8101", recipient="儿童档案 77"),
        qty_in=None,
    )
    assert entry(store, lot).balance == 2
    with store.read() as session:
        view = records.get(session, store.catalog, sealed.record_id, None)
    assert view is not None
    assert "8101" in str(view.revision.answers)
    assert "儿童档案 77" not in str(view.revision.answers)


def test_b13_a_refrigerator_out_of_range_cannot_be_normal(store: Store) -> None:
    warm: dict[str, Json] = {"kind": "refrigerator", "cold": "9.4"}
    assert "温度超出范围" in refusal(
        store, "plant.cold_chain", author=NURSE, **warm, within={"value": "normal"}
    )
    sealed = record(
        store, "plant.cold_chain", author=NURSE, **warm, within=bad("abnormal", "9.4℃，已转移", place=None)
    )
    assert hazard_of(store, sealed).category == "drugs"
    record(store, "plant.cold_chain", author=NURSE, kind="freezer", cold="-18.5")


def test_b14_chlorine_below_the_standard_stops_the_discharge(store: Store) -> None:
    weak: dict[str, Json] = {"standard": "pretreatment", "chlorine": "1.2", "ph": "7.1"}
    assert "余氯或 pH 超出" in refusal(
        store, "plant.sewage_daily", author=STAFF, **weak, within={"value": "normal"}
    )
    assert (
        record(store, "plant.sewage_daily", author=STAFF, **{**weak, "standard": "disinfect"}).hazards == ()
    )
    within = bad("abnormal", "余氯 1.2，已停排", place=None)
    sealed = record(
        store, "plant.sewage_daily", author=STAFF, **weak, within=within, stopped="停排，补药后 3.1"
    )
    assert hazard_of(store, sealed).title == "余氯 1.2，已停排"
    assert "余氯" in ledger(store, sealed)


def test_b14_what_the_laboratory_finds_over_the_limit_is_a_hazard(store: Store) -> None:
    row: Json = {"row_id": "00000001", "item": "coliform", "value": "9000", "unit": "MPN/L"}
    over = bad("nonconform", "粪大肠菌群 9000", place=None)
    sealed = record(store, "plant.sewage_lab", author=STAFF, results=[row], limit_ok=over)
    assert hazard_of(store, sealed).title == "粪大肠菌群 9000"


# B15, E7 -------------------------------------------------------------------------------------------------------


def test_b15_a_case_shows_how_fast_help_came_and_asks_for_the_urgent_report(store: Store) -> None:
    facts: dict[str, Json] = {
        "happened_at": "2026-11-20T21:00+08:00",
        "kind": "injury",
        "injured": 1,
        "who": "吴某",
        "care": "已缝合",
        "alarm": "button",
        "alarm_at": "2026-11-20T21:01+08:00",
        "guards_at": "2026-11-20T21:04+08:00",
        "police_at": "2026-11-20T21:13+08:00",
    }
    sealed = record(store, "plant.violence_case", **facts)
    with store.read() as session:
        view = records.get(session, store.catalog, sealed.record_id, None)
    assert view is not None
    assert [view.revision.answers[name] for name in ("guards_minutes", "police_minutes")] == ["3", "12"]
    assert "吴某" not in str(view.revision.answers)
    assert [form for form, _ in tasks_of(store, sealed)] == ["event.safety_event"]
    abuse = record(store, "plant.violence_case", kind="threat", injured=0)
    assert tasks_of(store, abuse) == []
    assert "伤医" in ledger(store, sealed, abuse)


def test_e7_supplies_that_are_short_or_out_of_date_are_found(store: Store) -> None:
    masks = card(store, "plant.supply_card", number="E-01", name="N95 口罩", least="100", stock="120")
    event(store, "plant.supply_move", masks, what="out", qty_out="40", qty_in=None, purpose="发热门诊")
    assert entry(store, masks).balance == Decimal(80)
    later(store)
    facts: dict[str, Json] = {"counted": "80", "earliest_expiry": "2027-06-01"}
    assert "少于应存数量" in refusal(store, "plant.supply_check", masks, **facts)
    sealed = event(
        store, "plant.supply_check", masks, **facts, enough=bad("nonconform", "缺 20 个", place=None)
    )
    assert hazard_of(store, sealed).title == "缺 20 个"
    old: dict[str, Json] = {"counted": "120", "earliest_expiry": "2026-11-01"}
    assert "有过期的" in refusal(store, "plant.supply_check", masks, **old)
