"""Reads the page of today straight from the file, so that it is on screen before SQLAlchemy is imported."""

# ruff: noqa: S608 - the only text put into statements is this module's own
from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from forms.catalog import Entry, SignerRule
from forms.clock import ZONE, from_text, local, to_text
from forms.definition import Duty
from forms.duty import AssetSubject, Assignment, Completion, Slot, SlotState, Subjects, assign, slots
from forms.revision import Timeliness
from models.queries.today_view import (
    ClockItem,
    Coverage,
    DraftItem,
    DueItem,
    Shift,
    SignItem,
    TaskItem,
    TodayView,
)

EXPIRY_WARNING = timedelta(days=60)


def read(
    database: Path,
    entries: Iterable[Entry],
    *,
    staff_no: str,
    roles: tuple[str, ...],
    department: str | None,
    now: datetime,
    area_names: dict[str, str],
) -> TodayView:
    """Today for one person. sqlite3.Error if the file cannot be read; nothing is written."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        reader = _Reader(connection, tuple(entries), staff_no, roles, department, now, area_names)
        return reader.view()


def coverage(
    database: Path, entries: Iterable[Entry], *, since: datetime, now: datetime
) -> tuple[Coverage, ...]:
    """How every duty that is on was kept from ``since`` to now, the hospital over."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return tuple(_Reader(connection, tuple(entries), "", (), None, now, {}).coverage(since))


def shift_at(now: datetime) -> Shift:
    here = local(now)
    by_day = 8 <= here.hour < 20
    day = here.date() if here.hour >= 8 else here.date() - timedelta(days=1)
    start = datetime(day.year, day.month, day.day, 8 if by_day else 20, tzinfo=ZONE)
    return Shift(name="白班" if by_day else "夜班", day=day, start=start, end=start + timedelta(hours=12))


