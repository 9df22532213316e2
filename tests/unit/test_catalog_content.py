"""What the released forms hold: official items complete and in order, sources named, doubtful facts marked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forms.catalog import Catalog
from forms.context import Context
from forms.definition import Field, FieldType, Form, FormKind, Source
from forms.filling import Filling
from forms.json_value import Json
from forms.samples import sample_answers

CATALOG = Catalog.load()
FORMS = CATALOG.forms()
NOW = datetime(2026, 11, 20, 14, 6, tzinfo=UTC)
DIGESTS = Path(__file__).parent / "form_digests.json"

# Held against the official text, or against the policy that this program serves. All else is marked unverified.
VERIFIED = (
    "《关于加强医疗卫生机构安全工作的方案》",
    "《患者安全专项行动方案（2023-2025年）》",
    "《医院医疗安全活动年度工作计划》",
    "《关于加强医疗安全管理工作的通知》",
    "《中华人民共和国消防法》第十七条",
    "《中华人民共和国安全生产法》第四十一条",
    "公安部令第61号 第二十五条",
    "公安部令第61号 第三十一条",
    "公安部令第61号 第三十九条",
    "公安部令第61号 第四十条",
    "《医疗事故处理条例》第十四条",
)
FORBIDDEN = (
    "成功",
    "失败",
    "非法",
    "无效",
    "未知错误",
    "请勿",
    "操作",
    "数据",
    "用户",
    "终端",
    "上传",
    "同步中",
    "登陆",
)
OFFICIAL_TERMS = ("岗位操作卡", "操作规程", "操作人员", "操作说明", "规范化操作", "防止数据泄露", "数据跟踪")


def every_field(form: Form) -> Iterator[Field]:
    for field in form.fields():
        yield field
        yield from field.fields


def every_check(form: Form) -> Iterator[Field]:
    return (field for field in every_field(form) if field.type is FieldType.CHECK)


def every_source(form: Form) -> Iterator[Source]:
    found = [*form.sources, form.retention.source]
    found += [section.source for section in form.sections]
    found += [field.source for field in every_field(form)]
    found += [duty.source for duty in form.duties]
    found += [signer.source for signer in form.signers]
    found += [trigger.source for trigger in form.triggers]
    return (source for source in found if source is not None)


def filled(form_id: str, answers: dict[str, Json] | None = None) -> Filling:
    """A filling with the defaults, what a sample answers and what the test says."""
    form = CATALOG.latest(form_id)
    context = Context(person={"staff_no": "0231"})
    defaults = Filling(form, context=context, now=NOW).answers
    sample = sample_answers(form, places=["P01", "P02"], people=["0231", "0107"], assets=["M-01"], now=NOW)
    return Filling(form, {**defaults, **sample, **(answers or {})}, context=context, now=NOW)


def without_official_terms(text: str) -> str:
    for term in OFFICIAL_TERMS:
        text = text.replace(term, "")
    return text


ids = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


# --- every form ---------------------------------------------------------------------------------------------


def test_the_first_forms_are_all_there() -> None:
    assert {form.id for form in FORMS} >= {
        "fire.daily_patrol",
        "fire.drill",
        "fire.extinguisher_card",
        "fire.extinguisher_event",
        "fire.extinguisher_check",
        "management.quarterly_inspection",
        "event.adverse_event",
        "hazard.register",
        "hazard.order",
        "hazard.rectify",
        "hazard.recheck",
        "hazard.close",
        "hazard.extend",
        "hazard.supervise",
        "hazard.void",
        "register.place",
        "register.person",
    }


@ids
def test_every_check_item_names_its_source_and_says_what_is_abnormal(form: Form) -> None:
    for check in every_check(form):
        assert check.source is not None, check.name
        assert check.source.text, check.name
        assert check.abnormal, check.name
        assert check.finding is not None, check.name


@ids
def test_nothing_counts_as_verified_that_was_not_held_against_its_text(form: Form) -> None:
    for source in every_source(form):
        if source.verified:
            assert source.article.startswith(VERIFIED), source.article


@ids
def test_every_starter_duty_names_its_source(form: Form) -> None:
    for duty in form.duties:
        if duty.starter:
            assert duty.source is not None, duty.id
            assert duty.source.text, duty.id


@ids
def test_no_two_labels_are_the_same(form: Form) -> None:
    for fields in (form.fields(), *(field.fields for field in form.fields())):
        labels = [field.label for field in fields if field.type is FieldType.CHECK]
        assert len(labels) == len(set(labels))


@ids
def test_our_own_wording_is_free_of_the_forbidden_words(form: Form) -> None:
    ours = [form.title, *form.printing.notes, *(trigger.text for trigger in form.triggers)]
    for field in every_field(form):
        ours += [field.label, field.hint, field.abnormal, field.constraint_message]
        ours += field.finding.phrases if field.finding else ()
    found = [text for text in ours if any(word in without_official_terms(text) for word in FORBIDDEN)]
    assert found == []


@ids
def test_a_sample_of_the_form_can_be_sealed(form: Form) -> None:
    assert filled(form.id).problems() == ()


def test_a_released_form_never_changes() -> None:
    pinned = json.loads(DIGESTS.read_text(encoding="utf-8"))
    found = {
        f"{entry.id} {entry.version}": entry.digest
        for entry in CATALOG.entries()
        if entry.status == "released"
    }
    assert found == pinned


def test_the_labels_of_forms_are_unique() -> None:
    labels = [form.label for form in FORMS]
    assert len(labels) == len(set(labels))


# --- F01 ----------------------------------------------------------------------------------------------------

ARTICLE_25 = (
    "用火、用电有无违章情况；",
    "安全出口、疏散通道是否畅通，安全疏散指示标志、应急照明是否完好；",
    "消防设施、器材和消防安全标志是否在位、完整；",
    "常闭式防火门是否处于关闭状态，防火卷帘下是否堆放物品影响使用；",
    "消防安全重点部位的人员在岗情况；",
    "其他消防安全情况。",
)
SHORT_HEADS = (
    "用火\n用电",
    "安全出口\n疏散通道",
    "疏散指示\n应急照明",
    "器材设施\n消防标志",
    "防火门\n防火卷帘",
    "重点部位\n人员在岗",
    "其他\n情况",
)


def patrol_columns() -> tuple[Field, ...]:
    places = CATALOG.latest("fire.daily_patrol").field("places")
    return tuple(column for column in places.fields if column.type is FieldType.CHECK and not column.part_of)


def test_the_patrol_asks_the_six_statutory_items_in_their_order() -> None:
    columns = patrol_columns()
    assert tuple(column.short for column in columns) == SHORT_HEADS
    told = [column.source.text for column in columns if column.source]
    assert tuple(dict.fromkeys(told)) == ARTICLE_25
    assert "；".join(column.label for column in columns[:1] + columns[3:]) == (
        "；".join(text.rstrip("；。") for text in ARTICLE_25[:1] + ARTICLE_25[2:])
    )
    assert f"{columns[1].label}，{columns[2].label}；" == ARTICLE_25[1]


def test_a_round_of_one_place_asks_twenty_four_sub_items_under_every_column() -> None:
    places = CATALOG.latest("fire.daily_patrol").field("places")
    parts = [column.part_of for column in places.fields if column.part_of]
    assert len(parts) == 24
    assert list(dict.fromkeys(parts)) == [column.name for column in patrol_columns()]


def test_the_patrol_goes_by_the_four_areas_of_the_default_frequency() -> None:
    starters = {duty.id: duty for duty in CATALOG.latest("fire.daily_patrol").duties if duty.starter}
    assert dict(starters["inpatient"].parts) == {"day": 2, "night": 2}
    assert dict(starters["outpatient"].parts) == {"day": 2}
    assert dict(starters["emergency"].parts) == {"night": 2}
    covered = [area for duty in starters.values() for area in duty.areas]
    assert sorted(covered) == sorted(choice.code for choice in CATALOG.choice_list("place_area"))


def test_whoever_patrolled_does_not_sign_as_the_supervisor() -> None:
    supervisor = CATALOG.latest("fire.daily_patrol").signer("supervisor")
    assert supervisor.not_same_as == ("patroller",)
    assert supervisor.required


def test_a_failed_patrol_item_is_put_down_to_one_of_the_eight_cases() -> None:
    cases = CATALOG.choice_list("article_31")
    assert len(cases) == 8
    for column in patrol_columns():
        assert column.finding is not None
        assert column.finding.classes == cases


def test_a_round_of_many_places_needs_a_time_for_each() -> None:
    filling = filled("fire.daily_patrol", {"places": []})
    first = filling.add_row("places", {"place": "P01"})
    assert not filling.required(("places", first, "time"))
    filling.add_row("places", {"place": "P02"})
    assert filling.required(("places", first, "time"))


# --- F06 ----------------------------------------------------------------------------------------------------

ANNEX_C = (
    "灭火器是否放置在配置图表规定的设置点位置",
    "灭火器的落地、托架、挂钩等设置方式是否符合配置设计要求。手提式灭火器的挂钩、托架安装后是否能承受一定的静载荷，"
    "并不出现松动、脱落、断裂和明显变形",
    "灭火器的铭牌是否朝外，并且器头宜向上",
    "灭火器的类型、规格、灭火级别和配置数量是否符合配置设计要求",
    "灭火器配置场所的使用性质，包括可燃物的种类和物态等，是否发生变化",
    "灭火器是否达到送修条件和维修期限",
    "灭火器是否达到报废条件和报废期限",
    "室外灭火器是否有防雨、防晒等保护措施",
    "灭火器周围是否存在有障碍物、遮挡、拴系等影响取用的现象",
    "灭火器箱是否上锁，箱内是否干燥、清洁",
    "特殊场所中灭火器的保护措施是否完好",
    "灭火器的铭牌是否无残缺，并清晰明了",
    "灭火器铭牌上关于灭火剂、驱动气体的种类、充装压力、总质量、灭火级别、制造厂名和生产日期或维修日期等标志及"
    "操作说明是否齐全",
    "灭火器的铅封、销闩等保险装置是否未损坏或遗失",
    "灭火器的筒体是否无明显的损伤（磕伤、划伤）、缺陷、锈蚀（特别是筒底和焊缝）、泄漏",
    "灭火器喷射软管是否完好、无明显龟裂，喷嘴不堵塞",
    "灭火器的驱动气体压力是否在工作压力范围内（贮压式灭火器查看压力指示器是否指示在绿区范围内，二氧化碳灭火器和"
    "储气瓶式灭火器可用称重法检查）",
    "灭火器的零部件是否齐全，并且无松动、脱落或损伤",
    "灭火器是否未开启、喷射过",
)


def test_an_extinguisher_is_checked_by_the_nineteen_items_of_annex_c() -> None:
    form = CATALOG.latest("fire.extinguisher_check")
    assert tuple(check.label for check in every_check(form)) == ANNEX_C
    sections = {section.title: len(section.fields) for section in form.sections}
    assert (sections["配置检查"], sections["外观检查"]) == (11, 8)


@pytest.mark.parametrize(
    ("kind", "last_service", "next_service", "scrap_date"),
    [
        ("water", None, "2023-05-01", "2026-05-01"),
        ("water", "2023-04-20", "2024-04-20", "2026-05-01"),
        ("powder", None, "2025-05-01", "2030-05-01"),
        ("powder", "2025-04-20", "2027-04-20", "2030-05-01"),
        ("clean_gas", None, "2025-05-01", "2030-05-01"),
        ("co2", None, "2025-05-01", "2032-05-01"),
        ("co2", "2025-04-20", "2027-04-20", "2032-05-01"),
    ],
)
def test_the_card_works_out_when_to_service_and_when_to_scrap(
    kind: str, last_service: str | None, next_service: str, scrap_date: str
) -> None:
    filling = filled("fire.extinguisher_card", {"type": kind, "made": "2020-05-01"})
    filling.set(("last_service",), last_service)
    assert filling.value(("next_service",)) == next_service
    assert filling.value(("scrap_date",)) == scrap_date
    assert filling.problems() == ()


def test_a_scrapped_extinguisher_says_why_and_is_not_in_use() -> None:
    filling = filled("fire.extinguisher_event", {"what": "scrapped", "status": "in_use"})
    filling.set(("reasons",), None)
    assert {problem.path for problem in filling.problems()} == {("reasons",), ("status",)}
    filling.set(("reasons",), ["expired"])
    filling.set(("status",), "scrapped")
    assert filling.problems() == ()


# --- F08 ----------------------------------------------------------------------------------------------------


def test_a_drill_names_the_four_groups_and_what_the_record_must_hold() -> None:
    form = CATALOG.latest("fire.drill")
    for group in CATALOG.choice_list("drill_group"):
        leader = next(field for field in form.fields() if field.label == f"{group.label} 组长")
        assert leader.type is FieldType.PERSON
        assert leader.required is True
    for name in ("started_at", "site", "scenario", "departments", "staff_count", "marks_set", "people_told"):
        assert form.field(name).required is True, name
    for name in ("first_force_seconds", "second_force_seconds", "wheelchairs", "stretchers", "commander"):
        assert form.field(name).required is True, name
    assert form.field("timeline").min_rows > 0


def test_a_drill_is_measured_by_one_and_three_minutes() -> None:
    filling = filled("fire.drill", {"first_force_seconds": 60, "second_force_seconds": 181})
    assert filling.value(("first_force_result",)) == "达到"
    assert filling.value(("second_force_result",)) == "未达到"


def test_people_told_beforehand_are_named() -> None:
    filling = filled("fire.drill")
    filling.set(("told_whom",), None)
    assert [problem.path for problem in filling.problems()] == [("told_whom",)]


def test_more_people_are_not_evacuated_than_there_were() -> None:
    filling = filled("fire.drill", {"evacuated_count": 5})
    assert [problem.path for problem in filling.problems()] == [("evacuated_count",)]


def test_a_problem_of_a_drill_becomes_a_hazard_or_was_solved() -> None:
    filling = filled("fire.drill")
    row = filling.add_row(
        "problems", {"aspect": "transfer", "place": "P01", "problem": "担架少一副", "measure": "添置"}
    )
    filling.set_check(("problems", row, "solved"), "open")
    assert {problem.key for problem in filling.problems()} >= {"text", "handling"}


# --- F11 ----------------------------------------------------------------------------------------------------

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


# --- hazards ------------------------------------------------------------------------------------------------


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
    assert steps == {"order", "rectify", "recheck", "close", "extend", "supervise", "void"}
    assert all(form.kind is FormKind.STEP for form in FORMS if form.step)


def test_the_truncated_criterion_is_marked_and_nothing_is_invented_after_it() -> None:
    codes = [choice.code for choice in CATALOG.choice_list("major_hazard_criteria")]
    assert codes[-2:] == ["c6_1", "other_standard"]
    truncated = CATALOG.choice_list("major_hazard_criteria")[-2]
    assert truncated.label.endswith("租……（原文后半待补）")


# --- F14 ----------------------------------------------------------------------------------------------------


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
    assert actions == {"accept", "report_up", "analyse", "improve", "feedback", "close"}
    assert all(form.private_record and form.rights.read == ("quality", "leader", "admin") for form in steps)


@pytest.mark.parametrize("grade", ["I", "II"])
def test_a_serious_event_is_always_analysed(grade: str) -> None:
    filling = filled("incident.accept", {"grade": grade, "analysis_needed": "no"})
    assert [problem.path for problem in filling.problems()] == [("analysis_needed",)]
    filling.set(("grade",), "III")
    assert filling.problems() == ()
