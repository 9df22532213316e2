"""Waiting and giving up: never endless, never hastened by a clock that was set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sync import patience
from sync.patience import Tries

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
TEN_YEARS = timedelta(days=3653)


def test_what_was_never_tried_and_what_has_waited_long_enough_is_due() -> None:
    assert patience.is_due(None, NOON)
    assert patience.is_due(NOON, NOON)
    assert not patience.is_due(NOON + timedelta(seconds=1), NOON)


@pytest.mark.fault(50)
def test_a_moment_beyond_the_longest_wait_was_written_under_a_wrong_clock() -> None:
    assert not patience.is_due(NOON + patience.LONGEST_WAIT, NOON)
    assert patience.is_due(NOON + TEN_YEARS, NOON)


def test_nothing_waits_longer_than_the_longest_wait() -> None:
    for count in range(1, 200):
        assert patience.next_try_at(Tries(count=count), NOON, 0.999) <= NOON + patience.LONGEST_WAIT


def test_a_person_has_to_look_after_many_tries_and_a_day() -> None:
    tries = Tries()
    for _ in range(patience.QUARANTINE_TRIES):
        tries = patience.note_try(tries, NOON)
    assert not patience.is_over(tries, NOON + timedelta(hours=23))
    assert patience.is_over(tries, NOON + timedelta(hours=24))
    assert not patience.is_over(Tries(count=1, first_at=NOON), NOON + TEN_YEARS)


@pytest.mark.fault(50)
def test_a_clock_that_was_set_back_begins_the_waiting_anew() -> None:
    tries = patience.note_try(Tries(count=3, first_at=NOON + TEN_YEARS), NOON)
    assert tries == Tries(count=4, first_at=NOON)
