"""A day of the fire control room is looked over: people, certificates, hours, and an entry every two hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from forms.clock import ZONE
from forms.duty_room import Entry, Flaw, FlawKind, entry_of, flaws

DAY = datetime(2026, 11, 20, tzinfo=ZONE)
NEXT = DAY + timedelta(days=1)
SHIFTS = ((0, 8, ("0101", "0102")), (8, 16, ("0103", "0104")), (16, 24, ("0105", "0106")))


def entry(at: float, starts: float, ends: float, people: tuple[str, ...], *, minutes: float = 0) -> Entry:
    """Hours after midnight of DAY, written down so many minutes later."""
    return Entry(
        at=DAY + timedelta(hours=at),
        written_at=DAY + timedelta(hours=at, minutes=minutes),
        shift_starts=DAY + timedelta(hours=starts),
        shift_ends=DAY + timedelta(hours=ends),
        people=frozenset(people),
    )


def whole_day() -> list[Entry]:
    return [entry(at, *shift) for shift in SHIFTS for at in range(shift[0], shift[1], 2)]


def looked_over(
    entries: list[Entry], *, now: datetime = NEXT, certified: Callable[[str, date], bool] = lambda _, __: True
) -> tuple[Flaw, ...]:
    return flaws(entries, DAY, NEXT, now=now, certified=certified)


def test_three_shifts_of_two_with_an_entry_every_two_hours_have_no_flaw() -> None:
    assert looked_over(whole_day()) == ()


def test_an_entry_that_is_missing_is_told_with_its_hours() -> None:
    entries = [one for one in whole_day() if one.at.hour != 4]
    (flaw,) = looked_over(entries)
    assert flaw.kind is FlawKind.NO_ENTRY
    assert flaw.message == "02:00 到 06:00 没有运行记录，隔了 4 小时"


@pytest.mark.parametrize(("minutes", "told"), [(10, 0), (11, 1)])
def test_ten_minutes_late_is_in_time(minutes: int, told: int) -> None:
    entries = [one for one in whole_day() if one.at.hour != 12]
    entries.append(entry(12 + minutes / 60, 8, 16, ("0103", "0104")))
    assert len(looked_over(entries)) == told


def test_hours_that_nobody_was_down_for_are_a_gap() -> None:
    entries = [one for one in whole_day() if not 8 <= one.at.hour < 16]
    kinds = {flaw.kind: flaw.message for flaw in looked_over(entries)}
    assert kinds[FlawKind.EMPTY] == "08:00 到 16:00 没有人值班的记录"
    assert kinds[FlawKind.NO_ENTRY] == "06:00 到 16:00 没有运行记录，隔了 10 小时"


def test_one_person_alone_is_told_by_name() -> None:
    entries = [one for one in whole_day() if one.at.hour < 16]
    entries += [entry(at, 16, 24, ("0105",)) for at in range(16, 24, 2)]
    found = flaws(entries, DAY, NEXT, now=NEXT, certified=lambda _, __: True, name=lambda _: "张某")
    assert [flaw.message for flaw in found] == ["16:00 到 24:00 只有张某一个人"]


def test_two_shifts_on_end_are_more_than_eight_hours() -> None:
    entries = [one for one in whole_day() if one.at.hour < 16]
    entries += [entry(at, 16, 24, ("0103", "0106")) for at in range(16, 24, 2)]
    (flaw,) = looked_over(entries)
    assert (flaw.kind, flaw.people) == (FlawKind.TOO_LONG, ("0103",))
    assert "连续值班 16 小时" in flaw.message


def test_a_shift_over_midnight_belongs_to_both_days_and_is_whole() -> None:
    entries = [entry(-2, -4, 4, ("0101", "0102")), *(entry(at, -4, 4, ("0101", "0102")) for at in (0, 2))]
    entries += [entry(at, 4, 12, ("0103", "0104")) for at in (4, 6, 8, 10)]
    entries += [entry(at, 12, 20, ("0105", "0106")) for at in (12, 14, 16, 18)]
    entries += [entry(at, 20, 28, ("0101", "0102")) for at in (20, 22, 24)]
    assert looked_over(entries) == ()


def test_somebody_without_a_certificate_is_told_once() -> None:
    found = looked_over(whole_day(), certified=lambda person, day: person != "0104" and day == DAY.date())
    assert [(flaw.kind, flaw.people) for flaw in found] == [(FlawKind.UNCERTIFIED, ("0104",))]


def test_what_has_not_passed_yet_is_no_flaw() -> None:
    entries = [one for one in whole_day() if one.at.hour <= 4]
    assert looked_over(entries, now=DAY + timedelta(hours=6)) == ()
    assert [flaw.kind for flaw in looked_over(entries, now=DAY + timedelta(hours=7))] == [FlawKind.NO_ENTRY]
    assert looked_over(entries, now=DAY - timedelta(hours=1)) == ()


def test_a_day_without_any_entry_is_one_silence_without_anybody() -> None:
    assert [flaw.kind for flaw in looked_over([])] == [FlawKind.EMPTY, FlawKind.NO_ENTRY]


def test_an_entry_is_read_from_sealed_answers_of_the_log_alone() -> None:
    answers = {
        "at": "2026-11-20T02:00+08:00",
        "shift_starts": "2026-11-20T00:00+08:00",
        "shift_ends": "2026-11-20T08:00+08:00",
        "operator_1": "0101",
    }
    written = DAY + timedelta(hours=2)
    assert entry_of(dict(answers), written) == entry(2, 0, 8, ("0101",))
    assert entry_of({"at": "2026-11-20T02:00+08:00"}, written) is None


@pytest.mark.parametrize(("minutes", "told"), [(30, ()), (185, ("06:00 的记录到 09:05 才写",))])
def test_what_is_written_long_after_it_was_seen_is_told(minutes: int, told: tuple[str, ...]) -> None:
    entries = [one for one in whole_day() if one.at.hour != 6]
    entries.append(entry(6, 0, 8, ("0101", "0102"), minutes=minutes))
    assert tuple(flaw.message for flaw in looked_over(entries)) == told
