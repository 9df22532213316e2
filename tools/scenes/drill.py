"""A fire and evacuation drill, written down by the head of the ward while the county cannot be reached."""

from __future__ import annotations

from datetime import datetime, timedelta

from forms.clock import ZONE
from forms.definition import FieldType
from tools.cast import HEAD, LEADER, NURSE, OFFICER, PIN, STAFF
from tools.form_hand import FormHand
from tools.scenes.forms import open_form
from tools.stage import Stage

STEPS = ("发现起火", "报警", "开始疏散", "疏散完成", "演练结束")


def play(stage: Stage) -> None:
    driver = stage.driver
    stage.sign_in(HEAD)
    open_form(stage, "灭火和应急疏散")
    hand = FormHand(driver)
    end = datetime.now(ZONE) - timedelta(minutes=20)
    begun = end - timedelta(minutes=25)
    stage.say("灭火和应急疏散演练：概况、分组、人数、时刻、联动、评估")
    hand.answer(
        {
            "title": "下半年住院部灭火和应急疏散演练",
            "drill_form": "实战演练",
            "started_at": f"{begun:%m-%d %H%M}",
            "ended_at": f"{end:%m-%d %H%M}",
            "site": ("P07", "P09"),
            "spot": "2 楼内科病区东污物间",
            "plan": "住院部灭火和应急疏散预案",
            "plan_version": "2026 年 3 月",
            "scenario": "夜间污物间起火，两名卧床病人需转移，练报警、初起灭火、引导疏散和清点。",
            "organiser": "保卫科",
            "commander": LEADER,
            "marks_set": "是",
            "people_told": "是",
            "told_whom": "住院病人和陪护",
            "told_how": "逐床告知、张贴告示",
            "firefighting_leader": OFFICER,
            "firefighting_count": "6",
            "communication_leader": NURSE,
            "communication_count": "3",
            "evacuation_leader": HEAD,
            "evacuation_count": "10",
            "rescue_leader": STAFF,
            "rescue_count": "4",
            "departments": "内科病区、保卫科、总务科",
            "staff_count": "23",
            "walking_count": "18",
            "assisted_count": "5",
            "bedridden_count": "2",
            "critical_count": "0",
            "evacuated_count": "25",
            "wheelchairs": "3",
            "stretchers": "2",
            "assembly_point": "门诊楼前广场",
        }
    )
    driver.picture("演练-人数")
    for number, step in enumerate(STEPS):
        hand.add_row("timeline", {"time": f"{begun + timedelta(minutes=5 * number):%H%M}", "step": step})
    hand.answer(
        {
            "first_force_seconds": "52",
            "second_force_seconds": "170",
            "response_seconds": "40",
            "evacuation_seconds": "560",
        }
    )
    driver.picture("演练-时刻")
    for section in hand.page.session.form.sections:
        checks = [field.name for field in section.fields if field.type is FieldType.CHECK]
        if section.id in ("linkage", "rating") or any(name.startswith("rate_") for name in checks):
            hand.go_to((checks[0],))
            driver.press("Q")
    hand.answer({"summary": "响应及时，疏散有序，清点无误。", "plan_changes": "补充夜间两人值班时的分工。"})
    hand.seal(PIN)
    stage.say("演练记录封存")
