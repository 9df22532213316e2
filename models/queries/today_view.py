"""What the page of today holds, as frozen rows. Imports nothing that is slow to import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models.queries.today_followups import FollowUp
from models.queries.today_papers import PaperOut
from models.queries.today_sheets import SheetToSign


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """白班 08:00–20:00 or 夜班 20:00–08:00; the night belongs to the day it starts on."""

    name: str
    day: date
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskItem:
    """One slot of a duty; ``group`` is overdue, now, period (some time in it), later or done as of the time of asking."""

    key: str
    group: str
    form_id: str
    form_title: str
    title: str  # of the duty
    label: str  # 夜间第 1 次
    per: str  # area, place, asset, department, facility
    subject: str | None
    subject_name: str
    places: int  # points of the round
    opens_at: datetime
    due_at: datetime
    state: str  # of SlotState
    rev_id: str | None
    draft_id: str | None  # of this person's filling
    answered: int
    begun_by: str = ""  # another person at this computer who has begun it
    explained: str = ""  # of one that was missed: the reason somebody has given


@dataclass(frozen=True, slots=True, kw_only=True)
class SignItem:
    """A record that waits for this person's signature, or that was sent back to its author."""

    record_id: str
    rev_id: str
    role: str  # empty for one that was sent back
    role_title: str
    title: str
    serial: str
    author_name: str
    sealed_at: datetime
    returned: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftItem:
    draft_id: str
    form_id: str
    title: str
    answered: int
    position: str | None
    saved_at: datetime
    is_correction: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """A hazard, a register entry or a case with a day by which something must happen."""

    kind: str  # hazard | asset | case
    key: str
    title: str
    level: str
    due: datetime | None
    is_mine: bool
    reminder: str = ""  # 责任人, 分管负责人 …: who is reminded of the hazard by now


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockItem:
    record_id: str
    title: str
    grade: str | None
    text: str
    started_at: datetime
    due: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How a duty was kept over a time: every count is of slots that were due by the end of it."""

    form_id: str  # empty where it is of an area or a department
    title: str  # of the duty, the area or the department
    due: int
    on_time: int  # transcribed from paper in time counts as on time
    late: int
    missed: int
    source: str
    duty_id: str = ""
    part: str = ""  # code of the area, name of the department; empty for the hospital
    explained: int = 0  # of the missed ones: somebody has said why


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayView:
    now: datetime
    shift: Shift
    tasks: tuple[TaskItem, ...]
    to_sign: tuple[SignItem, ...]
    drafts: tuple[DraftItem, ...]
    due: tuple[DueItem, ...]  # the most urgent first
    open_hazards: int
    overdue_hazards: int
    unsigned: tuple[SignItem, ...]  # mine, waiting for others
    sheets: tuple[SheetToSign, ...]  # of logs, whose rows wait for this person's signature
    followups: tuple[FollowUp, ...]  # what other records have left for this person
    papers: tuple[PaperOut, ...]  # printed by this person, and not yet back signed
    clocks: tuple[ClockItem, ...]
    pending: int
    quarantined: int
    oldest_pending: datetime | None
    last_success: datetime | None
