"""What the hospital's other computers and the county have, page by page. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from sync.outcomes import Delivered, Failure, Rejected
from sync.stages.stage import Done
from sync.wire.problem import ProblemDetail
from sync.wire.pull import PullPage

UNPROVED = ProblemDetail(
    kind="unproved",
    title="unproved",
    status=502,
    detail="收到的内容没有县里的签名，所以没有用。本机的记录没有动过。请找信息员核对服务器地址。",
)


# What the shell does: each is one transaction or one call.


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPage:
    """The page at the cursor; with ``mine`` also the bytes of what this computer itself sent."""

    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetCursor:
    """It leads nowhere any more, so the county is not what it was: forget the epoch as well.

    All is read again from the beginning and kept once; the next pass rechecks what was delivered.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """The page and its cursor in one transaction, so that neither is ever there alone."""

    page: PullPage


Effect = AskPage | ForgetCursor | Apply


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCame:
    """``is_proved``: each item is what its receipt says; ``lacks_own``: this computer lost some that it had sent."""

    mine: bool
    from_beginning: bool
    outcome: Delivered[PullPage] | Failure
    is_proved: bool = False
    lacks_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CursorForgotten:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    received: int
    more: bool


Event = PageCame | CursorForgotten | Applied


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    changed: int = 0  # objects that came


def begin() -> tuple[State, Effect | Done]:
    return State(), AskPage(mine=False)


def step(state: State, event: Event) -> tuple[State, Effect | Done]:
    match event:
        case PageCame():
            return state, _weigh(event)
        case CursorForgotten():
            return state, AskPage(mine=False)
        case Applied():
            state = replace(state, changed=state.changed + event.received)
            return state, AskPage(mine=False) if event.more else Done()
        case never:
            assert_never(never)


def _weigh(came: PageCame) -> Effect | Done:
    match came.outcome:
        case Delivered(message=page):
            if not came.is_proved:
                return Done(failure=Rejected(problem=UNPROVED))
            if came.lacks_own and not came.mine:
                return AskPage(mine=True)
            return Apply(page=page) if page.items else Done()
        case Rejected(problem=problem) if problem.kind == "cursor-unknown" and not came.from_beginning:
            return ForgetCursor()
        case failure:
            return Done(failure=failure)
