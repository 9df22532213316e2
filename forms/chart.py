"""Where the marks of a chart lie: the scale from zero, labels that stand apart. Knows nothing of Qt or of paper."""

from __future__ import annotations

import math
from collections.abc import Sequence

STEPS = (1.0, 2.0, 5.0, 10.0)


def scale(highest: float, *, lines: int = 4, whole: bool = True) -> tuple[float, ...]:
    """The values of the lines of a scale that begins at 0 and reaches ``highest``: 0, 5, 10, 15, 20.

    At most ``lines`` steps of 1, 2 or 5 times a power of ten; with ``whole`` none is smaller than 1.
    """
    if highest <= 0:
        return (0.0, 1.0)
    power = 10.0 ** math.floor(math.log10(highest / lines))
    step = next(one * power for one in STEPS if one * power * lines >= highest * (1 - 1e-9))
    step = max(1.0, step) if whole else step
    count = max(1, math.ceil(highest / step - 1e-9))
    return tuple(round(number * step, 10) for number in range(count + 1))


def share(value: float, highest: float) -> float:
    """Which part of the scale a value takes, between 0 and 1."""
    return max(0.0, min(1.0, value / highest)) if highest > 0 else 0.0


def spread(wanted: Sequence[float], *, gap: float, least: float, most: float) -> tuple[float, ...]:
    """Places near those wanted, in the same order, at least ``gap`` apart and within [least, most].

    Where there is no room for all they begin at ``least`` and run over ``most``.
    """
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    placed = [0.0] * len(wanted)
    free = least
    for at in order:
        placed[at] = free = max(free, wanted[at])
        free += gap
    limit = most
    for at in reversed(order):
        placed[at] = min(placed[at], limit)
        limit = placed[at] - gap
    low = least
    for at in order:
        placed[at] = low = max(low, placed[at])
        low += gap
    return tuple(placed)


def shown_labels(centres: Sequence[float], widths: Sequence[float], *, gap: float = 8.0) -> tuple[int, ...]:
    """Which of the labels along an axis are written: the last one always, the others where they stand apart."""
    free, shown = math.inf, []
    for at in range(len(centres) - 1, -1, -1):
        left, right = centres[at] - widths[at] / 2, centres[at] + widths[at] / 2
        if right + gap <= free:
            shown.append(at)
            free = left
    return tuple(reversed(shown))
