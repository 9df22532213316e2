"""What other records have left for one person to do, for the page of today. Imports nothing that is slow to import."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from forms.catalog import Entry
from forms.clock import from_text, instant_of
from models.queries.rights import is_held
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
    name: str  # of that person
    about: str  # title of the record that left it
    left_at: datetime
    due_at: datetime | None
    source: str
    draft_id: str | None  # of what this person has begun
    is_mine: bool  # it names this person
    may_do: bool  # False: others fill the form about this person


def open_tasks(
    file: TodayFile,
    entries: Iterable[Entry],
    *,
    staff_no: str,
    roles: tuple[str, ...],
    department: str | None,
) -> tuple[FollowUp, ...]:
    """What is open for that person, the earliest due first: their own tasks, and those that fall to them to fill.

    A form that only some roles may fill is filled by these, whoever the task names: the heads for their own
    department. A task that names nobody and whose form anyone may fill is the department's that left it, or its
    author's.
    """
    known = {entry.id: entry for entry in entries}
    for_few = [one.id for one in known.values() if "*" not in one.fill_by and is_held(one.fill_by, roles)]
    rows = file.rows(
        "SELECT t.*, r.title AS about, r.claimed_at, r.author, d.draft_id, p.name, p.department AS place_of_work "
        "FROM p_tasks t JOIN p_records r ON r.record_id = t.record_id "
        "LEFT JOIN drafts d ON d.task = t.task_id AND d.person = ? LEFT JOIN p_people p ON p.staff_no = t.person "
        "WHERE t.done_by IS NULL AND (t.person = ? OR t.person IS NULL OR t.fill IN (SELECT value FROM json_each(?))) "
        "ORDER BY t.due_at IS NULL, t.due_at, t.task_id",
        staff_no,
        staff_no,
        json.dumps(for_few),
    )
    me = _Reader(staff_no=staff_no, roles=frozenset(roles), department=department)
    return tuple(_followups(rows, known, me))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    staff_no: str
    roles: frozenset[str]
    department: str | None


def _followups(rows: list[sqlite3.Row], known: dict[str, Entry], me: _Reader) -> Iterator[FollowUp]:
    for row in rows:
        entry = known.get(row["fill"])
        if entry is None:
            continue
        may_do = is_held(entry.fill_by, me.roles)
        if row["person"] != me.staff_no and not (may_do and _falls_to(row, entry, me)):
            continue
        yield FollowUp(
            task_id=row["task_id"],
            record_id=row["record_id"],
            fill=row["fill"],
            fill_title=entry.title,
            text=row["text"],
            given=json.loads(row["given"]),
            person=row["person"],
            name=row["name"] or "",
            about=row["about"],
            left_at=from_text(row["claimed_at"]),
            due_at=instant_of(row["due_at"]),
            source=row["source"],
            draft_id=row["draft_id"],
            is_mine=row["person"] == me.staff_no,
            may_do=may_do,
        )


def _falls_to(row: sqlite3.Row, entry: Entry, me: _Reader) -> bool:
    """Whether somebody who may fill the form is the one to do it."""
    if "*" in entry.fill_by:
        mine = row["author"] == me.staff_no or (me.department and row["department"] == me.department)
        return row["person"] is None and bool(mine)
    if row["person"] is None or me.roles != {"head"}:
        return True
    return bool(row["place_of_work"] == me.department)
