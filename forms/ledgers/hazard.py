"""What the steps of a hazard add up to: registered, rectifying, awaiting re-check, closed.

A step that the rules between people or the order of work forbid is kept and named, but does not count.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from forms.clock import deadline
from forms.json_value import Json, text_in, texts_of
from forms.ledgers.chain import chain_of
from forms.order import Order
from forms.revision import Revision


class HazardState(StrEnum):
    REGISTERED = "registered"
    RECTIFYING = "rectifying"
    AWAITING_RECHECK = "awaiting_recheck"
    CLOSED = "closed"
    TO_CHECK = "to_check"  # 待核: a correction withdrew the finding, a person has to decide
    VOID = "void"


OVER = frozenset({HazardState.CLOSED, HazardState.VOID})


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardOrigin:
    """The finding that a hazard comes from, as its record's current revision tells it."""

    hazard_id: str
    record_id: str
    rev_id: str
    form_id: str
    field: str  # empty where the record as a whole is the hazard
    row_id: str | None
    facility: str
    department: str | None
    found_at: datetime
    found_by: str
    place: str | None
    asset: str | None
    text: str
    category: str
    klass: str | None
    level: str  # general | major
    owner: str | None
    due: str | None  # ISO date, or local time with offset
    photos: tuple[str, ...] = ()
    outside: str | None = None  # unit and contact of an owner outside the hospital
    withdrawn: bool = False  # the record's current revision no longer has the finding


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardProblem:
    """A step that does not count, or counts with a doubt, and the Chinese sentence for it."""

    rev_id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardStep:
    rev_id: str
    record_id: str
    action: str
    author: str
    at: datetime
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    origin: HazardOrigin
    state: HazardState
    level: str
    owner: str | None
    due: str | None
    ordered: bool = False  # 已下达整改
    fixers: tuple[str, ...] = ()  # who did the last rectification
    verifier: str | None = None
    passed: bool = False  # re-checked and found right; a major one still waits to be signed off
    closed_at: datetime | None = None
    closed_by: str | None = None
    photos_after: tuple[str, ...] = ()
    supervised: bool = False  # 挂牌督办
    delisting: bool = False  # 已申请摘牌
    extended: int = 0  # times
    extension_waits: bool = False  # asked for, not approved yet
    returned: int = 0  # times
    reopened: int = 0  # times it was found again after it had been closed
    supervisor: str | None = None  # 督办领导, reminded after the owner
    outside: str | None = None  # unit and contact of an owner outside the hospital
    heads: tuple[str, ...] = ()  # what the next step follows
    missing: tuple[str, ...] = ()
    steps: tuple[HazardStep, ...] = ()
    problems: tuple[HazardProblem, ...] = field(default=())

    @property
    def two_heads(self) -> bool:
        """两个处理，需人定: the next step names both."""
        return len(self.heads) > 1

    @property
    def due_at(self) -> datetime | None:
        return None if self.due is None else deadline(self.due)

    @property
    def awaits_closure(self) -> bool:
        return self.state is HazardState.AWAITING_RECHECK and self.passed


def fold(
    origin: HazardOrigin,
    steps: Iterable[Revision],
    orders: Iterable[Order] = (),
    *,
    unsigned: Container[str] = (),
) -> Hazard:
    """The hazard that these steps make of its origin; the same for every order of arrival.

    ``unsigned`` names the steps that still await a signature: an extension among them moves no deadline yet.
    """
    chain = chain_of(steps)
    given = tuple(sorted(orders, key=lambda order: (order.issued_at, order.object_id)))
    hazard = Hazard(
        origin=origin,
        state=HazardState.REGISTERED,
        level=origin.level,
        owner=origin.owner,
        due=origin.due,
        outside=origin.outside,
        heads=chain.heads,
        missing=chain.missing,
        problems=tuple(
            HazardProblem(rev_id=record, code="forked", message="这一步有两个更正，要由人定一个")
            for record in chain.forked
        ),
    )
    for step in chain.steps:
        if step.rev_id in chain.joining:
            hazard = _reopened(hazard)
        listed = [order for order in given if order.issued_at <= step.sealed_at]
        by_county = bool(listed) and listed[-1].action == "supervise"
        hazard = _apply(hazard, step, by_county=by_county, waits=step.rev_id in unsigned)
    if hazard.two_heads:
        hazard = _reopened(hazard)
    if origin.withdrawn and hazard.state not in OVER:
        hazard = replace(hazard, state=HazardState.TO_CHECK)
    if given and given[-1].action == "supervise":  # all orders are the county's own, its clock orders them
        hazard = replace(hazard, supervised=True, due=given[-1].due or hazard.due)
    return hazard


def outside_owner(answers: Mapping[str, Json]) -> str | None:
    """Unit, contact and phone of an owner outside the hospital, as one line; None if there is none."""
    parts = [answers.get(name) for name in ("outside_unit", "outside_contact", "outside_phone")]
    line = " ".join(part for part in parts if isinstance(part, str) and part)
    return line or None


def _reopened(hazard: Hazard) -> Hazard:
    """Two steps side by side never close a hazard; whoever decides between them does."""
    if hazard.state is not HazardState.CLOSED:
        return hazard
    return replace(hazard, state=HazardState.AWAITING_RECHECK, passed=False, closed_at=None, closed_by=None)


def _apply(hazard: Hazard, step: Revision, *, by_county: bool, waits: bool) -> Hazard:
    listed = hazard.supervised or by_county
    problem = _objection(hazard, step, listed=listed)
    entry = HazardStep(
        rev_id=step.rev_id,
        record_id=step.record_id,
        action=step.action or "",
        author=step.author,
        at=step.claimed_at,
        counts=problem is None,
    )
    hazard = replace(hazard, steps=(*hazard.steps, entry))
    if problem is not None:
        code, message = problem
        found = HazardProblem(rev_id=step.rev_id, code=code, message=message)
        return replace(hazard, problems=(*hazard.problems, found))
    if step.action == "extend" and waits:
        return replace(hazard, extension_waits=True)
    return _counted(hazard, step, listed=listed)


