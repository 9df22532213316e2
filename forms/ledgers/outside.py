"""The clocks of an incident, and the reports to the outside that stop them: by phone first, in writing later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from forms.definition import Form
from forms.functions import as_instant
from forms.json_value import text_in
from forms.revision import Revision
from forms.task import TaskMade
from forms.trigger import ClockStarted, fire

BY_VOICE = frozenset({"phone", "fax"})
"""Ways that stop a clock but must still be followed by a platform or a paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentClock:
    text: str
    started_at: datetime
    due_at: datetime
    met_at: datetime | None  # when somebody was told; None while it runs
    receiver: str = ""  # code of the list report_receiver; empty: anybody
    source: str = ""

    def is_overdue(self, now: datetime) -> bool:
        return (self.met_at or now) > self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideReport:
    """Somebody outside was told: who, when, how, by whom, under which number."""

    record_id: str
    rev_id: str
    author: str
    author_name: str
    at: datetime
    way: str  # phone | fax | platform | paper
    receivers: tuple[str, ...]  # codes; empty: whoever has to be told
    stage: str = ""  # first | follow_up | final
    unit: str = ""
    person: str = ""
    number: str = ""
    state: str = ""  # of the report on its platform

    def tells(self, receiver: str) -> bool:
        return not self.receivers or not receiver or receiver in self.receivers


def clocks_of(form: Form, revision: Revision) -> tuple[IncidentClock, ...]:
    """The clocks that a report or a supplement starts."""
    effects = (effect for effect in fire(form, revision) if isinstance(effect, ClockStarted))
    return tuple(
        IncidentClock(
            text=clock.text,
            started_at=clock.started_at,
            due_at=clock.due_at,
            met_at=None,
            receiver=clock.receiver,
            source=clock.source.article if clock.source else "",
        )
        for clock in effects
    )


def urgent_of(form: Form, revision: Revision) -> tuple[str, ...]:
    """What a report or a supplement asks to be done at once, by word of mouth."""
    effects = (effect for effect in fire(form, revision) if isinstance(effect, TaskMade) and not effect.fill)
    return tuple(effect.text for effect in effects)


def outside_report(revision: Revision) -> OutsideReport | None:
    """What a revision says of a report to the outside; None if it says of none."""
    way = text_in(revision.answers, "way") or ("paper" if revision.action == "report_up" else None)
    if way is None:
        return None
    named = revision.answers.get("receivers")
    return OutsideReport(
        record_id=revision.record_id,
        rev_id=revision.rev_id,
        author=revision.author,
        author_name=revision.author_name,
        at=as_instant(text_in(revision.answers, "told_at")) or revision.claimed_at,
        way=way,
        receivers=tuple(str(code) for code in named) if isinstance(named, list) else (),
        stage=text_in(revision.answers, "stage") or "",
        unit=text_in(revision.answers, "receiver") or "",
        person=text_in(revision.answers, "receiver_person") or "",
        number=text_in(revision.answers, "external_no") or "",
        state=text_in(revision.answers, "platform_state") or "",
    )


def stopped(clocks: Iterable[IncidentClock], told: Iterable[OutsideReport]) -> tuple[IncidentClock, ...]:
    """Each clock with the first report to its receiver since it runs; the office's own are not stopped by one."""
    reports = sorted(told, key=lambda one: (one.at, one.rev_id))

    def first(clock: IncidentClock) -> datetime | None:
        return next(
            (one.at for one in reports if one.at >= clock.started_at and one.tells(clock.receiver)), None
        )

    return tuple(
        clock
        if clock.met_at is not None or clock.receiver == "office"
        else replace(clock, met_at=first(clock))
        for clock in clocks
    )


def unreconciled(told: Iterable[OutsideReport]) -> tuple[str, ...]:
    """Receivers that were told by phone or fax and never in writing or on their platform."""
    reports = tuple(told)
    voiced = {code for one in reports if one.way in BY_VOICE for code in one.receivers}
    written = {code for one in reports if one.way not in BY_VOICE for code in one.receivers}
    return tuple(sorted(voiced - written))
