"""The rows of today's list: tasks, drafts, what is to be signed, what others left to do. Pure, but for the look."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from forms.clock import local
from models.queries.today_followups import FollowUp
from models.queries.today_sheets import SheetToSign
from models.queries.today_view import DraftItem, DueItem, SignItem, TaskItem
from ui import wording
from ui.presenters.draft_progress import DraftProgress
from ui.theme import look
from ui.theme.states import TASK
from ui.theme.tokens import Role
from ui.widgets.task_list import TaskRow

T = TypeVar("T")
SOON = timedelta(hours=1)
FEW = 4  # rows of one duty that are shown one by one
INSTANT = timedelta(seconds=1)
Progresses = Mapping[str, DraftProgress]
NO_PROGRESS: Progresses = {}


def folded(
    tasks: Sequence[TaskItem],
    now: datetime,
    progress: Progresses = NO_PROGRESS,
    *,
    last: bool = False,
) -> tuple[TaskRow, ...]:
    """Of many times or things of one duty the first to be done (or the last)."""
    return _grouped(
        tasks,
        lambda task: (task.form_id, task.title),
        lambda task: task_row(task, now, progress),
        lambda same: same[-1 if last else 0],
        "共 {} 项",
    )


def _grouped(
    items: Iterable[T],
    alike: Callable[[T], Hashable],
    row: Callable[[T], TaskRow],
    pick: Callable[[Sequence[T]], T],
    more: str,
) -> tuple[TaskRow, ...]:
    """One row each; of many that are alike one row for all, with how many they are (``more``)."""
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(alike(item), []).append(item)
    rows: list[TaskRow] = []
    for same in groups.values():
        if len(same) <= FEW:
            rows += map(row, same)
            continue
        shown = row(pick(same))
        told = "·".join(part for part in (shown.meta, more.format(len(same))) if part)
        rows.append(replace(shown, meta=told, covers=tuple(row(one).key for one in same)))
    return tuple(rows)


def name(task: TaskItem) -> str:
    """每日防火巡查·夜间第 1 次."""
    return f"{task.title}·{task.label}" if task.label else task.title


def _begun(draft_id: str | None, answered: int, progress: Progresses) -> tuple[str, tuple[int, int] | None]:
    """Where a filling stopped, in words, and the bar of it once it has been counted."""
    if draft_id is None:
        return "", None
    found = progress.get(draft_id)
    if found is None or not found.total:
        return f"上次填到 {answered} 个答案", None
    return f"上次停在{found.stopped}" if found.stopped else "", (found.answered, found.total)


def task_row(task: TaskItem, now: datetime, progress: Progresses = NO_PROGRESS) -> TaskRow:
    where = f"{task.subject_name}·{task.places} 处" if task.places > 1 else task.subject_name
    begun, bar = _begun(task.draft_id, task.answered, progress)
    others = f"{task.begun_by}已开始填" if task.begun_by else ""
    meta = "·".join(part for part in (where, begun, others) if part)
    key = f"task:{task.key}"
    match task.group:
        case "overdue":
            return TaskRow(
                key=key,
                state=TASK["overdue"],
                title=name(task),
                meta=meta,
                due=_due(task.due_at, now),
                due_role=Role.BAD,
                deadline=f"应于 {wording.moment(task.due_at, now).removeprefix('今天 ')} 前",
                progress=bar,
                button="接着补" if task.draft_id else "补做",
            )
        case "now":
            soon = task.due_at - now <= SOON
            state = TASK["begun"] if task.draft_id else TASK["soon"] if soon else TASK["open"]
            return TaskRow(
                key=key,
                state=state,
                title=name(task),
                meta=meta,
                due=_due(task.due_at, now),
                due_role=Role.WARN if soon else Role.TEXT,
                deadline=f"{wording.moment(task.due_at, now).removeprefix('今天 ')} 前",
                progress=bar,
                button="继续" if task.draft_id else "开始",
            )
        case "period":
            return TaskRow(
                key=key,
                state=TASK["begun"] if task.draft_id else TASK["open"],
                title=name(task),
                meta=meta,
                due=f"还有 {(task.due_at - now).days} 天",
                due_role=Role.TEXT2,
                deadline=f"{local(task.due_at - INSTANT):%m-%d} 到期",
                progress=bar,
                button="继续" if task.draft_id else "开始",
            )
        case "later":
            opens, until = wording.clock(task.opens_at), wording.clock(task.due_at)
            whole_day = opens == until == "00:00"
            return TaskRow(
                key=key,
                state=TASK["open"],
                title=name(task),
                meta=meta,
                due=wording.moment(task.opens_at, now).partition(" ")[0] if whole_day else opens,
                due_role=Role.TEXT2,
                deadline="全天" if whole_day else f"{opens}–{'24:00' if until == '00:00' else until}",
            )
        case _:
            late = task.state == "late"
            return TaskRow(
                key=key,
                state=TASK["late"] if late else TASK["done"],
                title=name(task),
                meta=meta,
                due="补录" if late else "完成",
                due_role=Role.LATE if late else Role.OK,
                button="查看",
            )


def draft_row(draft: DraftItem, now: datetime, progress: Progresses) -> TaskRow:
    begun, bar = _begun(draft.draft_id, draft.answered, progress)
    kept = "·".join(part for part in (begun, f"{wording.moment(draft.saved_at, now)} 存在本机") if part)
    return TaskRow(
        key=f"draft:{draft.draft_id}",
        state=TASK["begun"],
        title=f"更正：{draft.title}" if draft.is_correction else draft.title,
        meta=kept,
        due="草稿",
        due_role=Role.TEXT2,
        deadline="不限时",
        progress=bar,
        button="继续",
    )


def sheet_row(sheet: SheetToSign) -> TaskRow:
    return TaskRow(
        key=f"sheet:{sheet.form_id}/{sheet.day.isoformat()}",
        state=TASK["to_sign"],
        title=f"等你签字：{sheet.title}",
        meta=f"{sheet.rows} 条一次签完·你签{sheet.role_title}",
        due="等你签",
        deadline=sheet.period,
        button="查看并签",
    )


def followup_rows(tasks: Sequence[FollowUp], now: datetime) -> tuple[TaskRow, ...]:
    """Of many of one kind the first."""
    return _grouped(
        tasks,
        lambda task: (task.fill, task.may_do),
        lambda task: _followup_row(task, now),
        lambda same: same[0],
        "共 {} 件",
    )


def _followup_row(task: FollowUp, now: datetime) -> TaskRow:
    overdue = task.due_at is not None and task.due_at <= now
    text = task.text or task.fill_title
    told = f"填《{task.fill_title}》" if task.may_do else f"《{task.fill_title}》由别人来填"
    parts = (f"{wording.short(task.left_at, now)} {task.about}", "" if told == text else told)
    return TaskRow(
        key=f"followup:{task.task_id}",
        state=TASK["overdue" if overdue else "begun" if task.draft_id else "open"],
        title=f"{task.name}·{text}" if task.name and not task.is_mine else text,
        meta="·".join(part for part in parts if part),
        due=_due(task.due_at, now) if task.due_at else "不限时",
        due_role=Role.BAD if overdue else Role.TEXT,
        deadline=f"{wording.moment(task.due_at, now).removeprefix('今天 ')} 前" if task.due_at else "",
        button=("继续" if task.draft_id else "开始") if task.may_do else "",
    )


def case_row(item: DueItem, now: datetime) -> TaskRow:
    """A case whose next step is for this person's roles; its record offers that step."""
    overdue = item.due is not None and item.due <= now
    title, _, state = item.title.rpartition("：")
    return TaskRow(
        key=f"record:{item.key}",
        state=TASK["overdue" if overdue else "open"],
        title=title,
        meta=state,
        due=_due(item.due, now) if item.due else "不限时",
        due_role=Role.BAD if overdue else Role.TEXT,
        deadline=f"{wording.moment(item.due, now).removeprefix('今天 ')} 前" if item.due else "",
        button="办下一步",
    )


