"""What has to be done next about an incident, in the order of urgency. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

CLINICAL = "event.adverse_event"
"""As a next step: the report itself is completed by a correction."""
DETAIL = "incident.detail_"
"""What the ids of the supplements begin with; the code of the list incident_supplement follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """The form of a step, why it is due, and by when if a clock says so."""

    form_id: str
    why: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far an incident has come."""

    form_id: str
    state: str
    actions: tuple[str, ...]
    filled: tuple[str, ...]  # form ids of the steps that count
    running: Sequence[tuple[datetime, str, str]]  # deadline, text, receiver of clocks nobody has stopped
    urgent: Sequence[str] = ()  # to be done at once, by word of mouth
    unreconciled: Sequence[str] = ()  # labels of receivers told by phone or fax only
    planned: Sequence[str] = ()  # labels of receivers that still have to be told
    supplements: Sequence[str] = ()  # codes of those asked for
    wants_analysis: bool = False
    wants_final: bool = False
    final: bool = False  # 终报 has been made
    tracked: bool = False  # the effect of the measures was looked at


def next_steps(standing: Standing) -> tuple[NextStep, ...]:
    """Every step that is missing, the most urgent first; closing when nothing else is."""
    if standing.state in ("closed", "void"):
        return tuple(_reconciling(standing)) if standing.state == "closed" else ()
    found = [
        *_at_once(standing),
        *_clocks(standing),
        *_work(standing),
        *_reconciling(standing),
        *_telling(standing),
    ]
    return tuple(found) or (NextStep(form_id="incident.close", why="都做完了，可以结案"),)


def _at_once(standing: Standing) -> Iterable[NextStep]:
    for text in standing.urgent:
        yield NextStep(form_id="incident.report_up", why=text)


def _clocks(standing: Standing) -> Iterable[NextStep]:
    for due, text, receiver in sorted(standing.running):
        if receiver != "office":
            yield NextStep(form_id="incident.report_up", why=text, due=due)
        elif standing.form_id == CLINICAL:
            yield NextStep(form_id=CLINICAL, why=text, due=due)


def _work(standing: Standing) -> Iterable[NextStep]:
    actions = standing.actions
    if standing.form_id == CLINICAL and "accept" not in actions:
        yield NextStep(form_id="incident.accept", why="确认等级和类别，定主办人")
    for code in standing.supplements:
        if DETAIL + code not in standing.filled:
            yield NextStep(form_id=DETAIL + code, why="受理时要求填的附表")
    if standing.wants_analysis and "analyse" not in actions:
        yield NextStep(form_id="incident.analyse", why="这件事要做根因分析")
    if "analyse" in actions and "improve" not in actions:
        yield NextStep(form_id="incident.improve", why="针对根本原因定措施、责任人和期限")
    elif "improve" in actions and not standing.tracked:
        yield NextStep(form_id="incident.improve", why="看措施有没有效果")
    if standing.form_id == CLINICAL and "accept" in actions and "feedback" not in actions:
        yield NextStep(form_id="incident.feedback", why="回复报告的人")


def _reconciling(standing: Standing) -> Iterable[NextStep]:
    if standing.unreconciled:
        names = "、".join(standing.unreconciled)
        yield NextStep(form_id="incident.report_up", why=f"电话或传真报过{names}，还要补网络或书面")


def _telling(standing: Standing) -> Iterable[NextStep]:
    if standing.planned:
        yield NextStep(form_id="incident.report_up", why=f"还要报{'、'.join(standing.planned)}")
    if standing.wants_final and not standing.final:
        yield NextStep(form_id="incident.follow_up", why="有变化续报，处置完终报")
