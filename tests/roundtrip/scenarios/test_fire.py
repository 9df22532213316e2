"""Chapter A, fire: each row of the requirements done in a real store, as its sentence demands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from forms.clock import FixedClock, local
from forms.json_value import Json
from models.queries import assets, fire_registers, hazards, today
from models.queries.assets import AssetItem
from models.queries.people import get_person
from models.queries.sheets import SheetView, read_sheet
from models.queries.today_view import TaskItem
from models.store import Store
from models.tables.projections import TaskRow
from models.workflow import drafts, paper, signing
from models.workflow.chains import StepRefused
from models.workflow.revisions import Sealed
from models.workflow.sheet import NotReady
from models.workflow.sheet_signing import sign_sheet
from models.workflow.signing import CannotSign
from tests.hospital import (
    HEAD,
    LEADER,
    NURSE,
    OFFICER,
    PIN,
    STAFF,
    START,
    abnormal,
    patrol_with,
    seal_sample,
)
from tests.papers import text_of
from tests.scenario import case_of, later, refused

DAY = local(START).date()
FIXED: dict[str, Json] = {"text": "堆放纸箱", "handling": "fixed", "done": "当场搬走"}
OPEN: dict[str, Json] = {
    "text": "堆放纸箱",
    "handling": "hazard",
    "owner": STAFF,
    "due": "2026-11-25T22:00+08:00",
    "place": "P18",
}


def tasks_of(store: Store, form_id: str, *, person: str = OFFICER) -> list[TaskItem]:
    """What the person's page of today says of that form."""
    with store.read() as session:
        found = get_person(session, person)
    assert found is not None
    view = today.read(
        store.path,
        store.catalog.current(),
        staff_no=person,
        roles=found.roles,
        department=found.department,
        now=store.clock.now(),
        area_names={},
    )
    return [task for task in view.tasks if task.form_id == form_id]


def asset(store: Store, asset_id: str) -> AssetItem:
    with store.read() as session:
        found = assets.get(session, asset_id)
    assert found is not None
    return found


def titles(store: Store) -> set[str]:
    with store.read() as session:
        return {hazard.title for hazard in hazards.find(session)}


def open_tasks(store: Store) -> list[tuple[str | None, str]]:
    with store.read() as session:
        rows = session.scalars(select(TaskRow).where(TaskRow.done_by.is_(None)))
        return sorted((row.person, row.text) for row in rows)


# A1, A2 ------------------------------------------------------------------------------


def test_a1_wards_are_patrolled_by_night_and_a_finding_becomes_a_hazard(store: Store) -> None:
    nights = [
        task.label
        for task in tasks_of(store, "fire.daily_patrol", person=NURSE)
        if task.subject == "inpatient"
    ]
    assert "夜间第 1 次" in nights
    round_ = patrol_with(store, {6: {"exits": abnormal()}})
    sealed = seal_sample(store, "fire.daily_patrol", answers=round_)
    assert len(sealed.hazards) == 1
    assert sealed.awaiting == ("supervisor",)
    with pytest.raises(CannotSign):
        signing.sign(store, rev_id=sealed.rev_id, role="supervisor", person=NURSE, pin=PIN)
    signing.sign(store, rev_id=sealed.rev_id, role="supervisor", person=HEAD, pin=PIN)
    assert "楼梯间堆放纸箱" in titles(store)
    done = [task for task in tasks_of(store, "fire.daily_patrol", person=NURSE) if task.group == "done"]
    assert "inpatient" in {task.subject for task in done}