class _Reader:
    def __init__(
        self,
        connection: sqlite3.Connection,
        entries: tuple[Entry, ...],
        staff_no: str,
        roles: tuple[str, ...],
        department: str | None,
        now: datetime,
        area_names: dict[str, str],
    ) -> None:
        self._connection = connection
        self._entries = {entry.id: entry for entry in entries}
        self._staff_no = staff_no
        self._roles = roles
        self._department = department
        self._now = now
        self._area_names = area_names
        self._installation = self._setting("installation") or {}
        self._places = list(self._rows("SELECT code, name, area, department FROM p_places WHERE active"))
        self._assets = list(
            self._rows(
                "SELECT asset_id, register, code, title, place FROM p_assets WHERE status <> 'scrapped'"
            )
        )

    def view(self) -> TodayView:
        drafts = self._drafts()
        shift = shift_at(self._now)
        hazards = "state NOT IN ('closed', 'void')"
        pending, oldest = self._one("SELECT count(*), min(queued_at) FROM outbox WHERE delivery = 'pending'")
        return TodayView(
            now=self._now,
            shift=shift,
            tasks=tuple(self._tasks(shift)),
            to_sign=tuple(self._to_sign()),
            drafts=drafts,
            due=self._due(),
            open_hazards=self._one(f"SELECT count(*) FROM p_hazards WHERE {hazards}")[0],
            overdue_hazards=self._one(
                f"SELECT count(*) FROM p_hazards WHERE {hazards} AND due < ?", to_text(self._now)
            )[0],
            unsigned=tuple(self._unsigned()),
            clocks=tuple(self._clocks()),
            pending=pending,
            quarantined=self._one("SELECT count(*) FROM outbox WHERE delivery = 'quarantined'")[0],
            oldest_pending=_instant(oldest),
            last_success=_instant(self._setting("sync_last_success")),
        )

    # duties

    def _tasks(self, shift: Shift) -> Iterator[TaskItem]:
        subjects = self._subjects()
        begun = {row["task"]: row for row in self._rows("SELECT task, draft_id, answered FROM drafts")}
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
        level = self._installation.get("level", "township")
        switches = set(self._installation.get("switches", ()))
        for entry in self._entries.values():
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
            departments=tuple(self._installation.get("departments", ())),
        )

    def _completions(self, form_id: str, window: Iterable[Slot]) -> list[Completion]:
        since = min((slot.counts_from for slot in window), default=None)
        if since is None:
            return []
        areas = {row["code"]: row["area"] for row in self._places}
        covered: dict[str, set[str]] = {}
        for row in self._rows(
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
            for row in self._rows(
                "SELECT record_id, rev_id, claimed_at, timeliness, asset, department FROM p_records "
                "WHERE form_id = ? AND claimed_at >= ? AND status = 'sealed'",
                form_id,
                to_text(since),
            )
        ]

    def _effective_from(self) -> datetime | None:
        day = self._installation.get("effective_from")
        return datetime.fromisoformat(f"{day}T00:00:00+08:00") if day else None

    # people

    def _to_sign(self) -> Iterator[SignItem]:
        for row in self._waiting("author <> ? OR returned IS NOT NULL OR named <> '{}'"):
            entry = self._entries.get(row["form_id"])
            if row["returned"] is not None:
                if row["author"] == self._staff_no:
                    yield _sign_item(row, "", "")
                continue
            for signer in entry.signers if entry else ():
                if signer.role in json.loads(row["awaiting"]) and self._may_sign(row, signer):
                    yield _sign_item(row, signer.role, signer.title)
                    break

    def _may_sign(self, row: sqlite3.Row, signer: SignerRule) -> bool:
        named = json.loads(row["named"]).get(signer.role)
        if row["author"] == self._staff_no and signer.not_same_as:
            return False
        if named and self._staff_no not in named:
            return False
        return not signer.held_by or bool(set(signer.held_by) & set(self._roles))

    def _unsigned(self) -> Iterator[SignItem]:
        for row in self._waiting("author = ?"):
            entry = self._entries.get(row["form_id"])
            roles = json.loads(row["awaiting"])
            titles = [one.title for one in entry.signers if one.role in roles] if entry else roles
            yield _sign_item(row, roles[0] if roles else "", "、".join(titles))

    def _waiting(self, condition: str) -> Iterator[sqlite3.Row]:
        return self._rows(
            "SELECT record_id, rev_id, form_id, title, serial, author, author_name, sealed_at, awaiting, named, returned "
            f"FROM p_records WHERE waits AND status = 'sealed' AND ({condition}) ORDER BY claimed_at DESC LIMIT 50",
            self._staff_no,
        )

    def _drafts(self) -> tuple[DraftItem, ...]:
        rows = self._rows(
            "SELECT draft_id, form_id, answered, position, saved_at, corrects FROM drafts WHERE person = ? "
            "ORDER BY saved_at DESC",
            self._staff_no,
        )
        return tuple(
            DraftItem(
                draft_id=row["draft_id"],
                form_id=row["form_id"],
                title=self._entries[row["form_id"]].title
                if row["form_id"] in self._entries
                else row["form_id"],
                answered=row["answered"],
                position=row["position"],
                saved_at=from_text(row["saved_at"]),
                is_correction=row["corrects"] is not None,
            )
            for row in rows
        )

    # what runs out

    def _due(self) -> tuple[DueItem, ...]:
        hazards = self._rows(
            "SELECT hazard_id, title, level, due, owner FROM p_hazards WHERE state NOT IN ('closed', 'void') "
            "ORDER BY due IS NULL, due LIMIT 20"
        )
        items = [
            DueItem(
                kind="hazard",
                key=row["hazard_id"],
                title=row["title"],
                level=row["level"],
                due=_instant(row["due"]),
                is_mine=row["owner"] == self._staff_no,
            )
            for row in hazards
        ]
        horizon = (local(self._now) + EXPIRY_WARNING).date().isoformat()
        assets = self._rows(
            "SELECT asset_id, code, title, next_expiry FROM p_assets WHERE next_expiry < ? AND status <> 'scrapped' "
            "ORDER BY next_expiry LIMIT 20",
            horizon,
        )
        items.extend(
            DueItem(
                kind="asset",
                key=row["asset_id"],
                title=f"{row['code']} {row['title']}",
                level="general",
                due=datetime.fromisoformat(f"{row['next_expiry']}T23:59:59+08:00"),
                is_mine=False,
            )
            for row in assets
        )
        last = datetime.max.replace(tzinfo=ZONE)
        return tuple(sorted(items, key=lambda item: (not item.is_mine, item.due or last)))

    def _clocks(self) -> Iterator[ClockItem]:
        readable = [
            entry.id
            for entry in self._entries.values()
            if "*" in entry.read_by or set(entry.read_by) & set(self._roles)
        ]
        rows = self._rows(
            "SELECT i.record_id, i.title, i.grade, i.clocks, i.reported_at, r.form_id, r.author FROM p_incidents i "
            "JOIN p_records r ON r.record_id = i.record_id WHERE i.state = 'reported' AND i.reported_at > ? "
            "ORDER BY i.reported_at DESC LIMIT 20",
            to_text(self._now - timedelta(days=7)),
        )
        for row in rows:
            if row["form_id"] in readable or row["author"] == self._staff_no:
                for clock in json.loads(row["clocks"]):
                    yield ClockItem(
                        record_id=row["record_id"],
                        title=row["title"],
                        grade=row["grade"],
                        text=clock["text"],
                        started_at=from_text(row["reported_at"]),
                        due=from_text(clock["due"]),
                        source=clock["source"],
                    )

    # reading

    def _rows(self, statement: str, *values: str) -> Iterator[sqlite3.Row]:
        return iter(self._connection.execute(statement, values).fetchall())

    def _one(self, statement: str, *values: str) -> sqlite3.Row:
        row: sqlite3.Row = self._connection.execute(statement, values).fetchone()
        return row

    def _setting(self, name: str) -> Any:
        row = self._connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return json.loads(row["value"]) if row else None


def _sign_item(row: sqlite3.Row, role: str, title: str) -> SignItem:
    return SignItem(
        record_id=row["record_id"],
        rev_id=row["rev_id"],
        role=role,
        role_title=title,
        title=row["title"],
        serial=row["serial"],
        author_name=row["author_name"],
        sealed_at=from_text(row["sealed_at"]),
        returned=row["returned"],
    )


def _instant(text: object) -> datetime | None:
    return from_text(text) if isinstance(text, str) else None
