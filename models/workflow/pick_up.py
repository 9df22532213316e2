"""What came of an anonymous report, for whoever holds its pick-up code: nothing is asked, kept or written.

The steps on an anonymous report name the hash of its code, so the answer is found on every computer of the hospital
that has the step, also where the report itself is not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import local
from forms.ledgers.chain import chain_of
from models.faults import Refusal
from models.projections.incidents import steps_of
from models.store import Store
from models.tables.anonymous import AnonymousReport
from models.workflow.anonymous import CODE_LENGTH, pick_up_hash

STAGES = {
    "accept": "已受理",
    "analyse": "已做根因分析",
    "improve": "已定整改措施",
    "close": "已结案",
}
"""What a reporter is told of a step: that it was done, nothing of who did it or what it says."""


class NotACode(Refusal):
    def __init__(self) -> None:
        super().__init__(
            f"取件码是 {CODE_LENGTH} 位字母和数字，这里位数不对。什么都没有记下。请照小条再输一次。"
        )


class NothingYet(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "这个取件码还没有消息：可能输错一位，也可能回复还没传到这台电脑。什么都没有记下。请核对，或过几天再看。"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    day: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PickedUp:
    """``day`` the report was made, if it is here; what was done; what the office answers."""

    day: str | None
    stages: tuple[str, ...]
    answers: tuple[Answer, ...]


def pick_up(store: Store, code: str) -> PickedUp:
    """NotACode or NothingYet with a sentence; a wrong code and one without news look the same."""
    letters = "".join(letter for letter in code if letter.isalnum())
    if len(letters) != CODE_LENGTH:
        raise NotACode
    chain = pick_up_hash(store.require_installation().facility_id, letters)
    with store.read() as session:
        day = _day(session, chain)
        steps = chain_of(steps_of(session, session, chain)).steps
    if day is None and not steps:
        raise NothingYet
    told = (step for step in steps if step.action == "feedback")
    return PickedUp(
        day=day,
        stages=tuple(dict.fromkeys(STAGES[step.action] for step in steps if step.action in STAGES)),
        answers=tuple(
            Answer(day=local(step.claimed_at).date(), text=str(step.answers.get("answer", "")))
            for step in told
        ),
    )


def _day(session: Session, chain: str) -> str | None:
    for data in session.scalars(select(AnonymousReport.bytes)):
        content = json.loads(data)
        if content.get("pick_up") == chain:
            return str(content["day"])
    return None
