"""Hints about sheets: what is said of them, and what honest work must not be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from forms.advice import AT_ONCE, BULK_ITEMS, Hint, SheetFacts, advise
from forms.json_value import Json
from tests.released_forms import CATALOG

START = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
PATROL = CATALOG.latest("fire.daily_patrol")
FIGURES = CATALOG.latest("management.monthly_figures")


def round_of(number: int, times: list[str], *, author: str = "0231", bulk: int = 0) -> SheetFacts:
    """A patrol whose places were reached at those times."""
    rows: list[Json] = [
        {"row_id": f"r{at}", "place": f"P{at:02d}", "time": time, "exits": {"value": "normal"}}
        for at, time in enumerate(times)
    ]
    return SheetFacts(
        record_id=f"record-{number}",
        author=author,
        claimed_at=START + timedelta(hours=number),
        items=len(times) * 7,
        bulk=bulk,
        answers={"patrol_date": "2026-11-20", "places": rows},
    )


def walked(first: int, step: int, places: int = 8) -> list[str]:
    minutes = [first + step * at for at in range(places)]
    return [f"{minute // 60 % 24:02d}:{minute % 60:02d}" for minute in minutes]


def hints(*sheets: SheetFacts) -> list[Hint]:
    return [one.hint for one in advise(PATROL, sheets)]


def test_a_round_walked_at_a_walking_pace_gives_no_hint() -> None:
    assert hints(round_of(1, walked(540, 2)), round_of(2, walked(900, 3))) == []


def test_a_round_past_midnight_is_no_faster_for_that() -> None:
    assert hints(round_of(1, walked(23 * 60 + 50, 3))) == []


@pytest.mark.parametrize(
    ("times", "hint"),
    [
        (["09:00"] * 8, Hint.ONE_TIME),
        (["09:00"] * AT_ONCE + ["09:05", "09:09", "09:12", "09:15"], Hint.PACE),
        (["09:00", "09:00", "09:00", "09:01", "09:01", "09:01", "09:01"], Hint.PACE),
    ],
)
def test_being_in_several_places_at_once_is_said_of_the_round(times: list[str], hint: Hint) -> None:
    (found,) = advise(PATROL, [round_of(1, times)])
    assert (found.hint, found.part) == (hint, len(times))


def test_a_round_of_few_places_says_nothing_about_pace() -> None:
    assert hints(round_of(1, ["09:00", "09:00", "09:00"])) == []


def test_three_rounds_with_the_same_steps_between_times_are_alike_whenever_they_began() -> None:
    odd = ["09:00", "09:02", "09:05", "09:06", "09:09", "09:11", "09:15", "09:16"]
    later = ["14:10", "14:12", "14:15", "14:16", "14:19", "14:21", "14:25", "14:26"]
    found = advise(PATROL, [round_of(1, odd), round_of(2, later), round_of(3, odd)])
    assert [(one.hint, one.part, one.records) for one in found] == [
        (Hint.ALIKE, 3, ("record-1", "record-2", "record-3"))
    ]


def test_two_alike_or_alike_with_another_between_are_not_told() -> None:
    same, other = walked(540, 2), walked(540, 3)
    assert hints(round_of(1, same), round_of(2, same), round_of(3, other), round_of(4, same)) == []


def test_sheets_of_two_people_are_never_put_together() -> None:
    times = walked(540, 2)
    people = ("0231", "0107", "0188")
    assert hints(*(round_of(at, times, author=person) for at, person in enumerate(people))) == []


def test_a_sheet_with_little_that_can_differ_is_not_called_alike() -> None:
    sheets = [
        SheetFacts(
            record_id=str(at),
            author="0520",
            claimed_at=START + timedelta(days=30 * at),
            items=0,
            bulk=0,
            answers={"as_of": f"2026-0{at + 1}-28", "discharges": 0},
        )
        for at in range(4)
    ]
    assert advise(FIGURES, sheets) == ()


def test_the_share_of_answers_given_at_once_is_told_only_of_many() -> None:
    few = round_of(1, walked(540, 2), bulk=56)
    assert few.items < BULK_ITEMS
    assert hints(few) == []
    many = [round_of(at, walked(540 + at, 2 + at), bulk=54) for at in range(3)]
    (found,) = advise(PATROL, many)
    assert (found.hint, found.part, found.whole) == (Hint.BULK, 162, 168)
    half = [round_of(at, walked(540 + at, 2 + at), bulk=28) for at in range(3)]
    assert advise(PATROL, half) == ()


@pytest.mark.parametrize("broken", [None, "", "25:00", "soon", 9, ["09:00"]])
def test_a_time_that_is_none_is_left_out(broken: Json) -> None:
    sheet = round_of(1, walked(540, 2))
    rows = sheet.answers["places"]
    assert isinstance(rows, list)
    assert isinstance(rows[0], dict)
    rows[0]["time"] = broken
    assert hints(sheet) == []
