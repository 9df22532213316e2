"""Schedules of a whole hospital and its county, by seed: sealed, sent, lost, cloned, restored, and at rest again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

from tools.campaign.simulated import real_world
from tools.campaign.simulated.world import play
from tools.campaign.trial import Told, Trial

ROUNDS = 1_000_000
_AT_ONCE = 1_000  # schedules that one process plays before it tells
_WORTH_PROCESSES = 50_000
_PER_REAL = 10_000  # schedules in memory for one with real stores and the real server
_ENOUGH = 20  # faults; more would say the same


def run(seed: int, rounds: int, told: Told) -> Trial:
    """Schedule n of a campaign is seed · 10⁹ + n: ``play`` of that number plays it again, step by step."""
    first = seed * 10**9
    starts = range(first, first + rounds, _AT_ONCE)
    steps = 0
    faults: list[str] = []
    for done, (some_steps, some_faults) in enumerate(_play_all(starts, first + rounds), start=1):
        steps += some_steps
        faults += some_faults
        told(min(done * _AT_ONCE, rounds), rounds)
        if len(faults) >= _ENOUGH:
            break
    real = rounds // _PER_REAL
    faults += play_real(first, real)
    return Trial(
        kind="simulate",
        seed=seed,
        trials=rounds + real,
        faults=tuple(faults[:_ENOUGH]),
        figures={"steps": steps, "schedules with real parts": real},
    )


def play_real(first: int, count: int) -> list[str]:
    """Schedules with the real store, pass and server; what went wrong in them."""
    played = map(real_world.play, range(first, first + count))
    return [f"real schedule {one.seed}: {one.fault}: {'; '.join(one.trace)}" for one in played if one.fault]


def _play_all(starts: range, end: int) -> Iterator[tuple[int, list[str]]]:
    if end - starts.start < _WORTH_PROCESSES:
        yield from map(_play_some, starts, repeat(end))
        return
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(_play_some, starts, repeat(end))


def _play_some(start: int, end: int) -> tuple[int, list[str]]:
    played = [play(seed) for seed in range(start, min(start + _AT_ONCE, end))]
    faults = [f"schedule {one.seed}: {one.fault}" for one in played if one.fault]
    return sum(one.steps for one in played), faults
