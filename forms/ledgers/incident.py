"""What an incident report and the steps on it add up to: its state, its clocks and who was told, when and how.

A step that the order of work forbids is kept and named, but does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from forms.definition import Form
from forms.json_value import text_in
from forms.ledgers.chain import chain_of, current_revisions
from forms.ledgers.outside import (
    IncidentClock,
    OutsideReport,
    clocks_of,
    outside_report,
    stopped,
    unreconciled,
    urgent_of,
)
from forms.revision import Revision


class IncidentState(StrEnum):
    REPORTED = "reported"
    IN_HAND = "in_hand"  # somebody has taken a step: graded, analysed, improved …
    CLOSED = "closed"
    VOID = "void"


AFTERWARDS = frozenset({"report_up", "follow_up", "feedback", "improve", "detail"})
"""What may still come after an incident was closed without opening it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentOrigin:
    """The report as it counts now."""

    record_id: str
    rev_id: str
    void: bool
    reported_at: datetime
    grade: str | None
    category: str | None
    clocks: tuple[IncidentClock, ...] = ()
    urgent: tuple[str, ...] = ()  # to be done at once, by word of mouth
    outside: OutsideReport | None = None  # what the report itself says of having told somebody
    wants_analysis: bool = False
    wants_final: bool = False  # 终报
    two_reports: bool = False  # two corrections of the report stand side by side


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentStep:
    rev_id: str
    record_id: str
    form_id: str
    action: str
    author: str
    at: datetime
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentProblem:
    """A step that does not count, and the Chinese sentence for it."""

    rev_id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    record_id: str
    rev_id: str
    state: IncidentState
    grade: str | None
    category: str | None
    reported_at: datetime
    clocks: tuple[IncidentClock, ...]  # the earliest deadline first
    outside: tuple[OutsideReport, ...]  # who was told, in the order of time
    unreconciled: tuple[str, ...]  # receivers told by phone or fax only
    wants_analysis: bool
    wants_final: bool
    heads: tuple[str, ...]
    steps: tuple[IncidentStep, ...] = ()
    problems: tuple[IncidentProblem, ...] = ()
    urgent: tuple[
        str, ...
    ] = ()  # to be done at once; empty once somebody was told or the office has taken it
    closed_at: datetime | None = None
    two_reports: bool = False

    @property
    def two_heads(self) -> bool:
        return len(self.heads) > 1

    @property
    def actions(self) -> tuple[str, ...]:
        """Of the steps that count, first to last."""
        return tuple(step.action for step in self.steps if step.counts)

    @property
    def running(self) -> tuple[IncidentClock, ...]:
        return tuple(clock for clock in self.clocks if clock.met_at is None)

    @property
    def open_outside(self) -> tuple[IncidentClock, ...]:
        """Clocks of reports to somebody outside that nobody has made yet."""
        return tuple(clock for clock in self.running if clock.receiver not in ("", "office"))


FormOf = Callable[[Revision], Form | None]


def fold(
    form: Form, reports: Iterable[Revision], steps: Iterable[Revision] = (), *, form_of: FormOf | None = None
) -> Incident:
    """The incident of one report, given all its revisions; ValueError without any.

    ``form_of`` gives the form of a step, whose own clocks run beside those of the report. ``close`` ends the
    incident unless another step stands beside it.
    """
    return fold_from(origin_of(form, reports), steps, form_of=form_of)


def origin_of(form: Form, reports: Iterable[Revision]) -> IncidentOrigin:
    """ValueError without any revision. A clock that only an earlier revision started was met by the correction."""
    revisions = tuple(sorted(reports, key=lambda one: (one.sealed_at, one.rev_id)))
    current, forked = current_revisions(revisions)
    report = next(iter(current.values()), None)
    shown = report or max(revisions, key=lambda revision: (revision.sealed_at, revision.rev_id))
    clocks = {clock.text: clock for clock in clocks_of(form, shown)}
    for earlier in revisions if report is not None else ():
        for clock in clocks_of(form, earlier):
            clocks.setdefault(clock.text, replace(clock, met_at=shown.sealed_at))
    return IncidentOrigin(
        record_id=shown.record_id,
        rev_id=shown.rev_id,
        void=report is None,
        reported_at=min(revision.sealed_at for revision in revisions),
        grade=text_in(shown.answers, "grade"),
        category=text_in(shown.answers, "category"),
        clocks=tuple(clocks.values()),
        urgent=urgent_of(form, shown),
        outside=outside_report(shown),
        wants_analysis=text_in(shown.answers, "grade") in ("I", "II")
        or text_in(shown.answers, "analysis_rule") is not None,
        wants_final=text_in(shown.answers, "final_rule") is not None,
        two_reports=bool(forked),
    )