def test_a2_the_quarter_s_inspection_is_due_until_it_is_done_and_both_sides_sign(store: Store) -> None:
    assert [task.title for task in tasks_of(store, "fire.inspection")] == ["防火检查（每季度）"]
    nonconform: Json = {"value": "nonconform", "finding": OPEN | {"class": "other"}}
    facts: dict[str, Json] = {
        "occasion": "quarterly",
        "department": "内科病区",
        "access": nonconform,
        "due": "2026-11-30",
    }
    refused(store, "fire.inspection", "限期整改日期", author=OFFICER, answers=facts | {"due": None})
    sealed = seal_sample(store, "fire.inspection", author=OFFICER, answers=facts)
    assert sealed.awaiting == ("department_head",)
    with pytest.raises(CannotSign):
        signing.sign(store, rev_id=sealed.rev_id, role="department_head", person=NURSE, pin=PIN)
    signing.sign(store, rev_id=sealed.rev_id, role="department_head", person=HEAD, pin=PIN)
    assert "堆放纸箱" in titles(store)
    assert [task.group for task in tasks_of(store, "fire.inspection")] in ([], ["done"])
    words = text_of(paper.preview(store, sealed.record_id, person=OFFICER))
    for item in ("消防车通道、消防水源情况", "消防安全重点部位的管理情况", "防火巡查情况", "内科病区"):
        assert item in words


# A3 ---------------------------------------------------------------------------------


def certify(store: Store, person: str, *, until: str = "2027-06-30") -> Sealed:
    return seal_sample(
        store,
        "register.certificate",
        author=OFFICER,
        answers={
            "person": person,
            "kind": "fire_control",
            "number": f"XF-{person}",
            "issued": "2023-07-01",
            "expiry": until,
        },
    )


