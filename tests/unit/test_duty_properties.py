"""Ten years of duties: each time covered once, keys that never change, and local rules that only tighten."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from forms.clock import midnight
from forms.duty import Completion, Slot, SlotState, assign, slots
from forms.duty_moving import judge
from forms.duty_settings import Local, Profile, Setting, objection, phases, tightened
from forms.duty_windows import PERIODS
from forms.holiday_calendar import shipped
from forms.listed import Duty
from forms.timeliness import Timeliness
from tests.definitions import duty

FIRST, LAST = date(2024, 1, 1), date(2033, 12, 31)
days = st.dates(FIRST, LAST)
moments = st.builds(
    lambda day, minute: midnight(day) + timedelta(minutes=minute), days, st.integers(0, 24 * 60 - 1)
)
periods = st.sampled_from(list(PERIODS))
daily = st.one_of(
    st.just(duty("shift")),
    st.sampled_from([duty("hours", hours=hours) for hours in (1, 2, 3, 4, 6, 8, 12, 24)]),
    st.just(duty("day")),
)


@st.composite
def patrols(draw: st.DrawFn) -> Duty:
    times = st.integers(1, 6)
    parts = draw(st.sampled_from([("day",), ("night",), ("day", "night")]))
    return duty("day", parts=tuple((part, draw(times)) for part in parts))


calendar_duties = st.one_of(periods.map(duty), daily, patrols())


def made(of: Duty, first: date, last: date) -> tuple[Slot, ...]:
    return slots(of, midnight(first), midnight(last), form_id="f")


@given(periods, moments)
def test_every_moment_of_ten_years_lies_in_exactly_one_window_of_a_period(every: str, now: datetime) -> None:
    assert len(slots(duty(every), now, now + timedelta(microseconds=1), form_id="f")) == 1


@given(daily, moments)
def test_every_moment_lies_in_exactly_one_window_of_a_day_a_shift_or_an_hour(of: Duty, now: datetime) -> None:
    assert len(slots(of, now, now + timedelta(microseconds=1), form_id="f")) == 1


@given(st.one_of(periods.map(duty), daily), st.integers(2024, 2031))
def test_windows_follow_each_other_without_gap_or_overlap(of: Duty, year: int) -> None:
    found = made(of, date(year, 1, 1), date(year, 4, 1) if of.hours else date(year + 2, 1, 1))
    assert all(one.closes_at == two.counts_from for one, two in pairwise(found))


@given(periods, st.integers(2024, 2033))
def test_each_year_has_its_whole_number_of_periods(every: str, year: int) -> None:
    found = [
        slot for slot in made(duty(every), date(year, 1, 1), date(year + 1, 1, 1)) if slot.day.year == year
    ]
    counts = {"year": 1, "half_year": 2, "quarter": 4, "month": 12, "half_month": 24}
    assert len(found) == counts.get(every, len(found))
    if every == "week":
        assert len(found) in (52, 53)


@given(calendar_duties, days, st.integers(1, 400))
def test_keys_are_unique_and_the_same_in_every_run(of: Duty, first: date, length: int) -> None:
    last = first + timedelta(days=min(length, 40) if of.hours else length)
    keys = [slot.key for slot in made(of, first, last)]
    assert len(set(keys)) == len(keys)
    assert keys == [slot.key for slot in made(of, first, last)]


@given(calendar_duties, days, st.integers(1, 30), st.integers(1, 30))
def test_slots_are_the_same_however_the_time_is_cut(of: Duty, first: date, one: int, two: int) -> None:
    middle, last = first + timedelta(days=one), first + timedelta(days=one + two)
    whole = {slot.key for slot in made(of, first, last)}
    assert whole == {slot.key for slot in (*made(of, first, middle), *made(of, middle, last))}


@given(st.one_of(patrols(), st.just(duty("shift"))), days)
def test_a_night_belongs_to_the_day_on_which_it_starts(of: Duty, day: date) -> None:
    for slot in made(of, day, day + timedelta(days=3)):
        earliest = min(slot.counts_from, slot.opens_at)
        assert slot.day in (earliest.date(), earliest.date() - timedelta(days=1))
        if "夜间" in slot.label:
            assert midnight(slot.day) + timedelta(hours=20) <= slot.counts_from < slot.closes_at
            assert slot.closes_at <= midnight(slot.day + timedelta(days=1)) + timedelta(hours=8)
        else:
            assert slot.opens_at.date() == slot.day


@given(st.integers(2024, 2033), st.integers(1, 15))
def test_before_a_holiday_stays_where_the_calendar_has_it_and_never_breaks(year: int, ahead: int) -> None:
    found = made(duty("before_holiday", days=ahead), date(year - 1, 12, 1), date(year + 1, 1, 1))
    starts = {one.first for one in shipped().of_year(year)}
    assert {slot.day for slot in found if slot.day.year == year} == starts
    assert len(starts) >= 3
    assert all(slot.closes_at - slot.opens_at == timedelta(days=ahead) for slot in found)


@given(periods, st.sampled_from(["", *PERIODS]), st.integers(0, 400), st.integers(2024, 2032))
def test_local_rules_never_lower_the_count_nor_put_anything_off(
    every: str, shorter: str, early: int, year: int
) -> None:
    of, local = duty(every), Local(every=shorter, early=early)
    strict = tightened(of, local)
    first, last = date(year, 1, 1), date(year + 1, 1, 1)
    before, after = made(of, first, last), made(strict, first, last)
    assert len(after) >= len(before)
    if objection(of, local):
        assert strict == of
        return
    sooner = slots(strict, midnight(first), midnight(last), form_id="f", early=timedelta(days=early))
    assert len(sooner) == len(after)
    assert all(one.opens_at < one.due_at <= two.due_at for one, two in zip(sooner, after, strict=True))
    for slot in before:
        if slot.opens_at >= midnight(first) and slot.closes_at <= midnight(last):
            inside = [
                one for one in after if slot.opens_at <= one.opens_at and one.closes_at <= slot.closes_at
            ]
            assert inside, "a whole local window lies in each window of the rule"


@given(patrols(), st.none() | st.integers(0, 14), st.none() | st.integers(0, 14), days)
def test_more_times_a_day_never_lower_the_count(
    of: Duty, by_day: int | None, by_night: int | None, day: date
) -> None:
    strict = tightened(of, Local(times_day=by_day, times_night=by_night))
    last = day + timedelta(days=7)
    assert len(made(strict, day, last)) >= len(made(of, day, last))


@given(st.sampled_from([1, 2, 3, 4, 6, 8, 12, 24]), st.integers(-1, 30), days)
def test_shorter_intervals_never_lower_the_count(hours: int, fewer: int, day: date) -> None:
    of = duty("hours", hours=hours)
    strict = tightened(of, Local(hours=fewer))
    assert len(made(strict, day, day + timedelta(days=2))) >= len(made(of, day, day + timedelta(days=2)))


def record(moment: datetime, *subjects: str) -> Completion:
    return Completion(
        rev_id=moment.isoformat(),
        form_id="f",
        claimed_at=moment,
        timeliness=Timeliness.ON_TIME,
        subjects=frozenset(subjects),
    )


@given(calendar_duties, days, st.lists(st.integers(0, 60 * 24 * 30), max_size=40))
def test_a_record_fulfils_at_most_one_slot_and_only_inside_its_window(
    of: Duty, first: date, minutes: list[int]
) -> None:
    records = [record(midnight(first) + timedelta(minutes=number)) for number in set(minutes)]
    over = midnight(LAST) + timedelta(days=366)  # every window, a year's included, is closed by then
    found = assign(made(of, first, first + timedelta(days=30)), records, now=over)
    used = [one.completion.rev_id for one in found if one.completion]
    assert len(set(used)) == len(used)
    for one in found:
        if one.completion:
            assert one.slot.counts_from <= one.completion.claimed_at < one.slot.closes_at
        else:
            assert one.state is SlotState.MISSED


@given(st.integers(1, 120), st.lists(st.integers(0, 2000), max_size=12), st.integers(1, 2000))
def test_after_each_record_the_next_is_due_so_many_days_later(
    length: int, offsets: list[int], today: int
) -> None:
    start = midnight(date(2025, 1, 1))
    now = start + timedelta(days=today)
    records = [record(start + timedelta(days=number, hours=9)) for number in set(offsets) if number < today]
    found = judge(
        duty("after_last", days=length),
        start,
        now,
        form_id="f",
        completions=records,
        now=now,
        effective_from=start,
    )
    assert sum(one.completion is not None for one in found) == len(records)
    assert len({one.slot.key for one in found}) == len(found)
    for one in found:
        assert one.slot.due_at - one.slot.counts_from == timedelta(days=length)
        if one.completion is not None:
            in_time = one.completion.claimed_at < one.slot.due_at
            assert one.state is (SlotState.DONE if in_time else SlotState.LATE)


@given(st.lists(st.tuples(days, st.booleans(), st.sampled_from(["", "week"])), max_size=6), days)
def test_phases_never_overlap_and_nothing_is_due_while_it_is_off(
    acts: list[tuple[date, bool, str]], founded: date
) -> None:
    of = duty("month")
    sealed = datetime(2024, 1, 1, tzinfo=UTC)
    settings = [
        Setting(
            form_id="f",
            duty_id=of.id,
            is_on=is_on,
            start=start,
            local=Local(every=every),
            sealed_at=sealed + timedelta(minutes=number),
        )
        for number, (start, is_on, every) in enumerate(acts)
    ]
    found = phases(
        of,
        levels=("township",),
        switches=(),
        profiles=[Profile(effective_from=founded, level="township")],
        settings=settings,
    )
    assert all(one.until is not None and one.until <= two.since for one, two in pairwise(found))
    for phase in found:
        due = slots(
            phase.duty,
            phase.since - timedelta(days=40),
            (phase.until or midnight(LAST)) + timedelta(days=40),
            form_id="f",
            effective_from=phase.since,
            until=phase.until,
        )
        assert all(phase.since < slot.due_at for slot in due)
        assert all(phase.until is None or slot.due_at <= phase.until for slot in due)
        assert all(slot.opens_at >= phase.since for slot in due)
