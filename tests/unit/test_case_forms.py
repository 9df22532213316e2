"""Cases of the catalogue: every state can be reached and left, and steps speak of nothing that is not there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from forms.definition import CaseRule, Form
from forms.filling import Filling
from forms.ledgers.case import OPEN
from forms.listed import StepRule
from tests.released_forms import CATALOG, FORMS, NOW

CASES = [form for form in FORMS if form.case is not None]
STEPS = [form for form in FORMS if form.step is not None and form.step.chain == "case"]


def rule_of(form: Form) -> CaseRule:
    assert form.case is not None
    return form.case


def step_of(form: Form) -> StepRule:
    assert form.step is not None
    return form.step


def steps_on(form: Form) -> Iterator[Form]:
    return (step for step in STEPS if form.id in step_of(step).of)


def targets(step: Form) -> set[str]:
    rule = step_of(step)
    return {choice.code for choice in step.field(rule.to_field).choices} if rule.to_field else {rule.to}


@pytest.mark.parametrize("step", STEPS, ids=lambda form: form.id)
def test_a_step_names_cases_states_and_actions_that_are_there(step: Form) -> None:
    rule = step_of(step)
    for form in (CATALOG.latest(name) for name in rule.of):
        states = {state.code for state in rule_of(form).states}
        assert set(rule.after) <= states, form.id
        assert targets(step) <= states, form.id
        actions = {OPEN, *(step_of(other).action for other in steps_on(form))}
        assert set(rule.not_same_as) <= actions, form.id
    if rule.to_field:
        assert step.field(rule.to_field).required is True
        assert not step.field(rule.to_field).identifying


@pytest.mark.parametrize("form", CASES, ids=lambda form: form.id)
def test_every_state_is_reached_and_every_open_one_is_left(form: Form) -> None:
    rule = rule_of(form)
    reached = {rule.states[0].code}
    while more := {
        target
        for step in steps_on(form)
        if reached & set(step_of(step).after)
        for target in targets(step)
        if target not in reached
    }:
        reached |= more
    assert reached == {state.code for state in rule.states}
    left = {state for step in steps_on(form) for state in step_of(step).after}
    assert left == reached - set(rule.over)


@pytest.mark.parametrize("form", CASES, ids=lambda form: form.id)
def test_columns_of_the_paper_are_steps_of_the_case(form: Form) -> None:
    assert set(form.printing.columns) <= {step.id for step in steps_on(form)}


def test_the_surgical_checklist_is_answered_one_by_one() -> None:
    phases = [form for form in STEPS if "surgery.safety_check" in step_of(form).of]
    assert len(phases) == 3
    for form in phases:
        filling = Filling(form, now=NOW)
        assert filling.rest_normal() == ()
        assert filling.bulk == set()
