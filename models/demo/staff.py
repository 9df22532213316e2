"""The people of the hospital to play with, beside those every laid-out hospital has, and what it has decided to do."""

from __future__ import annotations

from datetime import timedelta

from forms.clock import local
from models.demo.hand import ADMIN, LEADER, OFFICER, Hand
from models.demo.rounds import FIRST_FULL_DAY, PATROL
from models.demo.story import Story
from models.workflow.credentials import Proof
from models.workflow.duty_setting import Change, set_duties
from models.workflow.people import add_person

MORE_PEOPLE = (
    ("0189", "徐某", "head", "外科病区"),
    ("0233", "杨某", "nurse", "外科病区"),
    ("0241", "黄某", "nurse", "门诊部"),
    ("0302", "吴某", "leader", "院办"),
    ("0417", "何某", "staff", "总务科"),
    ("0421", "高某", "staff", "保卫科"),
    ("0601", "林某", "head", "药剂科"),
    ("0611", "梁某", "staff", "药剂科"),
    ("0612", "宋某", "staff", "药剂科"),
    ("0701", "唐某", "head", "手术室"),
)
ROUNDS = tuple(f"{PATROL}/{name}" for name in ("inpatient", "outpatient", "emergency", "other_places"))
ALSO_DONE = (
    "fire.inspection/monthly",
    "plant.special_weekly/weekly",
    "management.weekly_meeting/weekly",
    "patient.infection_check/monthly",
    "patient.hand_hygiene/monthly",
    "plant.drug_stocktake/monthly",
)


def first_day(hand: Hand, pin: str) -> None:
    """People, and the four rounds a day put off until the hospital is used to it."""
    for staff_no, name, role, department in MORE_PEOPLE:
        add_person(hand.store, ADMIN, staff_no=staff_no, name=name, role=role, department=department, pin=pin)
    off = set_duties(
        hand.store,
        [Change(key=key, is_on=False) for key in ROUNDS],
        author=OFFICER,
        start=local(hand.now).date(),
        summary="每日巡查先按每天一次试行，人手排好再按规定的次数做",
        reason="刚开始用，先把地点和人员理顺；试行期间保卫科每天全院走一遍",
        leader=LEADER,
        proof=Proof(staff_no=OFFICER),
    )
    hand.sign(off, "leader", LEADER)


def more_duties(hand: Hand) -> Story:
    known = {f"{entry.id}/{duty.id}" for entry in hand.store.catalog.current() for duty in entry.duties}
    yield hand.at(90, 9)
    on = set_duties(
        hand.store,
        [Change(key=key) for key in ALSO_DONE if key in known],
        author=OFFICER,
        start=local(hand.now).date(),
        summary="加上每周、每月要做的",
        proof=Proof(staff_no=OFFICER),
    )
    hand.sign(on, "leader", LEADER)
    yield hand.at(FIRST_FULL_DAY + 2, 9)
    rounds = set_duties(
        hand.store,
        [Change(key=key) for key in ROUNDS],
        author=OFFICER,
        start=local(hand.now + timedelta(days=2)).date(),
        summary="每日巡查按规定的次数做",
        proof=Proof(staff_no=OFFICER),
    )
    hand.sign(rounds, "leader", LEADER)
