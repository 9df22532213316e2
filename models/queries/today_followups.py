"""What other records have left for one person to do, for the page of today. Imports nothing that is slow to import."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from forms.catalog import Entry
from forms.clock import from_text
from models.queries.today_file import TodayFile


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A task that is still open: who opens it fills the form ``fill`` about the record ``record_id``."""

    task_id: str
    record_id: str  # becomes the subject of the record that does it
    fill: str
    fill_title: str
    text: str  # 补训
    given: dict[str, str]
    person: str | None  # None: whoever may
    about: str  # title of the record that left it
    left_at: datetime
    due_at: datetime | None
    source: str
    draft_id: str | None  # of what this person has begun


def open_tasks(
    file: TodayFile,
    entries: Iterable[Entry],
    *,
    staff_no: str,
    roles: tuple[str, ...],
    department: str | None,
) -> tuple[FollowUp, ...]:
    """The open tasks of that person, and those that name nobody where they may fill the form, the earliest due first.

    A form that anyone may fill is a task for the department that left it; without a department, for its author.
    """
    known = {entry.id: entry for entry in entries}
    rows = file.rows(
        "SELECT t.*, r.title AS about, r.claimed_at, r.author, d.draft_id FROM p_tasks t "
        "JOIN p_records r ON r.record_id = t.record_id "
        "LEFT JOIN drafts d ON d.task = t.task_id AND d.person = ? "
        "WHERE t.done_by IS NULL AND (t.person = ? OR t.person IS NULL) ORDER BY t.due_at IS NULL, t.due_at, t.task_id",
        staff_no,
        staff_no,
    )
    return tuple(_followups(rows, known, staff_no, roles, department))


def _followups(
    rows: list[sqlite3.Row],
    known: dict[str, Entry],
    staff_no: str,
    roles: tuple[str, ...],
    department: str | None,
) -> Iterator[FollowUp]:
    for row in rows:
        entry = known.get(row["fill"])
        if entry is None or not (
            row["person"] == staff_no or _is_for(row, entry, staff_no, roles, department)
        ):
            continue
        yield FollowUp(
            task_id=row["task_id"],
            record_id=row["record_id"],
            fill=row["fill"],
            fill_title=entry.title,
            text=row["text"],
            given=json.loads(row["given"]),
            person=row["person"],
            about=row["about"],
            left_at=from_text(row["claimed_at"]),
            due_at=from_text(row["due_at"]) if row["due_at"] else None,
            source=row["source"],
            draft_id=row["draft_id"],
        )


def _is_for(
    row: sqlite3.Row, entry: Entry, staff_no: str, roles: tuple[str, ...], department: str | None
) -> bool:
    if "*" not in entry.fill_by:
        return bool(set(entry.fill_by) & set(roles))
    return bool(row["author"] == staff_no or (department and row["department"] == department))
