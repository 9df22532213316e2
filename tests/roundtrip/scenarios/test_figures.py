"""What a hospital wants of its figures: each row of the requirements done in a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from forms.clock import FixedClock
from forms.indicator import Series, Verdict
from forms.indicator_loader import load_indicators
from forms.json_value import Json
from models.queries import indicators
from models.queries.figures import FigureMemory
from models.queries.people import get_person
from models.queries.profile import profile_facts
from models.store import Store
from models.workflow.correcting import void
from tests.hospital import LEADER, NURSE, PIN, QUALITY, START, abnormal, open_hospital, patrol_with, seal_sample

COUNTY: dict[str, Json] = {"level": "county", "surgery": True}
SERIOUS: dict[str, Json] = {"occurred_on": "2026-11-09", "report_kind": "full", "grade": "II"}
NO_FIGURES: dict[str, Json] = {
    "low_risk_cases": None,
    "low_risk_deaths": None,
    "catheter_days": None,
    "catheter_infections": None,
    "pressure_injuries": None,
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with_clock = open_hospital(tmp_path / "home", FixedClock(START))
    yield with_clock
    with_clock.close()


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


def later(store: Store) -> None:
    assert isinstance(store.clock, FixedClock)
    store.clock.advance(minutes=1)


def month_of_surgery(store: Store, day: str, **answers: Json) -> str:
    later(store)
    facts: dict[str, Json] = {"as_of": day, "operations": 1000, "discharges": 1000, "returns": 1, "acquired": 3}
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
    assert (now.value, now.numerator.value) == (Decimal("0.5"), 1)
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
    assert (series.now.value, series.now.verdict) == (3, Verdict.MET)
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
