"""The cards beside today's list: running clocks, hazards and what expires, papers that are out, the outbox. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from models.queries.today_papers import PaperOut
from models.queries.today_view import ClockItem, DueItem, SignItem, TodayView
from ui import wording
from ui.pages.today import RunningClock
from ui.theme.tokens import Role
from ui.widgets.side_card import SideLine

AT_SIDE = 4
TITLE = 28  # characters of an incident's title on its card


def clock_of(clock: ClockItem, now: datetime, grade_word: Callable[[str | None], str]) -> RunningClock:
    whole = (clock.due - clock.started_at).total_seconds() or 1
    left = (clock.due - now).total_seconds()
    minutes = int(abs(left) // 60)
    words = wording.left(minutes) if left > 0 else "到时"
    return RunningClock(
        key=clock.record_id,
        title=_short(f"{grade_word(clock.grade)} {clock.title}".strip()),
        share=left / whole,
        words=words,
        due=f"{wording.moment(clock.due, now).removeprefix('今天 ')} 前 {clock.text}"
        if left > 0
        else f"{clock.text} {wording.due(clock.due, now)}",
        notes=(clock.source,) if clock.source else (),
        overdue=left <= 0,
    )


def urgent_first(clocks: Sequence[ClockItem], now: datetime) -> list[ClockItem]:
    """What can still be met, the soonest first; then what was not, the latest first."""
    return sorted(
        clocks,
        key=lambda one: (one.due <= now, (one.due - now if one.due > now else now - one.due), one.text),
    )


def clock_line(clock: ClockItem, now: datetime) -> SideLine:
    """A further clock as one line."""
    late = clock.due <= now
    words = wording.due(clock.due, now)
    return SideLine(
        clock.title,
        words,
        Role.BAD if late else Role.TEXT,
        heavy=True,
        key=f"clock:{clock.record_id}",
        tip=f"{clock.title}\n{clock.text}，{words}\n{clock.source}",
    )


def _short(title: str) -> str:
    """Two lines of the card at most."""
    return title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"


def due_line(item: DueItem, now: datetime) -> SideLine:
    key = f"{item.kind}:{item.key}"
    if item.due is None:
        return SideLine(item.title, "还没定期限", Role.WARN, heavy=True, key=key)
    words = wording.due_day(item.due, now)
    told = f"\n提醒到{item.reminder}" if item.reminder else ""
    role = Role.BAD if item.due < now else Role.WARN if words == "今天到期" else Role.TEXT2
    tip = f"{item.title}\n{wording.moment(item.due, now)} 到期{told}"
    return SideLine(item.title, words, role, heavy=role is not Role.TEXT2, key=key, tip=tip)


def unsigned_line(item: SignItem, now: datetime) -> SideLine:
    days = (now - item.sealed_at).days
    words = f"{days} 天未签" if days >= 2 else f"等{item.role_title}签"
    return SideLine(
        f"{item.title} {wording.short(item.sealed_at, now)}",
        words,
        Role.WARN if days >= 2 else Role.TEXT,
        heavy=True,
        key=f"record:{item.record_id}",
    )


def paper_line(item: PaperOut, now: datetime) -> SideLine:
    """Which paper is out, since when; a paper of today is not yet late."""
    days = (now - item.printed_at).days
    words = f"{days} 天未签" if days >= 1 else "今天印的"
    if item.is_part:
        words = "只收回一部分"
    serial = item.serial.partition("-")[2] or wording.short(item.printed_at, now)
    return SideLine(
        f"{item.title} {serial}",
        words,
        Role.WARN if days >= 2 or item.is_part else Role.TEXT2,
        heavy=days >= 2 or item.is_part,
        key=f"record:{item.record_id}",
        tip=f"{item.title}\n{item.serial}\n{wording.short(item.printed_at, now)} 打印，共 {item.copies} 次",
    )


def outbox_lines(view: TodayView) -> tuple[SideLine, ...]:
    if not view.pending and not view.quarantined:
        return ()
    lines: list[SideLine] = []
    if view.quarantined:
        lines.append(SideLine(f"需处理 {view.quarantined} 条", "看原因", Role.BAD, heavy=True))
    if view.pending:
        oldest = wording.moment(view.oldest_pending, view.now) if view.oldest_pending else ""
        lines.append(SideLine(f"待报 {view.pending} 条", f"最早 {oldest}" if oldest else ""))
    lines.append(SideLine("都已保存在本机", "断电也不丢", Role.OK, heavy=True))
    return tuple(lines)
