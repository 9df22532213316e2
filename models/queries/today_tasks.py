"""The tasks of the page of today: slots of the duties that are on, with the records that fulfil them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from forms.catalog import Entry
from forms.duty import Assignment, SlotState, Subjects
from models.queries.duty_book import DutyBook
from models.queries.today_file import TodayFile
from models.queries.today_view import Shift, TaskItem

ALWAYS = timedelta(days=8)  # what has so little time is due now; more is due when its last quarter has come
SOONEST, LATEST = timedelta(days=7), timedelta(days=30)


class Duties:
    """``roles`` empty: the hospital over, whoever has to do it."""

    def __init__(
        self,
        file: TodayFile,
        entries: Iterable[Entry],
        *,
        staff_no: str,
        roles: tuple[str, ...],
        department: str | None,
        now: datetime,
        area_names: Mapping[str, str],
    ) -> None:
        self._file = file
        self._book = DutyBook(file, entries, now=now)
        self._staff_no = staff_no
        self._roles = roles
        self._department = department
        self._now = now
        self._area_names = area_names

    def tasks(self, shift: Shift) -> Iterator[TaskItem]:
        begun = self._begun()
        start = shift.start - timedelta(hours=12)
        for kept in self._book.kept(start, shift.end, subjects=self._subjects(), roles=self._roles):
            for one in kept.found:
                group = self._group(one, shift)
                if group is not None:
                    yield self._task(kept.entry, one, group, begun.get(one.slot.key))

    def _begun(self) -> dict[str, sqlite3.Row]:
        """Fillings by task; this person's own where there are two."""
        rows = self._file.rows(
            "SELECT d.task, d.draft_id, d.answered, d.person, coalesce(p.name, d.person) AS name FROM drafts d "
            "LEFT JOIN p_people p ON p.staff_no = d.person WHERE d.task IS NOT NULL ORDER BY d.person = ?",
            self._staff_no,
        )
        return {row["task"]: row for row in rows}

    def _subjects(self) -> Subjects:
        """A nurse's are those of the department; without places of its own, and for all others, the hospital's."""
        mine = [row for row in self._book.places if row["department"] == self._department]
        return self._book.subjects(mine if mine and "nurse" in self._roles else None)

    def _group(self, one: Assignment, shift: Shift) -> str | None:
        slot = one.slot
        match one.state:
            case SlotState.NOT_DUE:
                return "later" if slot.opens_at < shift.end else None
            case SlotState.OPEN if slot.due_at <= self._now:
                return "overdue"
            case SlotState.OPEN:
                return "now" if slot.due_at - self._now <= lead(slot.opens_at, slot.due_at) else "period"
            case SlotState.MISSED:
                return "overdue" if slot.closes_at > self._now - timedelta(hours=24) else None
            case _:
                done = one.completion
                in_shift = slot.closes_at > shift.start and done is not None
                return "done" if in_shift and done and done.claimed_at >= shift.start else None

    def _task(self, entry: Entry, one: Assignment, group: str, draft: sqlite3.Row | None) -> TaskItem:
        slot = one.slot
        mine = draft is not None and draft["person"] == self._staff_no
        reason = self._book.reason(slot) if one.state is SlotState.MISSED else None
        return TaskItem(
            key=slot.key,
            group=group,
            form_id=entry.id,
            form_title=entry.title,
            title=slot.title,
            label=slot.label,
            per=slot.per,
            subject=slot.subject,
            subject_name=self._book.subject_name(slot, self._area_names),
            places=sum(row["area"] == slot.subject for row in self._book.places) if slot.per == "area" else 0,
            opens_at=slot.opens_at,
            due_at=slot.due_at,
            state=one.state.value,
            rev_id=one.completion.rev_id if one.completion else None,
            draft_id=draft["draft_id"] if draft and mine else None,
            answered=draft["answered"] if draft and mine else 0,
            begun_by=draft["name"] if draft and not mine else "",
            explained=reason.text if reason else "",
        )


def lead(opens_at: datetime, due_at: datetime) -> timedelta:
    """How long before its end a slot is something to do now and not only some time in its period."""
    length = due_at - opens_at
    return length if length <= ALWAYS else min(max(length / 4, SOONEST), LATEST)
