"""The fire patrols: four rounds a day in the last weeks, one a day before; some late, some missed, one corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from forms.clock import local
from forms.identity import new_row_id
from forms.json_value import Json
from models.demo.hand import HEAD, NIGHT_NURSE, NURSE, OFFICER, Hand
from models.demo.story import Story
from models.workflow import correcting, drafts, sealing, signing
from models.workflow.credentials import Proof
from models.workflow.revisions import Sealed

PATROL = "fire.daily_patrol"
CHECKS = ("fire_power", "exits", "signs", "equipment", "fire_doors", "on_duty", "other")
WARD = ("P07", "P08", "P09", "P10")
BY_DAY = (*WARD, "P01", "P05")
BY_NIGHT = (*WARD, "P04")
FIRST_FULL_DAY = 42  # days ago
MISSED = {(33, "night"), (19, "late_night"), (11, "late_night"), (3, "night")}
KEYED_LATE = {26, 12, 5}

Findings = Mapping[tuple[str, str], Mapping[str, Json]]


def round_answers(
    hand: Hand, places: Sequence[str], end: datetime, bad: Findings | None = None
) -> dict[str, Json]:
    """What is keyed of a round that ended at a moment."""
    found = bad or {}
    step = hand.random.choice((55, 70, 85))  # seconds from place to place
    start = end - timedelta(seconds=step * (len(places) + 1))
    rows: list[Json] = []
    for number, place in enumerate(places, start=1):
        at = start + timedelta(seconds=step * number)
        row: dict[str, Json] = {"row_id": new_row_id(), "place": place, "time": f"{local(at):%H:%M}"}
        for item in CHECKS:
            finding = found.get((place, item))
            row[item] = (
                {"value": "normal"}
                if finding is None
                else {"value": "abnormal", "finding": {"place": place, **finding}}
            )
        rows.append(row)
    return {
        "patrol_date": local(start).date().isoformat(),
        "start_time": f"{local(start):%H:%M}",
        "end_time": f"{local(end):%H:%M}",
        "places": rows,
    }


def walk(
    hand: Hand,
    who: str,
    places: Sequence[str],
    department: str,
    *,
    bad: Findings | None = None,
    hours_ago: float = 0.0,
) -> Sealed:
    """One round that ended now, or so many hours ago; what was found is given by (place, item)."""
    end = hand.now - timedelta(hours=hours_ago)
    answers = round_answers(hand, places, end, bad)
    if hours_ago:
        return hand.seal(PATROL, who, answers, department=department, claimed_at=end)
    return hand.seal(PATROL, who, answers, department=department)


def whole_house(hand: Hand) -> Story:
    """The officer's round over every place in the afternoon, which the head signs the next morning."""
    for ago in range(91, -1, -1):
        yield hand.at(ago, 15, hand.random.randrange(10, 50))
        bad = (
            {("P18", "signs"): _on_the_spot("应急照明灯蒙尘，照度不足", "当场擦净，照度正常")}
            if ago == 47
            else {}
        )
        sealed = walk(hand, OFFICER, hand.places, "保卫科", bad=bad)
        if ago > 2:
            yield hand.at(ago, 32, 20)
            hand.sign(sealed, "supervisor", HEAD)


def rounds_by_day(hand: Hand) -> Story:
    for ago in range(FIRST_FULL_DAY, -1, -1):
        who = (NURSE, NIGHT_NURSE)[ago % 2]
        yield hand.at(ago, 9, hand.random.randrange(5, 55))
        sealed = walk(hand, who, BY_DAY, "内科病区")
        if ago > 1:
            yield hand.at(ago, 17, 40)
            hand.sign(sealed, "supervisor", HEAD)


def rounds_by_night(hand: Hand, part: str, hour: int) -> Story:
    for ago in range(FIRST_FULL_DAY, -1, -1):
        if (ago, part) in MISSED:
            continue
        who = (NIGHT_NURSE, NURSE)[ago % 2]
        if part == "night" and ago in KEYED_LATE:
            yield hand.at(ago, hour + 34)
            walk(hand, who, BY_NIGHT, "内科病区", hours_ago=33.5)
            continue
        yield hand.at(ago, hour, hand.random.randrange(0, 50))
        sealed = walk(hand, who, BY_NIGHT, "内科病区")
        if ago > 1 and hand.random.random() < 0.9:
            yield hand.at(ago, 32, 30)
            hand.sign(sealed, "supervisor", HEAD)


def corrected(hand: Hand) -> Story:
    """Two rounds whose times were written down wrong, corrected by the head; one that the head sent back."""
    for ago, hours in ((29, 20), (8, 12)):
        yield hand.at(ago, 8, 15)
        sealed = walk(hand, NURSE, WARD, "内科病区")
        yield hand.at(ago, hours, 10)
        draft = correcting.start_correction(
            hand.store, sealed.record_id, reason="结束时间写错了，照纸上的改", person=HEAD
        )
        drafts.save(hand.store, draft.draft_id, answers={**draft.answers, "end_time": "08:14"})
        sealing.seal(hand.store, draft_id=draft.draft_id, author=HEAD, proof=Proof(staff_no=HEAD))
    yield hand.at(1, 10, 30)
    sealed = walk(hand, NURSE, WARD, "内科病区")
    yield hand.at(1, 11, 5)
    signing.return_record(
        hand.store,
        rev_id=sealed.rev_id,
        role="supervisor",
        person=HEAD,
        reason="2 号楼梯间的纸箱早上还在，请再看一遍再填",
        proof=Proof(staff_no=HEAD),
    )


def _on_the_spot(text: str, done: str) -> dict[str, Json]:
    return {"text": text, "handling": "fixed", "done": done, "class": "other"}


def stories(hand: Hand) -> tuple[Story, ...]:
    return (
        whole_house(hand),
        rounds_by_day(hand),
        rounds_by_night(hand, "night", 21),
        rounds_by_night(hand, "late_night", 27),
        corrected(hand),
    )
