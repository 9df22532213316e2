"""Incident reports that carry a name, folded with their steps: state, clocks, who was told."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import to_text
from forms.definition import Form, FormKind
from forms.functions import as_instant
from forms.json_value import Json, text_of
from forms.ledgers.chain import current_revisions
from forms.ledgers.incident import Incident, fold
from forms.ledgers.outside import IncidentClock, OutsideReport
from forms.revision import Revision
from models.projections.objects import revisions_of
from models.projections.records import known_form
from models.tables.projections import IncidentRow, RecordRow

_OPENS = "event."
"""What the id of a form begins with whose records are incidents; what belongs to one begins otherwise."""


def opens_incident(form: Form) -> bool:
    return form.chapter == "event" and form.kind is FormKind.RECORD and form.id.startswith(_OPENS)


def project_incident(
    source: Session, target: Session, catalog: Catalog, current: Revision, form: Form
) -> None:
    """One report with its steps; the names of the answers are those of the forms of the chapter event."""
    steps = steps_of(source, target, current.record_id)
    incident = fold(
        form, revisions_of(source, current.record_id), steps, form_of=lambda step: known_form(catalog, step)
    )
    target.merge(_row(current, form, incident, steps))


def project_incident_of(source: Session, target: Session, catalog: Catalog, record_id: str) -> None:
    """The incident after another step of it came; nothing while its report has not come, or has no name."""
    revisions = revisions_of(source, record_id)
    row = target.get(RecordRow, record_id)
    current = next((one for one in revisions if row is not None and one.rev_id == row.rev_id), None)
    form = known_form(catalog, current) if current else None
    if current is not None and form is not None and opens_incident(form):
        project_incident(source, target, catalog, current, form)


def steps_of(source: Session, target: Session, subject: str) -> tuple[Revision, ...]:
    """All revisions of the steps that name this incident."""
    records = target.scalars(select(RecordRow.record_id).where(RecordRow.subject == subject))
    return tuple(
        revision
        for record_id in sorted(records)
        for revision in revisions_of(source, record_id)
        if revision.form_id.startswith("incident.") and revision.action
    )


def clock_json(clock: IncidentClock) -> dict[str, Json]:
    return {
        "text": clock.text,
        "start": to_text(clock.started_at),
        "due": to_text(clock.due_at),
        "met": to_text(clock.met_at) if clock.met_at else None,
        "receiver": clock.receiver,
        "source": clock.source,
    }


def outside_json(report: OutsideReport) -> dict[str, Json]:
    return {
        "record_id": report.record_id,
        "at": to_text(report.at),
        "author": report.author,
        "author_name": report.author_name,
        "way": report.way,
        "receivers": list(report.receivers),
        "stage": report.stage,
        "unit": report.unit,
        "person": report.person,
        "number": report.number,
        "state": report.state,
    }


def named_by_office(steps: Iterable[Revision], field: str) -> list[str]:
    """The codes that the accepting office chose in a field."""
    current, _forked = current_revisions(steps)
    accepted = sorted(
        (one for one in current.values() if one.action == "accept"), key=lambda one: one.sealed_at
    )
    value = accepted[-1].answers.get(field) if accepted else None
    return [str(code) for code in value] if isinstance(value, list) else []


def _row(current: Revision, form: Form, incident: Incident, steps: tuple[Revision, ...]) -> IncidentRow:
    answers = current.answers
    return IncidentRow(
        record_id=current.record_id,
        rev_id=current.rev_id,
        form_id=form.id,
        kind=text_of(answers.get("kind")),
        grade=incident.grade,
        severity=text_of(answers.get("severity")),
        category=incident.category,
        title=text_of(answers.get("event_name"))
        or (text_of(answers.get("what_happened")) or form.title)[:40],
        department=current.department,
        place=current.place or text_of(answers.get("place")),
        happened_at=as_instant(text_of(answers.get("occurred_on"))),
        reported_at=incident.reported_at,
        state=incident.state.value,
        closed_at=incident.closed_at,
        clocks=[clock_json(clock) for clock in incident.clocks],
        urgent=list(incident.urgent),
        running=bool(incident.running) and incident.state.value != "void",
        outside=[outside_json(report) for report in incident.outside],
        unreconciled=list(incident.unreconciled),
        planned=named_by_office(steps, "report_to"),
        supplements=named_by_office(steps, "supplements"),
        wants_analysis=incident.wants_analysis,
        wants_final=incident.wants_final,
        heads=list(incident.heads),
        steps=[
            {
                "record_id": step.record_id,
                "form_id": step.form_id,
                "action": step.action,
                "counts": step.counts,
            }
            for step in incident.steps
        ],
        problems=[problem.message for problem in incident.problems],
    )
