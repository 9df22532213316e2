"""The tasks of the page of today: slots of the duties that are on, with the records that fulfil them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from forms.catalog import Entry
from forms.clock import from_text, to_text
from forms.definition import Duty
from forms.duty import AssetSubject, Assignment, Completion, Slot, SlotState, Subjects, assign, slots
from forms.revision import Timeliness
from models.queries.today_file import TodayFile
from models.queries.today_view import Coverage, Shift, TaskItem


class Duties:
    """``roles`` empty: the hospital over, whoever has to do it."""

    def __init__(
        self,
        file: TodayFile,
        entries: Iterable[Entry],
        *,
        roles: tuple[str, ...],
        department: str | None,
        now: datetime,
        area_names: dict[str, str],
    ) -> None:
        self._file = file
        self._entries = tuple(entries)
        self._roles = roles
        self._department = department
        self._now = now
        self._area_names = area_names
        self._places = file.rows("SELECT code, name, area, department FROM p_places WHERE active")
        self._assets = file.rows(
            "SELECT asset_id, register, code, title, place FROM p_assets WHERE status <> 'scrapped'"
        )

    def tasks(self, shift: Shift) -> Iterator[TaskItem]:
        subjects = self._subjects()
        begun = {row["task"]: row for row in self._file.rows("SELECT task, draft_id, answered FROM drafts")}
        for entry, duty in self._duties():
            window = slots(
                duty,
                shift.start - timedelta(hours=12),
                shift.end,
                form_id=entry.id,
                subjects=subjects,
                effective_from=self._effective_from(),
            )
            for one in assign(window, self._completions(entry.id, window), now=self._now):
                group = self._group(one, shift)
                if group is not None:
                    yield self._task(entry, one, group, begun.get(one.slot.key))

    def coverage(self, since: datetime) -> Iterator[Coverage]:
        subjects = self._subjects()
        for entry, duty in self._duties():
            window = [
                slot
                for slot in slots(
                    duty,
                    since,
                    self._now,
                    form_id=entry.id,
                    subjects=subjects,
                    effective_from=self._effective_from(),
                )
                if slot.due_at <= self._now
            ]
            kept = [one.state for one in assign(window, self._completions(entry.id, window), now=self._now)]
            yield Coverage(
                form_id=entry.id,
                title=duty.title,
                due=len(kept),
                on_time=sum(state in (SlotState.DONE, SlotState.TRANSCRIBED) for state in kept),
                late=kept.count(SlotState.LATE),
                missed=sum(state in (SlotState.MISSED, SlotState.OPEN) for state in kept),
                source=duty.source.article if duty.source else "",
            )

    def _duties(self) -> Iterator[tuple[Entry, Duty]]:
        level = self._file.installation.get("level", "township")
        switches = set(self._file.installation.get("switches", ()))
        for entry in self._entries:
            if level in entry.levels and switches.issuperset(entry.switches):
                for duty in entry.duties:
                    if duty.starter and (
                        not duty.roles or not self._roles or set(duty.roles) & set(self._roles)
                    ):
                        yield entry, duty

    def _group(self, one: Assignment, shift: Shift) -> str | None:
        slot = one.slot
        match one.state:
            case SlotState.OPEN if slot.opens_at > self._now:
                return "later" if slot.opens_at < shift.end else None
            case SlotState.OPEN:
                return "overdue" if slot.due_at <= self._now else "now"
            case SlotState.MISSED:
                return "overdue" if slot.closes_at > self._now - timedelta(hours=24) else None
            case _:
                in_shift = slot.closes_at > shift.start and one.completion is not None
                return (
                    "done"
                    if in_shift and one.completion and one.completion.claimed_at >= shift.start
                    else None
                )

    def _task(self, entry: Entry, one: Assignment, group: str, draft: sqlite3.Row | None) -> TaskItem:
        slot = one.slot
        return TaskItem(
            key=slot.key,
            group=group,
            form_id=entry.id,
            form_title=entry.title,
            title=slot.title,
            label=slot.label,
            per=slot.per,
            subject=slot.subject,
            subject_name=self._subject_name(slot),
            places=sum(row["area"] == slot.subject for row in self._places) if slot.per == "area" else 0,
            opens_at=slot.opens_at,
            due_at=slot.due_at,
            state=one.state.value,
            rev_id=one.completion.rev_id if one.completion else None,
            draft_id=draft["draft_id"] if draft else None,
            answered=draft["answered"] if draft else 0,
        )

    def _subject_name(self, slot: Slot) -> str:
        match slot.per:
            case "area":
                return self._area_names.get(slot.subject or "", slot.subject or "")
            case "place":
                return next((row["name"] for row in self._places if row["code"] == slot.subject), "")
            case "asset":
                found = (row for row in self._assets if row["asset_id"] == slot.subject)
                return next((f"{row['code']} {row['title']}" for row in found), "")
            case _:
                return slot.subject or "全院"

    def _subjects(self) -> Subjects:
        mine = [row for row in self._places if row["department"] == self._department]
        counted = mine if mine and "nurse" in self._roles else self._places
        areas = {row["code"]: row["area"] for row in self._places}
        return Subjects(
            areas=frozenset(row["area"] for row in counted),
            places={row["code"]: row["area"] for row in counted},
            assets=tuple(
                AssetSubject(asset_id=row["asset_id"], kind=row["register"], area=areas.get(row["place"]))
                for row in self._assets
                if row["place"] is None or row["place"] in {place["code"] for place in counted}
            ),
            departments=tuple(self._file.installation.get("departments", ())),
        )

    def _completions(self, form_id: str, window: Iterable[Slot]) -> list[Completion]:
        since = min((slot.counts_from for slot in window), default=None)
        if since is None:
            return []
        areas = {row["code"]: row["area"] for row in self._places}
        covered: dict[str, set[str]] = {}
        for row in self._file.rows(
            "SELECT r.record_id, v.place FROM p_records r JOIN p_place_visits v ON v.record_id = r.record_id "
            "WHERE r.form_id = ? AND r.claimed_at >= ?",
            form_id,
            to_text(since),
        ):
            covered.setdefault(row["record_id"], set()).update({row["place"], areas.get(row["place"], "")})
        return [
            Completion(
                rev_id=row["rev_id"],
                form_id=form_id,
                claimed_at=from_text(row["claimed_at"]),
                timeliness=Timeliness(row["timeliness"]),
                subjects=frozenset(
                    covered.get(row["record_id"], set()) | {row["asset"] or "", row["department"] or ""}
                ),
            )
            for row in self._file.rows(
                "SELECT record_id, rev_id, claimed_at, timeliness, asset, department FROM p_records "
                "WHERE form_id = ? AND claimed_at >= ? AND status = 'sealed'",
                form_id,
                to_text(since),
            )
        ]

    def _effective_from(self) -> datetime | None:
        day = self._file.installation.get("effective_from")
        return datetime.fromisoformat(f"{day}T00:00:00+08:00") if day else None
