"""The page of today for one person, on screen before SQLAlchemy is imported."""

# ruff: noqa: S608 - the only text put into statements is this module's own
from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypedDict, Unpack

from forms.catalog import Entry, SignerRule
from forms.clock import ZONE, from_text, instant_of, local, to_text
from forms.ledgers import hazard_reminder
from models.queries.rights import is_held
from models.queries.today_cases import open_cases
from models.queries.today_file import TodayFile, opened
from models.queries.today_followups import open_tasks
from models.queries.today_papers import papers_out
from models.queries.today_sheets import sheets_to_sign
from models.queries.today_tasks import Duties
from models.queries.today_view import (
    ClockItem,
    DraftItem,
    DueItem,
    Shift,
    SignItem,
    TodayView,
)

EXPIRY_WARNING = timedelta(days=60)


class Whose(TypedDict):
    """Whose day it is, and when."""

    staff_no: str
    roles: tuple[str, ...]
    department: str | None
    now: datetime
    area_names: dict[str, str]


def read(database: Path, entries: Iterable[Entry], **whose: Unpack[Whose]) -> TodayView:
    """Today for one person. sqlite3.Error if the file cannot be read; nothing is written."""
    with opened(database) as file:
        return read_open(file, entries, **whose)


def read_open(file: TodayFile, entries: Iterable[Entry], **whose: Unpack[Whose]) -> TodayView:
    """As ``read``, from a file that is open."""
    known = tuple(entries)
    duties = Duties(file, known, **whose)
    return _Reader(
        file, known, duties, whose["staff_no"], whose["roles"], whose["department"], whose["now"]
    ).view()


def shift_at(now: datetime) -> Shift:
    here = local(now)
    by_day = 8 <= here.hour < 20
    day = here.date() if here.hour >= 8 else here.date() - timedelta(days=1)
    start = datetime(day.year, day.month, day.day, 8 if by_day else 20, tzinfo=ZONE)
    return Shift(name="白班" if by_day else "夜班", day=day, start=start, end=start + timedelta(hours=12))


