"""What the filters of 事件 offer, and what each asks: of the store, and of anonymous reports. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from forms.clock import local, midnight
from models.queries.anonymous_reports import AnonymousItem
from models.queries.incident_search import IncidentFilter
from ui.periods import PERIODS, instants
from ui.widgets.filter_bar import Asked

UNGRADED = "none"
CLOCKS = (("overdue", "已到时"), ("day", "24 小时内到时"))
WHO = (("named", "署名"), ("anonymous", "匿名"))
FIXED: dict[str, tuple[tuple[str, str], ...]] = {"happened": PERIODS, "clock": CLOCKS, "who": WHO}
"""Filter → (code, word) of what it offers; the rest comes from the catalogue and the store."""


def filter_of(asked: Asked, now: datetime) -> IncidentFilter:
    """What is asked of the store; codes that are not known ask for all."""
    since, until = instants(asked.get("happened", ""), now)
    grade = asked.get("grade")
    return IncidentFilter(
        grade="" if grade == UNGRADED else grade,
        category=asked.get("category"),
        department=asked.get("department"),
        form_id=asked.get("form_id"),
        since=since,
        until=until,
        due_before={"overdue": now, "day": now + timedelta(days=1)}.get(asked.get("clock", "")),
        text=asked.get("text", ""),
    )


def fits(item: AnonymousItem, wanted: IncidentFilter) -> bool:
    """Whether an anonymous report is among those asked for; nobody knows its department, and of its time the day."""
    if wanted.department is not None or wanted.form_id not in (None, item.form_id):
        return False
    if wanted.grade is not None and wanted.grade != (item.grade or ""):
        return False
    if wanted.category is not None and wanted.category != item.category:
        return False
    happened = midnight(datetime.fromisoformat(item.day).date())
    if wanted.since is not None and happened < midnight(local(wanted.since).date()):
        return False
    if wanted.until is not None and happened >= wanted.until:
        return False
    before = wanted.due_before
    if before is not None and not any(one.met_at is None and one.due_at < before for one in item.clocks):
        return False
    return wanted.text.strip() in item.what
