"""What the filters of 隐患 are called, and what each asks of the store. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from forms.clock import ZONE, local
from models.queries.hazard_search import REGISTERED, HazardFilter
from ui.periods import PERIODS, instants
from ui.widgets.filter_bar import Asked

STAGES = (*REGISTERED, "rectifying", "awaiting_recheck", "closed")
FIXED: dict[str, tuple[tuple[str, str], ...]] = {
    "level": (("general", "一般"), ("major", "重大")),
    "due": (
        ("overdue", "逾期"),
        ("today", "今天到期"),
        ("week", "7 天内到期"),
    ),
    "found": PERIODS,
    "mark": (
        ("supervised", "挂牌督办"),
        ("returned", "退回过"),
        ("extended", "延期"),
        ("reopened", "重新打开"),
    ),
    "stage": (
        ("registered", "已登记"),
        ("rectifying", "整改中"),
        ("awaiting_recheck", "待复查"),
        ("to_recheck", "等我复查"),
        ("closed", "已销号"),
    ),
    "order": (
        ("due", "期限近的在前"),
        ("level", "重大的在前"),
        ("place", "按地点"),
        ("owner", "按责任人"),
        ("found", "新发现的在前"),
    ),
}
"""Filter → (code, word) of what it offers; owners, departments, places and sources come from the store."""


def filter_of(asked: Asked, now: datetime, *, me: str) -> tuple[HazardFilter, tuple[str, ...]]:
    """The filter and the stages that are asked for; codes that are not known ask for all."""
    today = datetime.combine(local(now).date(), datetime.min.time(), ZONE)
    ahead = {"today": 1, "week": 7}.get(asked.get("due", ""))
    marks = dict(FIXED["mark"])
    owner = asked.get("owner")
    since, until = instants(asked.get("found", ""), now)
    stage = asked.get("stage")
    wanted = HazardFilter(
        level=asked.get("level"),
        owner=me if owner == "me" else owner,
        department=asked.get("department"),
        place=asked.get("place"),
        source=asked.get("source"),
        mark=asked["mark"] if asked.get("mark") in marks else None,
        since=since,
        until=until,
        overdue_at=now if asked.get("due") == "overdue" else None,
        due_between=(now, today + timedelta(days=ahead)) if ahead else None,
        to_recheck_by=me if stage == "to_recheck" else None,
        text=asked.get("text", ""),
    )
    return wanted, _stages(stage)


def order_of(asked: Asked) -> str:
    """The order that is asked for, by deadline where none is."""
    order = asked.get("order", "")
    return order if order in dict(FIXED["order"]) else "due"


def _stages(stage: str | None) -> tuple[str, ...]:
    match stage:
        case "registered":
            return REGISTERED
        case "rectifying" | "awaiting_recheck" | "closed":
            return (stage,)
        case "to_recheck":
            return ("awaiting_recheck",)
        case _:
            return STAGES
