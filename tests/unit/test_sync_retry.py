"""When to try again."""

from __future__ import annotations

import heapq
from collections import Counter
from random import Random

import pytest

from sync.retry import CAP_S, USUAL_S, delay_s, usual_s


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
        (1, 0.5, -5, 2.0),
        (1, 0.5, 0, 2.0),
        (9, 0.5, 30, 451.0),
    ],
)
def test_the_wait_after_so_many_tries(tries: int, chance: float, wish: int | None, expected: float) -> None:
    assert delay_s(tries, chance, wish) == pytest.approx(expected)


@pytest.mark.fault(33)
def test_there_is_no_last_attempt_and_no_wait_beyond_the_cap() -> None:
    assert all(delay_s(tries, 0.999999) <= CAP_S for tries in range(1, 10_000))


SHED_S = 15  # what a server says that has no hand free


def arrivals(*, clients: int, outage_s: float, wish: int | None, seed: int) -> Counter[int]:
    """Passes per ten seconds, from the end of the outage on, of clients that ask once a minute when all is well."""
    random = Random(seed)
    turns = [(random.uniform(0, USUAL_S), number, 0) for number in range(clients)]
    heapq.heapify(turns)
    found: Counter[int] = Counter()
    while turns[0][0] < outage_s + 3 * CAP_S:
        now, number, tries = heapq.heappop(turns)
        if now < outage_s:
            heapq.heappush(turns, (now + delay_s(tries + 1, random.random(), wish), number, tries + 1))
            continue
        found[int((now - outage_s) // 10)] += 1
        heapq.heappush(turns, (now + usual_s(random.random()), number, 0))
    return found


@pytest.mark.fault(33)
@pytest.mark.parametrize("wish", [None, 0, SHED_S])
@pytest.mark.parametrize("minutes", [2, 10, 60, 24 * 60])
def test_a_thousand_computers_after_an_outage_come_back_without_a_storm(
    minutes: int, wish: int | None
) -> None:
    clients = 1_000
    steady = clients * 10 / USUAL_S
    found = arrivals(clients=clients, outage_s=minutes * 60.0, wish=wish, seed=20261122)
    assert max(found.values()) <= 2 * steady
    assert found[int(2 * CAP_S // 10)] > 0.5 * steady


@pytest.mark.fault(33)
def test_after_less_than_a_minute_the_first_crowd_is_gone_in_a_minute() -> None:
    steady = 1_000 * 10 / USUAL_S
    found = arrivals(clients=1_000, outage_s=30, wish=SHED_S, seed=20261122)
    assert max(found.values()) <= 3.5 * steady
    assert all(count <= 2 * steady for window, count in found.items() if window >= 12)


@pytest.mark.fault(33)
def test_a_wish_of_years_is_a_quarter_of_an_hour() -> None:
    assert CAP_S <= delay_s(1, 0.0, 10**9) <= delay_s(1, 0.999, 10**9) <= CAP_S + 2
