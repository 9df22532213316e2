"""How a record of a list is said in words and states. Knows nothing of Qt."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ui import wording
from ui.theme.states import DELIVERY, RECORD, TASK, State, Tone

if TYPE_CHECKING:  # importing it for real would load SQLAlchemy before the first paint
    from models.queries.records import RecordItem


def serial(row: RecordItem) -> str:
    """The number as paper has it, without the hospital's prefix; （不编号） for what has none."""
    return row.serial.partition("-")[2] or "（不编号）"


def status(row: RecordItem) -> State:
    """What the record is, from its own facts."""
    if row.status == "void":
        return RECORD["void"]
    if row.status == "draft":
        return RECORD["draft"]
    if row.returned:
        return RECORD["returned"]
    if row.in_conflict:
        return State("两版并存", "files", Tone.WARN)
    if row.paper == "filed":
        return RECORD["filed"]
    if row.prints:
        return State("收回一部分", "printer", Tone.WARN) if row.paper == "part" else RECORD["printed"]
    if row.awaiting:
        return RECORD["awaiting"]
    if row.versions > 1:
        return State(f"已更正，第 {row.versions} 版", "files", Tone.NA)
    return RECORD["sealed"]


def delivery(row: RecordItem) -> State:
    return DELIVERY.get(row.delivery, DELIVERY["pending"])


def pills(row: RecordItem) -> tuple[State, ...]:
    """What needs a look: 异常, then 补录, then 时间存疑."""
    found: list[State] = []
    if row.abnormal:
        found.append(State(f"异常 {row.abnormal}", "triangle-alert", Tone.BAD))
    if row.timeliness == "late":
        found.append(TASK["late"])
    if row.clock_suspect:
        found.append(State("时间存疑", "clock-alert", Tone.WARN))
    return tuple(found)


def when(row: RecordItem, now: datetime) -> str:
    return wording.short(row.claimed_at, now)


def timeliness(row: RecordItem) -> str:
    """按时, 照纸录入 or 补录, in words."""
    return {"on_time": "按时", "transcribed": "照纸录入，按时", "late": "补录"}.get(
        row.timeliness, row.timeliness
    )