def sign_rows(items: Sequence[SignItem], now: datetime) -> tuple[TaskRow, ...]:
    """Of many of one form the one that has waited longest."""
    return _grouped(
        items,
        lambda item: (item.title, item.role),
        lambda item: sign_row(item, now),
        lambda same: min(same, key=lambda one: one.sealed_at),
        "共 {} 份，从最早的签起",
    )


def sign_row(item: SignItem, now: datetime) -> TaskRow:
    if item.returned is not None:
        return TaskRow(
            key=f"record:{item.record_id}",
            state=TASK["to_sign"],
            title=f"被退回：{item.title}",
            meta=f"{_number(item.serial)}·{item.returned}",
            due="要更正",
            due_role=Role.WARN,
            deadline="更正后重新签",
            button="查看",
        )
    return TaskRow(
        key=f"record:{item.record_id}",
        state=TASK["to_sign"],
        title=f"等你签字：{item.title}",
        meta=f"{item.author_name} {wording.moment(item.sealed_at, now)} 填完·你签{item.role_title}",
        due="等你签",
        deadline=_number(item.serial),
        button="查看并签",
    )


def _number(serial: str) -> str:
    """The number without the hospital's prefix, which is the same on every row."""
    return serial.partition("-")[2] or serial


def _due(deadline: datetime, now: datetime) -> str:
    """How long is left, or the hour alone where running time is not to be shown."""
    if deadline < now or look.clocks():
        return wording.due(deadline, now)
    return (
        f"{local(deadline):%m-%d %H:%M} 前"
        if deadline.date() != now.date()
        else f"{local(deadline):%H:%M} 前"
    )
