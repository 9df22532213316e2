"""How duties were kept over a time: by duty, by area or by department."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from forms.catalog import Entry
from forms.clock import midnight
from forms.duty import Assignment, Slot, SlotState
from models.queries.duty_book import DutyBook, Kept
from models.queries.today_file import opened
from models.queries.today_view import Coverage

WHOLE = "全院"


def coverage(
    database: Path,
    entries: Iterable[Entry],
    *,
    since: datetime,
    now: datetime,
    by: str = "duty",
    area_names: Mapping[str, str] | None = None,
) -> tuple[Coverage, ...]:
    """How every duty that was on was kept from ``since`` to now; ``by`` is duty, area or department.

    What was due on a day of that time is counted; what belongs to no one area or department is of the hospital.
    KeyError for another word.
    """
    with opened(database) as file:
        book = DutyBook(file, entries, now=now)
        part_of = PARTS[by](book, area_names or {})
        counts: dict[_Key, Counter[str]] = {}
        for kept in book.kept(since, now, subjects=book.subjects()):
            if by == "duty":
                counts.setdefault(part_of(kept, None), Counter())
            for one in kept.found:
                if since < one.slot.due_at <= now:
                    counts.setdefault(part_of(kept, one.slot), Counter()).update(count(book, one))
    return tuple(_coverage(key, counted) for key, counted in counts.items())


def coverage_of_year(
    database: Path,
    entries: Iterable[Entry],
    *,
    year: int,
    now: datetime,
    by: str = "duty",
    area_names: Mapping[str, str] | None = None,
) -> tuple[Coverage, ...]:
    """The same for what was due in a year up to now."""
    start, end = midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))
    return coverage(
        database,
        entries,
        since=start,
        now=min(now, end) if now > start else start,
        by=by,
        area_names=area_names,
    )


def state_now(one: Assignment, now: datetime) -> SlotState:
    """What is past its day and not done is missed as of now, also where it may still be done late."""
    if one.state is SlotState.OPEN and one.slot.due_at <= now:
        return SlotState.MISSED
    return one.state


def count(book: DutyBook, one: Assignment) -> dict[str, int]:
    """One slot that was due, as counts of ``Coverage``."""
    state = state_now(one, book.now)
    missed = state is SlotState.MISSED
    return {
        "due": 1,
        "on_time": int(state in (SlotState.DONE, SlotState.TRANSCRIBED)),
        "late": int(state is SlotState.LATE),
        "missed": int(missed),
        "explained": int(missed and book.reason(one.slot) is not None),
    }


_Key = tuple[str, str, str, str, str]  # form, duty, title, part, source
_Part = Callable[[Kept, Slot | None], _Key]


def _by_duty(_book: DutyBook, _names: Mapping[str, str]) -> _Part:
    def part(kept: Kept, _slot: Slot | None) -> _Key:
        source = kept.duty.source.article if kept.duty.source else ""
        return kept.entry.id, kept.duty.id, kept.duty.title, "", source

    return part


def _by_area(book: DutyBook, names: Mapping[str, str]) -> _Part:
    place_of = {row["asset_id"]: row["place"] for row in book.assets}

    def part(_kept: Kept, slot: Slot | None) -> _Key:
        subject = slot.subject if slot else None
        match slot.per if slot else "":
            case "area":
                area = subject
            case "place":
                area = book.area_of.get(subject or "")
            case "asset":
                area = book.area_of.get(place_of.get(subject or "") or "")
            case _:
                area = None
        return "", "", names.get(area or "", area or "") or WHOLE, area or "", ""

    return part


def _by_department(book: DutyBook, _names: Mapping[str, str]) -> _Part:
    of_place = {row["code"]: row["department"] for row in book.places}
    of_area: dict[str, set[str]] = {}
    for row in book.places:
        of_area.setdefault(row["area"], set()).add(row["department"] or "")
    place_of = {row["asset_id"]: row["place"] for row in book.assets}

    def part(_kept: Kept, slot: Slot | None) -> _Key:
        subject = slot.subject if slot else None
        match slot.per if slot else "":
            case "department":
                name = subject
            case "place":
                name = of_place.get(subject or "")
            case "asset":
                name = of_place.get(place_of.get(subject or "") or "")
            case "area":
                owners = of_area.get(subject or "", set())
                name = next(iter(owners)) if len(owners) == 1 else None
            case _:
                name = None
        return "", "", name or WHOLE, name or "", ""

    return part


PARTS: Mapping[str, Callable[[DutyBook, Mapping[str, str]], _Part]] = {
    "duty": _by_duty,
    "area": _by_area,
    "department": _by_department,
}


def _coverage(key: _Key, count: Counter[str]) -> Coverage:
    form_id, duty_id, title, part, source = key
    return Coverage(
        form_id=form_id,
        duty_id=duty_id,
        title=title,
        part=part,
        due=count["due"],
        on_time=count["on_time"],
        late=count["late"],
        missed=count["missed"],
        explained=count["explained"],
        source=source,
    )
