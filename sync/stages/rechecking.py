"""Ask for what the county should have, and mark what it lacks: all of it, or one slice of the circle. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from sync.outcomes import Delivered, Failure
from sync.stages.stage import Done
from sync.wire.push import CheckAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Some of what this computer holds. ``owners``: of a private part, the revision it belongs to."""

    object_ids: tuple[str, ...] = ()
    blobs: tuple[str, ...] = ()
    owners: Mapping[str, str]
    following: str  # where the next slice begins


# What the shell does: each is one transaction or one call.


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Read the slice that begins there; the first begins at the empty text."""

    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    slice: Slice


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What the county lacks is due again."""

    slice: Slice
    answer: CheckAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Remember:
    """All was asked for: from now on this epoch is known."""

    epoch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Read the slice at which the circle stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Here the circle goes on another time; at the empty text it begins anew."""

    at: str


Effect = Look | Ask | Mark | Remember | Resume | Pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    slice: Slice | None  # None: there is no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    slice: Slice
    outcome: Delivered[CheckAnswer] | Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    lost: int
    following: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The epoch, or the place in the circle."""


Event = Looked | Asked | Marked | Remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    epoch: str | None  # None: one slice, and no epoch is at stake
    changed: int = 0  # objects that the county had lost


def begin(epoch: str) -> tuple[State, Effect | Done]:
    """Everything, because the epoch changed."""
    return State(epoch=epoch), Look(at="")


def begin_spot_check() -> tuple[State, Effect | Done]:
    """One slice: what a county loses without knowing it (a photo that no receipt speaks of) is found in some pass."""
    return State(epoch=None), Resume()


def step(state: State, event: Event) -> tuple[State, Effect | Done]:
    """The epoch is remembered only after the last slice: a pass that breaks off asks for everything again."""
    match event:
        case Looked(slice=Slice() as found):
            return state, Ask(slice=found)
        case Looked():
            return state, Pause(at="") if state.epoch is None else Remember(epoch=state.epoch)
        case Asked(slice=asked, outcome=Delivered(message=answer)):
            if answer.missing or answer.missing_blobs:
                return state, Mark(slice=asked, answer=answer)
            return state, _go_on(state, asked.following)
        case Asked(outcome=failure):
            assert not isinstance(failure, Delivered)
            return state, Done(failure=failure)
        case Marked(following=following):
            return replace(state, changed=state.changed + event.lost), _go_on(state, following)
        case Remembered():
            return state, Done()
        case never:
            assert_never(never)


def _go_on(state: State, following: str) -> Effect:
    return Pause(at=following) if state.epoch is None else Look(at=following)
