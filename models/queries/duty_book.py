"""Every duty that was on, with its slots and the records that fulfil them; read with sqlite3 alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from forms.catalog import Entry
from forms.clock import from_text, to_text
from forms.duty import AssetSubject, Assignment, Completion, Expiry, Slot, Subjects
from forms.duty_moving import judge
from forms.duty_settings import Phase
from forms.duty_windows import DAILY
from forms.listed import Duty
from forms.timeliness import Timeliness
from models.queries.duty_rules import DutyRules
from models.queries.today_file import TodayFile

LONGEST = timedelta(days=366)  # of a window of the calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One duty in one phase: how its slots of a time were kept."""

    entry: Entry
    duty: Duty  # with its local parameters
    phase: Phase
    found: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a duty was missed, in somebody's words."""

    record_id: str
    subject: str | None
    first: date
    last: date
    text: str


class DutyBook:
    """What is asked of it is read when it is first needed: a page of few duties costs few statements."""

    def __init__(self, file: TodayFile, entries: Iterable[Entry], *, now: datetime) -> None:
        self.file = file
        self.entries = tuple(entries)
        self.now = now
        self.rules = DutyRules(file)
        self.places = file.rows("SELECT code, name, area, department FROM p_places WHERE active")
        self.area_of = {row["code"]: row["area"] for row in self.places}
        self._done: dict[str, tuple[datetime, list[Completion]]] = {}

    @cached_property
    def assets(self) -> list[sqlite3.Row]:
        return self.file.rows(
            "SELECT asset_id, register, code, title, place FROM p_assets WHERE status NOT IN ('scrapped', 'void')"
        )

    @cached_property
    def reasons(self) -> Mapping[tuple[str, str], list[Reason]]:
        """By form and duty."""
        found: dict[tuple[str, str], list[Reason]] = {}
        for row in self.file.rows("SELECT * FROM p_missed_reasons"):
            reason = Reason(
                record_id=row["record_id"],
                subject=row["subject"],
                first=date.fromisoformat(row["first"]),
                last=date.fromisoformat(row["last"]),
                text=row["reason"],
            )
            found.setdefault((row["form_id"], row["duty_id"]), []).append(reason)
        return found

    def reason(self, slot: Slot) -> Reason | None:
        """Why that slot was missed, if somebody has said so."""
        for one in self.reasons.get((slot.form_id, slot.duty_id), ()):
            if one.first <= slot.day <= one.last and one.subject in (None, slot.subject):
                return one
        return None

    def subjects(self, places: Iterable[sqlite3.Row] | None = None) -> Subjects:
        """What duties are about here; ``places`` narrows it to those and what stands there."""
        counted = self.places if places is None else tuple(places)
        codes = {row["code"] for row in counted}
        return Subjects(
            areas=frozenset(row["area"] for row in counted),
            places={row["code"]: row["area"] for row in counted},
            assets=tuple(
                AssetSubject(
                    asset_id=row["asset_id"],
                    kind=row["register"],
                    area=self.area_of.get(row["place"]),
                    expiries=self._expiries.get(row["asset_id"], ()),
                )
                for row in self.assets
                if places is None or row["place"] is None or row["place"] in codes
            ),
            departments=tuple(self.file.installation.get("departments", ())),
        )

    def kept(
        self, start: datetime, end: datetime, *, subjects: Subjects, roles: Iterable[str] = ()
    ) -> Iterator[Kept]:
        """Of every duty that was on in [start, end), by form; with ``roles`` only what one of them has to do."""
        mine = set(roles)
        for entry, duty, phase in self.rules.on_between(self.entries, start, end):
            if mine and duty.roles and not mine.intersection(duty.roles):
                continue
            found = self.judged(entry, phase, start, end, subjects=subjects)
            yield Kept(entry=entry, duty=phase.duty, phase=phase, found=found)

    def judged(
        self, entry: Entry, phase: Phase, start: datetime, end: datetime, *, subjects: Subjects
    ) -> tuple[Assignment, ...]:
        """The slots of one duty of that form in [start, end), with what fulfils them."""
        return judge(
            phase.duty,
            start,
            end,
            form_id=entry.id,
            completions=self._completions(entry.id, self._since(phase, start)),
            now=self.now,
            subjects=subjects,
            effective_from=phase.since,
            until=phase.until,
            early=phase.early,
            holidays=self.rules.holidays,
        )

    def _since(self, phase: Phase, start: datetime) -> datetime:
        """From when records can fulfil what is due after ``start``."""
        match phase.duty.every:
            case "after_last":
                return phase.since
            case every if every in DAILY:
                return start - timedelta(days=2)
            case _:
                return max(phase.since, start - LONGEST) if phase.since < start else phase.since

    @cached_property
    def _expiries(self) -> Mapping[str, tuple[Expiry, ...]]:
        if not any(
            duty.every == "before_expiry" and self.rules.phases(entry, duty)
            for entry in self.entries
            for duty in entry.duties
        ):
            return {}
        found: dict[str, tuple[Expiry, ...]] = {}
        for row in self.file.rows("SELECT * FROM p_asset_expiries ORDER BY asset_id, field, number"):
            one = Expiry(
                field=row["field"],
                day=date.fromisoformat(row["expires"]),
                moved_at=from_text(row["moved_at"]) if row["moved_at"] else None,
                moved_by=row["moved_by"] or "",
            )
            found[row["asset_id"]] = (*found.get(row["asset_id"], ()), one)
        return found

    def _completions(self, form_id: str, since: datetime) -> list[Completion]:
        held = self._done.get(form_id)
        if held is None or held[0] > since:
            held = self._done[form_id] = (since, self._read(form_id, since))
        return held[1] if held[0] == since else [one for one in held[1] if one.claimed_at >= since]

    def _read(self, form_id: str, since: datetime) -> list[Completion]:
        covered: dict[str, set[str]] = {}
        for row in self.file.rows(
            "SELECT v.record_id, v.place FROM p_records r JOIN p_place_visits v ON v.record_id = r.record_id "
            "WHERE r.form_id = ? AND r.claimed_at >= ? AND r.status = 'sealed'",
            form_id,
            to_text(since),
        ):
            covered.setdefault(row["record_id"], set()).update(
                {row["place"], self.area_of.get(row["place"], "")}
            )
        return [
            Completion(
                rev_id=row["rev_id"],
                form_id=form_id,
                claimed_at=from_text(row["claimed_at"]),
                timeliness=Timeliness(row["timeliness"]),
                subjects=frozenset(
                    covered.get(row["record_id"], set())
                    | {row["asset"] or "", row["subject"] or "", row["department"] or ""}
                ),
            )
            for row in self.file.rows(
                "SELECT record_id, rev_id, claimed_at, timeliness, asset, subject, department FROM p_records "
                "WHERE form_id = ? AND claimed_at >= ? AND status = 'sealed'",
                form_id,
                to_text(since),
            )
        ]

    @cached_property
    def _place_names(self) -> Mapping[str, str]:
        return {row["code"]: row["name"] for row in self.places}

    @cached_property
    def _asset_names(self) -> Mapping[str, str]:
        return {row["asset_id"]: f"{row['code']} {row['title']}" for row in self.assets}

    def subject_name(self, slot: Slot, area_names: Mapping[str, str]) -> str:
        match slot.per:
            case "area":
                return area_names.get(slot.subject or "", slot.subject or "")
            case "place":
                return self._place_names.get(slot.subject or "", "")
            case "asset":
                return self._asset_names.get(slot.subject or "", "")
            case _:
                return slot.subject or "全院"
