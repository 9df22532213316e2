"""Every task that a released form leaves can be done by whom it is left to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from forms.definition import Form, Trigger
from forms.filling import Filling
from forms.references import check_references
from forms.task import answers_for
from tests.definitions import field, form, rows, trigger
from tests.released_forms import CATALOG, FORMS

NOW = datetime(2026, 11, 20, 14, 6, tzinfo=UTC)


def left() -> Iterator[tuple[Form, Trigger]]:
    for one in FORMS:
        for found in one.triggers:
            if found.do == "task" and found.fill:
                yield one, found


TASKS = tuple(left())
each = pytest.mark.parametrize(
    ("of", "task"), TASKS, ids=[f"{one.id}-{number}" for number, (one, _) in enumerate(TASKS)]
)


@each
def test_the_form_that_does_it_is_released_and_says_what_it_is_about(of: Form, task: Trigger) -> None:
    fill = CATALOG.latest(task.fill)
    names = {item.name for item in fill.fields()} | {c.name for item in fill.fields() for c in item.fields}
    assert not task.what or task.what in names, f"{of.id} leaves {task.what}, which {fill.id} does not ask"
    assert task.text


@each
def test_what_it_begins_with_fits_the_form(of: Form, task: Trigger) -> None:
    fill = CATALOG.latest(task.fill)
    given = {task.what: "换滤芯"} if task.what else {}
    begun = answers_for(fill, person="0231" if task.person else None, given=given)
    wrong = {
        problem.path for problem in Filling.start(fill, begun, now=NOW).problems() if problem.kind == "type"
    }
    assert wrong == set(), of.id


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"rows": "nobody"}, "there are no rows nobody"),
        ({"rows": "people", "person": "nobody"}, "there is no field nobody"),
        ({"rows": "people", "what": "nothing"}, "there is no field nothing"),
        ({"rows": "people", "due": "who"}, "who is no day"),
        ({"do": "clock", "what": "topic"}, "only a task is filled"),
    ],
)
def test_a_task_that_names_what_is_not_there_is_refused(told: dict[str, str], reason: str) -> None:
    facts: dict[str, str] = {"do": "task", "text": "t", **told}
    do = facts.pop("do")
    of = form(field("topic"), rows("people", field("who")), triggers=(trigger("sealed", do, **facts),))
    assert any(reason in found for _, found in check_references(of))
