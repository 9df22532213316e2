"""What the filters of 记录 offer, and what each asks of the store. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.queries.records import RecordFilter
from ui.pages.records import OLDEST, ORDER
from ui.periods import PERIODS, instants
from ui.widgets.filter_bar import SET, Asked

ME = "me"  # as a person: whoever looks
LISTED = ("record", "log", "event")
START: Asked = {"period": "month"}  # of somebody who has not set anything yet
PAPERS_SOUGHT = timedelta(days=92)  # printed papers are not looked for among all records of all years
FIXED: dict[str, tuple[tuple[str, str], ...]] = {
    "period": PERIODS,
    "status": (("sealed", "已封存"), ("void", "已作废")),
    "delivery": (
        ("pending", "待报"),
        ("hosted", "已到院内主机"),
        ("received", "已送达"),
        ("quarantined", "需处理"),
    ),
    ORDER: ((OLDEST, "旧的在前"),),
}
"""Filter → (code, word) of what it offers; forms, chapters, places and people come from the store."""
GIVEN: tuple[tuple[str, Asked], ...] = (
    ("本周补录", {"period": "week", "late": SET}),
    ("未签", {"unsigned": SET}),
    ("待报", {"delivery": "pending"}),
    ("我填的", {"person": ME}),
)
"""Views that every hospital needs."""


def filter_of(asked: Asked, now: datetime, *, me: str) -> RecordFilter:
    """What is asked of the store; a period that is not known asks for all time."""
    first, until = instants(asked.get("period", ""), now)
    person = asked.get("person")
    if asked.get("printed") and first is None:
        first = now - PAPERS_SOUGHT
    return RecordFilter(
        form_id=asked.get("form_id") or None,
        chapter=asked.get("chapter") or None,
        kinds=LISTED,
        place=asked.get("place") or None,
        person=(me if person == ME else person) or None,
        since=first,
        until=until,
        status=asked.get("status") or None,
        late=True if asked.get("late") else None,
        unsigned=True if asked.get("unsigned") else None,
        unfiled=True if asked.get("printed") else None,
        abnormal=True if asked.get("abnormal") else None,
        delivery=asked.get("delivery") or None,
        text=asked.get("text", ""),
        oldest_first=asked.get(ORDER) == OLDEST,
    )
