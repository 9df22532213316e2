"""On time, transcribed or late: judged once, by what was claimed, keyed and sealed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from forms.clock import ZONE
from forms.timeliness import Timeliness, shift_end_of, timeliness

START = datetime(2026, 11, 20, 22, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("keyed_h", "sealed_h", "paper_no", "expected"),
    [
        (0, 0.5, None, Timeliness.ON_TIME),
        (1.9, 2.2, None, Timeliness.ON_TIME),  # begun in the shift, sealed just after it
        (2.1, 2.2, None, Timeliness.LATE),  # from memory, in the next shift
        (2.1, 2.2, "7", Timeliness.TRANSCRIBED),
        (0, 0.5, "7", Timeliness.TRANSCRIBED),
        (23, 24, "7", Timeliness.TRANSCRIBED),
        (23, 24.1, "7", Timeliness.LATE),
        (0, 24.1, None, Timeliness.LATE),
    ],
)
def test_with_a_shift_that_ends_at_midnight(
    keyed_h: float, sealed_h: float, paper_no: str | None, expected: Timeliness
) -> None:
    found = timeliness(
        claimed_at=START,
        keyed_at=START + timedelta(hours=keyed_h),
        sealed_at=START + timedelta(hours=sealed_h),
        paper_no=paper_no,
        shift_end=shift_end_of(START),
    )
    assert found is expected


def test_without_a_shift_there_are_24_hours() -> None:
    day = timedelta(hours=24)
    assert timeliness(claimed_at=START, keyed_at=START + day, sealed_at=START + day) is Timeliness.ON_TIME
    later = START + day + timedelta(seconds=1)
    assert timeliness(claimed_at=START, keyed_at=START, sealed_at=later) is Timeliness.LATE


def test_a_shift_longer_than_a_day_lengthens_the_time_for_paper() -> None:
    end = START + timedelta(hours=30)
    sealed = START + timedelta(hours=29)
    found = timeliness(claimed_at=START, keyed_at=START, sealed_at=sealed, paper_no="7", shift_end=end)
    assert found is Timeliness.TRANSCRIBED


def test_a_time_without_an_offset_is_refused() -> None:
    naive = START.replace(tzinfo=None)
    with pytest.raises(ValueError, match="offset"):
        timeliness(claimed_at=naive, keyed_at=START, sealed_at=START)


@pytest.mark.parametrize(("hour", "end"), [(0, 8), (7, 8), (8, 16), (15, 16), (16, 24), (23, 24)])
def test_shifts_end_at_eight_sixteen_and_midnight(hour: int, end: int) -> None:
    midnight = START.replace(hour=0)
    assert shift_end_of(midnight.replace(hour=hour, minute=59)) == midnight + timedelta(hours=end)
