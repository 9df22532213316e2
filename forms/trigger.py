"""What a sealed record sets off, as values: hazards, clocks and tasks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from forms.canonical import canonical, digest
from forms.clock import deadline
from forms.definition import Form, Trigger
from forms.filling_state import FillingState
from forms.finding import HAZARD, findings_of
from forms.functions import as_instant, is_true
from forms.json_value import text_in, texts_of
from forms.ledgers.hazard import HazardOrigin, outside_owner
from forms.listed import Source
from forms.revision import Revision
from forms.task import TaskMade, tasks_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardRaised:
    origin: HazardOrigin


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStarted:
    """A deadline for the same record, e.g. two hours for the first report of an incident."""

    record_id: str
    text: str
    started_at: datetime
    due_at: datetime
    source: Source | None
    receiver: str = ""  # who has to be told; empty: anybody


Effect = HazardRaised | ClockStarted | TaskMade


def fire(form: Form, revision: Revision) -> tuple[Effect, ...]:
    """The effects of a revision, in the order of the page; none of a voided one.

    A failed item that was to become a hazard always does, whether the form says so or not. Evaluated with the
    time of sealing, so that both sides and a rebuild get the same.
    """
    if revision.void:
        return ()
    hazards = [HazardRaised(origin=origin) for origin in _hazards(form, revision)]
    state: FillingState | None = None
    others: list[Effect] = []
    for trigger in form.triggers:
        if trigger.do == "hazard" or (trigger.on == "finding" and not findings_of(form, revision.answers)):
            continue
        state = state or FillingState(form, revision.answers, now=revision.sealed_at, sealed=True)
        if trigger.do == "task":
            others.extend(tasks_of(trigger, state, revision))
        elif trigger.when is None or is_true(state.evaluate(trigger.when, ("",))):
            others.extend(_clock(trigger, revision))
    return (*hazards, *others)


def hazard_id(record_id: str, field: str, row_id: str | None) -> str:
    """The same for every correction of the record: rows and fields keep their ids."""
    return digest(canonical([record_id, field, row_id]))[:32]


def _hazards(form: Form, revision: Revision) -> Iterator[HazardOrigin]:
    for finding in findings_of(form, revision.answers):
        if finding.handling == HAZARD:
            yield HazardOrigin(
                hazard_id=hazard_id(revision.record_id, finding.field, finding.row_id),
                record_id=revision.record_id,
                rev_id=revision.rev_id,
                form_id=revision.form_id,
                field=finding.field,
                row_id=finding.row_id,
                facility=revision.facility,
                department=revision.department,
                found_at=revision.claimed_at,
                found_by=revision.author,
                place=finding.place or revision.place,
                asset=finding.asset or revision.asset,
                text=finding.text,
                category=finding.category,
                klass=finding.klass,
                level=finding.level,
                owner=finding.owner,
                due=finding.due,
                outside=outside_owner(revision.answers),
                photos=finding.photos,
            )
    for trigger in form.triggers:
        if trigger.on == "sealed" and trigger.do == "hazard" and _holds(trigger, form, revision):
            yield _whole_record(revision)


def _holds(trigger: Trigger, form: Form, revision: Revision) -> bool:
    if trigger.when is None:
        return True
    state = FillingState(form, revision.answers, now=revision.sealed_at, sealed=True)
    return is_true(state.evaluate(trigger.when, ("",)))


def _whole_record(revision: Revision) -> HazardOrigin:
    """A record that is itself a hazard: its fields are named like the keys of a finding."""
    answers = revision.answers
    return HazardOrigin(
        hazard_id=hazard_id(revision.record_id, "", None),
        record_id=revision.record_id,
        rev_id=revision.rev_id,
        form_id=revision.form_id,
        field="",
        row_id=None,
        facility=revision.facility,
        department=revision.department,
        found_at=revision.claimed_at,
        found_by=text_in(answers, "found_by") or revision.author,
        place=text_in(answers, "place") or revision.place,
        asset=text_in(answers, "asset") or revision.asset,
        text=text_in(answers, "text") or "",
        category=text_in(answers, "category") or "",
        klass=text_in(answers, "class"),
        level=text_in(answers, "level") or "general",
        owner=text_in(answers, "owner"),
        due=text_in(answers, "due"),
        outside=outside_owner(answers),
        photos=texts_of(answers.get("photos")),
    )


def _clock(trigger: Trigger, revision: Revision) -> Iterator[ClockStarted]:
    since = as_instant(text_in(revision.answers, trigger.since)) if trigger.since else None
    started_at = since or revision.claimed_at
    said = text_in(revision.answers, trigger.due) if trigger.due else None
    if said is not None:
        due_at = deadline(said)
    elif trigger.hours is not None:
        due_at = started_at + timedelta(hours=trigger.hours)
    else:
        return
    yield ClockStarted(
        record_id=revision.record_id,
        text=trigger.text,
        started_at=started_at,
        due_at=due_at,
        source=trigger.source,
        receiver=trigger.receiver,
    )
