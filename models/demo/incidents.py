"""Adverse events and emergencies: some closed, some being looked into, some with clocks that run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from forms.identity import new_row_id
from models.demo.hand import (
    CLINIC_NURSE,
    HEAD,
    NIGHT_NURSE,
    NURSE,
    PHARMACIST,
    QUALITY,
    STAFF,
    SURGERY_NURSE,
    Hand,
)
from models.demo.story import Story
from models.workflow import anonymous

EVENT = "event.adverse_event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    ago: int
    who: str
    text: str
    outcome: str
    category: str
    place: str
    grade: str = ""  # "" is not accepted yet
    steps: int = 0  # analysed, improved, answered, closed


REPORTS = (
    Report(
        ago=86,
        who=NURSE,
        text="输液时发现药袋标签与床头卡床号不一致，核对后更换，未输注",
        outcome="not_reached",
        category="k02",
        place="inpatient",
        grade="IV",
        steps=4,
    ),
    Report(
        ago=78,
        who=SURGERY_NURSE,
        text="病人术后下床如厕时滑倒，左膝擦伤 2 厘米，已消毒包扎",
        outcome="harm",
        category="k08",
        place="inpatient",
        grade="II",
        steps=4,
    ),
    Report(
        ago=66,
        who=PHARMACIST,
        text="发药窗口发现两种外观相近的药放错格，当场纠正",
        outcome="not_reached",
        category="k04",
        place="outpatient",
        grade="IV",
        steps=4,
    ),
    Report(
        ago=59,
        who=CLINIC_NURSE,
        text="抽血后针头回套时刺伤左手食指，已挤血、冲洗、上报",
        outcome="harm",
        category="k15",
        place="outpatient",
        grade="III",
        steps=4,
    ),
    Report(
        ago=51,
        who=NIGHT_NURSE,
        text="夜间监护仪报警声被调到最低，血氧降到 88% 三分钟后才发现，已处理，无后果",
        outcome="no_harm",
        category="k06",
        place="emergency",
        grade="III",
        steps=3,
    ),
    Report(
        ago=43,
        who=NURSE,
        text="胰岛素笔针头未更换，给两位病人各用一次前被同事拦下",
        outcome="not_reached",
        category="k02",
        place="inpatient",
        grade="IV",
        steps=4,
    ),
    Report(
        ago=34,
        who=STAFF,
        text="氧气瓶搬运时倾倒，砸坏门框，无人受伤",
        outcome="not_reached",
        category="k10",
        place="administration",
        grade="IV",
        steps=2,
    ),
    Report(
        ago=27,
        who=SURGERY_NURSE,
        text="留置导尿管滑脱，重新置管，病人诉疼痛",
        outcome="harm",
        category="k17",
        place="inpatient",
        grade="II",
        steps=2,
    ),
    Report(
        ago=17,
        who=NURSE,
        text="医嘱停用的药多执行一次（口服降压药），血压监测平稳",
        outcome="no_harm",
        category="k04",
        place="inpatient",
        grade="III",
        steps=1,
    ),
    Report(
        ago=9,
        who=CLINIC_NURSE,
        text="检验标本标签贴错一管，重新采血",
        outcome="no_harm",
        category="k07",
        place="medical_technology",
        grade="III",
    ),
    Report(
        ago=3,
        who=NIGHT_NURSE,
        text="平车护栏卡扣断裂，转运途中发现，换车",
        outcome="not_reached",
        category="k06",
        place="emergency",
        grade="IV",
    ),
    Report(
        ago=1,
        who=NURSE,
        text="皮试后发现冰箱里两批青霉素混放，未用药",
        outcome="not_reached",
        category="k04",
        place="inpatient",
    ),
    Report(
        ago=0,
        who=NIGHT_NURSE,
        text="坠床一次，额头擦伤，已请医生看过，生命体征平稳",
        outcome="harm",
        category="k08",
        place="inpatient",
    ),
)
ANONYMOUS = (
    (23, "交接班时口头交接，白板上没有写，差点漏做一项检查", "not_reached"),
    (6, "夜班一人值守时离开病区去取药，约十分钟没有人", "unclear"),
)


def _life(hand: Hand, report: Report) -> Story:
    yield hand.at(report.ago, 0 if report.ago == 0 else 13, 20)
    incident = hand.seal(
        EVENT,
        report.who,
        {
            "what_happened": report.text,
            "occurred_on": hand.day(report.ago).isoformat(),
            "event_place": report.place,
            "outcome": report.outcome,
            "category": report.category,
            "handling": "已处理，已告诉病人和家属" if report.outcome == "harm" else "当场纠正",
            "report_kind": "quick",
        },
    ).record_id
    if not report.grade:
        return
    yield hand.now + timedelta(hours=20)
    hand.seal(
        "incident.accept",
        QUALITY,
        {
            "grade": report.grade,
            "category": report.category,
            "office": "质控科",
            "handler": QUALITY,
            "analysis_needed": "yes" if report.steps > 1 else "no",
            "opinion": "先核对经过，再定要不要全院改",
        },
        subject=incident,
    )
    yield from _worked_off(hand, report, incident)


def _worked_off(hand: Hand, report: Report, incident: str) -> Story:
    if report.steps >= 1:
        yield hand.now + timedelta(days=2)
        hand.seal(
            "incident.analyse",
            QUALITY,
            {
                "leader": QUALITY,
                "members": [HEAD, NURSE],
                "problem": report.text.partition("，")[0],
                "course": report.text,
                "gaps": "应当两人核对，实际一人做完",
                "causes": [
                    {
                        "row_id": new_row_id(),
                        "branch": "people",
                        "cause": "夜班一人，核对被打断",
                        "is_root": "yes",
                    },
                    {
                        "row_id": new_row_id(),
                        "branch": "method",
                        "cause": "流程没有写明由谁核对",
                        "is_root": "yes",
                    },
                    {
                        "row_id": new_row_id(),
                        "branch": "environment",
                        "cause": "治疗室灯光偏暗",
                        "is_root": "no",
                    },
                ],
                "whys": [
                    {"row_id": new_row_id(), "why": "为什么没有发现", "because": "没有第二个人看"},
                    {"row_id": new_row_id(), "why": "为什么没有第二个人", "because": "夜班只排一人"},
                ],
                "root_causes": "核对的人和时机没有固定下来",
            },
            subject=incident,
        )
    if report.steps >= 2:
        yield hand.now + timedelta(days=3)
        done = report.steps > 2
        hand.seal(
            "incident.improve",
            QUALITY,
            {
                "measures": [
                    {
                        "row_id": new_row_id(),
                        "cause": "核对的人没有固定",
                        "measure": "夜班两人核对，另一人由急诊护士担任",
                        "owner": HEAD,
                        "due": (hand.day(report.ago) + timedelta(days=20)).isoformat(),
                        "state": "done" if done else "open",
                        **({"done_on": hand.day(report.ago - 6).isoformat()} if done else {}),
                    }
                ]
            },
            subject=incident,
        )
    if report.steps >= 3:
        yield hand.now + timedelta(days=4)
        hand.seal(
            "incident.feedback",
            QUALITY,
            {"answer": "谢谢报告。核对改为两人，治疗室已加灯，三个月后再看一次数字", "incentive": "yes"},
            subject=incident,
        )
    if report.steps >= 4:
        yield hand.now + timedelta(days=2)
        hand.seal(
            "incident.close", QUALITY, {"opinion": "措施落实，同意结案", "dispute": "no"}, subject=incident
        )


def _anonymous(hand: Hand) -> Story:
    for ago, text, outcome in ANONYMOUS:
        yield hand.at(ago, 20, 15)
        anonymous.submit(
            hand.store,
            form=EVENT,
            answers={
                "what_happened": text,
                "occurred_on": hand.day(ago).isoformat(),
                "outcome": outcome,
                "report_kind": "quick",
            },
        )


def stories(hand: Hand) -> tuple[Story, ...]:
    return (*(_life(hand, report) for report in REPORTS), _anonymous(hand))
