"""One case put into words for the page of its record. Pure."""

from __future__ import annotations

from datetime import datetime

from models.queries.cases import CaseItem, CaseStep, CaseView
from ui import wording
from ui.pages.case_card import CaseModel
from ui.theme.states import State, Tone
from ui.theme.tokens import Role
from ui.widgets.side_card import SideLine
from ui.widgets.timeline import Moment


def case_of(view: CaseView, now: datetime) -> CaseModel:
    item = view.item
    return CaseModel(
        state=state_of(item, now),
        facts=_facts(item, now),
        steps=tuple((one.record_id, _moment(one, now)) for one in view.steps),
        problems=view.problems,
        following=tuple((one.form_id, one.title, one.hindrance) for one in view.following),
        nothing=_nothing(view),
    )


def state_of(item: CaseItem, now: datetime) -> State:
    """The state's own word from the form, with the icon and tone of how it stands."""
    if item.undecided:
        return State(item.state_label, "circle-alert", Tone.WARN)
    if item.over:
        return State(item.state_label, "circle-check", Tone.OK)
    if item.is_overdue(now):
        return State(item.state_label, "clock-alert", Tone.BAD)
    return State(item.state_label, "circle-dot", Tone.BRAND)


def _facts(item: CaseItem, now: datetime) -> tuple[SideLine, ...]:
    if item.due is None:
        return ()
    role = Role.BAD if item.is_overdue(now) else Role.TEXT2
    return (SideLine("期限", wording.due(item.due, now), role, heavy=item.is_overdue(now)),)


def _moment(step: CaseStep, now: datetime) -> Moment:
    who = f"{wording.short(step.at, now)}，{step.author_name}"
    if not step.counts:
        return Moment("ban", step.title, f"不算数，{who}", Role.WARN)
    if step.awaiting:
        return Moment("signature", step.title, f"签名还没齐，{who}", Role.WARN)
    return Moment("check", step.title, f"{step.state_label}，{who}", Role.OK)


def _nothing(view: CaseView) -> str:
    if view.item.over:
        return "已经了结，后面没有要办的了。"
    return "" if view.following else "下一步由别的岗位的人办。"
