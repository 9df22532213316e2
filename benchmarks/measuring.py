"""Times by turns: subject and floor are run one after the other, so that a busy moment meets both."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

Timed = Callable[[], float]
"""Does its work once and answers the seconds that count."""


def timed(work: Callable[[], object]) -> Timed:
    """All of ``work`` counts."""

    def run() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return run


def by_turns(subjects: Mapping[str, Timed], *, runs: int, warm_ups: int = 1) -> dict[str, list[float]]:
    """Seconds of each subject, ``runs`` of them, taken in turns; warm-ups are not counted.

    Garbage is collected between the turns, never within one.
    """
    seconds: dict[str, list[float]] = {name: [] for name in subjects}
    gc.disable()
    try:
        for turn in range(-warm_ups, runs):
            for name, subject in subjects.items():
                taken = subject()
                if turn >= 0:
                    seconds[name].append(taken)
            gc.collect()
    finally:
        gc.enable()
    return seconds


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that ``share`` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median_of(values: Sequence[float]) -> float:
    return float(median(values))
