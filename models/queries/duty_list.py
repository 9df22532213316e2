"""Every duty of the catalogue as this hospital has it: does it apply, is it on and since when, when is it due next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from forms.catalog import Entry
from forms.clock import local
from forms.duty import SlotState, Subjects
from forms.duty_settings import Phase
from forms.duty_windows import DAILY
from forms.duty_words import frequency_and_subject
from forms.listed import Duty
from models.queries.duty_book import DutyBook
from models.queries.today_file import opened


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyState:
    """One duty as the settings list it."""

    form_id: str
    duty_id: str
    label: str  # of the form: F01
    form_title: str
    title: str
    chapter: str
    often: str  # as the rule has it
    often_here: str  # as it is done here; the same unless made stricter
    applies: bool
    missing: tuple[str, ...]  # switches of the profile that it would need
    is_on: bool
    starts: date | None  # since when it is on, or from when it will be
    waits: bool  # it is to be switched off, and the leader has not signed yet
    off_reason: str
    next_due: datetime | None
    roles: tuple[str, ...]
    tier: str
    source: str
    source_text: str
    verified: bool

    @property
    def key(self) -> str:
        return f"{self.form_id}/{self.duty_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyList:
    rows: tuple[DutyState, ...]
    holiday_note: str  # about the days of this year and the next; empty if all is known


def duty_list(database: Path, entries: Iterable[Entry], *, now: datetime) -> DutyList:
    """In the order of the catalogue. sqlite3.Error if the file cannot be read."""
    with opened(database) as file:
        book = DutyBook(file, entries, now=now)
        subjects = book.subjects()
        waiting = {
            (row["form_id"], row["duty_id"])
            for row in file.rows("SELECT form_id, duty_id FROM p_duty_settings WHERE waits")
        }
        reasons = {
            (row["form_id"], row["duty_id"]): row["reason"] or ""
            for row in file.rows(
                "SELECT form_id, duty_id, reason FROM p_duty_settings WHERE NOT is_on AND NOT waits ORDER BY start"
            )
        }
        rows = tuple(
            _state(book, entry, duty, subjects, waiting, reasons)
            for entry in book.entries
            for duty in entry.duties
        )
        year = local(now).year
        notes = (book.rules.holidays.note(one) for one in (year, year + 1))
        return DutyList(rows=rows, holiday_note=next(filter(None, notes), ""))


def _state(
    book: DutyBook,
    entry: Entry,
    duty: Duty,
    subjects: Subjects,
    waiting: set[tuple[str, str]],
    reasons: dict[tuple[str, str], str],
) -> DutyState:
    now, key = book.now, (entry.id, duty.id)
    phases = book.rules.phases(entry, duty)
    running = next(
        (one for one in phases if one.since <= now and (one.until is None or now < one.until)), None
    )
    coming = next((one for one in phases if one.since > now), None)
    shown = running or coming
    wanted = {*entry.switches, *duty.switches} - book.rules.profile(now).switches
    return DutyState(
        form_id=entry.id,
        duty_id=duty.id,
        label=entry.label,
        form_title=entry.title,
        title=duty.title,
        chapter=entry.chapter,
        often=frequency_and_subject(duty),
        often_here=frequency_and_subject(shown.duty) if shown else "",
        applies=book.rules.applies(entry, duty, now),
        missing=tuple(sorted(wanted)),
        is_on=running is not None,
        starts=local(shown.since).date() if shown else None,
        waits=key in waiting,
        off_reason="" if shown else reasons.get(key, ""),
        next_due=_next_due(book, entry, running, subjects) if running else None,
        roles=duty.roles,
        tier=entry.tier,
        source=duty.source.article if duty.source else "",
        source_text=duty.source.text if duty.source else "",
        verified=bool(duty.source and duty.source.verified),
    )


def _next_due(book: DutyBook, entry: Entry, phase: Phase, subjects: Subjects) -> datetime | None:
    """The first time from now on that has not been done."""
    horizon = timedelta(days=2 if phase.duty.every in DAILY else 400)
    found = book.judged(entry, phase, book.now, book.now + horizon, subjects=subjects)
    open_ones = (one.slot.due_at for one in found if one.state in (SlotState.NOT_DUE, SlotState.OPEN))
    return min((due for due in open_ones if due > book.now), default=None)