def fold_from(
    origin: IncidentOrigin, steps: Iterable[Revision] = (), *, form_of: FormOf | None = None
) -> Incident:
    """The incident that these steps make of its report; the same for every order of arrival."""
    chain = chain_of(steps)
    told = [origin.outside] if origin.outside else []
    urgent = dict.fromkeys(origin.urgent)
    incident = Incident(
        record_id=origin.record_id,
        rev_id=origin.rev_id,
        state=IncidentState.VOID if origin.void else IncidentState.REPORTED,
        grade=origin.grade,
        category=origin.category,
        reported_at=origin.reported_at,
        clocks=origin.clocks,
        outside=(),
        unreconciled=(),
        wants_analysis=origin.wants_analysis,
        wants_final=origin.wants_final,
        heads=chain.heads,
        two_reports=origin.two_reports,
    )
    for step in chain.steps if not origin.void else ():
        own = form_of(step) if form_of else None
        urgent |= dict.fromkeys(urgent_of(own, step) if own else ())
        report = outside_report(step)
        told += [report] if report else []
        held = {clock.text for clock in incident.clocks}
        started = [clock for clock in (clocks_of(own, step) if own else ()) if clock.text not in held]
        incident = replace(incident, clocks=(*incident.clocks, *started))
        incident = replace(incident, clocks=stopped(incident.clocks, told))
        incident = _apply(incident, step, told)
    ordered = tuple(sorted(told, key=lambda one: (one.at, one.rev_id)))
    clocks = stopped(incident.clocks, ordered)
    incident = replace(
        incident,
        clocks=tuple(sorted(clocks, key=lambda clock: (clock.due_at, clock.text))),
        outside=ordered,
        urgent=() if ordered or "accept" in incident.actions else tuple(urgent),
        unreconciled=unreconciled(ordered),
    )
    if incident.two_heads and incident.state is IncidentState.CLOSED:
        return replace(incident, state=IncidentState.IN_HAND, closed_at=None)
    return incident


def _apply(incident: Incident, step: Revision, told: list[OutsideReport]) -> Incident:
    action = step.action or ""
    problem = _objection(incident, step, told) if action == "close" else None
    entry = IncidentStep(
        rev_id=step.rev_id,
        record_id=step.record_id,
        form_id=step.form_id,
        action=action,
        author=step.author,
        at=step.claimed_at,
        counts=problem is None,
    )
    incident = replace(incident, steps=(*incident.steps, entry))
    if problem is not None:
        return replace(incident, problems=(*incident.problems, problem))
    closed = action == "close" or (incident.state is IncidentState.CLOSED and action in AFTERWARDS)
    grade = text_in(step.answers, "grade") or incident.grade
    return replace(
        incident,
        state=IncidentState.CLOSED if closed else IncidentState.IN_HAND,
        closed_at=(step.claimed_at if action == "close" else incident.closed_at) if closed else None,
        grade=grade,
        category=text_in(step.answers, "category") or incident.category,
        wants_analysis=incident.wants_analysis
        or grade in ("I", "II")
        or text_in(step.answers, "analysis_needed") == "yes"
        or text_in(step.answers, "analysis_rule") is not None,
        wants_final=incident.wants_final or text_in(step.answers, "final_rule") is not None,
    )


def _objection(incident: Incident, step: Revision, told: list[OutsideReport]) -> IncidentProblem | None:
    """Why an incident cannot be closed yet; None if it can."""
    if incident.open_outside:
        clock = min(incident.open_outside, key=lambda one: one.due_at)
        return IncidentProblem(
            rev_id=step.rev_id,
            code="not_reported",
            message=f"还有一项没有对外报告：{clock.text}。先登记报告，再结案",
        )
    if incident.wants_analysis and "analyse" not in incident.actions:
        return IncidentProblem(
            rev_id=step.rev_id, code="not_analysed", message="这件事要做根因分析，还没做。先分析，再结案"
        )
    if incident.wants_final and not any(report.stage == "final" for report in told):
        return IncidentProblem(rev_id=step.rev_id, code="not_final", message="还没有终报。先终报，再结案")
    return None
