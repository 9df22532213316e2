"""What a form may not do is refused when it is loaded, with its line."""

from __future__ import annotations

import pytest

from forms.definition import AnswerSet, Field, FieldType, Form
from forms.definition_rules import check_definition
from forms.dependencies import CycleError, dependencies_of
from tests.definitions import FIRE, check, duty, field, form, rows, trigger

PATIENT = field("patient", identifying=True)


def reasons(of: Form) -> list[str]:
    return [reason for _, reason in check_definition(of)]


@pytest.mark.parametrize("key", ["relevant", "constraint", "calculation", "default", "required"])
def test_no_public_rule_depends_on_who_somebody_is(key: str) -> None:
    leaking = form(PATIENT, field("public", FieldType.TEXT, **{key: "${patient} != ''"}))
    assert reasons(leaking) == ["public is public and must not depend on patient, which identifies a person"]


def test_identifying_fields_may_depend_on_each_other_and_declared_ones_on_them() -> None:
    of = form(
        field("age", FieldType.INTEGER, identifying=True),
        field("guardian", identifying=True, required="${age} < 18"),
        field("old", FieldType.CALCULATED, calculation="${age} >= 75", disclose_to_county=True),
        field("care", relevant="${old} = true()"),
    )
    assert reasons(of) == []


def test_a_column_of_an_identifying_table_is_identifying() -> None:
    of = form(
        rows("witnesses", field("name"), identifying=True),
        field("first", FieldType.CALCULATED, calculation="max(${name})"),
    )
    assert len(reasons(of)) == 1


def test_no_trigger_depends_on_who_somebody_is() -> None:
    of = form(PATIENT, triggers=(trigger("sealed", "task", when="${patient} = 'x'", text="t"),))
    assert len(reasons(of)) == 1


def test_fields_that_decide_each_other_are_refused() -> None:
    ring = form(
        field("a", relevant="${b} = '1'"),
        field("b", relevant="${c} = '1'"),
        field("c", relevant="${a} = '1'"),
    )
    assert reasons(ring) == ["a depends on itself"]
    with pytest.raises(CycleError):
        dependencies_of(ring)


def test_a_total_of_a_column_is_no_ring() -> None:
    of = form(
        rows(
            "items",
            field("n", FieldType.INTEGER),
            field("share", FieldType.CALCULATED, calculation="${n} div ${total}"),
        ),
        field("total", FieldType.CALCULATED, calculation="sum(${n})"),
    )
    assert reasons(of) == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (field("x", minimum="1"), "only numbers have bounds"),
        (field("x", FieldType.INTEGER, minimum="a"), "no number"),
        (field("x", FieldType.INTEGER, minimum="2", maximum="1"), "more than the most"),
        (check("x", score="NaN"), "no number"),
        (field("x", FieldType.NOTE, required=True), "answered by nobody"),
        (field("x", calculation="1", default="1"), "needs no default"),
        (
            check("x", finding=FIRE, answers=AnswerSet(name="n", choices=(), good="g", bad=())),
            "no answer that opens it",
        ),
        (rows("x", field("y"), min_rows=2, max_rows=1), "more rows"),
        (rows("x", field("y"), grid=True), "without check columns"),
        (field("x", constraint="regex(., '[')", constraint_message="m"), "cannot be read"),
        (rows("x", check("p"), check("q", part_of="p")), "only a round sheet"),
        (rows("x", check("p"), field("q", part_of="p"), grid=True), "part of a check item"),
        (
            rows("x", check("p"), check("q", part_of="p"), check("r", part_of="q"), grid=True),
            "no parts of its own",
        ),
    ],
)
def test_a_field_that_contradicts_itself_is_refused(wrong: Field, reason: str) -> None:
    assert any(reason in found for found in reasons(form(wrong)))


def test_a_duty_of_unknown_frequency_is_refused() -> None:
    of = form(field("x"), duties=(duty("moon"), duty("day", parts=(("dusk", 1),)), duty("day", per="planet")))
    assert reasons(of) == ["duty patrol: its frequency is not known"] * 3
