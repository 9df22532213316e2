"""Papers that this person printed and that have not come back signed, for the page of today."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from forms.catalog import Entry
from forms.clock import from_text, to_text
from models.queries.today_file import TodayFile

LOOKED_BACK = timedelta(days=90)  # what was not brought back by then is found in the list of records
MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOut:
    """A record whose current revision is on paper; ``is_part``: some of its pages have come back."""

    record_id: str
    title: str
    serial: str
    printed_at: datetime  # for the last time
    copies: int
    is_part: bool


def papers_out(
    file: TodayFile, entries: Mapping[str, Entry], *, staff_no: str, now: datetime
) -> tuple[PaperOut, ...]:
    """The longest out first. A corrected or voided record is not looked for: its paper no longer counts."""
    rows = file.rows(
        "SELECT a.subject, a.at, a.detail, r.form_id, r.title, r.serial, r.rev_id, r.paper FROM audit a "
        "JOIN p_records r ON r.record_id = a.subject "
        "WHERE a.actor = ? AND a.at >= ? AND a.action = 'record.printed' AND r.status = 'sealed' "
        "AND r.paper <> 'filed' ORDER BY a.at LIMIT 2000",
        staff_no,
        to_text(now - LOOKED_BACK),
    )
    found: dict[str, PaperOut] = {}
    for row in rows:
        entry = entries.get(row["form_id"])
        if entry is None or entry.kind == "card" or json.loads(row["detail"]).get("rev_id") != row["rev_id"]:
            continue
        known = found.get(row["subject"])
        found[row["subject"]] = PaperOut(
            record_id=row["subject"],
            title=row["title"],
            serial=row["serial"],
            printed_at=from_text(row["at"]),
            copies=known.copies + 1 if known else 1,
            is_part=row["paper"] == "part",
        )
    return tuple(sorted(found.values(), key=lambda one: one.printed_at))[:MOST]
