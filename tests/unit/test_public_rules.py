"""The county checks again what it can know, and blames nobody for what it cannot."""

from __future__ import annotations

import pytest

from forms.definition import FieldType, Form
from forms.json_value import Json
from forms.public_rules import examine, public_form
from tests.definitions import FIRE, check, field, form, rows, sealed
from tests.released_forms import FORMS, valid

FORM = form(
    field("shift", required=True),
    field("double", FieldType.CALCULATED, calculation="${n} * 2"),
    field("n", FieldType.INTEGER, minimum="1"),
    field("number", FieldType.CALCULATED, calculation="card('number')"),
    field("old", required=True, relevant="previous('x') = '1'"),
    field("two", required="profile('two_people')"),
    field("watch", constraint="holds(., 'fire_control')", constraint_message="m"),
    field("patient", identifying=True, required=True),
    check("exits", finding=FIRE, required=False),
    rows("people", field("role"), field("name", identifying=True, required=True)),
    field("witness", relevant="${shift} = 'night'"),
)
GOOD: dict[str, Json] = {
    "shift": "day",
    "n": 2,
    "double": "4",
    "number": "M-01",
    "watch": "0231",
    "people": [{"row_id": "r1", "role": "护士"}],
}


def blamed(answers: dict[str, Json]) -> list[str]:
    return [problem.path[0] for problem in examine(public_form(FORM), sealed(FORM, answers))]


def test_a_record_sealed_by_the_rules_is_clean() -> None:
    assert blamed(GOOD) == []


BROKEN: tuple[tuple[dict[str, Json], str], ...] = (
    ({"shift": None}, "shift"),
    ({"n": 0, "double": "0"}, "n"),
    ({"double": "5"}, "double"),
    ({"witness": "李某"}, "witness"),
    ({"weather": "雨"}, "weather"),
    ({"exits": {"value": "abnormal"}}, "exits"),
    ({"exits": {"value": "normal", "finding": {"text": "堵"}}}, "exits"),
)


@pytest.mark.parametrize(("change", "field_name"), BROKEN)
def test_a_record_that_breaks_a_public_rule_is_named(change: dict[str, Json], field_name: str) -> None:
    assert blamed({**GOOD, **change})[0] == field_name


def test_an_identifying_answer_in_the_public_part_is_found() -> None:
    assert blamed({**GOOD, "patient": "张某"}) == ["patient"]
    assert blamed({**GOOD, "people": [{"row_id": "r1", "name": "张某"}]}) == ["people"]


def test_a_voided_record_is_not_examined() -> None:
    first = sealed(FORM, GOOD)
    assert examine(public_form(FORM), sealed(FORM, {}, parents=[first.rev_id], void=True)) == ()


@pytest.mark.parametrize("of", FORMS, ids=lambda of: of.id)
def test_what_the_hospital_seals_the_county_finds_clean(of: Form) -> None:
    filling = valid(of)
    assert filling.problems() == ()
    public, _ = filling.sealed_answers()
    assert examine(public_form(of), sealed(of, public, subject="chain-1")) == ()


def test_the_county_sees_a_person_who_stands_in_a_table_twice_unless_it_may_not_know_who() -> None:
    people: list[Json] = [{"row_id": "a", "who": "0231"}, {"row_id": "b", "who": "0231"}]
    for hidden in (False, True):
        of = form(rows("people", field("who", FieldType.PERSON, identifying=hidden), unique=("who",)))
        answers: dict[str, Json] = (
            {"people": [{"row_id": "a"}, {"row_id": "b"}]} if hidden else {"people": people}
        )
        found = examine(public_form(of), sealed(of, answers))
        assert [problem.path for problem in found] == ([] if hidden else [("people", "b", "who")])
