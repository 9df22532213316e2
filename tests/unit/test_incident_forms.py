"""The adverse-event report and the steps of an incident."""

from __future__ import annotations

import pytest

from forms.filling import Filling
from forms.json_value import Json
from tests.released_forms import CATALOG, FORMS, NOW, filled


def test_the_four_grades_are_defined_in_the_official_words() -> None:
    grades = CATALOG.latest("event.adverse_event").field("grade").choices
    assert [(grade.code, grade.hint) for grade in grades] == [
        ("I", "非预期的死亡，或是非疾病自然进展过程中造成永久性功能丧失"),
        ("II", "在疾病医疗过程中是因诊疗活动而非疾病本身造成的病人机体与功能损害"),
        (
            "III",
            "虽然发生了错误事实，但未给病人机体与功能造成任何损害，或有轻微后果而不需任何处理可完全康复",
        ),
        ("IV", "由于及时发现错误，但未形成事实"),
    ]
    severities = CATALOG.latest("event.adverse_event").field("severity").choices
    assert "".join(choice.code for choice in severities) == "ABCDEFGHI"


def test_the_eighteen_categories_are_complete() -> None:
    assert len(CATALOG.latest("event.adverse_event").field("category").choices) == 18


def test_a_quick_report_needs_three_answers() -> None:
    filling = filled("event.adverse_event", {})
    for name in ("what_happened", "occurred_on", "outcome"):
        filling.set((name,), None)
    assert [problem.path for problem in filling.problems()] == [
        ("what_happened",),
        ("occurred_on",),
        ("outcome",),
    ]
    assert "unclear" in [choice.code for choice in filling.form.field("outcome").choices]


def test_a_full_report_asks_category_grade_and_for_a_serious_one_who_reports() -> None:
    filling = filled("event.adverse_event", {"report_kind": "full", "grade": "II"})
    for name in ("category", "reporter_profession"):
        filling.set((name,), None)
    assert {problem.path for problem in filling.problems()} == {("category",), ("reporter_profession",)}
    filling.set(("grade",), None)
    assert [problem.path for problem in filling.problems()] == [("category",), ("grade",)]


def test_everything_that_names_a_patient_or_a_reporter_is_private() -> None:
    form = CATALOG.latest("event.adverse_event")
    assert form.private_record
    assert form.anonymous == "allowed"
    assert form.rights.read == ("quality", "leader", "admin")
    private = {field.name for field in form.fields() if field.identifying}
    assert private >= {
        "patient_name",
        "patient_sex",
        "patient_age",
        "patient_number",
        "patient_occupation",
        "bed",
        "diagnosis",
        "treatment_time",
        "witnesses",
        "reporter_department",
        "reporter_phone",
        "occurred_time",
        "photos",
    }
    assert not any(field.disclose_to_county for field in form.fields())


@pytest.mark.parametrize(
    ("answers", "hours"),
    [
        ({"outcome": "not_reached", "report_kind": "quick"}, [72]),
        ({"outcome": "no_harm", "report_kind": "quick"}, [72]),
        ({"outcome": "harm", "report_kind": "quick"}, [24]),
        ({"outcome": "death_or_permanent", "report_kind": "quick"}, [24]),
        ({"outcome": "unclear", "report_kind": "quick"}, [24]),
        ({"outcome": "harm", "report_kind": "full", "grade": "II"}, []),
        ({"outcome": "harm", "report_kind": "full", "grade": "II", "quality_event": "general"}, [360]),
        ({"outcome": "harm", "report_kind": "full", "grade": "II", "quality_event": "serious"}, [12]),
        ({"outcome": "harm", "report_kind": "full", "grade": "I", "quality_event": "grave"}, [2]),
        ({"outcome": "harm", "report_kind": "full", "grade": "I", "gross_negligence": "yes"}, [12]),
    ],
)
def test_a_quick_report_starts_the_clock_of_the_full_one_and_a_grave_event_its_own(
    answers: dict[str, Json], hours: list[int]
) -> None:
    form = CATALOG.latest("event.adverse_event")
    filling = Filling(form, {"what_happened": "给药前核对发现剂量不对", **answers}, now=NOW)
    started = [
        trigger.hours
        for trigger in form.triggers
        if trigger.do == "clock" and trigger.when is not None and filling.evaluate(trigger.when, ("",))
    ]
    assert started == hours


@pytest.mark.parametrize(
    ("severity", "grade"),
    [
        ("A", "Ⅳ级"),
        ("B", "Ⅲ级"),
        ("D", "Ⅲ级"),
        ("E", "Ⅱ级"),
        ("G", "Ⅱ级；属永久性功能丧失的为Ⅰ级"),
        ("I", "Ⅰ级"),
    ],
)
def test_the_severity_only_suggests_a_grade(severity: str, grade: str) -> None:
    filling = Filling(
        CATALOG.latest("event.adverse_event"), {"report_kind": "full", "severity": severity}, now=NOW
    )
    assert filling.value(("suggested_grade",)) == grade


def test_every_step_of_an_incident_is_kept_from_those_it_does_not_concern() -> None:
    steps = [form for form in FORMS if form.step and form.step.chain == "incident"]
    actions = {form.step.action for form in steps if form.step}
    assert actions == {
        "accept",
        "report_up",
        "follow_up",
        "detail",
        "analyse",
        "improve",
        "feedback",
        "close",
    }
    assert all(form.private_record and form.rights.read == ("quality", "leader", "admin") for form in steps)


@pytest.mark.parametrize("grade", ["I", "II"])
def test_a_serious_event_is_always_analysed(grade: str) -> None:
    filling = filled("incident.accept", {"grade": grade, "analysis_needed": "no"})
    assert [problem.path for problem in filling.problems()] == [("analysis_needed",)]
    filling.set(("grade",), "III")
    assert filling.problems() == ()
