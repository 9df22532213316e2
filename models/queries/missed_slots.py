"""What should have been done in a time and was not, turn by turn, with the reason that somebody gave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from forms.catalog import Entry
from forms.clock import local
from forms.duty import SlotState
from models.queries.duty_book import DutyBook
from models.queries.duty_coverage import state_now
from models.queries.today_file import opened


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedDay:
    """The turns of one duty that were missed on one day for the same reason; ``reason`` is empty without one."""

    day: date
    duty: str
    turns: tuple[str, ...]  # 夜间第 1 次（内科病区）
    count: int
    reason: str


def missed_days(
    database: Path,
    entries: Iterable[Entry],
    *,
    since: datetime,
    until: datetime,
    now: datetime,
    area_names: Mapping[str, str],
) -> tuple[MissedDay, ...]:
    """Of these forms, due from ``since`` on and before ``until`` and before now; by day."""
    found: dict[tuple[date, str, str], dict[str, list[str]]] = {}
    with opened(database) as file:
        book = DutyBook(file, entries, now=now)
        for kept in book.kept(since, min(until, now), subjects=book.subjects()):
            for one in kept.found:
                slot = one.slot
                if not since <= slot.due_at < until or state_now(one, now) is not SlotState.MISSED:
                    continue
                reason = book.reason(slot)
                subject = book.subject_name(slot, area_names) if slot.subject else ""
                turn = slot.label or f"{local(slot.due_at):%H:%M}"
                key = (slot.day, slot.title, reason.text if reason else "")
                about = found.setdefault(key, {}).setdefault(turn, [])
                about.append("" if subject in slot.title else subject)
    return tuple(
        MissedDay(
            day=day,
            duty=duty,
            turns=tuple(_said(turn, about) for turn, about in turns.items()),
            count=sum(map(len, turns.values())),
            reason=reason,
        )
        for (day, duty, reason), turns in sorted(found.items(), key=lambda item: item[0])
    )


def _said(turn: str, about: list[str]) -> str:
    """夜间第 1 次（内科病区、外科病区）."""
    named = [one for one in about if one]
    return f"{turn}（{'、'.join(named)}）" if named else turn
