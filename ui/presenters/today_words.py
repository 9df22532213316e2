"""Today's rows put into words: groups, marks of the shift line, the cards at the side. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from forms.clock import local
from models.queries.today_followups import FollowUp
from models.queries.today_sheets import SheetToSign
from models.queries.today_view import ClockItem, DraftItem, DueItem, SignItem, TaskItem, TodayView
from ui import wording
from ui.pages.today import RunningClock, Shift, TodayModel
from ui.theme.states import TASK
from ui.theme.tokens import Role
from ui.widgets.shift_line import ShiftMark
from ui.widgets.side_card import SideLine
from ui.widgets.task_list import TaskGroup, TaskRow

SOON = timedelta(hours=1)
AT_SIDE = 4
MOST_CLOCKS = 3  # the most urgent; the others stand on the page of incidents
FEW = 4  # rows of one duty that are shown one by one
INSTANT = timedelta(seconds=1)
TITLE = 28  # characters of an incident's title on its card


def model(view: TodayView, *, grade_word: Callable[[str | None], str]) -> TodayModel:
    """Everything the page shows; row keys are ``task:``, ``draft:`` or ``sign:`` and an id."""
    groups = _groups(view)
    due_now = any(group.id in ("overdue", "now") for group in groups)
    coming = [task for task in view.tasks if task.group == "later"]
    return TodayModel(
        date=f"{wording.long_date(view.now)}·{view.shift.name}",
        shift=Shift(start=view.shift.start, end=view.shift.end, now=view.now, marks=_marks(view)),
        groups=groups,
        done_fact="" if due_now else (wording.ALL_DONE if view.tasks else wording.NO_DUTIES.fact),
        done_next="" if due_now else _next(coming, has_tasks=bool(view.tasks)),
        clocks=tuple(_clock(clock, view.now, grade_word) for clock in view.clocks[:MOST_CLOCKS]),
        hazards=tuple(_due(item, view.now) for item in _at_side(view)),
        hazards_all=f"全部 {view.open_hazards}",
        unsigned=tuple(_unsigned(item, view.now) for item in view.unsigned[:3]),
        unsigned_all=f"全部 {len(view.unsigned)}",
        outbox=_outbox(view),
        saved=f"所有内容已保存在本机 {wording.clock(view.now)}",
    )


def _groups(view: TodayView) -> tuple[TaskGroup, ...]:
    by_group: dict[str, list[TaskItem]] = {"overdue": [], "now": [], "later": [], "period": [], "done": []}
    for task in sorted(view.tasks, key=lambda one: (one.due_at, one.key)):
        by_group[task.group].append(task)
    tasked = {task.draft_id for task in view.tasks} | {task.draft_id for task in view.followups}
    loose = [draft for draft in view.drafts if draft.draft_id not in tasked]
    now_rows = (
        *(_sign_row(item) for item in view.to_sign if item.returned),
        *folded(by_group["now"], view.now),
        *followup_rows(view.followups, view.now),
        *(_draft_row(draft, view.now) for draft in loose),
        *(_sheet_row(sheet) for sheet in view.sheets),
        *(_sign_row(item) for item in view.to_sign if not item.returned),
    )
    cases = [item for item in view.due if item.kind == "case"]
    groups = (
        TaskGroup(
            id="overdue",
            title="逾期",
            rule="补做会永远标为“补录”；做不了的，在年历里说明原因",
            state=TASK["overdue"],
            rows=folded(by_group["overdue"], view.now, last=True),
        ),
        TaskGroup(id="now", title="现在该做", rows=now_rows),
        TaskGroup(id="later", title="稍后", rows=folded(by_group["later"], view.now)),
        TaskGroup(
            id="cases",
            title=f"在办的事项 {len(cases)} 件" if len(cases) > FEW else "在办的事项",
            rows=tuple(_case_row(item, view.now) for item in cases),
            folded=len(cases) > FEW,
        ),
        TaskGroup(
            id="period",
            title=f"这段时间里要做的 {len(by_group['period'])} 项",
            rows=folded(by_group["period"], view.now),
            folded=len(by_group["period"]) > FEW,
        ),
        TaskGroup(
            id="done",
            title=f"本班已完成 {len(by_group['done'])} 项",
            state=TASK["done"],
            folded=True,
            rows=tuple(_task_row(task, view.now) for task in by_group["done"]),
        ),
    )
    return tuple(group for group in groups if group.rows)


def folded(tasks: list[TaskItem], now: datetime, *, last: bool = False) -> tuple[TaskRow, ...]:
    """One row per task; of many times or things of one duty one row, the first of them (or the last) to be done."""
    alike: dict[tuple[str, str], list[TaskItem]] = {}
    for task in tasks:
        alike.setdefault((task.form_id, task.title), []).append(task)
    rows: list[TaskRow] = []
    for same in alike.values():
        if len(same) <= FEW:
            rows.extend(_task_row(task, now) for task in same)
            continue
        row = _task_row(same[-1 if last else 0], now)
        rows.append(replace(row, meta="·".join(part for part in (row.meta, f"共 {len(same)} 项") if part)))
    return tuple(rows)


def name(task: TaskItem) -> str:
    """每日防火巡查·夜间第 1 次."""
    return f"{task.title}·{task.label}" if task.label else task.title


def _task_row(task: TaskItem, now: datetime) -> TaskRow:
    where = f"{task.subject_name}·{task.places} 处" if task.places > 1 else task.subject_name
    begun = f"上次填到 {task.answered} 个答案" if task.draft_id else ""
    meta = "·".join(part for part in (where, begun) if part)
    key = f"task:{task.key}"
    match task.group:
        case "overdue":
            return TaskRow(
                key=key,
                state=TASK["overdue"],
                title=name(task),
                meta=meta,
                due=wording.due(task.due_at, now),
                due_role=Role.BAD,
                deadline=f"应于 {wording.moment(task.due_at, now).removeprefix('今天 ')} 前",
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
                due=wording.due(task.due_at, now),
                due_role=Role.WARN if soon else Role.TEXT,
                deadline=f"{wording.moment(task.due_at, now).removeprefix('今天 ')} 前",
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
                button="继续" if task.draft_id else "开始",
            )
        case "later":
            return TaskRow(
                key=key,
                state=TASK["open"],
                title=name(task),
                meta=meta,
                due=wording.clock(task.opens_at),
                due_role=Role.TEXT2,
                deadline=f"{wording.clock(task.opens_at)}–{wording.clock(task.due_at)}",
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


def _draft_row(draft: DraftItem, now: datetime) -> TaskRow:
    kept = f"填到 {draft.answered} 个答案·{wording.moment(draft.saved_at, now)} 存在本机"
    return TaskRow(
        key=f"draft:{draft.draft_id}",
        state=TASK["begun"],
        title=f"更正：{draft.title}" if draft.is_correction else draft.title,
        meta=kept,
        due="草稿",
        due_role=Role.TEXT2,
        deadline="不限时",
        button="继续",
    )


def _sheet_row(sheet: SheetToSign) -> TaskRow:
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
    """One row per task; of many that one record has left to be filled in the same form the first, with their number."""
    alike: dict[tuple[str, str], list[FollowUp]] = {}
    for task in tasks:
        alike.setdefault((task.record_id, task.fill), []).append(task)
    rows: list[TaskRow] = []
    for same in alike.values():
        shown = same if len(same) <= FEW else same[:1]
        more = f"·共 {len(same)} 件" if len(same) > FEW else ""
        rows += [_followup_row(task, now, more) for task in shown]
    return tuple(rows)


def _followup_row(task: FollowUp, now: datetime, more: str) -> TaskRow:
    overdue = task.due_at is not None and task.due_at <= now
    text = task.text or task.fill_title
    told = f"填《{task.fill_title}》" if task.may_do else f"《{task.fill_title}》由别人来填"
    return TaskRow(
        key=f"followup:{task.task_id}",
        state=TASK["overdue" if overdue else "begun" if task.draft_id else "open"],
        title=f"{task.name}·{text}" if task.name and not task.is_mine else text,
        meta=f"{wording.short(task.left_at, now)} {task.about}·{told}{more}",
        due=wording.due(task.due_at, now) if task.due_at else "不限时",
        due_role=Role.BAD if overdue else Role.TEXT,
        deadline=f"{wording.moment(task.due_at, now).removeprefix('今天 ')} 前" if task.due_at else "",
        button=("继续" if task.draft_id else "开始") if task.may_do else "",
    )


def _at_side(view: TodayView) -> tuple[DueItem, ...]:
    return tuple(item for item in view.due if item.kind != "case")[:AT_SIDE]


def _case_row(item: DueItem, now: datetime) -> TaskRow:
    """A case whose next step is for this person's roles; its record offers that step."""
    overdue = item.due is not None and item.due <= now
    title, _, state = item.title.rpartition("：")
    return TaskRow(
        key=f"record:{item.key}",
        state=TASK["overdue" if overdue else "open"],
        title=title,
        meta=state,
        due=wording.due(item.due, now) if item.due else "不限时",
        due_role=Role.BAD if overdue else Role.TEXT,
        deadline=f"{wording.moment(item.due, now).removeprefix('今天 ')} 前" if item.due else "",
        button="办下一步",
    )


