"""What a hospital wants of its figures: each row of the requirements done in a real store."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from forms.advice import Hint
from forms.clock import ZONE, FixedClock
from forms.definition import FieldType
from forms.indicator import Series, Verdict
from forms.indicator_loader import load_indicators
from forms.json_value import Json
from forms.period import parse_period
from forms.printing.report import report_pdf
from forms.report import Report
from forms.volume import volume_of
from models.queries import advice, indicators, reports
from models.queries.figures import FigureMemory
from models.queries.people import get_person
from models.queries.profile import profile_facts
from models.report_book import report_book
from models.store import Store
from models.tables.projections import TaskRow
from models.workflow import demo
from models.workflow.binding import bind_volume
from models.workflow.bound_papers import Stopped
from models.workflow.correcting import void
from tests.hospital import (
    LEADER,
    NURSE,
    OFFICER,
    PIN,
    QUALITY,
    abnormal,
    patrol_with,
    seal_sample,
)
from tests.scenario import later

NOVEMBER = datetime(2026, 11, 1, tzinfo=ZONE)
DECEMBER = datetime(2026, 12, 1, tzinfo=ZONE)
COUNTY: dict[str, Json] = {"level": "county", "surgery": True}
SERIOUS: dict[str, Json] = {"occurred_on": "2026-11-09", "report_kind": "full", "grade": "II"}
NO_FIGURES: dict[str, Json] = {
    "low_risk_cases": None,
    "low_risk_deaths": None,
    "catheter_days": None,
    "catheter_infections": None,
    "pressure_injuries": None,
}


def read(store: Store, name: str, **asked: object) -> Series:
    with store.read() as session:
        found = indicators.read(
            session,
            store.catalog,
            [one for one in load_indicators() if one.id == name],
            now=store.clock.now(),
            profile=COUNTY,
            **asked,  # type: ignore[arg-type]
        )
    return found[0]


def month_of_surgery(store: Store, day: str, **answers: Json) -> str:
    later(store)
    facts: dict[str, Json] = {
        "as_of": day,
        "operations": 1000,
        "discharges": 1000,
        "returns": 1,
        "acquired": 3,
    }
    sealed = seal_sample(store, "surgery.monthly_indicators", author=QUALITY, answers=facts | answers)
    return sealed.record_id


def test_c30_the_low_risk_rate_needs_the_months_figures_and_a_second_filling_replaces_the_first(
    store: Store,
) -> None:
    assert read(store, "patient.low_risk_mortality").now.note
    for cases in (100, 200):
        later(store)
        figures: dict[str, Json] = {"as_of": "2026-10-31", "low_risk_cases": cases, "low_risk_deaths": 1}
        seal_sample(store, "management.monthly_figures", author=QUALITY, answers=figures)
    now = read(store, "patient.low_risk_mortality").now
    assert now.value == Decimal("0.5")
    assert now.numerator.value == 1
    assert now.denominator is not None
    assert len(now.denominator.records) == 1


def test_c30_the_rate_of_reports_is_strictly_more_than_two_and_a_half(store: Store) -> None:
    for _ in range(5):
        seal_sample(store, "event.adverse_event", answers={"occurred_on": "2026-10-09"})
    figures: dict[str, Json] = {"as_of": "2026-10-31", "discharges": 200}
    seal_sample(store, "management.monthly_figures", author=QUALITY, answers=figures | NO_FIGURES)
    name = "patient.reports_per_100_discharges"
    assert read(store, name).now.verdict is Verdict.UNMET
    seal_sample(store, "event.adverse_event", answers={"occurred_on": "2026-10-31"})
    series = read(store, name)
    assert series.now.value == 3
    assert series.now.verdict is Verdict.MET
    assert len(series.now.numerator.records) == 6
    assert read(store, "patient.low_risk_mortality").now.value is None


def test_c30_who_may_not_read_incidents_sees_the_figure_but_not_the_records(store: Store) -> None:
    seal_sample(store, "event.adverse_event", author=QUALITY, answers=SERIOUS)
    amount = read(store, "patient.serious_events").now.numerator
    assert amount.value == 1
    with store.read() as session:
        nurse, quality = get_person(session, NURSE), get_person(session, QUALITY)
        assert nurse is not None
        assert quality is not None
        assert indicators.records_behind(session, store.catalog, amount, nurse) == ()
        shown = indicators.records_behind(session, store.catalog, amount, quality)
    assert [item.record_id for item in shown] == list(amount.records)


def test_d13_returns_to_theatre_are_warned_of_before_the_target_is_broken(store: Store) -> None:
    month_of_surgery(store, "2026-07-31")
    month_of_surgery(store, "2026-08-31", returns=2)
    month_of_surgery(store, "2026-09-30", returns=2)
    for_quarter = read(store, "surgery.unplanned_return", until=date(2026, 9, 30))
    assert for_quarter.now.value == Decimal(5) * 1000 / 3000
    assert for_quarter.now.verdict is Verdict.WARN
    month_of_surgery(store, "2026-09-30", returns=3)
    assert read(store, "surgery.unplanned_return", until=date(2026, 9, 30)).now.verdict is Verdict.UNMET


def test_d13_a_month_declared_void_leaves_the_figure(store: Store) -> None:
    memory = FigureMemory()
    record = month_of_surgery(store, "2026-10-31", acquired=8)
    assert read(store, "surgery.acquired", memory=memory).now.verdict is Verdict.UNMET
    void(store, record, person=QUALITY, pin=PIN, reason="填错了医院")
    assert read(store, "surgery.acquired", memory=memory).now.value is None


def test_d15_day_surgery_is_shown_as_a_share_of_elective_surgery_with_its_trend(store: Store) -> None:
    for number, day in enumerate(("2026-08-31", "2026-09-30", "2026-10-31")):
        month_of_surgery(store, day, elective=200, day_operations=20 + 10 * number)
    series = read(store, "surgery.day_surgery", kind=None, periods=12)
    assert [point.value for point in series.points[-2:]] == [Decimal("12.5"), 20]
    assert series.indicator.aim_words() == "目标：进一步提高"


def test_d15_without_a_theatre_no_indicator_of_surgery_is_shown(store: Store) -> None:
    with store.read() as session:
        found = indicators.read(
            session,
            store.catalog,
            load_indicators(),
            now=store.clock.now(),
            profile=profile_facts(session, store.clock.now()),
        )
    assert found
    assert {one.indicator.chapter for one in found}.isdisjoint({"surgery"})


def test_f10_hazards_are_counted_in_the_month_they_were_found_and_lead_to_them(store: Store) -> None:
    seal_sample(store, "fire.daily_patrol", answers=patrol_with(store, {0: {"exits": abnormal()}}))
    series = read(store, "hazard.closed")
    assert series.now.value == 0
    assert series.now.denominator is not None
    with store.read() as session:
        found = indicators.hazards_behind(session, series.now.denominator)
    assert [item.title for item in found] == ["楼梯间堆放纸箱"]


def test_f10_a_figure_is_the_same_whether_it_is_remembered_or_not(store: Store) -> None:
    memory = FigureMemory()
    month_of_surgery(store, "2026-09-30")
    first = read(store, "surgery.unplanned_return", memory=memory)
    month_of_surgery(store, "2026-10-31", returns=4)
    again = read(store, "surgery.unplanned_return", memory=memory)
    assert again == read(store, "surgery.unplanned_return")
    assert again != first


def report(store: Store, kind: str, period: str, staff_no: str = QUALITY) -> Report:
    with store.read() as session:
        reader = get_person(session, staff_no)
        assert reader is not None
        return reports.build(
            session,
            store.catalog,
            reports.kind_of(kind),
            parse_period(period),
            reader,
            database=store.path,
            now=store.clock.now(),
        )


def said(made: Report) -> str:
    return "\n".join(
        line for part in made.parts for line in (*part.said, part.empty if part.is_empty else "")
    )


def words_in(pdf: bytes) -> str:
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return "".join(text.split())


def test_f7_the_bulletin_is_made_of_the_records_and_every_figure_names_them(store: Store) -> None:
    patrol = seal_sample(store, "fire.daily_patrol", answers=patrol_with(store, {0: {"exits": abnormal()}}))
    event = seal_sample(store, "event.adverse_event", author=QUALITY, answers={"occurred_on": "2026-11-09"})
    made = report(store, "bulletin", "2026-11")
    assert "本月登记隐患 1 条[" in said(made)
    assert "本月报告事件 1 例[" in said(made)
    named = {row.key for one in made.sources for row in one.rows if row.kind == "record"}
    assert {patrol.record_id, event.record_id} <= named
    assert any(row.kind == "hazard" for one in made.sources for row in one.rows)
    printed = words_in(report_pdf(made, printed_at=store.clock.now()))
    assert "质量安全月刊" in printed
    assert "楼梯间堆放纸箱" in printed
    assert "数字的出处" in printed
    sheets = load_workbook(BytesIO(report_book(made)))
    keys = {cell.value for cell in sheets["记录编号"]["H"]}
    assert {patrol.record_id, event.record_id} <= keys


def test_f7_an_empty_month_reads_as_one(store: Store) -> None:
    made = report(store, "bulletin", "2026-02")
    assert "本月没有登记隐患。" in said(made)
    assert "本月没有封存的记录。" in said(made)
    assert "零报告也是报告" in said(made)
    assert not any(row for one in made.sources for row in one.rows)
    assert "2026年2月" in words_in(report_pdf(made, printed_at=store.clock.now()))


def test_f7_the_circular_tells_who_has_to_put_right_what_the_inspection_found(store: Store) -> None:
    form = store.catalog.latest("management.quarterly_inspection")
    check = next(field for field in form.fields() if field.type is FieldType.CHECK)
    assert check.answers is not None
    finding: Json = {
        "value": check.answers.bad[0],
        "finding": {
            "text": "急救车药品过期两支",
            "handling": "hazard",
            "place": demo.PLACES[0][0],
            "owner": NURSE,
            "due": "2026-11-28T10:00+08:00",
        },
    }
    seal_sample(store, form.id, author=LEADER, answers={check.name: finding})
    made = report(store, "circular", "2026Q4")
    assert "检查 1 次[1]" in said(made)
    rows = [row for part in made.parts[:1] for grid in part.grids for row in grid.rows]
    assert [(row[1], row[5]) for row in rows] == [("急救车药品过期两支", "未完成")]


def test_f7_a_reader_without_the_right_sees_counts_but_no_numbers_of_private_reports(store: Store) -> None:
    seal_sample(store, "event.adverse_event", author=QUALITY, answers={"occurred_on": "2026-11-09"})
    made = report(store, "bulletin", "2026-11", NURSE)
    told = [one for one in made.sources if one.of == "事件报告"]
    assert told
    assert all(one.rows == () and one.hidden == 1 for one in told)


def test_f10_the_yearly_summary_counts_what_the_year_left(store: Store) -> None:
    seal_sample(store, "management.patient_safety_training", author=QUALITY)
    made = report(store, "year", "2026")
    counts = {
        row[0]: row[1] for part in made.parts for grid in part.grids for row in grid.rows if len(row) == 4
    }
    assert counts["全院患者安全专项培训"] == 1
    assert counts["应急演练"] == 0


def test_f15_the_fire_archive_has_every_heading_its_papers_and_what_is_missing(store: Store) -> None:
    seal_sample(store, "fire.daily_patrol", answers=patrol_with(store, {0: {"exits": abnormal()}}))
    drill = seal_sample(store, "fire.drill", author=OFFICER)
    volume = volume_of("fire", store.catalog.current())
    with store.read() as session:
        officer = get_person(session, OFFICER)
    assert officer is not None
    made = bind_volume(store, volume, officer, since=NOVEMBER, until=DECEMBER)
    headings = {one.title: one for one in made.headings}
    assert len(headings) == 18
    assert headings["防火检查、巡查记录"].papers == 1
    assert headings["防火检查、巡查记录"].waiting == 1
    drills = headings["灭火和应急疏散预案的演练记录"]
    assert any("请另装入" in gap for gap in headings["消防安全制度"].gaps)
    pages = [page.extract_text() for page in PdfReader(BytesIO(made.pdf)).pages]
    assert len(pages) == made.pages
    assert drill.serial in "".join(pages[drills.page - 1].split())
    assert all(f"本册第 {number} 页" in page for number, page in enumerate(pages, 1))


def test_f15_a_missed_duty_is_named_with_its_count_and_an_inspection_can_be_given_up(store: Store) -> None:
    assert isinstance(store.clock, FixedClock)
    store.clock.advance(hours=72)
    volume = volume_of("fire", store.catalog.current())
    with store.read() as session:
        officer = get_person(session, OFFICER)
    assert officer is not None
    made = bind_volume(store, volume, officer, since=NOVEMBER, until=DECEMBER)
    patrols = next(one for one in made.headings if one.title == "防火检查、巡查记录")
    assert any("《每日防火巡查记录》应做" in gap and "漏做" in gap for gap in patrols.gaps)
    with pytest.raises(Stopped):
        bind_volume(
            store,
            volume,
            officer,
            since=NOVEMBER,
            until=DECEMBER,
            on_progress=lambda _what, done, _all: done < 3,
        )


def test_f15_what_is_on_paper_alone_is_told_from_the_last_count(store: Store) -> None:
    items: Json = [
        {"row_id": "1", "heading": "b4", "state": "kept", "what": "消防安全制度汇编", "pages": 36},
        {
            "row_id": "2",
            "heading": "m9",
            "state": "missing",
            "reason": "奖惩文件还没有整理",
            "due": "2026-12-31",
        },
    ]
    answers: dict[str, Json] = {"kept_at": "保卫科档案柜", "items": items}
    seal_sample(store, "fire.archive_check", author=OFFICER, answers=answers)
    with store.read() as session:
        officer = get_person(session, OFFICER)
    assert officer is not None
    volume = volume_of("fire", store.catalog.current())
    made = bind_volume(store, volume, officer, since=NOVEMBER, until=DECEMBER)
    gaps = {one.title: one.gaps for one in made.headings}
    assert gaps["消防安全制度"] == (
        "纸质材料：消防安全制度汇编，36 页，存于保卫科档案柜（2026-11-20 清点）。",
    )
    assert gaps["消防奖惩情况记录"] == (
        "纸质材料没有：奖惩文件还没有整理，2026-12-31 前补齐（2026-11-20 清点）。",
    )


def test_f7_what_the_weekly_meeting_asks_becomes_a_task(store: Store) -> None:
    matter: dict[str, Json] = {"row_id": "1", "matter": "清走楼梯间纸箱", "owner": NURSE, "due": "2026-11-27"}
    seal_sample(store, "management.weekly_meeting", author=QUALITY, answers={"matters": [matter]})
    with store.read() as session:
        found = list(session.scalars(select(TaskRow).where(TaskRow.person == NURSE)))
    assert [one.fill for one in found] == ["management.matter_done"]


def test_f15_what_a_reader_may_not_print_is_named_and_left_out(store: Store) -> None:
    event = seal_sample(store, "event.adverse_event", author=QUALITY)
    with store.read() as session:
        nurse = get_person(session, NURSE)
    assert nurse is not None
    made = bind_volume(
        store, volume_of("event", store.catalog.current()), nurse, since=NOVEMBER, until=DECEMBER
    )
    gaps = [gap for one in made.headings for gap in one.gaps]
    assert any("不良事件报告表》按权限" in gap for gap in gaps)
    assert event.serial not in words_in(made.pdf)


def test_hints_are_for_those_who_look_after_safety_and_blame_nobody(store: Store) -> None:
    for _ in range(3):
        later(store)
        seal_sample(store, "fire.daily_patrol", answers=patrol_with(store, {}))
    with store.read() as session:
        officer, nurse = get_person(session, OFFICER), get_person(session, NURSE)
        assert officer is not None
        assert nurse is not None
        for_officer = advice.read(session, store.catalog, officer, since=NOVEMBER, until=DECEMBER)
        for_nurse = advice.read(session, store.catalog, nurse, since=NOVEMBER, until=DECEMBER)
    assert for_nurse == ()
    assert {one.advice.hint for one in for_officer} >= {Hint.ONE_TIME}
