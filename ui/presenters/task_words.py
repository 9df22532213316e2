"""What a record has left for people to do, in words: what is open stands first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from forms.printing.job import Names
from models.queries.tasks import TaskView
from ui import wording
from ui.theme.tokens import Role
from ui.widgets.side_card import SideLine

SHOWN = 12


def task_lines(tasks: Sequence[TaskView], names: Names, now: datetime) -> tuple[SideLine, ...]:
    """A line for each task, the overdue ones first, then the open, then the done; of very many the first few."""
    ordered = sorted(tasks, key=lambda one: (one.done_by is not None, not one.is_overdue(now)))
    lines = [_line(task, names, now) for task in ordered[:SHOWN]]
    if len(ordered) > SHOWN:
        lines.append(SideLine(f"还有 {len(ordered) - SHOWN} 件", ""))
    return tuple(lines)


def _line(task: TaskView, names: Names, now: datetime) -> SideLine:
    who = names.person(task.person) if task.person else ""
    words = " ".join(part for part in (who, task.text) if part)
    if task.done_by is not None:
        return SideLine(words, "做了", Role.OK)
    if task.due_at is None:
        return SideLine(words, "还没做", Role.TEXT2)
    return SideLine(
        words, wording.due_day(task.due_at, now), Role.BAD if task.is_overdue(now) else Role.TEXT2
    )