def log_entry(
    store: Store, hour: int, *, author: str = NURSE, partner: str | None = STAFF, **answers: Json
) -> Sealed:
    """An entry of today at that full hour, in the shift 00–08, 08–16 or 16–24."""
    midnight = local(START).replace(hour=0, minute=0)
    starts = midnight + timedelta(hours=hour // 8 * 8)
    at = midnight + timedelta(hours=hour)
    facts: dict[str, Json] = {
        "at": at.isoformat(timespec="minutes"),
        "entry": "running",
        "shift_starts": starts.isoformat(timespec="minutes"),
        "shift_ends": (starts + timedelta(hours=8)).isoformat(timespec="minutes"),
        "operator_1": author,
        "operator_2": partner,
        "manned": {"value": "yes"},
    }
    return seal_sample(store, "fire.duty_room", author=author, claimed_at=at, answers=facts | dict(answers))


def sheet(store: Store, day: date = DAY, *, form: str = "fire.duty_room") -> SheetView:
    with store.read() as session:
        found = read_sheet(session, store.catalog, form, day, None, now=store.clock.now())
    assert found is not None
    return found


def test_a3_two_certified_people_write_an_entry_every_two_hours_and_the_day_is_whole(store: Store) -> None:
    for person in (NURSE, STAFF, HEAD, OFFICER):
        certify(store, person)
    pairs = ((NURSE, STAFF), (HEAD, OFFICER), (NURSE, STAFF))
    for hour in range(0, 24, 2):
        author, partner = pairs[hour // 8]
        if hour < 22:
            log_entry(store, hour, author=author, partner=partner)
    assert [local(row.claimed_at).hour for row in sheet(store).rows] == list(range(0, 22, 2))
    assert sheet(store).flaws == ()


def test_a3_nothing_is_missed_before_the_log_was_begun(store: Store) -> None:
    certify(store, NURSE)
    certify(store, STAFF)
    assert sheet(store).flaws == ()
    log_entry(store, 18)
    assert sheet(store, DAY - timedelta(days=1)).flaws == ()
    assert sheet(store).flaws == ("18:00 到 22:00 没有运行记录，隔了 4 小时",)


def test_a3_a_missing_entry_an_empty_shift_and_a_long_one_are_found(store: Store) -> None:
    certify(store, NURSE)
    certify(store, STAFF)
    for hour in (0, 2, 6):
        log_entry(store, hour)
    for hour in (16, 18, 20):
        log_entry(store, hour)
    told = sheet(store).flaws
    assert "02:00 到 06:00 没有运行记录，隔了 4 小时" in told
    assert "08:00 到 16:00 没有人值班的记录" in told
    log_entry(store, 8)
    assert "张某从 11-20 00:00 连续值班 24 小时，超过 8 小时" in sheet(store).flaws


def test_a3_nobody_is_called_conforming_without_a_valid_certificate(store: Store) -> None:
    certify(store, NURSE)
    certify(store, STAFF, until="2026-11-19")
    with pytest.raises(NotReady, match="消防设施操作员证"):
        log_entry(store, 20)
    finding: Json = {"text": "赵某证书过期", "handling": "fixed", "done": "已换人"}
    sealed = log_entry(store, 20, manned={"value": "no", "finding": finding})
    assert sealed.serial
    assert "赵某没有登记有效的消防设施操作员证" in sheet(store).flaws


def test_a3_one_person_is_not_two_and_a_shift_is_not_longer_than_eight_hours(store: Store) -> None:
    certify(store, NURSE)
    with pytest.raises(NotReady) as refused:
        log_entry(store, 20, partner=NURSE, shift_ends="2026-11-21T02:00+08:00")
    assert {problem.path[0] for problem in refused.value.problems} == {"operator_2", "shift_ends"}
    with pytest.raises(NotReady, match="同班值班员"):
        log_entry(store, 20, partner=None)


def test_a3_the_next_row_takes_the_shift_and_its_people_from_the_last(store: Store) -> None:
    for person in (NURSE, STAFF):
        certify(store, person)
    log_entry(store, 20)
    draft = drafts.start(store, form_id="fire.duty_room", person=STAFF, department=None)
    taken = {name: draft.answers.get(name) for name in ("operator_1", "operator_2", "shift_ends", "at")}
    assert taken == {
        "operator_1": STAFF,
        "operator_2": NURSE,
        "shift_ends": "2026-11-21T00:00+08:00",
        "at": "2026-11-20T22:00+08:00",
    }
    assert isinstance(store.clock, FixedClock)
    store.clock.advance(hours=3)
    after = drafts.start(store, form_id="fire.duty_room", person=HEAD, department=None)
    assert after.answers.get("operator_2") is None
    assert after.answers["shift_starts"] == "2026-11-21T01:00+08:00"


def test_a3_a_fault_that_cannot_be_put_right_at_once_asks_for_the_repair_record(store: Store) -> None:
    certify(store, NURSE)
    certify(store, STAFF)
    finding: Json = {
        "text": "备电故障",
        "handling": "hazard",
        "owner": STAFF,
        "due": "2026-11-21T22:00+08:00",
        "place": "P16",
    }
    sealed = log_entry(store, 20, controller={"value": "fault", "finding": finding}, repair="yes")
    assert len(sealed.hazards) == 1


def test_a3_the_manager_signs_the_whole_sheet_under_one_pin_and_it_is_printed(store: Store) -> None:
    for person in (NURSE, STAFF):
        certify(store, person)
    sealed = [log_entry(store, hour) for hour in (16, 18, 20)]
    before = sheet(store)
    assert [(one.signer.role, len(one.rev_ids)) for one in before.waiting] == [
        ("partner", 3),
        ("fire_manager", 3),
    ]
    with pytest.raises(CannotSign):
        sign_sheet(store, before.waiting[1].rev_ids, role="fire_manager", person=NURSE, pin=PIN)
    done = sign_sheet(store, before.waiting[1].rev_ids, role="fire_manager", person=OFFICER, pin=PIN)
    assert (len(done.signed), done.left) == (3, ())
    sign_sheet(store, before.waiting[0].rev_ids, role="partner", person=STAFF, pin=PIN)
    assert sheet(store).waiting == ()
    pdf = paper.print_ledger(store, [one.record_id for one in sealed], person=OFFICER)
    words = text_of(pdf)
    for said in ("消防控制室值班记录", "运行记录", "张某", "李某0107"):
        assert said in words


def test_a3_what_a_rule_forbids_is_left_and_told_and_the_rest_of_the_sheet_is_signed(store: Store) -> None:
    for person in (NURSE, STAFF, OFFICER):
        certify(store, person)
    own = log_entry(store, 16, author=OFFICER)
    other = log_entry(store, 18)
    done = sign_sheet(store, (own.rev_id, other.rev_id), role="fire_manager", person=OFFICER, pin=PIN)
    assert [one.rev_id for one in done.left] == [own.rev_id]
    assert "要是两个人" in done.left[0].reason
    with store.read() as session:
        officer = get_person(session, OFFICER)
    assert officer is not None
    assert sheet(store).waiting_for(officer) == ()


# A4 ---------------------------------------------------------------------------------


def test_a4_only_what_the_hospital_has_is_patrolled_and_it_says_so_once(store: Store) -> None:
    facts: dict[str, Json] = {"systems": ["power", "hydrant", "extinguisher"]}
    sealed = seal_sample(store, "fire.facility_patrol", author=STAFF, answers=facts)
    words = text_of(paper.preview(store, sealed.record_id, person=OFFICER))
    assert "消防电源主电源、备用电源工作状态" in words
    assert "挡烟垂壁外观" not in words
    draft = drafts.start(store, form_id="fire.facility_patrol", person=STAFF, department=None)
    assert draft.answers["systems"] == ["power", "hydrant", "extinguisher"]


def test_a4_a_fault_is_repaired_in_steps_and_no_system_stops_without_notice(store: Store) -> None:
    fault: Json = {"value": "fault", "finding": OPEN | {"text": "水泵故障灯亮", "place": "P15"}}
    found = seal_sample(
        store,
        "fire.facility_patrol",
        author=STAFF,
        answers={"systems": ["water_supply"], "pumps": fault, "repair": "yes"},
    )
    assert open_tasks(store) == [(None, "填《建筑消防设施故障维修记录》")]
    later(store)
    opened = seal_sample(
        store,
        "fire.fault_repair",
        author=STAFF,
        subject=found.record_id,
        answers={"system": "water_supply", "place": "P15", "fault": "喷淋泵控制柜故障"},
    )
    assert open_tasks(store) == []
    later(store)
    with pytest.raises(StepRefused, match="待处理"):
        seal_sample(store, "fire.fault_mend", author=STAFF, subject=opened.record_id)
    stop: dict[str, Json] = {
        "stop": "yes",
        "stop_from": "2026-11-20T22:30+08:00",
        "announced": "no",
        "filed": "no",
        "precautions": "加密巡查",
        "repair_by": "2026-11-22T22:00+08:00",
    }
    refused(store, "fire.fault_decide", "先公告", author=LEADER, subject=opened.record_id, answers=stop)
    seal_sample(
        store,
        "fire.fault_decide",
        author=LEADER,
        subject=opened.record_id,
        answers=stop | {"announced": "yes"},
    )
    case = case_of(store, opened.record_id)
    assert case.item.state == "repairing"
    assert case.item.due is not None
    later(store)
    seal_sample(store, "fire.fault_mend", author=STAFF, subject=opened.record_id)
    later(store)
    restored: dict[str, Json] = {"result": "restored"}
    with pytest.raises(StepRefused, match="换一个人"):
        seal_sample(store, "fire.fault_confirm", author=STAFF, subject=opened.record_id, answers=restored)
    seal_sample(store, "fire.fault_confirm", author=OFFICER, subject=opened.record_id, answers=restored)
    assert case_of(store, opened.record_id).item.over
    words = text_of(paper.preview(store, opened.record_id, person=OFFICER))
    for said in ("喷淋泵控制柜故障", "加密巡查", "故障排除，恢复使用"[:4]):
        assert said in words


def test_a4_the_register_knows_what_is_in_service_and_what_runs_out(store: Store) -> None:
    card: dict[str, Json] = {
        "number": "XHS-3F",
        "kind": "indoor_hydrant",
        "name": "3 楼室内消火栓",
        "department": "外科病区",
        "place": "P10",
        "quantity": 4,
        "in_service": 4,
        "next_check": "2026-12-10",
        "scrap_date": None,
        "status": "in_use",
    }
    refused(
        store, "fire.equipment_card", "完好数不能多于数量", author=OFFICER, answers=card | {"in_service": 5}
    )
    sealed = seal_sample(store, "fire.equipment_card", author=OFFICER, answers=card)
    later(store)
    broken: dict[str, Json] = {"what": "broken", "quantity": 4, "in_service": 3, "status": "in_use"}
    seal_sample(store, "fire.equipment_event", author=STAFF, asset=sealed.record_id, answers=broken)
    entry = asset(store, sealed.record_id)
    assert (entry.values["in_service"], entry.values["service_rate"]) == (3, "75")
    assert entry.next_expiry == date(2026, 12, 10)
    with store.read() as session:
        rate = fire_registers.in_service(session, "fire_equipment", today=DAY)
        assert fire_registers.summary(session, "fire_equipment", today=DAY) == "完好 3/4，75.00 %"
        afterwards = fire_registers.in_service(session, "fire_equipment", today=date(2026, 12, 11))
    assert (rate.total, rate.in_service, rate.short) == (4, 3, ("XHS-3F 3 楼室内消火栓",))
    assert afterwards.in_service == 0


# A5 ---------------------------------------------------------------------------------


def test_a5_the_half_year_s_drill_counts_those_who_cannot_walk_and_its_problems_are_followed(
    store: Store,
) -> None:
    assert "灭火和应急疏散演练" in [task.title for task in tasks_of(store, "fire.drill")]
    problem: dict[str, Json] = {
        "row_id": "0000000a",
        "aspect": "transfer",
        "place": "P07",
        "problem": "担架少一副",
        "measure": "添置担架",
        "solved": {"value": "open", "finding": OPEN | {"text": "担架少一副", "place": "P07"}},
    }
    facts: dict[str, Json] = {
        "walking_count": 10,
        "assisted_count": 4,
        "bedridden_count": 2,
        "critical_count": 1,
        "evacuated_count": 17,
        "wheelchairs": 4,
        "stretchers": 3,
        "problems": [problem],
    }
    refused(store, "fire.drill", "比应疏散的多", author=OFFICER, answers=facts | {"evacuated_count": 18})
    sealed = seal_sample(store, "fire.drill", author=OFFICER, answers=facts)
    assert "担架少一副" in titles(store)
    assert "commander" in sealed.awaiting
    assert [task.group for task in tasks_of(store, "fire.drill")] in ([], ["done"])


# A6 ---------------------------------------------------------------------------------


def test_a6_the_year_s_test_is_asked_for_before_it_runs_out_and_renews_itself(store: Store) -> None:
    card: dict[str, Json] = {
        "number": "JC-1",
        "what": "test",
        "name": "住院楼消防设施",
        "systems": ["alarm", "hydrant"],
        "last_done": "2025-12-20",
        "status": "in_use",
    }
    sealed = seal_sample(store, "fire.facility_test_card", author=OFFICER, answers=card)
    assert asset(store, sealed.record_id).next_expiry == date(2026, 12, 20)
    due = tasks_of(store, "fire.facility_test")
    assert [task.subject for task in due] == [sealed.record_id]
    later(store)
    problem: dict[str, Json] = {
        "row_id": "0000000a",
        "system": "alarm",
        "place": "P07",
        "problem": "2 只探测器不报警",
        "solved": {"value": "open", "finding": OPEN | {"text": "2 只探测器不报警", "place": "P07"}},
    }
    done: dict[str, Json] = {"what": "test", "last_done": "2026-11-20", "problems": [problem]}
    seal_sample(store, "fire.facility_test", author=OFFICER, asset=sealed.record_id, answers=done)
    assert asset(store, sealed.record_id).next_expiry == date(2027, 11, 20)
    assert "2 只探测器不报警" in titles(store)
    assert [task.group for task in tasks_of(store, "fire.facility_test") if task.group != "done"] == []


# A7 ---------------------------------------------------------------------------------


def test_a7_rates_come_from_named_attendance_and_who_lacks_it_is_trained_again(store: Store) -> None:
    def row(number: int, person: str, present: str, **more: Json) -> Json:
        return {"row_id": f"{number:08x}", "person": person, "present": present, **more}

    good: dict[str, Json] = {"passed": "yes", "extinguisher": "good"}
    people: Json = [
        row(1, NURSE, "yes", **good),
        row(2, HEAD, "yes", **good),
        row(3, STAFF, "no"),
        row(4, LEADER, "yes", passed="yes", extinguisher="poor"),
    ]
    twice: Json = [row(1, NURSE, "yes", **good), row(2, NURSE, "no")]
    with pytest.raises(NotReady):
        seal_sample(store, "fire.training", author=OFFICER, answers={"people": twice})
    sealed = seal_sample(store, "fire.training", author=OFFICER, answers={"people": people})
    words = text_of(paper.preview(store, sealed.record_id, person=OFFICER))
    assert "75%" in words.replace(" ", "")
    assert "66.67" in words
    assert open_tasks(store) == [(LEADER, "消防安全补考"), (STAFF, "消防安全补训")]
    later(store)
    facts: dict[str, Json] = {"person": STAFF, "reason": "absent", "passed": "yes", "extinguisher": "good"}
    refused(
        store,
        "fire.training_makeup",
        "两个人",
        author=OFFICER,
        subject=sealed.record_id,
        answers=facts | {"trainer": STAFF},
    )
    made_up = seal_sample(
        store, "fire.training_makeup", author=OFFICER, subject=sealed.record_id, answers=facts
    )
    assert open_tasks(store) == [(LEADER, "消防安全补考")]
    with pytest.raises(CannotSign):
        signing.sign(store, rev_id=made_up.rev_id, role="trainee", person=NURSE, pin=PIN)
    signing.sign(store, rev_id=made_up.rev_id, role="trainee", person=STAFF, pin=PIN)


# A8 ---------------------------------------------------------------------------------


def test_a8_every_key_area_has_a_sign_and_somebody_who_answers_for_it(store: Store) -> None:
    card: dict[str, Json] = {
        "number": "ZD-01",
        "name": "供氧站",
        "kind": "oxygen",
        "place": "P13",
        "department": "总务科",
        "responsible": STAFF,
        "sign": "missing",
        "status": "in_use",
    }
    sealed = seal_sample(store, "fire.key_area", author=OFFICER, answers=card | {"sign_on": None})
    with store.read() as session:
        open_points = fire_registers.key_area_gaps(session)
    assert "供氧站没有标识" in open_points
    assert "消防水泵房是重点部位，还没有登记" in open_points
    poster = text_of(paper.preview(store, sealed.record_id, layout="poster", person=OFFICER))
    for said in ("消防安全重点部位", "供氧站", "赵某", "火灾危险"):
        assert said in poster
    with pytest.raises(CannotSign):
        signing.sign(store, rev_id=sealed.rev_id, role="responsible", person=NURSE, pin=PIN)
    signing.sign(store, rev_id=sealed.rev_id, role="responsible", person=STAFF, pin=PIN)
    later(store)
    posted: dict[str, Json] = {"what": "posted", "sign": "posted", "responsible": HEAD, "status": "in_use"}
    seal_sample(store, "fire.key_area_event", author=OFFICER, asset=sealed.record_id, answers=posted)
    entry = asset(store, sealed.record_id)
    assert (entry.values["sign"], entry.values["responsible"]) == ("posted", HEAD)
    assert "王某" in text_of(paper.preview(store, sealed.record_id, layout="poster", person=OFFICER))
    with store.read() as session:
        assert "供氧站没有标识" not in fire_registers.key_area_gaps(session)


# A9 ---------------------------------------------------------------------------------


def permit(store: Store, **answers: Json) -> Sealed:
    facts: dict[str, Json] = {
        "work": ["hot_work"],
        "place": "P19",
        "watcher": STAFF,
        "planned_from": "2026-11-20T22:00+08:00",
        "planned_to": "2026-11-21T02:00+08:00",
        "workers": [{"row_id": "00000001", "name": "示范焊工", "craft": "电焊", "certificate": "T-0001"}],
    }
    return seal_sample(store, "fire.work_permit", author=NURSE, answers=facts | answers)


def test_a9_there_is_no_work_without_a_permit_and_nobody_approves_their_own(store: Store) -> None:
    applied = permit(store)
    approved: dict[str, Json] = {"result": "approved", "until": "2026-11-21T02:00+08:00"}
    later(store)
    with pytest.raises(StepRefused, match="待审批"):
        seal_sample(store, "fire.permit_start", author=STAFF, subject=applied.record_id)
    with pytest.raises(StepRefused, match="签名"):
        seal_sample(store, "fire.permit_decide", author=OFFICER, subject=applied.record_id, answers=approved)
    signing.sign(store, rev_id=applied.rev_id, role="watcher", person=STAFF, pin=PIN)
    longer = approved | {"until": "2026-11-21T06:00+08:00"}
    refused(
        store, "fire.permit_decide", "和申请的一样", author=OFFICER, subject=applied.record_id, answers=longer
    )
    seal_sample(store, "fire.permit_decide", author=OFFICER, subject=applied.record_id, answers=approved)
    assert case_of(store, applied.record_id).item.state == "approved"
    later(store)
    unsafe: dict[str, Json] = {"cleared": {"value": "no", "finding": FIXED}, "result": "working"}
    refused(store, "fire.permit_start", "不能开工", author=STAFF, subject=applied.record_id, answers=unsafe)
    seal_sample(
        store, "fire.permit_start", author=STAFF, subject=applied.record_id, answers={"result": "working"}
    )
    later(store, hours=1)
    ended: dict[str, Json] = {"ended_at": local(store.clock.now()).isoformat(timespec="minutes")}
    closed = seal_sample(store, "fire.permit_close", author=STAFF, subject=applied.record_id, answers=ended)
    signing.sign(store, rev_id=closed.rev_id, role="fire_manager", person=OFFICER, pin=PIN)
    case = case_of(store, applied.record_id)
    assert (case.item.state, case.item.over) == ("closed", True)
    words = text_of(paper.preview(store, applied.record_id, person=OFFICER))
    for said in ("示范焊工", "T-0001", "没有遗留火种", "确认无火灾、爆炸危险"):
        assert said in words


def test_a9_work_does_not_start_outside_the_hours_that_were_applied_for(store: Store) -> None:
    applied = permit(store)
    signing.sign(store, rev_id=applied.rev_id, role="watcher", person=STAFF, pin=PIN)
    approved: dict[str, Json] = {"result": "approved", "until": "2026-11-21T02:00+08:00"}
    later(store)
    seal_sample(store, "fire.permit_decide", author=LEADER, subject=applied.record_id, answers=approved)
    later(store, hours=5)
    late: dict[str, Json] = {
        "at": local(store.clock.now()).isoformat(timespec="minutes"),
        "result": "working",
    }
    refused(
        store,
        "fire.permit_start",
        "不在申请的作业时间里",
        author=STAFF,
        subject=applied.record_id,
        answers=late,
    )
    assert case_of(store, applied.record_id).item.state == "approved"


def test_a9_the_applicant_does_not_decide_and_a_refusal_ends_it(store: Store) -> None:
    facts: dict[str, Json] = {"watcher": STAFF}
    applied = seal_sample(
        store, "fire.work_permit", author=OFFICER, answers=facts | {"planned_to": "2026-11-21T04:00+08:00"}
    )
    signing.sign(store, rev_id=applied.rev_id, role="watcher", person=STAFF, pin=PIN)
    later(store)
    no: dict[str, Json] = {"result": "refused", "reason": "没有施工方案"}
    with pytest.raises(StepRefused, match="换一个人"):
        seal_sample(store, "fire.permit_decide", author=OFFICER, subject=applied.record_id, answers=no)
    seal_sample(store, "fire.permit_decide", author=LEADER, subject=applied.record_id, answers=no)
    assert case_of(store, applied.record_id).item.over


def test_a9_a_welder_without_a_certificate_is_not_put_down(store: Store) -> None:
    worker: Json = [{"row_id": "00000001", "name": "示范焊工", "craft": "电焊"}]
    with pytest.raises(NotReady, match="特种作业证号"):
        permit(store, workers=worker)


# A10, A11 ----------------------------------------------------------------------------


def test_a10_a_bicycle_in_the_stairs_is_a_hazard_and_only_what_was_looked_at_is_asked(store: Store) -> None:
    bad: Json = {"value": "nonconform", "finding": OPEN | {"text": "电动自行车在楼道充电"}}
    sealed = seal_sample(
        store, "fire.special_places", author=STAFF, answers={"scope": ["e_bikes"], "bikes_outside": bad}
    )
    assert "电动自行车在楼道充电" in titles(store)
    words = text_of(paper.preview(store, sealed.record_id, person=OFFICER))
    assert "没有飞线充电" in words
    assert "没有擅自改变用途" not in words


def test_a11_the_station_has_six_people_its_things_and_arrives_in_three_minutes(store: Store) -> None:
    member = seal_sample(
        store,
        "fire.station_member",
        author=OFFICER,
        answers={"person": STAFF, "name": "赵某", "post": "firefighter", "status": "in_use"},
    )
    entry = asset(store, member.record_id)
    assert (entry.code, entry.title, entry.values["post"]) == (STAFF, "赵某", "firefighter")
    items: Json = [
        {"row_id": "00000001", "item": "radio", "base": 4, "actual": 3, "state": {"value": "intact"}}
    ]
    few: dict[str, Json] = {"members": 5, "crew_enough": {"value": "conform"}}
    refused(store, "fire.station_check", "在册不到 6 人", author=STAFF, answers=few)
    refused(store, "fire.station_check", "实数比基数少", author=STAFF, answers={"members": 6, "items": items})
    short: Json = {"value": "missing", "finding": OPEN | {"text": "对讲机少 1 台", "place": "P16"}}
    counted: Json = [{"row_id": "00000001", "item": "radio", "base": 4, "actual": 3, "state": short}]
    seal_sample(store, "fire.station_check", author=STAFF, answers={"members": 6, "items": counted})
    assert "对讲机少 1 台" in titles(store)
    late: dict[str, Json] = {
        "what": "callout",
        "called_at": "2026-11-20T21:00+08:00",
        "left_at": "2026-11-20T21:01+08:00",
        "arrived_at": "2026-11-20T21:05+08:00",
        "late_reason": None,
    }
    refused(store, "fire.station_callout", "没有达到的原因", author=STAFF, answers=late)
    seal_sample(store, "fire.station_callout", author=STAFF, answers=late | {"late_reason": "电梯停用"})
    month = sheet(store, form="fire.station_callout")
    assert (month.period.title, len(month.rows)) == ("2026 年 11 月", 1)
    assert month.rows[0].revision.answers["minutes"] == "5"
