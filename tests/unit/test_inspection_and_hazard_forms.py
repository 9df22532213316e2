"""The quarterly inspection and the steps of a hazard."""

from __future__ import annotations

import re

import pytest

from forms.definition import FieldType, FormKind
from tests.released_forms import CATALOG, FORMS, every_check, filled

CHAPTERS = {
    "组织与责任": 18,
    "消防": 25,
    "燃气燃料": 17,
    "特种设备": 21,
    "危险物品": 20,
    "设备设施": 9,
    "药品耗材": 17,
    "急救": 11,
    "信息安全": 11,
    "治安与平安医院": 11,
    "重点场所与重点部位": 11,
    "基建施工": 11,
    "职业健康": 5,
    "应急与值班": 13,
    "院感与传染病": 11,
}


def test_the_quarterly_inspection_has_its_fifteen_chapters_and_all_their_items() -> None:
    form = CATALOG.latest("management.quarterly_inspection")
    found = {
        section.title: len(section.fields)
        for section in form.sections
        if any(field.type is FieldType.CHECK for field in section.fields)
    }
    assert list(found.items()) == list(CHAPTERS.items())
    assert sum(found.values()) >= 120


def test_every_item_of_the_inspection_quotes_a_numbered_article_of_the_policy() -> None:
    for check in every_check(CATALOG.latest("management.quarterly_inspection")):
        assert check.source is not None
        assert re.fullmatch(r"《.+》(篇\d )?.+", check.source.article), check.source.article
        assert check.answers == CATALOG.answer_set("conform")


def test_the_inspection_gives_no_score_that_the_policy_does_not_give() -> None:
    form = CATALOG.latest("management.quarterly_inspection")
    assert all(check.score is None for check in every_check(form))


def test_findings_of_the_inspection_fall_into_known_categories() -> None:
    known = {choice.code for choice in CATALOG.choice_list("hazard_category")}
    assert len(known) == 12
    used = {
        check.finding.category for form in FORMS for check in every_check(form) if check.finding is not None
    }
    assert used <= known
    assert len(used) == 12


@pytest.mark.parametrize(
    "missing", ["measures", "funds_source", "due", "owner", "owner_department", "contingency"]
)
def test_an_order_is_not_given_before_the_five_are_complete(missing: str) -> None:
    filling = filled("hazard.order")
    filling.set((missing,), None)
    assert [problem.path for problem in filling.problems()] == [(missing,)]


def test_an_order_that_costs_money_says_how_much() -> None:
    filling = filled("hazard.order", {"funds_source": "own"})
    filling.set(("funds",), None)
    assert [problem.path for problem in filling.problems()] == [("funds",)]


def test_a_major_hazard_asks_for_its_grounds_its_plan_and_its_report() -> None:
    filling = filled("hazard.order", {"level": "major"})
    for name in ("criteria", "cause", "analysis", "goal", "organisation", "reported_to", "supervisor"):
        filling.set((name,), None)
        assert ((name,) in [problem.path for problem in filling.problems()]) is True, name


def test_a_recheck_passes_or_returns_with_a_new_deadline() -> None:
    verdicts = CATALOG.latest("hazard.recheck").field("verdict").choices
    assert [choice.code for choice in verdicts] == ["pass", "return"]
    filling = filled("hazard.recheck", {"verdict": "return"})
    filling.set(("due",), None)
    assert [problem.path for problem in filling.problems()] == [("due",)]


def test_every_step_of_a_hazard_has_a_form() -> None:
    steps = {form.step.action for form in FORMS if form.step and form.step.chain == "hazard"}
    assert steps == {"order", "rectify", "recheck", "close", "extend", "supervise", "void", "reopen"}
    assert all(form.kind is FormKind.STEP for form in FORMS if form.step)


def test_the_truncated_criterion_is_marked_and_nothing_is_invented_after_it() -> None:
    codes = [choice.code for choice in CATALOG.choice_list("major_hazard_criteria")]
    assert codes[-2:] == ["c6_1", "other_standard"]
    truncated = CATALOG.choice_list("major_hazard_criteria")[-2]
    assert truncated.label.endswith("租……（原文后半待补）")