class _Reader:
    def __init__(
        self,
        file: TodayFile,
        entries: tuple[Entry, ...],
        duties: Duties,
        staff_no: str,
        roles: tuple[str, ...],
        department: str | None,
        now: datetime,
    ) -> None:
        self._file = file
        self._department = department
        self._entries = {entry.id: entry for entry in entries}
        self._duties = duties
        self._staff_no = staff_no
        self._roles = roles
        self._now = now

    def view(self) -> TodayView:
        drafts = self._drafts()
        shift = shift_at(self._now)
        hazards = "state NOT IN ('closed', 'void')"
        pending, oldest = self._file.one(
            "SELECT count(*), min(queued_at) FROM outbox WHERE delivery = 'pending'"
        )
        return TodayView(
            now=self._now,
            shift=shift,
            tasks=tuple(self._duties.tasks(shift)),
            to_sign=tuple(self._to_sign()),
            sheets=sheets_to_sign(self._file, self._entries, staff_no=self._staff_no, roles=self._roles),
            drafts=drafts,
            due=self._due(),
            open_hazards=self._file.one(f"SELECT count(*) FROM p_hazards WHERE {hazards}")[0],
            overdue_hazards=self._file.one(
                f"SELECT count(*) FROM p_hazards WHERE {hazards} AND due < ?", to_text(self._now)
            )[0],
            unsigned=tuple(self._unsigned()),
            followups=open_tasks(
                self._file,
                self._entries.values(),
                staff_no=self._staff_no,
                roles=self._roles,
                department=self._department,
            ),
            papers=papers_out(self._file, self._entries, staff_no=self._staff_no, now=self._now),
            clocks=tuple(self._clocks()),
            pending=pending,
            quarantined=self._file.one("SELECT count(*) FROM outbox WHERE delivery = 'quarantined'")[0],
            oldest_pending=instant_of(oldest),
            last_success=instant_of(self._file.setting("sync_last_success")),
        )

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
        for row in self._waiting("+author = ?"):
            entry = self._entries.get(row["form_id"])
            roles = json.loads(row["awaiting"])
            titles = [one.title for one in entry.signers if one.role in roles] if entry else roles
            yield _sign_item(row, roles[0] if roles else "", "、".join(titles))

    def _waiting(self, condition: str) -> list[sqlite3.Row]:
        """The few records that wait; a plus before ``author`` keeps SQLite from walking all of that person's.

        Rows of a log wait as a sheet, unless one was sent back.
        """
        return self._file.rows(
            "SELECT record_id, rev_id, form_id, title, serial, author, author_name, sealed_at, awaiting, named, returned "
            f"FROM p_records WHERE waits = 1 AND status = 'sealed' AND (kind <> 'log' OR returned IS NOT NULL) AND ({condition}) "
            "ORDER BY claimed_at DESC LIMIT 50",
            self._staff_no,
        )

    def _drafts(self) -> tuple[DraftItem, ...]:
        rows = self._file.rows(
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

    def _due(self) -> tuple[DueItem, ...]:
        hazards = self._file.rows(
            "SELECT hazard_id, title, level, due, owner, supervisor FROM p_hazards "
            "WHERE state NOT IN ('closed', 'void') ORDER BY due IS NULL, due LIMIT 20"
        )
        items = [
            DueItem(
                kind="hazard",
                key=row["hazard_id"],
                title=row["title"],
                level=row["level"],
                due=instant_of(row["due"]),
                is_mine=row["owner"] == self._staff_no or self._is_reminded(row),
                reminder=hazard_reminder.last_reminded(instant_of(row["due"]), self._now),
            )
            for row in hazards
        ]
        horizon = (local(self._now) + EXPIRY_WARNING).date().isoformat()
        assets = self._file.rows(
            "SELECT asset_id, register, code, title, next_expiry FROM p_assets WHERE next_expiry < ? AND status <> 'scrapped' "
            "ORDER BY next_expiry LIMIT 20",
            horizon,
        )
        kinds = {
            entry.register: entry.title.removesuffix("登记卡")
            for entry in self._entries.values()
            if entry.kind == "card"
        }
        items.extend(
            DueItem(
                kind="asset",
                key=row["asset_id"],
                title=f"{kinds.get(row['register'], '')} {row['code']} {row['title']}".strip(),
                level="general",
                due=datetime.fromisoformat(f"{row['next_expiry']}T23:59:59+08:00"),
                is_mine=False,
            )
            for row in assets
        )
        items.extend(open_cases(self._file, self._entries, staff_no=self._staff_no, roles=self._roles))
        last = datetime.max.replace(tzinfo=ZONE)
        return tuple(sorted(items, key=lambda item: (not item.is_mine, item.due or last)))

    def _is_reminded(self, hazard: sqlite3.Row) -> bool:
        return hazard_reminder.is_reminded(
            instant_of(hazard["due"]),
            self._now,
            staff_no=self._staff_no,
            roles=self._roles,
            owner=hazard["owner"],
            supervisor=hazard["supervisor"],
        )

    def _clocks(self) -> Iterator[ClockItem]:
        readable = {entry.id for entry in self._entries.values() if is_held(entry.read_by, self._roles)}
        rows = self._file.rows(
            "SELECT i.record_id, i.title, i.grade, i.clocks, r.form_id, r.author FROM p_incidents i "
            "JOIN p_records r ON r.record_id = i.record_id WHERE i.running = 1 ORDER BY i.reported_at DESC LIMIT 50"
        )
        found = [
            ClockItem(
                record_id=row["record_id"],
                title=row["title"],
                grade=row["grade"],
                text=clock["text"],
                started_at=from_text(clock["start"]),
                due=from_text(clock["due"]),
                source=clock["source"],
            )
            for row in rows
            if row["form_id"] in readable or row["author"] == self._staff_no
            for clock in json.loads(row["clocks"])
            if clock["met"] is None
        ]
        yield from sorted(found, key=lambda clock: (clock.due, clock.text))


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
