"""Expressions: what they mean and what they refuse."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from forms.context import Context
from forms.expression import ExpressionError, parse
from forms.functions import Scope, answer_of
from forms.json_value import Json

NOW = datetime(2026, 11, 20, 14, 6, tzinfo=UTC)
ANSWERS = {
    "exits": {"value": "abnormal", "finding": {"text": "堆放"}},
    "count": 7,
    "pressure": "1.20",
    "empty": "",
    "kinds": ["a", "b"],
    "made": "2021-05-31",
    "start": "2026-11-20T22:00+08:00",
    "end": "2026-11-21T00:30+08:00",
    "rows": [{"row_id": "1", "quantity": "2.5"}, {"row_id": "2", "quantity": "4"}],
}
CONTEXT = Context(
    card={"type": "powder"},
    person={"role": "nurse"},
    certificates=("fire",),
    held={"0231": ("fire",)},
    open_faults=("h1",),
)


def value(text: str, **more: object) -> object:
    return answer_of(parse(text).evaluate(Scope(answers=ANSWERS, context=CONTEXT, now=NOW, **more)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("7 mod 4 - 1", "2"),
        ("7 div 2", "3.5"),
        ("1 div 0", None),
        ("10 - 3 - 2", "5"),
        ("-${count} + 1", "-6"),
        ("${exits} = 'abnormal'", True),
        ("${count} >= 7 and ${pressure} < 1.3", True),
        ("${count} = 7.0", True),
        ("not(${empty} = '')", False),
        ("${nothing_yet} > 0", False),
        ("${nothing_yet} + 1", None),
        ("if(${count} > 5, 'many', 'few')", "many"),
        ("coalesce(${empty}, ${nothing_yet}, 'x')", "x"),
        ("selected(${kinds}, 'b')", True),
        ("selected(${kinds}, 'ab')", False),
        ("count-selected(${kinds})", "2"),
        ("selected-at(${kinds}, 1)", "b"),
        ("count(${rows})", "2"),
        ("sum(${quantity})", "6.5"),
        ("max(${quantity}, 3)", "4"),
        ("round(2.5)", "3"),
        ("round(2.345, 2)", "2.35"),
        ("string-length('消防')", "2"),
        ("concat('a', 1.50, ${empty})", "a1.5"),
        ("regex('F01', 'F[0-9]{2}')", True),
        ("today()", "2026-11-20"),
        ("now()", "2026-11-20T22:06+08:00"),
        ("shift-of(now())", "evening"),
        ("add-years(${made}, 5)", "2026-05-31"),
        ("add-months('2026-01-31', 1)", "2026-02-28"),
        ("add-days(${made}, 1)", "2021-06-01"),
        ("days-between(${made}, '2021-06-02')", "2"),
        ("hours-between(${start}, ${end})", "2.5"),
        ("${start} < ${end}", True),
        ("format-date(${made}, '%Y年%m月')", "2021年05月"),
        ("format-date(${start}, '%H:%M')", "22:00"),
        ("year-of(${start})", "2026"),
        ("card('type') = 'powder' and person('role') = 'nurse'", True),
        ("has-certificate('fire') and open-faults() = 1", True),
        ("holds('0231', 'fire')", True),
        ("holds('0231', 'lift') or holds('0188', 'fire') or holds(${empty}, 'fire')", False),
    ],
)
def test_an_expression_has_the_value_that_xlsform_gives_it(text: str, expected: object) -> None:
    assert value(text) == expected


def test_a_row_hides_the_answer_of_the_record() -> None:
    assert value("${count}", row={"count": 1}) == "1"


def test_a_dot_is_the_current_value() -> None:
    assert value(". > 3", current="4") is True


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("${a} ==", "unexpected"),
        ("system('x')", "unknown function system"),
        ("if(true(), 1)", "does not take 2"),
        ("${a", "cannot read"),
        ("1 2", "unexpected '2'"),
        ("(1", "expected ')'"),
        ("", "unexpected"),
    ],
)
def test_what_is_outside_the_subset_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ExpressionError, match=reason.replace("(", r"\(").replace(")", r"\)")):
        parse(text)


def test_an_expression_knows_the_fields_it_reads() -> None:
    assert parse("${a} + sum(${b}) > .").names == {"a", "b"}


def test_decimals_stay_exact() -> None:
    assert parse("0.1 + 0.2").evaluate(Scope(answers={})) == Decimal("0.3")


SAT: dict[str, Json] = {
    "people": [
        {"row_id": "1", "who": "0231", "sat": "yes", "points": "90"},
        {"row_id": "2", "who": "0107", "sat": "no"},
        {"row_id": "3", "who": "0231", "sat": "yes", "points": "50"},
        {"row_id": "4"},
    ],
    "helpers": ["0231", "0415"],
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count-if(${sat}, 'yes')", "2"),
        ("count-if(${sat}, 'ill')", "0"),
        ("count-if(${nobody}, 'yes')", "0"),
        ("count-if(${helpers}, '0415')", "1"),
        ("count-distinct(${who})", "2"),
        ("count-distinct(${nobody})", "0"),
        ("rate(count-if(${sat}, 'yes'), count(${people}))", "50"),
        ("rate(1, 3)", "33.33"),
        ("rate(2, 3)", "66.67"),
        ("rate(1, 0)", None),
        ("rate(${nothing}, 3)", None),
        ("rate(1, ${nothing})", None),
    ],
)
def test_a_column_is_counted_and_a_rate_is_blank_without_a_whole(text: str, expected: str | None) -> None:
    assert answer_of(parse(text).evaluate(Scope(answers=SAT))) == expected
