"""Incident reports that carry a name, with the clocks that they start."""

from __future__ import annotations

from sqlalchemy.orm import Session

from forms.clock import to_text
from forms.definition import Form
from forms.functions import as_instant
from forms.json_value import Json
from forms.revision import Revision
from forms.trigger import ClockStarted, fire
from models.tables.projections import IncidentRow


def project_incident(target: Session, current: Revision, form: Form) -> None:
    """One report; the names of the answers are those of the adverse-event form."""
    answers = current.answers
    clocks = [effect for effect in fire(form, current) if isinstance(effect, ClockStarted)]
    target.merge(
        IncidentRow(
            record_id=current.record_id,
            rev_id=current.rev_id,
            grade=_text(answers.get("grade")),
            category=_text(answers.get("category")),
            title=_text(answers.get("event_name"))
            or (_text(answers.get("what_happened")) or form.title)[:40],
            department=current.department,
            place=current.place or _text(answers.get("place")),
            happened_at=as_instant(_text(answers.get("occurred_on"))),
            reported_at=current.sealed_at,
            state="void" if current.void else "reported",
            clocks=[
                {
                    "text": clock.text,
                    "due": to_text(clock.due_at),
                    "source": clock.source.article if clock.source else "",
                }
                for clock in clocks
            ],
        )
    )


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None
