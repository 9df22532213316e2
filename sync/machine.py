"""One pass as arithmetic: what to do next, from what has happened. Pure: no clock, no disk, no network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from sync.outcomes import Cause, Delivered, Failure, Rejected, Unauthorized, Unexpected, Unreachable
from sync.wire.enrolment import Meta
from sync.wire.limits import MAX_ITEMS
from sync.wire.problem import ProblemDetail
from sync.wire.push import Item, PushAnswer
from sync.wire.version import OURS, Window, highest_common

SMALLEST, LARGEST = 1, MAX_ITEMS
PATIENCE = 3  # items that fail alone, one after another, before the server itself is to blame


UPGRADE = ProblemDetail(
    kind="upgrade-required",
    title="upgrade required",
    status=426,
    detail="县里的服务器和这台电脑的医安版本对不上，现在送不了。记录都保存在本机，照常能填。请找信息员更新。",
)


class Step(StrEnum):
    """The stages of a pass after the records themselves; each can fail without touching the others."""

    RECHECK = "recheck"  # ask for everything ever acknowledged
    BLOBS = "blobs"
    PULL = "pull"
    FETCH = "fetch"  # attachments of what was pulled
    REPORTS = "reports"  # anonymous ones
    SPOT_CHECK = "spot_check"  # ask for a little of everything, in a circle


# What the shell does.


@dataclass(frozen=True, slots=True, kw_only=True)
class Greet:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Read the next batch, without the items that stumbled in this pass."""

    size: int
    skipped: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """With this computer's last receipt. Without items it shows only that."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    items: tuple[Item, ...]
    answer: PushAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    op_id: str
    failure: Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewDevice:
    """This computer exists twice: take a number of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Do:
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    failure: Failure | None


Effect = Greet | Load | Send | Keep | Blame | RenewDevice | Do | Finish


# What has happened.


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeted:
    outcome: Delivered[Meta] | Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    items: tuple[Item, ...]
    outcome: Delivered[PushAnswer] | Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """``delivered`` objects are proved, ``open_ops`` are not; ``epoch`` is the server's now."""

    delivered: int
    open_ops: frozenset[str]
    epoch: str
    is_copy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Blamed:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    failure: Failure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Did:
    """``changed`` objects came, or were found to be lacking at the county."""

    step: Step
    failure: Failure | None
    changed: int = 0
    is_interrupted: bool = False  # something to send came up that goes before attachments


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    pass


Event = Started | Greeted | Loaded | Answered | Kept | Blamed | Renewed | Did | Cancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    epoch: str | None  # the county's, as this computer last knew it
    size: int
    sent: int = 0
    received: int = 0
    lost: int = 0  # acknowledged once, and lacking at the county now
    skipped: frozenset[str] = frozenset()
    alone: int = 0  # items in a row that failed by themselves
    last_alone: Failure | None = None
    is_copy: bool = False  # this computer exists twice, and has no number of its own yet
    is_renewed: bool = False
    trouble: Failure | None = None  # with attachments: they stop first, and nothing else for their sake
    has_proof: bool = False  # a receipt of this epoch, not yet shown to the county in this pass


def step(state: State, event: Event) -> tuple[State, Effect]:
    """The next thing to do. Every path ends in ``Finish``."""
    match event:
        case Started():
            return state, Greet()
        case Greeted(outcome=outcome):
            return _greet(state, outcome.message) if isinstance(outcome, Delivered) else _end(state, outcome)
        case Loaded(items=()) if not state.has_proof:
            return state, Do(step=Step.BLOBS)
        case Loaded(items=items):  # maybe none: a county that went back in time has to learn it all the same
            return replace(state, has_proof=False), Send(items=items)
        case Answered():
            return _weigh_answer(state, event)
        case Kept():
            return _go_on(state, event)
        case Blamed():
            return _after_blame(state)
        case Renewed(failure=failure):
            return (state, Finish(failure=failure)) if failure else _load(replace(state, is_renewed=True))
        case Did():
            return _after(state, event)
        case Cancelled():
            return state, Finish(failure=None)
        case never:
            assert_never(never)


