"""The board of hazards put into words and states. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from models.queries.hazard_rates import Rate
from models.queries.hazard_search import REGISTERED
from models.queries.hazards import HazardItem
from ui import wording
from ui.pages.figure_strip import Figure
from ui.pages.hazard_cards import HazardCard, Lane
from ui.pages.hazards import HazardsModel
from ui.presenters.step_words import on_day
from ui.theme.states import HAZARD, HAZARD_FLAG, HAZARD_LEVEL, State, Tone

RULES = {
    "registered": "派人、定期限",
    "rectifying": "五落实齐了才能开始",
    "awaiting_recheck": "整改人不能自己复查",
    "closed": "近的在前",
}
LANES = ("registered", "rectifying", "awaiting_recheck")


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardsRead:
    """What the board is made of: all that are open, those that the filters leave, the newest of the closed ones."""

    all_open: tuple[HazardItem, ...]
    found: tuple[HazardItem, ...]
    closed: tuple[HazardItem, ...]
    closed_found: int
    on_time: Rate
    major: Rate  # 重大事故隐患排查整改率
    me: str  # staff number of who looks


def board_of(read: HazardsRead, now: datetime) -> HazardsModel:
    """The board: what is 待核 stands with 已登记, since a person has to decide on it first."""
    urgent = sorted(read.found, key=lambda item: (item.due is None, item.due or item.found_at))
    lanes = []
    for stage in LANES:
        wanted = REGISTERED if stage == "registered" else (stage,)
        cards = tuple(_card(item, now) for item in urgent if item.state in wanted)
        lanes.append(Lane(id=stage, state=HAZARD[stage], cards=cards, total=len(cards), rule=RULES[stage]))
    done = Lane(
        id="closed",
        state=HAZARD["closed"],
        cards=tuple(_card(item, now) for item in read.closed),
        total=read.closed_found,
        rule=RULES["closed"],
    )
    return HazardsModel(
        open_count=len(read.all_open),
        found=len(read.found) + read.closed_found,
        figures=tuple(figures_of(read, now)),
        lanes=(*lanes, done),
        rows=tuple((_card(item, now), HAZARD[item.state]) for item in (*read.found, *read.closed)),
    )


def figures_of(read: HazardsRead, now: datetime) -> Iterable[Figure]:
    """What stands out among all that are open, whatever the filters; nothing is quiet."""
    items = read.all_open
    overdue = sum(item.is_overdue(now) for item in items)
    today = sum(
        item.due is not None and not item.is_overdue(now) and wording.due_day(item.due, now) == "今天到期"
        for item in items
    )
    waiting = sum(item.state == "awaiting_recheck" and item.fixer != read.me for item in items)
    yield _figure("逾期未销号", "clock-alert", Tone.BAD, overdue, {"due": "overdue"})
    yield _figure("今天到期", "hourglass", Tone.WARN, today, {"due": "today"})
    yield _figure(
        "挂牌督办", "gavel", Tone.LATE, sum(item.supervised for item in items), {"mark": "supervised"}
    )
    yield _figure("等人复查", "search", Tone.BRAND, waiting, {"stage": "to_recheck"})
    yield _rate("按期销号", "circle-check", read.on_time, {"stage": "closed"})
    yield _rate("重大已整改", "octagon-alert", read.major, {"level": "major"})


def _figure(word: str, icon: str, tone: Tone, count: int, asks: dict[str, str]) -> Figure:
    return Figure(state=State(word, icon, tone if count else Tone.NA), value=str(count), asks=asks)


def _rate(word: str, icon: str, rate: Rate, asks: dict[str, str]) -> Figure:
    tone = Tone.NA if not rate.denominator else Tone.BAD if rate.is_met is False else Tone.OK
    return Figure(state=State(word, icon, tone), value=f"{rate.numerator}/{rate.denominator}", asks=asks)


def _card(item: HazardItem, now: datetime) -> HazardCard:
    return HazardCard(
        key=item.hazard_id,
        title=item.title,
        level=HAZARD_LEVEL.get(item.level, HAZARD_LEVEL["general"]),
        flag=flag_of(item),
        number=item.number,
        source=item.source_title,
        place=item.place,
        owner=f"{item.verifier_name} 复查合格"
        if item.state == "closed" and item.verifier
        else item.owner_name,
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


def due_of(item: HazardItem, now: datetime) -> State:
    """When it is due, or when it was closed."""
    if item.closed_at is not None:
        return State(on_day(item.closed_at, "销号", now), "circle-check", Tone.OK)
    if item.due is None:
        return State("还没定期限", "hourglass", Tone.WARN)
    if item.is_overdue(now):
        return State(wording.due_day(item.due, now), "clock-alert", Tone.BAD)
    words = wording.due_day(item.due, now)
    return State(words, "hourglass", Tone.WARN) if words == "今天到期" else State(words, "clock", Tone.NA)
