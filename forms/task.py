"""What a sealed record leaves for people to do: one task, or one for each row, each done by another form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from forms.answer_store import Path
from forms.canonical import canonical, digest
from forms.clock import deadline
from forms.definition import Field, FieldType, Form, Trigger
from forms.filling_state import FillingState
from forms.functions import Value, as_text, is_true, value_of
from forms.identity import new_row_id
from forms.json_value import Json
from forms.listed import Source
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
    given: dict[
        str, str
    ]  # what the form that does it begins with, and must still say: {field or column: answer}
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
                    given=_given(trigger, state, here),
                    person=person,
                    department=revision.department,
                    due_at=_due(trigger, state, here, revision.claimed_at),
                    source=trigger.source,
                )


def is_done_by(task: TaskMade, form: Form, revision: Revision) -> bool:
    """Whether a record of the form ``fill`` about the task's record does it: it is about the same person and thing.

    A record is about the people in the first field that its form has for people; without one, about its author.
    """
    if task.person is not None:
        place = next((place for place, field in _places(form) if field.type is FieldType.PERSON), None)
        about = _answers_at(place, revision.answers) if place else [revision.author]
        if task.person not in about:
            return False
    for name, value in task.given.items():
        place = _place_of(name, form)
        if place is not None and value not in _answers_at(place, revision.answers):
            return False
    return True


def answers_for(
    form: Form, *, person: str | None, given: Mapping[str, str], make_row_id: Callable[[], str] = new_row_id
) -> dict[str, Json]:
    """What the form begins with when it is opened to do a task: the person and the thing that it is about."""
    places = {name: (place, value) for name, value in given.items() if (place := _place_of(name, form))}
    who = next((place for place, field in _places(form) if field.type is FieldType.PERSON), None)
    if person is not None and who is not None:
        places.setdefault(who[-1], (who, person))
    answers: dict[str, Json] = {}
    for place, value in places.values():
        if len(place) == 1:
            answers[place[0]] = [value] if form.field(place[0]).multiple else value
        else:
            rows = answers.setdefault(place[0], [{"row_id": make_row_id()}])
            assert isinstance(rows, list)
            assert isinstance(rows[0], dict)
            rows[0][place[1]] = value
    return answers


def _places(form: Form) -> Iterator[tuple[tuple[str, ...], Field]]:
    """Every field and column, in page order, with where it stands."""
    for field in form.fields():
        yield (field.name,), field
        yield from (((field.name, column.name), column) for column in field.fields)


def _place_of(name: str, form: Form) -> tuple[str, ...] | None:
    return next((place for place, _ in _places(form) if place[-1] == name), None)


def _answers_at(place: tuple[str, ...], answers: Mapping[str, Json]) -> list[str]:
    held = answers.get(place[0])
    if len(place) == 1:
        return list(_texts(value_of(held)))
    rows = [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []
    return [text for row in rows for text in _texts(value_of(row.get(place[1])))]


def _task_id(trigger: Trigger, revision: Revision, row_id: str | None, person: str | None) -> str:
    return digest(canonical([revision.record_id, trigger.fill, trigger.text, row_id, person]))[:32]


def _people(trigger: Trigger, state: FillingState, here: Path) -> tuple[str | None, ...]:
    named = tuple(_texts(_value(trigger.person, state, here))) if trigger.person else ()
    return tuple(dict.fromkeys(named)) or (None,)


def _given(trigger: Trigger, state: FillingState, here: Path) -> dict[str, str]:
    said = as_text(_value(trigger.what, state, here)) if trigger.what else ""
    return {trigger.what: said} if said else {}


def _text(trigger: Trigger, state: FillingState, here: Path) -> str:
    if not trigger.what:
        return trigger.text
    field = state.field_at(_path(trigger.what, state, here))
    labels = {choice.code: choice.label for choice in field.choices}
    said = "、".join(labels.get(one, one) for one in _texts(_value(trigger.what, state, here)))
    return f"{trigger.text}：{said}" if said else trigger.text


def _due(trigger: Trigger, state: FillingState, here: Path, claimed_at: datetime) -> datetime | None:
    said = as_text(_value(trigger.due, state, here)) if trigger.due else ""
    if said:
        return deadline(said)
    return None if trigger.hours is None else claimed_at + timedelta(hours=trigger.hours)


def _value(name: str, state: FillingState, here: Path) -> Value:
    return value_of(state.visible_value(_path(name, state, here)))


def _path(name: str, state: FillingState, here: Path) -> Path:
    """A column of the row before a field of the record."""
    return (*here, name) if here and (here[0], name) in state.fields else (name,)


def _texts(value: Value) -> tuple[str, ...]:
    values = value if isinstance(value, tuple) else (value,)
    return tuple(item for item in values if isinstance(item, str) and item)