def _load(state: State) -> tuple[State, Effect]:
    if state.is_copy and not state.is_renewed:
        return state, RenewDevice()
    return state, Load(size=state.size, skipped=state.skipped)


def _end(state: State, failure: Failure) -> tuple[State, Effect]:
    return state, Finish(failure=failure)


def _greet(state: State, meta: Meta) -> tuple[State, Effect]:
    """Another protocol stops the pass; saving goes on. Another epoch is rechecked first."""
    if highest_common(OURS, Window(low=meta.protocol_min, high=meta.protocol_max)) is None:
        return _end(state, Rejected(problem=UPGRADE))
    if meta.server_epoch == state.epoch:
        return _load(state)
    return replace(state, epoch=meta.server_epoch), Do(step=Step.RECHECK)


def _weigh_answer(state: State, event: Answered) -> tuple[State, Effect]:
    match event.outcome:
        case Delivered(message=answer):
            if [result.op_id for result in answer.results] != [item.op_id for item in event.items]:
                return state, Finish(failure=Unreachable(cause=Cause.PORTAL))
            return state, Keep(items=event.items, answer=answer)
        case failure if event.items and _may_be_the_items(failure, len(event.items)):
            if len(event.items) > SMALLEST:
                return _load(replace(state, size=max(SMALLEST, len(event.items) // 2)))
            op_id = event.items[0].op_id
            state = replace(state, skipped=state.skipped | {op_id}, alone=state.alone + 1, last_alone=failure)
            return state, Blame(op_id=op_id, failure=failure)
        case failure:
            size = max(SMALLEST, len(event.items) // 2) if event.items else state.size
            return replace(state, size=size), Finish(failure=failure)


def _may_be_the_items(failure: Failure, count: int) -> bool:
    """Whether it has to do with what was sent: a filter on the way may tear down the line at one record alone."""
    match failure:
        case Rejected() | Unexpected():
            return True
        case Unreachable(cause=cause):
            return count == SMALLEST and cause in (Cause.CUT, Cause.PORTAL, Cause.TIMEOUT)
        case Unauthorized():
            return False
        case never:
            assert_never(never)


def _go_on(state: State, event: Kept) -> tuple[State, Effect]:
    state = replace(
        state,
        sent=state.sent + event.delivered,
        size=min(LARGEST, state.size * 2) if event.delivered else state.size,
        skipped=state.skipped | event.open_ops,
        alone=0,
        is_copy=state.is_copy or event.is_copy,
    )
    if event.epoch != state.epoch:
        return replace(state, epoch=event.epoch), Do(step=Step.RECHECK)
    return _load(state)


def _after_blame(state: State) -> tuple[State, Effect]:
    if state.alone >= PATIENCE:
        return state, Finish(failure=state.last_alone)
    return _load(state)


def _after(state: State, event: Did) -> tuple[State, Effect]:
    if event.failure is not None and event.step not in (Step.BLOBS, Step.FETCH):
        return state, Finish(failure=event.failure)
    match event.step:
        case Step.RECHECK:
            return _load(replace(state, lost=state.lost + event.changed, skipped=frozenset()))
        case Step.BLOBS if event.is_interrupted:
            return _load(state)
        case Step.BLOBS:
            return replace(state, trouble=event.failure), Do(step=Step.PULL)
        case Step.PULL:
            state = replace(state, received=state.received + event.changed)
            return state, Do(step=Step.REPORTS if state.trouble else Step.FETCH)
        case Step.FETCH:
            return replace(state, trouble=event.failure), Do(step=Step.REPORTS)
        case Step.REPORTS:
            return state, Do(step=Step.SPOT_CHECK)
        case Step.SPOT_CHECK:  # what is lacking goes with the next pass
            return replace(state, lost=state.lost + event.changed), Finish(failure=state.trouble)
        case never:
            assert_never(never)
