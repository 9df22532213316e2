"""Many things that happen side by side: each is told by a generator, and all are told in the order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from forms.clock import FixedClock

Story = Iterator[datetime]
"""Gives the moment at which it goes on, time after time, and acts when it is asked for the next one."""


def tell(
    stories: Iterable[Story],
    clock: FixedClock,
    *,
    until: datetime,
    on_moment: Callable[[datetime], bool] = lambda _at: True,
) -> bool:
    """Let the clock run to ``until`` and let every story act when its time has come.

    What a story has for later is not told any more. ``on_moment`` hears how far it is and answers whether to go on;
    False if it did not want to.
    """
    waiting: list[tuple[datetime, int, Story]] = []
    for number, story in enumerate(stories):
        first = next(story, None)
        if first is not None:
            heapq.heappush(waiting, (first, number, story))
    while waiting and waiting[0][0] <= until:
        at, number, story = heapq.heappop(waiting)
        clock.advance(seconds=max(0.0, (at - clock.now()).total_seconds()))
        if not on_moment(at):
            return False
        following = next(story, None)
        if following is not None:
            heapq.heappush(waiting, (following, number, story))
    clock.advance(seconds=max(0.0, (until - clock.now()).total_seconds()))
    return True
