"""What a sealed record leaves for people to do: one task, or one for each row, each done by another form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forms.answer_store import Path
from forms.canonical import canonical, digest
from forms.clock import ZONE, from_text
from forms.definition import Field, FieldType, Form, Source, Trigger
from forms.filling_state import FillingState
from forms.functions import Value, as_text, is_true, value_of
from forms.revision import Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskMade:
    """Something that has to be done next; ``due_at`` is None if the rule sets no time."""

    task_id: str  # the same for every correction of the record that leaves row and person
    record_id: str
    form_id: str
    row_id: str | None
    fill: str  # id of the form that does it; empty for what is not done in this program
    text: str
    person: str | None  # staff number; None for whoever may fill that form
    department: str | None
    due_at: datetime | None
    source: Source | None


def tasks_of(trigger: Trigger, state: FillingState, revision: Revision) -> Iterator[TaskMade]:
    """The tasks of one trigger, in the order of the rows and of the people named in them."""
    rows: tuple[str | None, ...] = state.row_ids(trigger.rows) if trigger.rows else (None,)
    for row_id in rows:
        here = () if row_id is None else (trigger.rows, row_id)
        if trigger.when is None or is_true(state.evaluate(trigger.when, (*here, ""))):
            for person in _people(trigger, state, here):
                yield TaskMade(
                    task_id=_task_id(trigger, revision, row_id, person),
                    record_id=revision.record_id,
                    form_id=revision.form_id,
                    row_id=row_id,
                    fill=trigger.fill,
                    text=_text(trigger, state, here),
                    person=person,
                    department=revision.department,
                    due_at=_due(trigger, state, here, revision.claimed_at),
                    source=trigger.source,
                )


def person_field(form: Form) -> tuple[Field | None, Field] | None:
    """Where a record of the form says whom it is about: its first field for a person, with the table it is in."""
    for field in form.fields():
        if field.type is FieldType.PERSON:
            return None, field
        column = next((one for one in field.fields if one.type is FieldType.PERSON), None)
        if column is not None:
            return field, column
    return None


def people_named(form: Form, revision: Revision) -> frozenset[str]:
    """Whom a record that does a task is about; its author if the form has no field for people."""
    found = person_field(form)
    if found is None:
        return frozenset({revision.author})
    table, field = found
    if table is None:
        return frozenset(_texts(value_of(revision.answers.get(field.name))))
    rows = revision.answers.get(table.name)
    cells = [row.get(field.name) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return frozenset(name for cell in cells for name in _texts(value_of(cell)))


def _task_id(trigger: Trigger, revision: Revision, row_id: str | None, person: str | None) -> str:
    return digest(canonical([revision.record_id, trigger.fill, trigger.text, row_id, person]))[:32]


def _people(trigger: Trigger, state: FillingState, here: Path) -> tuple[str | None, ...]:
    named = tuple(_texts(_value(trigger.person, state, here))) if trigger.person else ()
    return tuple(dict.fromkeys(named)) or (None,)


def _text(trigger: Trigger, state: FillingState, here: Path) -> str:
    if not trigger.what:
        return trigger.text
    field = state.field_at(_path(trigger.what, state, here))
    labels = {choice.code: choice.label for choice in field.choices}
    said = "、".join(labels.get(one, one) for one in _texts(_value(trigger.what, state, here)))
    return f"{trigger.text}：{said}" if said else trigger.text


def _due(trigger: Trigger, state: FillingState, here: Path, claimed_at: datetime) -> datetime | None:
    said = as_text(_value(trigger.due, state, here)) if trigger.due else ""
    if len(said) == 10:
        return datetime.combine(date.fromisoformat(said), datetime.max.time(), ZONE).replace(microsecond=0)
    if said:
        return from_text(said)
    return None if trigger.hours is None else claimed_at + timedelta(hours=trigger.hours)


def _value(name: str, state: FillingState, here: Path) -> Value:
    return value_of(state.visible_value(_path(name, state, here)))


def _path(name: str, state: FillingState, here: Path) -> Path:
    """A column of the row before a field of the record."""
    return (*here, name) if here and (here[0], name) in state.fields else (name,)


def _texts(value: Value) -> tuple[str, ...]:
    values = value if isinstance(value, tuple) else (value,)
    return tuple(item for item in values if isinstance(item, str) and item)
