"""When to try again."""

from __future__ import annotations

import pytest

from sync.retry import CAP_S, delay_s


@pytest.mark.parametrize(
    ("tries", "chance", "wish", "expected"),
    [
        (0, 0.5, None, 0.0),
        (1, 0.5, None, 2.0),
        (1, 0.999, None, 3.996),
        (4, 0.5, None, 16.0),
        (9, 0.5, None, 450.0),
        (9, 0.0, None, 0.0),
        (1_000_000, 0.5, None, 450.0),
        (1, 0.0, 30, 30.0),
        (1, 0.5, 30, 31.0),
        (1, 0.5, 1_000_000_000, 901.0),
        (1, 0.5, -5, 1.0),
    ],
)
def test_the_wait_after_so_many_tries(tries: int, chance: float, wish: int | None, expected: float) -> None:
    assert delay_s(tries, chance, wish) == pytest.approx(expected)


def test_there_is_no_last_attempt_and_no_wait_beyond_the_cap() -> None:
    assert all(delay_s(tries, 0.999999) <= CAP_S for tries in range(1, 10_000))