def _sign_row(item: SignItem) -> TaskRow:
    if item.returned is not None:
        return TaskRow(
            key=f"record:{item.record_id}",
            state=TASK["to_sign"],
            title=f"被退回：{item.title}",
            meta=f"{item.serial}·{item.returned}",
            due="要更正",
            due_role=Role.WARN,
            deadline="更正后重新签",
            button="查看",
        )
    return TaskRow(
        key=f"record:{item.record_id}",
        state=TASK["to_sign"],
        title=f"等你签字：{item.title}",
        meta=f"{item.author_name} {wording.clock(item.sealed_at)} 填完·你签{item.role_title}",
        due="等你签",
        deadline=item.serial,
        button="查看并签",
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
        words = task.label or task.title
        found.append(ShiftMark(key=f"task:{task.key}", label=words, at=task.due_at, state=state))
    return tuple(found)


def _next(coming: list[TaskItem], *, has_tasks: bool) -> str:
    if not coming:
        return "" if has_tasks else wording.NO_DUTIES.advice
    first = min(coming, key=lambda task: task.opens_at)
    return f"下一项：{wording.clock(first.opens_at)} {name(first)}"


def _clock(clock: ClockItem, now: datetime, grade_word: Callable[[str | None], str]) -> RunningClock:
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


def _short(title: str) -> str:
    """Two lines of the card at most."""
    return title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"


def _due(item: DueItem, now: datetime) -> SideLine:
    if item.due is None:
        return SideLine(item.title, "还没定期限", Role.WARN, heavy=True)
    words = wording.due_day(item.due, now)
    told = f"，提醒{item.reminder}" if item.reminder else ""
    role = Role.BAD if item.due < now else Role.WARN if words == "今天到期" else Role.TEXT2
    return SideLine(item.title, words + told, role, heavy=role is not Role.TEXT2)


def _unsigned(item: SignItem, now: datetime) -> SideLine:
    days = (now - item.sealed_at).days
    words = f"{days} 天未签" if days >= 2 else f"等{item.role_title}签"
    return SideLine(
        f"{item.title} {wording.short(item.sealed_at, now)}",
        words,
        Role.WARN if days >= 2 else Role.TEXT,
        heavy=True,
    )


def _outbox(view: TodayView) -> tuple[SideLine, ...]:
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
