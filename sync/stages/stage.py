"""What all stages have in common: how they end, and the loop that does what they ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sync.outcomes import Failure


class Counting(Protocol):
    @property
    def changed(self) -> int:
        """Objects that came, or that the county turned out to lack."""
        ...


State = TypeVar("State", bound=Counting)
Effect = TypeVar("Effect")
Event = TypeVar("Event")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The last effect of every stage."""

    failure: Failure | None = None


def run(
    step: Callable[[State, Event], tuple[State, Effect | Done]],
    first: tuple[State, Effect | Done],
    perform: Callable[[Effect], Event],
    *,
    cancelled: Callable[[], bool],
) -> tuple[int, Failure | None]:
    """What the stage changed, and what ended it. Stopped between two effects, it goes on another time."""
    state, effect = first
    while not isinstance(effect, Done):
        if cancelled():
            return state.changed, None
        state, effect = step(state, perform(effect))
    return state.changed, effect.failure
