"""Attachments of what was pulled, fetched whole and kept if they are what their name says. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from sync.outcomes import Delivered, Failure, Rejected
from sync.stages.stage import Done
from sync.wire.digest import sha256_hex

# What the shell does: each is one transaction or one call.


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWanted:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    sha256: str
    content: bytes


Effect = ListWanted | Fetch | Keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    outcome: Delivered[bytes] | Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    pass


Event = Listed | Came | Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """``wanted`` begins with the one under way."""

    wanted: tuple[str, ...] = ()
    changed: int = 0


def begin() -> tuple[State, Effect | Done]:
    return State(), ListWanted()


def step(state: State, event: Event) -> tuple[State, Effect | Done]:
    """What the county does not have yet is asked for again in another pass."""
    match event:
        case Listed(wanted=wanted):
            return _next(replace(state, wanted=wanted))
        case Came(outcome=Delivered(message=content)) if sha256_hex(content) == state.wanted[0]:
            return state, Keep(sha256=state.wanted[0], content=content)
        case Came(outcome=Delivered() | Rejected()) | Kept():
            return _next(replace(state, wanted=state.wanted[1:]))
        case Came(outcome=failure):
            assert not isinstance(failure, Delivered)
            return state, Done(failure=failure)
        case never:
            assert_never(never)


def _next(state: State) -> tuple[State, Effect | Done]:
    return state, Fetch(sha256=state.wanted[0]) if state.wanted else Done()
