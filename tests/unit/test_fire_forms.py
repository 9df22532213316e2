"""The fire patrol, the extinguishers and the drill: official items complete and in their order."""

from __future__ import annotations

import pytest

from forms.definition import Field, FieldType
from tests.released_forms import CATALOG, every_check, filled

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
