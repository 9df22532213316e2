"""What an incident report and the steps on it add up to: its state, its grade and which clocks were kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from forms.definition import Form
from forms.json_value import Json
from forms.ledgers.chain import chain_of, current_revisions
from forms.revision import Revision
from forms.trigger import ClockStarted, fire


class IncidentState(StrEnum):
    REPORTED = "reported"
    IN_HAND = "in_hand"  # somebody has taken a step: graded, analysed, improved …
    CLOSED = "closed"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentClock:
    text: str
    due_at: datetime
    met_at: datetime | None  # when the report to the outside was claimed; None while it runs

    def is_overdue(self, now: datetime) -> bool:
        return (self.met_at or now) > self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    record_id: str
    rev_id: str
    state: IncidentState
    grade: str | None
    category: str | None
    reported_at: datetime
    clocks: tuple[IncidentClock, ...]
    actions: tuple[str, ...]  # of the steps, first to last
    heads: tuple[str, ...]
    closed_at: datetime | None = None
    two_reports: bool = False  # two corrections of the report stand side by side

    @property
    def two_heads(self) -> bool:
        return len(self.heads) > 1


def fold(form: Form, reports: Iterable[Revision], steps: Iterable[Revision] = ()) -> Incident:
    """The incident of one report, given all its revisions; ValueError without any.

    A step ``report_up`` stops the clocks that ran when it is said to have happened; ``close`` ends the incident
    unless another step stands beside it.
    """
    revisions = tuple(reports)
    current, forked = current_revisions(revisions)
    report = next(iter(current.values()), None)
    chain = chain_of(steps)
    shown = report or max(revisions, key=lambda revision: (revision.sealed_at, revision.rev_id))
    incident = Incident(
        record_id=shown.record_id,
        rev_id=shown.rev_id,
        state=IncidentState.VOID if report is None else IncidentState.REPORTED,
        grade=_text(shown.answers.get("grade")),
        category=_text(shown.answers.get("category")),
        reported_at=min(revision.sealed_at for revision in revisions),
        clocks=_clocks(form, shown),
        actions=tuple(step.action or "" for step in chain.steps),
        heads=chain.heads,
        two_reports=bool(forked),
    )
    for step in chain.steps if report is not None else ():
        incident = _apply(incident, step)
    if incident.two_heads and incident.state is IncidentState.CLOSED:
        return replace(incident, state=IncidentState.IN_HAND, closed_at=None)
    return incident


def _clocks(form: Form, report: Revision) -> tuple[IncidentClock, ...]:
    effects = (effect for effect in fire(form, report) if isinstance(effect, ClockStarted))
    return tuple(IncidentClock(text=clock.text, due_at=clock.due_at, met_at=None) for clock in effects)


def _apply(incident: Incident, step: Revision) -> Incident:
    incident = replace(
        incident,
        state=IncidentState.CLOSED if step.action == "close" else IncidentState.IN_HAND,
        closed_at=step.claimed_at if step.action == "close" else None,
        grade=_text(step.answers.get("grade")) or incident.grade,
        category=_text(step.answers.get("category")) or incident.category,
    )
    if step.action != "report_up":
        return incident
    clocks = tuple(replace(clock, met_at=clock.met_at or step.claimed_at) for clock in incident.clocks)
    return replace(incident, clocks=clocks)


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None
