"""From a rule of frequency to slots, and from records to what was done, late or missed."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from forms.clock import ZONE
from forms.duty import AssetSubject, Assignment, Completion, Slot, SlotState, Subjects, assign, slots
from forms.listed import Duty
from forms.timeliness import Timeliness
from tests.definitions import duty

PATROL = duty("day", parts=(("day", 2), ("night", 2)), areas=("inpatient",), per="area")
WARDS = Subjects(areas=("inpatient", "office"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def made(
    of: Duty, start: str, end: str, since: str | None = None, subjects: Subjects = WARDS
) -> tuple[Slot, ...]:
    return slots(
        of, at(start), at(end), form_id="f", subjects=subjects, effective_from=at(since) if since else None
    )


def done(
    text: str, timeliness: Timeliness = Timeliness.ON_TIME, *subjects: str, form_id: str = "f"
) -> Completion:
    return Completion(
        rev_id=text,
        form_id=form_id,
        claimed_at=at(text),
        timeliness=timeliness,
        subjects=frozenset(subjects or ("inpatient",)),
    )


def states(assigned: tuple[Assignment, ...]) -> list[str]:
    return [one.state.value for one in assigned]


def test_a_day_has_two_rounds_by_day_and_two_by_night_and_the_night_belongs_to_its_first_day() -> None:
    found = made(PATROL, "2026-11-20T08:00", "2026-11-21T08:00")
    assert [(slot.label, f"{slot.opens_at:%d %H:%M}", f"{slot.due_at:%d %H:%M}") for slot in found] == [
        ("白天第 1 次", "20 08:00", "20 14:00"),
        ("白天第 2 次", "20 14:00", "20 20:00"),
        ("夜间第 1 次", "20 20:00", "21 02:00"),
        ("夜间第 2 次", "21 02:00", "21 08:00"),
    ]
    assert {(slot.day.isoformat(), slot.subject) for slot in found} == {("2026-11-20", "inpatient")}


def test_in_the_small_hours_the_night_of_yesterday_is_still_due() -> None:
    found = made(PATROL, "2026-11-21T03:00", "2026-11-21T03:01")
    assert [(slot.label, slot.day.day) for slot in found] == [("夜间第 1 次", 20), ("夜间第 2 次", 20)]


@pytest.mark.parametrize(
    ("every", "start", "label", "opens", "closes"),
    [
        ("day", "2026-11-20T09:00", "当日", "2026-11-20", "2026-11-21"),
        ("week", "2026-11-20T09:00", "11-16 至 11-22 这一周", "2026-11-16", "2026-11-23"),
        ("half_month", "2026-02-15T23:59", "2 月上半月", "2026-02-01", "2026-02-16"),
        ("half_month", "2026-02-16T00:00", "2 月下半月", "2026-02-16", "2026-03-01"),
        ("month", "2026-12-31T09:00", "12 月", "2026-12-01", "2027-01-01"),
        ("quarter", "2026-11-20T09:00", "第 4 季度", "2026-10-01", "2027-01-01"),
        ("half_year", "2026-06-30T09:00", "上半年", "2026-01-01", "2026-07-01"),
        ("half_year", "2026-07-01T00:00", "下半年", "2026-07-01", "2027-01-01"),
        ("year", "2028-02-29T09:00", "2028 年", "2028-01-01", "2029-01-01"),
    ],
)
def test_periods_are_those_of_the_calendar(
    every: str, start: str, label: str, opens: str, closes: str
) -> None:
    now = at(start)
    (slot,) = slots(duty(every), now, now + timedelta(seconds=1), form_id="f")
    assert (slot.label, slot.subject) == (label, None)
    assert (slot.opens_at, slot.closes_at) == (at(opens), at(closes))


@pytest.mark.parametrize(
    ("every", "count"),
    [("week", 53), ("half_month", 24), ("month", 12), ("quarter", 4), ("half_year", 2), ("year", 1)],
)
def test_a_year_is_covered_without_gap_or_overlap(every: str, count: int) -> None:
    found = slots(duty(every), at("2026-01-01"), at("2027-01-01"), form_id="f")
    assert len(found) == count
    assert all(one.closes_at == two.opens_at for one, two in pairwise(found))


def test_nothing_is_due_before_the_duty_began_and_a_running_period_opens_then() -> None:
    assert [s.label for s in made(PATROL, "2026-11-20", "2026-11-21", since="2026-11-20T15:00")] == [
        "白天第 2 次",
        "夜间第 1 次",
        "夜间第 2 次",
    ]
    (drill,) = made(duty("half_year"), "2026-11-20", "2026-11-21", since="2026-11-20T15:00")
    assert drill.opens_at == at("2026-11-20T15:00")
    assert drill.due_at == at("2027-01-01")


def test_a_slot_has_the_same_key_before_and_after_the_duty_began() -> None:
    (early,) = made(duty("month"), "2026-11-20", "2026-11-21")
    (late,) = made(duty("month"), "2026-11-20", "2026-11-21", since="2026-11-10")
    assert early.key == late.key == "f/patrol//2026-11-01/1201T0000"


@pytest.mark.parametrize(
    ("of", "names"),
    [
        (duty("day"), [None]),
        (duty("day", per="area"), ["inpatient", "office"]),
        (duty("day", per="area", areas=("surgery",)), []),
        (duty("day", per="place", areas=("inpatient",)), ["w1", "w2"]),
        (duty("day", per="asset", per_kind="extinguisher"), ["e1", "e2"]),
        (duty("day", per="asset", per_kind="extinguisher", areas=("boiler",)), ["e2"]),
        (duty("day", per="department"), ["内科"]),
    ],
)
def test_a_duty_is_for_each_of_its_subjects(of: Duty, names: list[str | None]) -> None:
    subjects = Subjects(
        areas=("office", "inpatient"),
        places={"w2": "inpatient", "w1": "inpatient", "o1": "office"},
        assets=(
            AssetSubject(asset_id="e1", kind="extinguisher", area="inpatient"),
            AssetSubject(asset_id="e2", kind="extinguisher", area="boiler"),
            AssetSubject(asset_id="b1", kind="boiler", area="boiler"),
        ),
        departments=("内科",),
    )
    assert [slot.subject for slot in made(of, "2026-11-20", "2026-11-21", subjects=subjects)] == names


@pytest.mark.parametrize("of", [duty("moon"), duty("day", per="planet"), duty("day", parts=(("dusk", 1),))])
def test_a_rule_that_is_not_known_is_refused(of: Duty) -> None:
    with pytest.raises(ValueError, match="not known"):
        made(of, "2026-11-20", "2026-11-21")


def test_records_fulfil_slots_and_what_has_closed_is_missed_for_ever() -> None:
    found = made(PATROL, "2026-11-20T08:00", "2026-11-21T08:00")
    records = [done("2026-11-20T09:00"), done("2026-11-20T21:00", Timeliness.TRANSCRIBED)]
    assert states(assign(found, records, now=at("2026-11-21T01:00"))) == [
        "done",
        "missed",
        "transcribed",
        "not_due",
    ]
    late = [*records, done("2026-11-20T16:00", Timeliness.LATE)]
    assert states(assign(found, late, now=at("2026-11-22T01:00"))) == [
        "done",
        "late",
        "transcribed",
        "missed",
    ]


def test_two_rounds_in_the_first_half_of_a_night_are_two_rounds() -> None:
    found = made(PATROL, "2026-11-20T20:00", "2026-11-21T08:00")
    records = [done("2026-11-20T21:00"), done("2026-11-20T23:30")]
    assert states(assign(found, records, now=at("2026-11-21T09:00"))) == ["done", "done"]


def test_rounds_every_two_hours_must_be_spread() -> None:
    dense = duty("day", parts=(("day", 6),), per="area")
    found = made(dense, "2026-11-20T08:00", "2026-11-20T20:00", subjects=Subjects(areas=("inpatient",)))
    assert len(found) == 6
    records = [done(f"2026-11-20T08:{minute:02}") for minute in (5, 10, 15)]
    assert states(assign(found, records, now=at("2026-11-21"))).count("done") == 1
    spread = [done(f"2026-11-20T{hour:02}:30") for hour in (8, 10, 12, 14, 16, 18)]
    assert states(assign(found, spread, now=at("2026-11-21"))) == ["done"] * 6


def test_one_round_through_several_areas_counts_once_in_each() -> None:
    wide = duty("day", per="area")
    found = made(wide, "2026-11-20", "2026-11-21")
    both = done("2026-11-20T09:00", Timeliness.ON_TIME, "inpatient", "office")
    assigned = assign(found, [both], now=at("2026-11-20T10:00"))
    assert [(one.slot.subject, one.state) for one in assigned] == [
        ("inpatient", SlotState.DONE),
        ("office", SlotState.DONE),
    ]


def test_a_record_in_time_is_taken_before_a_late_one() -> None:
    found = made(duty("day"), "2026-11-20", "2026-11-21")
    records = [done("2026-11-20T09:00", Timeliness.LATE), done("2026-11-20T10:00")]
    assert states(assign(found, records, now=at("2026-11-22"))) == ["done"]


def test_records_of_other_forms_subjects_and_days_fulfil_nothing() -> None:
    found = made(PATROL, "2026-11-20T08:00", "2026-11-20T20:00")
    strangers = [
        done("2026-11-20T09:00", form_id="g"),
        done("2026-11-20T09:00", Timeliness.ON_TIME, "office"),
        done("2026-11-19T09:00"),
        done("2026-11-20T20:00"),
    ]
    assert states(assign(found, strangers, now=at("2026-11-22"))) == ["missed", "missed"]


def test_the_order_of_records_changes_nothing() -> None:
    found = made(PATROL, "2026-11-20T08:00", "2026-11-21T08:00")
    records = [done(f"2026-11-20T{hour:02}:00") for hour in (9, 10, 21, 22, 23)]
    one = assign(found, records, now=at("2026-11-22"))
    assert one == assign(tuple(reversed(found)), tuple(reversed(records)), now=at("2026-11-22"))