def _objection(hazard: Hazard, step: Revision, *, listed: bool) -> tuple[str, str] | None:
    """Why a step does not count; None if it does."""
    if step.action == "reopen":
        if hazard.state is HazardState.CLOSED:
            return None
        return "not_closed", "只有已销号的隐患才能重新打开。没销号的接着往下办"
    if hazard.state in OVER:
        return "over", "隐患已经了结，后来的这一步不算数。同一处又发现的，重新打开它"
    match step.action:
        case "order" | "return":
            return None
        case "supervise":
            if text_in(step.answers, "decision") in ("delisted", "delisting_requested") and not listed:
                return "not_listed", "没有挂牌督办，谈不上摘牌"
            return None
        case "rectify":
            if hazard.level == "major" and not hazard.ordered:
                return "not_ordered", "重大隐患还没下达整改。先下达，五落实写齐，再报整改"
            return None
        case "recheck":
            return _recheck_objection(hazard, step)
        case "close":
            if not hazard.passed:
                return "not_passed", "还没复查合格，不能销号。先由另一个人复查"
            if step.author in hazard.fixers:
                return "same_person", "销号的人就是整改的人，这一步不算数。换一个人销号"
            if listed:
                return "listed", "还在挂牌督办，没有摘牌，不能销号。先申请摘牌，摘牌后再销号"
            return None
        case "extend":
            approver = text_in(step.answers, "approved_by")
            if approver is not None and approver == step.author:
                return "same_person", "批准延期的人就是申请的人，这一步不算数。换一个人批准"
            return None
        case "void":
            if not hazard.origin.withdrawn:
                return "not_to_check", "只有待核的隐患可以作废。先更正原记录"
            return None
        case _:
            return "unknown", "这一步是新版本程序写的，本机还认不出。更新后会算进来"


def _recheck_objection(hazard: Hazard, step: Revision) -> tuple[str, str] | None:
    if hazard.state is not HazardState.AWAITING_RECHECK:
        return "not_rectified", "还没报整改，复查不算数。整改人先报整改"
    if step.author in hazard.fixers:
        return "same_person", "复查的人就是整改的人，这次复查不算数。换一个人复查"
    return None


def _counted(hazard: Hazard, step: Revision, *, listed: bool) -> Hazard:
    match step.action:
        case "order":
            return replace(
                hazard,
                state=HazardState.RECTIFYING,
                ordered=True,
                passed=False,
                level=text_in(step.answers, "level") or hazard.level,
                owner=text_in(step.answers, "owner") or hazard.owner,
                due=text_in(step.answers, "due") or hazard.due,
                supervisor=text_in(step.answers, "supervisor") or hazard.supervisor,
                outside=outside_owner(step.answers) or hazard.outside,
            )
        case "rectify":
            fixers = tuple(sorted({step.author, *texts_of(step.answers.get("done_by"))}))
            return replace(
                hazard,
                state=HazardState.AWAITING_RECHECK,
                fixers=fixers,
                passed=False,
                photos_after=texts_of(step.answers.get("photos_after")),
            )
        case "recheck":
            return _rechecked(hazard, step, listed=listed)
        case "reopen":
            return _found_again(hazard, step)
        case "return":
            return _sent_back(hazard, step)
        case "close":
            return _closed(hazard, step)
        case "extend":
            due = text_in(step.answers, "due") or hazard.due
            return replace(hazard, due=due, extended=hazard.extended + 1, extension_waits=False)
        case "supervise":
            return _supervised(hazard, step)
        case _:
            return replace(hazard, state=HazardState.VOID, closed_at=step.claimed_at, closed_by=step.author)


def _rechecked(hazard: Hazard, step: Revision, *, listed: bool) -> Hazard:
    if text_in(step.answers, "verdict") != "pass":
        return _sent_back(hazard, step)
    hazard = replace(hazard, passed=True, verifier=step.author)
    return hazard if hazard.level == "major" or listed else _closed(hazard, step)


def _found_again(hazard: Hazard, step: Revision) -> Hazard:
    """Back to the beginning: a new order is needed, and the old work has no say in who may verify."""
    return replace(
        hazard,
        state=HazardState.REGISTERED,
        ordered=False,
        passed=False,
        fixers=(),
        verifier=None,
        closed_at=None,
        closed_by=None,
        photos_after=(),
        reopened=hazard.reopened + 1,
        level=text_in(step.answers, "level") or hazard.level,
        owner=text_in(step.answers, "owner") or hazard.owner,
        due=text_in(step.answers, "due") or hazard.due,
    )


def _sent_back(hazard: Hazard, step: Revision) -> Hazard:
    return replace(
        hazard,
        state=HazardState.RECTIFYING,
        passed=False,
        verifier=step.author,
        returned=hazard.returned + 1,
        due=text_in(step.answers, "due") or hazard.due,
    )


def _closed(hazard: Hazard, step: Revision) -> Hazard:
    return replace(hazard, state=HazardState.CLOSED, closed_at=step.claimed_at, closed_by=step.author)


def _supervised(hazard: Hazard, step: Revision) -> Hazard:
    match text_in(step.answers, "decision"):
        case "listed":
            return replace(
                hazard, supervised=True, delisting=False, due=text_in(step.answers, "due") or hazard.due
            )
        case "delisted":
            return replace(hazard, supervised=False, delisting=False)
        case _:
            return replace(hazard, delisting=True)
