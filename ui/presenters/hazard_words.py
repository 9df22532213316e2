"""Hazards put into words and states, and which form each stage asks for next. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from forms.catalog import Catalog
from forms.printing.job import Names
from models.queries.hazard_rates import Rate
from models.queries.hazards import HazardItem, HazardView
from ui import wording
from ui.pages.hazard import HazardModel
from ui.pages.hazard_board import HazardCard, Lane
from ui.pages.hazards import Figure, HazardsModel
from ui.presenters.step_words import card_of, moments_of
from ui.theme.states import DELIVERY, HAZARD, HAZARD_FLAG, HAZARD_LEVEL, State, Tone
from ui.widgets.timeline import Moment

NEXT = {
    "registered": ("hazard.order", "下达整改", "派人、定期限，五落实写齐才能下达"),
    "rectifying": ("hazard.rectify", "报整改情况", "整改人写做了什么，附整改后照片"),
    "awaiting_recheck": ("hazard.recheck", "复查", "整改人不能自己复查，要由另一个人来"),
    "to_check": ("hazard.void", "核定", "原来的记录更正后没有这一项了，要由人定"),
}
"""Stage → the form of its next step, the word on the button, the rule."""

CLOSE = ("hazard.close", "销号", "复查合格了，由负责人签字销号")
DELIST = ("hazard.supervise#delisting_requested", "申请摘牌", "还在挂牌督办，摘牌后才能销号")
DELISTED = ("hazard.supervise#delisted", "登记摘牌", "收到摘牌文件后登记；县里挂的，由县里解除")
"""What follows a re-check that found it right, where that does not close the hazard by itself."""

RETURN = "hazard.recheck"
RULES = {
    "registered": "派人、定期限",
    "rectifying": "五落实齐了才能开始",
    "awaiting_recheck": "整改人不能自己复查",
    "closed": "近的在前",
}
STEP_ICONS = {
    "order": "wrench",
    "rectify": "circle-check",
    "recheck": "search",
    "close": "lock-keyhole",
    "extend": "calendar-days",
    "supervise": "gavel",
    "reopen": "rotate-ccw",
    "void": "ban",
}
LANES = ("registered", "rectifying", "awaiting_recheck")


def board_of(
    open_items: Sequence[HazardItem],
    closed: Sequence[HazardItem],
    closed_total: int,
    me: str,
    now: datetime,
    *,
    major: Rate,
) -> HazardsModel:
    """The board: what is 待核 stands with 已登记, since a person has to decide on it first."""
    lanes = []
    for stage in LANES:
        wanted = ("registered", "to_check") if stage == "registered" else (stage,)
        cards = tuple(_card(item, now) for item in open_items if item.state in wanted)
        lanes.append(Lane(id=stage, state=HAZARD[stage], cards=cards, total=len(cards), rule=RULES[stage]))
    done = Lane(
        id="closed",
        state=HAZARD["closed"],
        cards=tuple(_card(item, now) for item in closed),
        total=closed_total,
        rule=RULES["closed"],
    )
    return HazardsModel(
        open_count=len(open_items),
        figures=tuple(_figures(open_items, closed, me, now, major)),
        lanes=tuple(lanes),
        folded=done,
    )


def _figures(
    items: Sequence[HazardItem], closed: Sequence[HazardItem], me: str, now: datetime, major: Rate
) -> Iterable[Figure]:
    overdue = sum(item.is_overdue(now) for item in items)
    today = sum(
        item.due is not None and not item.is_overdue(now) and wording.due_day(item.due, now) == "今天到期"
        for item in items
    )
    supervised = sum(item.supervised for item in items)
    to_recheck = sum(item.state == "awaiting_recheck" and item.fixer != me for item in items)
    on_time = sum(
        one.due is not None and one.closed_at is not None and one.closed_at <= one.due for one in closed
    )
    yield Figure(state=State("逾期未销号", "clock-alert", Tone.BAD), value=str(overdue))
    yield Figure(state=State("今天到期", "hourglass", Tone.WARN), value=str(today))
    yield Figure(state=State("挂牌督办", "gavel", Tone.LATE), value=str(supervised))
    yield Figure(state=State("等人复查", "search", Tone.BRAND), value=str(to_recheck))
    yield Figure(
        state=State("按期销号", "circle-check", Tone.OK),
        value=f"{on_time}/{len(closed)}",
    )
    tone = Tone.OK if major.is_met is not False else Tone.BAD
    yield Figure(
        state=State("重大已整改", "octagon-alert", tone), value=f"{major.numerator}/{major.denominator}"
    )


def _card(item: HazardItem, now: datetime) -> HazardCard:
    return HazardCard(
        key=item.hazard_id,
        title=item.title,
        level=HAZARD_LEVEL.get(item.level, HAZARD_LEVEL["general"]),
        flag=flag_of(item),
        source=item.number,
        place=item.place,
        owner=f"复查人 {item.verifier}" if item.verifier and item.state == "closed" else item.owner_name,
        due=due_of(item, now),
        overdue=item.is_overdue(now),
    )


def flag_of(item: HazardItem) -> State | None:
    """At most one: what needs a look most."""
    if item.in_conflict:
        return State("两个处理，需人定", "split", Tone.WARN)
    if item.state == "to_check":
        return HAZARD["to_check"]
    for name in ("supervised", "reopened", "returned", "extension_waits", "extended"):
        if getattr(item, name):
            return HAZARD_FLAG[name]
    return None


def next_of(item: HazardItem) -> tuple[str, str, str]:
    """The form of the next step with what it is about after ``#``, the word on the button, the rule; empty if over."""
    if item.state == "awaiting_recheck" and item.passed:
        if not item.supervised:
            return CLOSE
        return DELISTED if item.delisting else DELIST
    return NEXT.get(item.state, ("", "", ""))


