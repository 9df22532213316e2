"""Attachments on their way up: resumed at the county's offset, one after the other. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from sync.outcomes import Delivered, Failure, Rejected
from sync.stages.stage import Done
from sync.wire.blob import BlobOffset
from sync.wire.problem import ProblemDetail

TRIES = 3  # a whole that was not what its name says is begun anew so often in one pass
STUCK = ProblemDetail(
    kind="blob-stuck",
    title="blob stuck",
    status=422,
    detail="有一个附件送了几次都对不上。附件还在本机，下次再送。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """An attachment that the county has asked for and not got yet; ``owner``: the revision whose private part it is.

    ``size`` is None if the bytes are not on this computer: another one has them, and will send them.
    """

    sha256: str
    owner: str = ""
    size: int | None


# What the shell does: each is one transaction or one call.


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLacking:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOffset:
    blob: Lacking


@dataclass(frozen=True, slots=True, kw_only=True)
class SendChunk:
    blob: Lacking
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """It need not be sent any more."""

    sha256: str


Effect = ListLacking | AskOffset | SendChunk | Forget


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    blobs: tuple[Lacking, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The county said how far it is."""

    outcome: Delivered[BlobOffset] | Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    pass


Event = Listed | Answered | Forgotten


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """``waiting`` begins with the one under way."""

    waiting: tuple[Lacking, ...] = ()
    restarts: int = 0
    changed: int = 0


def begin() -> tuple[State, Effect | Done]:
    return State(), ListLacking()


def step(state: State, event: Event) -> tuple[State, Effect | Done]:
    """One that the county refuses waits for another pass and does not stop the others."""
    match event:
        case Listed(blobs=blobs):
            return _next(replace(state, waiting=blobs))
        case Answered(outcome=Delivered(message=offset)):
            return _go_on(state, offset)
        case Answered(outcome=Rejected()):
            return _next(replace(state, waiting=state.waiting[1:]))
        case Answered(outcome=failure):
            assert not isinstance(failure, Delivered)
            return state, Done(failure=failure)
        case Forgotten():
            return _next(replace(state, waiting=state.waiting[1:]))
        case never:
            assert_never(never)


def _next(state: State) -> tuple[State, Effect | Done]:
    if not state.waiting:
        return state, Done()
    blob = state.waiting[0]
    state = replace(state, restarts=0)
    return state, Forget(sha256=blob.sha256) if blob.size is None else AskOffset(blob=blob)


def _go_on(state: State, offset: BlobOffset) -> tuple[State, Effect | Done]:
    blob = state.waiting[0]
    assert blob.size is not None
    if offset.is_complete:
        return state, Forget(sha256=blob.sha256)
    restarts = state.restarts + offset.is_refused
    if is_stuck(offset, restarts, blob.size):
        return _next(replace(state, waiting=state.waiting[1:]))
    return replace(state, restarts=restarts), SendChunk(blob=blob, start=offset.received)


def is_stuck(offset: BlobOffset, restarts: int, size: int) -> bool:
    """Whether the county and this computer will not agree about this attachment in this pass."""
    return restarts > TRIES or offset.received > size
