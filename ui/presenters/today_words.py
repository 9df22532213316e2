"""Today put into words: the groups of its list, the marks of the shift line, what is silent for a while. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from models.queries.today_view import TaskItem, TodayView
from ui import wording
from ui.pages.today import Shift, TodayModel
from ui.presenters.today_rows import (
    FEW,
    NO_PROGRESS,
    SOON,
    Progresses,
    case_row,
    draft_row,
    folded,
    followup_rows,
    name,
    sheet_row,
    sign_rows,
    task_row,
)
from ui.presenters.today_side import (
    AT_SIDE,
    clock_line,
    clock_of,
    due_line,
    outbox_lines,
    paper_line,
    unsigned_line,
    urgent_first,
)
from ui.theme.states import TASK
from ui.theme.tokens import Role
from ui.widgets.shift_line import ShiftMark
from ui.widgets.side_card import SideLine
from ui.widgets.task_list import TaskGroup, TaskRow

MOST_CLOCKS = 5  # the most urgent; the others stand on the page of incidents
MOST_ROWS = 12  # of a group; the rest is one line to unfold
MISSED = "management.duty_missed"  # the form that says why something was not done
QUIET = "quiet:"  # before the key of a row that is silent
URGENT = ("overdue", "now", "followups", "overdue.more", "now.more", "followups.more")
NOTHING_SILENT: Mapping[str, datetime] = {}


def model(
    view: TodayView,
    *,
    grade_word: Callable[[str | None], str],
    progress: Progresses = NO_PROGRESS,
    silent: Mapping[str, datetime] = NOTHING_SILENT,
) -> TodayModel:
    """Everything the page shows; the key of a row is what it is about, as ``task:`` or ``record:``, and an id.

    ``silent``: until when a row is not shown among the others.
    """
    groups = list(_groups(view, progress))
    quiet = _take_silent(groups, silent, view.now)
    cards = (
        [due_line(item, view.now) for item in view.due if item.kind != "case"],
        [paper_line(item, view.now) for item in view.papers],
        [unsigned_line(item, view.now) for item in view.unsigned],
    )
    hazards, papers, unsigned = (
        tuple(line for line in lines if line.key not in silent)[:AT_SIDE] for lines in cards
    )
    known = {row.key for row in quiet}
    for line in (line for lines in cards for line in lines if line.key in silent):
        if QUIET + line.key not in known:  # one thing may stand on two cards
            known.add(QUIET + line.key)
            quiet.append(_quiet_line(line, silent, view.now))
    if quiet:
        groups.append(
            TaskGroup(
                id="quiet",
                title=f"先不提醒 {len(quiet)} 件，到点会再提醒",
                state=TASK["silent"],
                rows=tuple(quiet),
                folded=True,
            )
        )
    clocks = urgent_first(view.clocks, view.now)
    due_now = any(group.id in ("overdue", "now", "followups") for group in groups)
    coming = [task for task in view.tasks if task.group == "later"]
    fact = wording.ALL_DONE if view.tasks else wording.NO_DUTIES.fact
    if any(row.key.startswith(QUIET + "task:") for row in quiet):
        fact = "要提醒的都做完了，还有先不提醒的没做"
    return TodayModel(
        date=f"{wording.long_date(view.now)}·{view.shift.name}",
        shift=Shift(start=view.shift.start, end=view.shift.end, now=view.now, marks=_marks(view)),
        groups=tuple(groups),
        done_fact="" if due_now else fact,
        done_next="" if due_now else _next(coming, has_tasks=bool(view.tasks)),
        clocks=tuple(clock_of(clock, view.now, grade_word) for clock in clocks[:1]),
        more_clocks=tuple(clock_line(clock, view.now) for clock in clocks[1:MOST_CLOCKS]),
        clocks_all=f"全部 {len(clocks)}",
        hazards=hazards,
        hazards_all=f"隐患 {view.open_hazards}",
        papers=papers,
        papers_all=f"全部 {len(view.papers)}",
        unsigned=unsigned,
        unsigned_all=f"全部 {len(view.unsigned)}",
        outbox=outbox_lines(view),
        saved=f"所有内容已保存在本机 {wording.clock(view.now)}",
    )


def due_count(view: TodayView, silent: Mapping[str, datetime] = NOTHING_SILENT) -> int:
    """How many things are due now or overdue, for the badge of the rail; what is silent does not count."""
    groups = list(_groups(view, NO_PROGRESS))
    _take_silent(groups, silent, view.now)
    return sum(max(1, len(row.covers)) for group in groups if group.id in URGENT for row in group.rows)


def _groups(view: TodayView, progress: Progresses) -> Iterable[TaskGroup]:
    by_group: dict[str, list[TaskItem]] = {"overdue": [], "now": [], "later": [], "period": [], "done": []}
    for task in sorted(view.tasks, key=lambda one: (one.due_at, one.key)):
        by_group[task.group].append(task)
    tasked = {task.draft_id for task in view.tasks} | {task.draft_id for task in view.followups}
    loose = [draft for draft in view.drafts if draft.draft_id not in tasked]
    now_rows = (
        *sign_rows([item for item in view.to_sign if item.returned], view.now),
        *folded(by_group["now"], view.now, progress),
        *(draft_row(draft, view.now, progress) for draft in loose),
        *(sheet_row(sheet) for sheet in view.sheets),
        *sign_rows([item for item in view.to_sign if not item.returned], view.now),
    )
    missed = [task for task in by_group["overdue"] if task.explained]
    overdue = [task for task in by_group["overdue"] if not task.explained]
    cases = [item for item in view.due if item.kind == "case"]
    groups = (
        *_capped(
            TaskGroup(
                id="overdue",
                title="逾期",
                rule="补做会永远标为“补录”；做不了的，按 Y 说明原因",
                state=TASK["overdue"],
                rows=folded(overdue, view.now, progress, last=True),
            )
        ),
        *_capped(TaskGroup(id="now", title="现在该做", rows=now_rows)),
        *_capped(
            TaskGroup(
                id="followups",
                title="记录留下的事",
                rule="是别的记录里定下要做的",
                rows=followup_rows(view.followups, view.now),
            )
        ),
        TaskGroup(id="later", title="稍后", rows=folded(by_group["later"], view.now)),
        TaskGroup(
            id="cases",
            title=f"在办的事项 {len(cases)} 件" if len(cases) > FEW else "在办的事项",
            rows=tuple(case_row(item, view.now) for item in cases),
            folded=len(cases) > FEW,
        ),
        TaskGroup(
            id="period",
            title=f"这段时间里要做的 {len(by_group['period'])} 项",
            rows=folded(by_group["period"], view.now, progress),
            folded=len(by_group["period"]) > FEW,
        ),
        TaskGroup(
            id="missed",
            title=f"漏做，已说明原因 {len(missed)} 项",
            state=TASK["missed"],
            folded=True,
            rows=tuple(
                replace(task_row(task, view.now), meta=f"{task.subject_name}·{task.explained}", button="")
                for task in missed
            ),
        ),
        TaskGroup(
            id="done",
            title=f"本班已完成 {len(by_group['done'])} 项",
            state=TASK["done"],
            folded=True,
            rows=tuple(task_row(task, view.now) for task in by_group["done"]),
        ),
    )
    return (group for group in groups if group.rows)


def _capped(group: TaskGroup) -> tuple[TaskGroup, ...]:
    """A very long group as its first rows and one line for the rest."""
    if len(group.rows) <= MOST_ROWS + FEW:
        return (group,)
    rest = group.rows[MOST_ROWS:]
    more = TaskGroup(
        id=f"{group.id}.more",
        title=f"{group.title}的还有 {len(rest)} 项",
        state=group.state,
        rows=rest,
        folded=True,
    )
    return replace(group, rows=group.rows[:MOST_ROWS], more=len(rest)), more


def _take_silent(groups: list[TaskGroup], silent: Mapping[str, datetime], now: datetime) -> list[TaskRow]:
    """Take the silent rows out of the groups and give them as rows of their own."""
    taken: list[TaskRow] = []
    for at, group in enumerate(groups):
        if group.id == "done":
            continue
        held = [row for row in group.rows if row.key in silent]
        taken += [
            _quiet_row(
                row.key, row.title, f"{row.meta}·{row.due}" if row.due else row.meta, silent, now, row.covers
            )
            for row in held
        ]
        groups[at] = replace(group, rows=tuple(row for row in group.rows if row.key not in silent))
    groups[:] = [group for group in groups if group.rows]
    return taken


def _quiet_line(line: SideLine, silent: Mapping[str, datetime], now: datetime) -> TaskRow:
    return _quiet_row(line.key, line.text, line.words, silent, now)


def _quiet_row(
    key: str,
    title: str,
    meta: str,
    silent: Mapping[str, datetime],
    now: datetime,
    covers: tuple[str, ...] = (),
) -> TaskRow:
    until = wording.moment(silent[key], now).removeprefix("今天 ")
    return TaskRow(
        key=QUIET + key,
        state=TASK["silent"],
        title=title,
        meta=meta,
        due="先不提醒",
        due_role=Role.TEXT2,
        deadline=f"到 {until}",
        button="恢复提醒",
        covers=covers,
    )


def _marks(view: TodayView) -> tuple[ShiftMark, ...]:
    soon = view.now + SOON
    found: list[ShiftMark] = []
    for task in view.tasks:
        match task.group:
            case "period":
                continue  # its end lies far behind the shift's
            case "overdue":
                state = "overdue"
            case "done":
                state = "late" if task.state == "late" else "done"
            case "now" if task.draft_id:
                state = "begun"
            case "now" if task.due_at <= soon:
                state = "soon"
            case _:
                state = "open"
        mark = ShiftMark(
            key=f"task:{task.key}", label=task.title, said=name(task), at=task.due_at, state=state
        )
        found.append(mark)
    return tuple(found)


def _next(coming: list[TaskItem], *, has_tasks: bool) -> str:
    if not coming:
        return "" if has_tasks else wording.NO_DUTIES.advice
    first = min(coming, key=lambda task: task.opens_at)
    return f"下一项：{wording.clock(first.opens_at)} {name(first)}"