def others_of(item: HazardItem) -> tuple[tuple[str, str], ...]:
    """The steps beside the next one."""
    if item.state == "closed":
        return (("hazard.reopen", "又发现了，重新打开"),)
    if not item.is_open:
        return ()
    listing = (
        ((DELISTED[0], DELISTED[1]) if item.delisting else (DELIST[0], DELIST[1]))
        if item.supervised
        else ("hazard.supervise#listed", "挂牌督办")
    )
    return (("hazard.extend", "申请延期"), listing, ("hazard.void", "作废"))


def due_of(item: HazardItem, now: datetime) -> State:
    """When it is due, or when it was closed."""
    if item.closed_at is not None:
        return State(f"{wording.day(item.closed_at, now)} 销号", "circle-check", Tone.OK)
    if item.due is None:
        return State("还没定期限", "hourglass", Tone.WARN)
    if item.is_overdue(now):
        return State(wording.due_day(item.due, now), "clock-alert", Tone.BAD)
    words = wording.due_day(item.due, now)
    return State(words, "hourglass", Tone.WARN) if words == "今天到期" else State(words, "clock", Tone.NA)


def chain_of(view: HazardView, catalog: Catalog, names: Names, now: datetime) -> HazardModel:
    """One hazard's chain."""
    item = view.item
    flag = flag_of(item)
    form, word, rule = next_of(item)
    reminder = item.reminder(now)
    level = HAZARD_LEVEL.get(item.level, HAZARD_LEVEL["general"])
    first = Moment("inbox", "发现并登记", f"{wording.short(item.found_at, now)}，{item.found_by_name}")
    return HazardModel(
        hazard_id=item.hazard_id,
        record_id=item.record_id,
        title=item.title,
        line=f"{item.number}·{item.place}",
        pills=tuple(one for one in (HAZARD[item.state], level, flag) if one is not None),
        banner=_banner(view, reminder),
        facts=(
            ("地点", item.place),
            ("责任人", item.owner_name),
            *((("院外责任单位", item.outside),) if item.outside else ()),
            *((("督办领导", names.person(item.supervisor)),) if item.supervisor else ()),
            ("期限", f"{wording.moment(item.due, now)}，{due_of(item, now).word}" if item.due else "还没定"),
            ("发现", f"{item.found_by_name}，{wording.moment(item.found_at, now)}"),
            *((("提醒", reminder),) if reminder else ()),
            ("来自", f"{item.source_title} {item.source_serial.partition('-')[2]}"),
            *((("重新打开", f"{item.reopened} 次"),) if item.reopened else ()),
        ),
        steps=tuple(
            card_of(
                step,
                catalog.get(step.revision.form_id, step.revision.form_version),
                names,
                now,
                icons=STEP_ICONS,
                delivery=DELIVERY.get(step.delivery, DELIVERY["pending"]),
            )
            for step in reversed(view.steps)
        ),
        moments=moments_of(view.steps, first, now, icons=STEP_ICONS),
        next_word=word if form else "",
        next_hint=rule,
        may_return=item.state == "awaiting_recheck",
        others=tuple(one for one in others_of(item) if one[0] != form),
    )


def _banner(view: HazardView, reminder: str) -> tuple[Tone, str, str, str] | None:
    if view.item.in_conflict:
        return (Tone.WARN, "split", "两台电脑各做了一步，需人定", "两步都留着。再做一步，就以那一步为准")
    if view.problems:
        return (Tone.WARN, "circle-alert", "有一步没有算数", "；".join(view.problems))
    if view.item.extension_waits:
        return (Tone.WARN, "calendar-days", "申请了延期，还没有批准", "批准人签字以前，期限不变")
    if reminder:
        return (Tone.BAD, "clock-alert", reminder, "整改完就报整改情况；来不及的申请延期")
    return None
