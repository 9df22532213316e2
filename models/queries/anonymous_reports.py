"""Anonymous reports for the quality office: a day, a shift and what happened; nobody. And what came of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import end_of, midnight
from forms.filling_state import FillingState
from forms.functions import is_true
from forms.ledgers.incident import Incident, IncidentOrigin, fold_from
from forms.ledgers.incident_next import NextStep, Standing, next_steps
from forms.ledgers.outside import IncidentClock
from forms.revision import Revision
from models.projections.incidents import named_by_office, steps_of
from models.projections.records import known_form
from models.queries.incidents import IncidentStep, labels, step_view
from models.queries.people import PersonView
from models.tables.anonymous import AnonymousReport

READERS = frozenset({"quality", "leader", "admin"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousItem:
    """An anonymous report that came here: a day, a shift and what happened; nobody.

    ``chain`` is what the steps on it name: the hash of its pick-up code, the same on every computer.
    """

    report_id: str
    form_id: str
    chain: str
    day: str
    shift: str
    what: str
    grade: str | None
    category: str | None
    opened_on: str | None
    state: str
    clocks: tuple[IncidentClock, ...]  # in whole days from the day it was opened; the earliest first
    next: tuple[NextStep, ...]
    heads: tuple[str, ...]
    problems: tuple[str, ...]


def find_anonymous(session: Session, catalog: Catalog, reader: PersonView) -> tuple[AnonymousItem, ...]:
    """For the quality office and the leaders alone, by day, then by random key."""
    if not set(reader.roles) & READERS:
        return ()
    rows = session.scalars(select(AnonymousReport))
    items = [_item(session, catalog, row) for row in rows]
    return tuple(sorted(items, key=lambda item: (item.day, item.report_id), reverse=True))


def chain_known(session: Session, chain: str) -> bool:
    """Whether an anonymous report with that hash of a pick-up code is here."""
    return any(
        json.loads(data).get("pick_up") == chain for data in session.scalars(select(AnonymousReport.bytes))
    )


def folded(session: Session, catalog: Catalog, chain: str) -> Incident | None:
    """What the steps on an anonymous report add up to; None if the report is not here."""
    for row in session.scalars(select(AnonymousReport)):
        content = json.loads(row.bytes)
        if content.get("pick_up") == chain:
            return _fold(session, catalog, row, content)[0]
    return None


def steps_on(session: Session, catalog: Catalog, chain: str) -> tuple[IncidentStep, ...]:
    """The steps on an anonymous report, first to last, with whether they count."""
    incident = folded(session, catalog, chain)
    return tuple(
        step_view(session, step.record_id, step.form_id, step.action, counts=step.counts)
        for step in (incident.steps if incident else ())
    )


def _item(session: Session, catalog: Catalog, row: AnonymousReport) -> AnonymousItem:
    content: dict[str, Any] = json.loads(row.bytes)
    incident, steps = _fold(session, catalog, row, content)
    answers = content["answers"]
    return AnonymousItem(
        report_id=row.report_id,
        form_id=content["form_id"],
        chain=content["pick_up"],
        day=content["day"],
        shift=content["shift"],
        what=str(answers.get("what_happened", "")),
        grade=incident.grade,
        category=incident.category,
        opened_on=row.opened_on,
        state=incident.state.value,
        clocks=incident.clocks,
        next=next_steps(_standing(catalog, content["form_id"], incident, steps)),
        heads=incident.heads,
        problems=tuple(problem.message for problem in incident.problems),
    )


def _fold(
    session: Session, catalog: Catalog, row: AnonymousReport, content: dict[str, Any]
) -> tuple[Incident, tuple[Revision, ...]]:
    answers = content["answers"]
    steps = steps_of(session, session, content["pick_up"])
    day = date.fromisoformat(row.opened_on or content["day"])
    origin = IncidentOrigin(
        record_id=row.report_id,
        rev_id="",
        void=False,
        reported_at=midnight(day),
        grade=answers.get("grade"),
        category=answers.get("category"),
        clocks=tuple(_clocks(catalog, content, day)) if row.opened_on else (),
        wants_analysis=answers.get("grade") in ("I", "II"),
    )
    return fold_from(origin, steps, form_of=lambda step: known_form(catalog, step)), steps


def _clocks(catalog: Catalog, content: dict[str, Any], opened_on: date) -> Iterable[IncidentClock]:
    """Nobody knows the hour: a clock ends with the last of its whole days after the one it was opened on."""
    form = catalog.get(content["form_id"], content["form_version"])
    start = midnight(opened_on)
    state = FillingState(form, content["answers"], now=start)
    for trigger in form.triggers:
        if trigger.do != "clock" or trigger.hours is None:
            continue
        if trigger.when is None or is_true(state.evaluate(trigger.when, ("",))):
            last = opened_on + timedelta(days=trigger.hours // 24)
            yield IncidentClock(
                text=trigger.text,
                started_at=start,
                due_at=end_of(last),
                met_at=None,
                receiver=trigger.receiver,
                source=trigger.source.article if trigger.source else "",
            )


def _standing(catalog: Catalog, form_id: str, incident: Incident, steps: tuple[Revision, ...]) -> Standing:
    told = {code for one in incident.outside for code in one.receivers}
    counted = {step.rev_id for step in incident.steps if step.counts}
    planned = tuple(code for code in named_by_office(steps, "report_to") if code not in told)
    return Standing(
        form_id=form_id,
        state=incident.state.value,
        actions=incident.actions,
        filled=tuple(step.form_id for step in incident.steps if step.counts),
        running=[(clock.due_at, clock.text, clock.receiver) for clock in incident.running],
        urgent=incident.urgent,
        unreconciled=labels(catalog, incident.unreconciled),
        planned=labels(catalog, planned),
        supplements=tuple(named_by_office(steps, "supplements")),
        wants_analysis=incident.wants_analysis,
        wants_final=incident.wants_final,
        final=any(one.stage == "final" for one in incident.outside),
        tracked=any(
            one.action == "improve" and one.rev_id in counted and one.answers.get("tracked_on")
            for one in steps
        ),
    )
