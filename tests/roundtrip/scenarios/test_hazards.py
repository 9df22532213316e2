"""What a hospital wants of its hazards (E1): the loop from the finding to its closing, in a real store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from forms.clock import FixedClock
from forms.json_value import Json
from forms.order import build_order, read_order
from models.projections import rebuild
from models.queries import hazard_rates, hazards, today
from models.queries.hazard_lists import disclosure, problem_list, rectification_list
from models.queries.hazards import HazardItem, HazardView
from models.queries.people import get_person
from models.queries.today_view import DueItem
from models.store import Store
from models.workflow import attachments, paper, receiving, signing
from models.workflow.chains import StepRefused
from models.workflow.hazard_papers import HazardList, hazard_list_pdf
from models.workflow.receiving import ReceivedObject
from models.workflow.revisions import Sealed
from models.workflow.sheet import NotReady
from tests.hospital import (
    HEAD,
    LEADER,
    NURSE,
    OFFICER,
    PIN,
    STAFF,
    abnormal,
    patrol_with,
    seal_sample,
)
from tests.papers import text_of

DUE = "2026-11-25T18:00+08:00"
FIVE: dict[str, Json] = {
    "measures": "清走纸箱，画出禁放线",
    "funds_source": "own",
    "funds": "200",
    "owner": STAFF,
    "owner_department": "总务科",
    "due": DUE,
    "contingency": "清走以前每班查看，备两具灭火器",
}
MAJOR: dict[str, Json] = {
    **FIVE,
    "level": "major",
    "criteria": ["c3"],
    "supervisor": HEAD,
    "cause": "灭火装置保险销没有拔出",
    "analysis": "失火时不能自动灭火；一周可以改好",
    "goal": "恢复自动灭火",
    "organisation": "总务科牵头",
    "stopped": "能源站停用",
    "reported_to": "示范县卫生健康局",
    "reported_at": "2026-11-20T21:00+08:00",
}


def later(store: Store, **by: float) -> None:
    assert isinstance(store.clock, FixedClock)
    store.clock.advance(**(by or {"minutes": 5}))


def found(store: Store) -> str:
    """A hazard from a patrol."""
    seal_sample(store, "fire.daily_patrol", answers=patrol_with(store, {0: {"exits": abnormal()}}))
    with store.read() as session:
        return hazards.find(session)[0].hazard_id


def registered(store: Store, **answers: Json) -> str:
    """A major hazard entered by hand."""
    whole: dict[str, Json] = {
        "text": "能源站气体灭火装置未启用",
        "level": "major",
        "criteria": ["c3"],
        "temporary": "能源站停用，专人看守",
        "owner": STAFF,
        "due": DUE,
        "outside_unit": None,
        **answers,
    }
    sealed = seal_sample(store, "hazard.register", author=OFFICER, answers=whole)
    return sealed.hazards[0]


def step(store: Store, hazard_id: str, action: str, author: str, **answers: Json) -> Sealed:
    later(store)
    return seal_sample(store, f"hazard.{action}", author=author, subject=hazard_id, answers=answers)


def item(store: Store, hazard_id: str) -> HazardItem:
    return view(store, hazard_id).item


def view(store: Store, hazard_id: str) -> HazardView:
    with store.read() as session:
        found = hazards.get(session, hazard_id)
    assert found is not None
    return found


def rectified(store: Store, hazard_id: str) -> None:
    step(store, hazard_id, "rectify", STAFF, done="已改好", done_by=[STAFF])


def photo(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (80, 60), colour).save(out, "JPEG")
    return out.getvalue()


def test_e1_a_hazard_goes_from_the_finding_to_its_closing_and_the_fixer_may_not_verify(store: Store) -> None:
    hazard = found(store)
    order = step(store, hazard, "order", OFFICER, **FIVE)
    assert item(store, hazard).state == "rectifying"
    after = attachments.add(store, photo("green"), "image/jpeg")
    step(store, hazard, "rectify", STAFF, done="纸箱清走", done_by=[STAFF, OFFICER], photos_after=[after])
    with pytest.raises(StepRefused, match="复查的人就是整改的人"):
        step(store, hazard, "recheck", OFFICER, verdict="pass", opinion="看过了")
    recheck = step(store, hazard, "recheck", HEAD, verdict="pass", opinion="通道已清空")
    closed = item(store, hazard)
    assert (closed.state, closed.fixer, closed.verifier) == ("closed", OFFICER, HEAD)
    notice = text_of(paper.preview(store, order.record_id, person=OFFICER))
    assert all(word in notice for word in ("隐患整改通知书", closed.number, "清走纸箱", "每班查看", "200元"))
    verdict = text_of(paper.preview(store, recheck.record_id, person=OFFICER))
    assert all(word in verdict for word in ("隐患整改复查意见书", closed.number, "通道已清空", "合格"))
    done = next(one for one in view(store, hazard).steps if one.action == "rectify")
    assert done.revision.answers["photos_after"] == [after]
    assert "整改后照片" in text_of(paper.preview(store, done.record_id, person=OFFICER))


@pytest.mark.parametrize("missing", ["measures", "funds_source", "due", "owner", "contingency"])
def test_e1_no_order_without_all_five_of_measure_funds_deadline_owner_and_contingency(
    store: Store, missing: str
) -> None:
    hazard = registered(store)
    with pytest.raises(NotReady) as caught:
        step(store, hazard, "order", OFFICER, **{**MAJOR, missing: None})
    assert (missing,) in [problem.path for problem in caught.value.problems]


def test_e1_a_major_hazard_cannot_be_rectified_before_its_order_nor_closed_without_a_signature(
    store: Store,
) -> None:
    hazard = registered(store)
    with pytest.raises(StepRefused, match="五落实写齐"):
        rectified(store, hazard)
    step(store, hazard, "order", OFFICER, **MAJOR)
    rectified(store, hazard)
    step(store, hazard, "recheck", OFFICER, verdict="pass", opinion="装置已启用")
    assert (item(store, hazard).state, item(store, hazard).passed) == ("awaiting_recheck", True)
    step(store, hazard, "close", LEADER)
    assert item(store, hazard).state == "closed"


def test_e1_what_is_corrected_on_the_spot_is_in_the_problem_list_and_needs_no_loop(store: Store) -> None:
    findings = {0: {"exits": abnormal(owner=None, text="出口前停放轮椅")}, 1: {"exits": abnormal()}}
    seal_sample(store, "fire.daily_patrol", answers=patrol_with(store, findings))
    with store.read() as session:
        assert len(hazards.find(session)) == 1
        grid = problem_list(session, store.catalog)
    assert grid.heads == (
        "编号",
        "来源",
        "发现日期、发现人",
        "部位",
        "问题描述",
        "照片",
        "类别",
        "等级",
        "判定依据",
        "风险值",
        "当场整改",
    )
    by_text = {row[4]: row for row in grid.rows}
    assert by_text["出口前停放轮椅"][-1] == "是：当场搬走"
    assert by_text["楼梯间堆放纸箱"][-1] == "否，转整改"


def test_e1_a_problem_entered_by_hand_may_be_corrected_on_the_spot_unless_it_is_major(store: Store) -> None:
    facts: dict[str, Json] = {
        "text": "灭火器被柜子挡住",
        "on_the_spot": "yes",
        "done": "当场挪开",
        "level": "general",
    }
    sealed = seal_sample(
        store, "hazard.register", author=OFFICER, answers={**facts, "owner": None, "due": None}
    )
    assert sealed.hazards == ()
    with store.read() as session:
        assert hazards.find(session) == ()
        (row,) = problem_list(session, store.catalog).rows
    assert (row[4], row[-1]) == ("灭火器被柜子挡住", "是：当场挪开")
    with pytest.raises(NotReady, match="重大事故隐患不能当场销号"):
        seal_sample(
            store, "hazard.register", author=OFFICER, answers={**facts, "level": "major", "criteria": ["c3"]}
        )


def test_e1_the_rectification_list_says_who_what_money_when_and_how_it_was_accepted(store: Store) -> None:
    outside: dict[str, Json] = {
        "owner_outside": "yes",
        "outside_unit": "示范维保公司",
        "outside_contact": "吴某",
        "outside_phone": "000-0000",
    }
    hazard = found(store)
    step(store, hazard, "order", OFFICER, **FIVE, **outside)
    rectified(store, hazard)
    step(
        store,
        hazard,
        "recheck",
        OFFICER,
        verdict="return",
        opinion="还有",
        remaining="两箱",
        due="2026-11-26T18:00+08:00",
    )
    rectified(store, hazard)
    step(store, hazard, "recheck", OFFICER, verdict="pass", opinion="清空")
    with store.read() as session:
        (row,) = rectification_list(session, store.catalog).rows
    told = "".join(map(str, row))
    for word in (
        "总务科",
        "示范维保公司 吴某 000-0000",
        "清走纸箱",
        "200 元，本单位资金",
        "每班查看",
        "退回",
        "合格",
    ):
        assert word in told
    assert item(store, hazard).outside == "示范维保公司 吴某 000-0000"
    for which in (HazardList.PROBLEMS, HazardList.RECTIFICATION):
        assert item(store, hazard).number in text_of(hazard_list_pdf(store, which, person=OFFICER))


def due_of(store: Store, staff_no: str, now: datetime) -> DueItem:
    """The hazard as the page of today shows it to that person at that time."""
    with store.read() as session:
        person = get_person(session, staff_no)
    assert person is not None
    shown = today.read(
        store.path,
        store.catalog.current(),
        staff_no=staff_no,
        roles=person.roles,
        department=person.department,
        now=now,
        area_names={},
    )
    return next(one for one in shown.due if one.kind == "hazard")


def test_e1_owner_deputy_and_leader_are_reminded_at_its_day_three_and_seven_days_later(store: Store) -> None:
    hazard = registered(store)
    step(store, hazard, "order", OFFICER, **MAJOR)
    noon = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
    told: dict[int, list[str]] = {}
    for days in (-1, 0, 2, 3, 6, 7):
        now = noon + timedelta(days=days)
        told[days] = [who for who in (STAFF, HEAD, LEADER) if due_of(store, who, now).is_mine]
    assert told == {
        -1: [STAFF],  # it is the owner's, but nobody is reminded yet
        0: [STAFF],
        2: [STAFF],
        3: [STAFF, HEAD],
        6: [STAFF, HEAD],
        7: [STAFF, HEAD, LEADER],
    }
    words = [due_of(store, NURSE, noon + timedelta(days=days)).reminder for days in (-1, 0, 3, 7)]
    assert words == ["", "责任人", "分管负责人", "主要负责人"]
    assert item(store, hazard).reminder(noon + timedelta(days=3)) == "逾期 3 天，提醒分管负责人"
    assert rebuild.compare(store) == ()


def test_e1_an_extension_moves_the_deadline_only_when_its_approver_has_signed(store: Store) -> None:
    hazard = found(store)
    step(store, hazard, "order", OFFICER, **FIVE)
    asked = step(
        store,
        hazard,
        "extend",
        STAFF,
        reason="配件未到",
        due="2026-12-05T18:00+08:00",
        approved_by=LEADER,
        temporary="照旧看守",
    )
    before = item(store, hazard)
    assert (before.extension_waits, before.extended, before.due) == (
        True,
        False,
        datetime(2026, 11, 25, 10, tzinfo=UTC),
    )
    signing.sign(store, rev_id=asked.rev_id, role="approver", person=LEADER, pin=PIN)
    granted = item(store, hazard)
    assert (granted.extension_waits, granted.extended, granted.due) == (
        False,
        True,
        datetime(2026, 12, 5, 10, tzinfo=UTC),
    )
    assert rebuild.compare(store) == ()


def test_e1_a_closed_hazard_found_again_is_opened_again_under_its_number(store: Store) -> None:
    hazard = found(store)
    with pytest.raises(StepRefused, match="只有已销号的隐患"):
        step(store, hazard, "reopen", NURSE, owner=STAFF, due=DUE)
    step(store, hazard, "order", OFFICER, **FIVE)
    rectified(store, hazard)
    step(store, hazard, "recheck", OFFICER, verdict="pass", opinion="清空")
    number = item(store, hazard).number
    step(store, hazard, "reopen", NURSE, text="又堆了纸箱", owner=STAFF, due="2026-12-01T18:00+08:00")
    again = item(store, hazard)
    assert (again.state, again.number, again.reopened, again.closed_at) == ("registered", number, 1, None)
    with pytest.raises(StepRefused, match="还没报整改"):
        step(store, hazard, "recheck", OFFICER, verdict="pass", opinion="看过")
    assert rebuild.compare(store) == ()


def test_e1_what_is_listed_for_supervision_is_delisted_before_it_is_closed(store: Store) -> None:
    hazard = registered(store)
    step(store, hazard, "order", OFFICER, **MAJOR)
    step(
        store,
        hazard,
        "supervise",
        OFFICER,
        decision="listed",
        unit="示范县安办",
        document_no="安办〔2026〕2号",
        due=DUE,
    )
    rectified(store, hazard)
    step(store, hazard, "recheck", OFFICER, verdict="pass", opinion="已启用")
    with pytest.raises(StepRefused, match="没有摘牌"):
        step(store, hazard, "close", LEADER)
    step(store, hazard, "supervise", OFFICER, decision="delisting_requested", unit="示范县安办")
    assert (item(store, hazard).supervised, item(store, hazard).delisting) == (True, True)
    step(
        store,
        hazard,
        "supervise",
        OFFICER,
        decision="delisted",
        unit="示范县安办",
        document_no="安办〔2026〕9号",
    )
    step(store, hazard, "close", LEADER)
    assert (item(store, hazard).state, item(store, hazard).supervised) == ("closed", False)


def test_e1_a_county_order_lists_a_hazard_until_the_county_releases_it(store: Store) -> None:
    hazard = registered(store)
    step(store, hazard, "order", OFFICER, **MAJOR)
    county_says(store, hazard, "supervise")
    assert item(store, hazard).supervised
    rectified(store, hazard)
    step(store, hazard, "recheck", OFFICER, verdict="pass", opinion="已启用")
    with pytest.raises(StepRefused, match="没有摘牌"):
        step(store, hazard, "close", LEADER)
    county_says(store, hazard, "release")
    step(store, hazard, "close", LEADER)
    assert (item(store, hazard).state, item(store, hazard).supervised) == ("closed", False)


def county_says(store: Store, hazard_id: str, action: str) -> None:
    later(store)
    data = build_order(
        facility=store.require_installation().facility_id,
        subject=hazard_id,
        action=action,
        text="三天内办结",
        officer="x1",
        officer_name="王某",
        issued_at=store.clock.now(),
    )
    receiving.receive(store, [ReceivedObject(kind="order", object_id=read_order(data).object_id, data=data)])


def test_e1_the_staff_are_told_the_open_and_the_major_hazards_with_the_closing_rates(store: Store) -> None:
    hazard, major = found(store), registered(store)
    with store.read() as session:
        before = hazard_rates.read(session, now=store.clock.now())
    assert (before.major_closed.numerator, before.major_closed.denominator) == (0, 1)
    assert before.major_closed.is_met is False
    step(store, major, "order", OFFICER, **MAJOR)
    rectified(store, major)
    step(store, major, "recheck", OFFICER, verdict="pass", opinion="已启用")
    step(store, major, "close", LEADER)
    with store.read() as session:
        rates = hazard_rates.read(session, now=store.clock.now())
        told = disclosure(session, store.catalog, now=store.clock.now())
    assert (rates.closed.numerator, rates.closed.denominator, str(rates.closed.percent)) == (1, 2, "50.0")
    assert (str(rates.major_closed.percent), rates.major_closed.is_met) == ("100.0", True)
    assert [row[2] for row in told.grid.rows] == ["能源站气体灭火装置未启用", "楼梯间堆放纸箱"]
    page = text_of(hazard_list_pdf(store, HazardList.DISCLOSURE, person=OFFICER))
    for word in ("公示", "重大事故隐患1条，已整改销号1条", "整改率100.0%", item(store, hazard).title):
        assert word in page
    with store.read() as session:
        empty = hazard_rates.read(session, now=store.clock.now(), since=store.clock.now() + timedelta(days=1))
    assert (empty.major_closed.percent, empty.major_closed.is_met) == (None, None)
