"""Open cases in which the roles of a person may take the next step, for the page of today."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from forms.catalog import Entry
from forms.clock import from_text
from models.queries.today_file import TodayFile
from models.queries.today_view import DueItem

_SHOWN = 20


def open_cases(
    file: TodayFile, entries: Mapping[str, Entry], *, staff_no: str, roles: Collection[str]
) -> Iterator[DueItem]:
    """The earliest deadline first; ``title`` ends with the state. A case opened by that person is theirs."""
    rows = file.rows(
        "SELECT record_id, form_id, title, state, state_label, due, opened_by FROM p_cases WHERE over = 0 "
        "ORDER BY due IS NULL, due, opened_at LIMIT 200"
    )
    waiting = (row for row in rows if _may_follow(entries, row["form_id"], row["state"], roles))
    for _, row in zip(range(_SHOWN), waiting, strict=False):
        yield DueItem(
            kind="case",
            key=row["record_id"],
            title=f"{row['title']}：{row['state_label']}",
            level="general",
            due=_instant(row["due"]),
            is_mine=row["opened_by"] == staff_no,
        )


def _may_follow(entries: Mapping[str, Entry], form_id: str, state: str, roles: Collection[str]) -> bool:
    opened = entries.get(form_id)
    if opened is None or not _held(opened.read_by, roles):
        return False
    return any(
        entry.step is not None
        and form_id in entry.step.of
        and state in entry.step.after
        and _held(entry.fill_by, roles)
        for entry in entries.values()
    )


def _held(allowed: Collection[str], roles: Collection[str]) -> bool:
    return "*" in allowed or any(role in allowed for role in roles)


def _instant(text: object) -> datetime | None:
    return from_text(text) if isinstance(text, str) else None
