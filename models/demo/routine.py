"""What comes every week and every month: inspections, meetings, weekly reports, trainings, drills, a complaint."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from forms.identity import new_row_id
from forms.json_value import Json
from models.demo.hand import (
    CLINIC_NURSE,
    GUARD,
    HEAD,
    LEADER,
    NIGHT_NURSE,
    NURSE,
    OFFICER,
    PHARMACIST,
    PHARMACY_HEAD,
    QUALITY,
    STAFF,
    SURGERY_HEAD,
    Hand,
)
from models.demo.story import Story

EVERYBODY = (OFFICER, HEAD, NURSE, NIGHT_NURSE, STAFF, QUALITY, CLINIC_NURSE, GUARD, PHARMACIST, SURGERY_HEAD)


def weekly(hand: Hand) -> Story:
    for week in range(12, -1, -1):
        yield hand.at(week * 7 + 2, 16, 20)
        report = hand.fill(
            "plant.special_weekly",
            OFFICER,
            {
                "people": [OFFICER, STAFF],
                "overview": "5 台设备每日检查都做了，没有漏",
                "found": 1,
                "solved": 1,
                "analysis": "天气转冷，锅炉负荷上升，安全阀和水位是重点",
                "plan": "配合检验所做电梯定期检验",
            },
        )
        if week:
            hand.sign(report, "leader", LEADER)
        yield hand.at(week * 7 + 2, 17, 30)
        hand.fill(
            "management.weekly_meeting",
            LEADER,
            {
                "chair": LEADER,
                "recorder": LEADER,
                "attended": "各科主任、护士长，保卫、总务、质控",
                "patient_safety": "本周无Ⅰ、Ⅱ级事件。巡查按时率见通报，两条隐患到期未改，点名",
                "asked": "各科把楼梯间、走廊清一遍；夜班交接要当面看",
            },
        )


def facilities(hand: Hand) -> Story:
    """The fire facilities every week; one week nobody went."""
    for week in range(12, -1, -1):
        yield hand.at(week * 7 + 3, 10, 15)
        if week == 6:
            continue
        sealed = hand.fill("fire.facility_patrol", OFFICER, {"repair": "no"})
        if week > 1:
            hand.sign(sealed, "fire_manager", LEADER)


def monthly(hand: Hand) -> Story:
    for ago in (80, 50, 18):
        yield hand.at(ago, 10, 30)
        inspection = hand.fill(
            "fire.inspection",
            OFFICER,
            {
                "department": "住院部",
                "places": ["P07", "P08", "P09", "P10"],
                "conclusion": "总体可以，楼梯间堆物已当场清走",
            },
        )
        hand.sign(inspection, "department_head", HEAD)
        if ago > 18:
            hand.sign(inspection, "fire_manager", LEADER)
        yield hand.at(ago - 3, 15)
        for form, who in (("patient.infection_check", QUALITY), ("patient.hand_hygiene", QUALITY)):
            sealed = hand.fill(form, who, {})
            if ago > 18:
                hand.sign(sealed, "head", HEAD)
        yield hand.at(ago - 4, 16)
        hand.fill("plant.drug_check", PHARMACY_HEAD, {}, department="药剂科")
    yield hand.at(12, 9)
    big = hand.fill("management.quarterly_inspection", OFFICER, {})
    hand.sign(big, "department_head", HEAD)
    hand.sign(big, "leader", LEADER)


def trainings(hand: Hand) -> Story:
    yield hand.at(72, 14, 30)
    rows: list[Json] = [
        {
            "row_id": new_row_id(),
            "person": one,
            "present": "yes",
            "passed": "yes",
            "extinguisher": "poor" if at == 4 else "good",
        }
        for at, one in enumerate(EVERYBODY)
    ]
    sealed = hand.fill(
        "fire.training",
        OFFICER,
        {
            "topic": "冬季消防安全：会报警、会灭火、会疏散",
            "started_at": hand.text(hand.now - timedelta(hours=2)),
            "hours": "2",
            "site": "三楼会议室",
            "organiser": "保卫科",
            "trainer": "李某",
            "contents": ["law", "hazards", "equipment", "response", "evacuation"],
            "content_text": "讲案例、讲制度，每人用一次灭火器，走一遍疏散路线",
            "people": rows,
            "photos": list[Json](hand.photos[:2]),
        },
    )
    hand.sign(sealed, "head", HEAD)
    for ago, topic, who in ((58, "医疗质量安全核心制度（上）", QUALITY), (16, "医患沟通与投诉处理", QUALITY)):
        yield hand.at(ago, 15)
        sealed = hand.fill(
            "management.training",
            who,
            {
                "topic": topic,
                "started_at": hand.text(hand.now - timedelta(hours=2)),
                "class_hours": "2",
                "site": "三楼会议室",
                "organiser_department": "质控科",
                "trainer": "孙某",
                "ways": ["lecture", "case"],
                "content": f"{topic}，结合本院两个案例",
                "assessed": "no",
                "people": [
                    {
                        "row_id": new_row_id(),
                        "person": one,
                        "present": "leave" if (at, ago) == (2, 16) else "yes",
                    }
                    for at, one in enumerate(EVERYBODY)
                ],
            },
        )
        hand.sign(sealed, "organiser", LEADER)


def drills(hand: Hand) -> Story:
    yield hand.at(38, 16, 40)
    begun = hand.now - timedelta(hours=1)
    given: Mapping[str, Json] = {
        "title": "下半年住院部灭火和应急疏散演练",
        "drill_form": "live",
        "started_at": hand.text(begun),
        "ended_at": hand.text(begun + timedelta(minutes=25)),
        "site": ["P07", "P09"],
        "spot": "2 楼内科病区东污物间",
        "plan": "住院部灭火和应急疏散预案",
        "plan_version": "2026 年 3 月",
        "scenario": "夜间污物间起火，两名卧床病人需转移，练报警、初起灭火、引导疏散和清点",
        "organiser": "保卫科",
        "commander": LEADER,
        "departments": "内科病区、保卫科、总务科",
        "assembly_point": "门诊楼前广场",
        "summary": "响应及时，疏散有序，清点无误；二楼东侧防火门闭门慢",
        "plan_changes": "补充夜间两人值班时的分工",
        "photos": list[Json](hand.photos[2:4]),
    }
    sealed = hand.fill("fire.drill", HEAD, given)
    hand.sign(sealed, "commander", LEADER)


def stories(hand: Hand) -> tuple[Story, ...]:
    return (weekly(hand), facilities(hand), monthly(hand), trainings(hand), drills(hand))
