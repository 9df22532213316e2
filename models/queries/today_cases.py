"""Open cases in which the roles of a person may take the next step, for the page of today."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from forms.catalog import Entry
from forms.clock import instant_of
from models.queries.rights import is_held
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
    taken = _steps_of(entries, roles)
    waiting = (row for row in rows if (row["form_id"], row["state"]) in taken)
    for _, row in zip(range(_SHOWN), waiting, strict=False):
        yield DueItem(
            kind="case",
            key=row["record_id"],
            title=f"{row['title']}：{row['state_label']}",
            level="general",
            due=instant_of(row["due"]),
            is_mine=row["opened_by"] == staff_no,
        )


def _steps_of(entries: Mapping[str, Entry], roles: Collection[str]) -> set[tuple[str, str]]:
    """Form and state of the cases that those roles may read and take a step in."""
    readable = {entry.id for entry in entries.values() if is_held(entry.read_by, roles)}
    return {
        (form_id, state)
        for entry in entries.values()
        if entry.step is not None and is_held(entry.fill_by, roles)
        for form_id in readable.intersection(entry.step.of)
        for state in entry.step.after
    }
