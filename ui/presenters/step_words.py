"""The steps of a chain put into words, whatever the chain is of. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from forms.definition import FieldType, Form
from forms.json_value import Json
from forms.printing.job import Names
from forms.printing.values import value_text
from forms.revision import Revision
from ui import wording
from ui.theme.states import State
from ui.theme.tokens import Role
from ui.widgets.step_cards import StepCard
from ui.widgets.timeline import Moment

LONGEST_HEAD = 60  # characters
NOT_IN_WORDS = frozenset({FieldType.NOTE, FieldType.ROWS})


class Step(Protocol):
    """One sealed step, of a hazard or of an incident."""

    @property
    def record_id(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def author_name(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def revision(self) -> Revision: ...


def card_of(
    step: Step,
    form: Form,
    names: Names,
    now: datetime,
    *,
    icons: Mapping[str, str],
    delivery: State,
    most: int | None = None,
) -> StepCard:
    """The step with its answers in the order of its form, of very many the first ``most``."""
    lines = lines_of(form, step.revision.answers, names)
    return StepCard(
        record_id=step.record_id,
        title=step.title,
        who=f"{step.author_name}，{wording.moment(step.at, now)}",
        icon=_icon(step, icons),
        lines=lines[:most],
        delivery=delivery,
    )


def lines_of(form: Form, answers: Mapping[str, Json], names: Names) -> tuple[tuple[str, str], ...]:
    """Labels and words of what was answered, in the order of the form; tables left out."""
    return tuple(
        (field.label, text)
        for field in form.fields()
        if field.type not in NOT_IN_WORDS
        and (text := value_text(field, answers.get(field.name), names, compact=True))
    )


def headline(text: str) -> str:
    """What was written, on one line and not longer than a head can hold; the whole of it stands below."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_HEAD else f"{line[:LONGEST_HEAD]}…"


def on_day(day: date | datetime, verb: str, now: datetime) -> str:
    """``昨天做完``, ``11-18 做完``."""
    words = wording.day(day, now)
    return f"{words} {verb}" if words[-1].isdigit() else f"{words}{verb}"


def moments_of(
    steps: Sequence[Step], first: Moment, now: datetime, *, icons: Mapping[str, str]
) -> tuple[Moment, ...]:
    """The steps, the newest first, and ``first`` with which it began."""
    return (
        *(
            Moment(
                _icon(step, icons),
                step.title,
                f"{wording.short(step.at, now)}，{step.author_name}",
                Role.BRAND,
            )
            for step in reversed(steps)
        ),
        first,
    )


def _icon(step: Step, icons: Mapping[str, str]) -> str:
    return icons.get(step.action, "file-text")
