"""What this hospital laid down about its duties, read with sqlite3 alone: profile, settings, holidays."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property

from forms.catalog import Entry
from forms.clock import from_text, local, midnight
from forms.duty_settings import Local, Phase, Profile, Setting, applies, phases, profile_at
from forms.holiday_calendar import HolidayCalendar, recorded_year, shipped
from forms.listed import Duty
from models.queries.today_file import TodayFile

LONG_AGO = date(2000, 1, 1)


class DutyRules:
    """One reading of what is on, since when and how strict; asked once for each page."""

    def __init__(self, file: TodayFile) -> None:
        self._file = file

    @cached_property
    def profiles(self) -> tuple[Profile, ...]:
        """Those that count; a computer that has none yet goes by what it was set up with."""
        rows = self._file.rows("SELECT * FROM p_profiles WHERE NOT waits")
        found = tuple(
            Profile(
                effective_from=date.fromisoformat(row["effective_from"]),
                level=row["level"],
                switches=frozenset(json.loads(row["switches"])),
                figures=json.loads(row["figures"]),
                sealed_at=from_text(row["sealed_at"]),
                record_id=row["record_id"],
            )
            for row in rows
        )
        return found or (self._of_installation(),)

    @cached_property
    def settings(self) -> dict[tuple[str, str], list[Setting]]:
        """By form and duty, those that count."""
        found: dict[tuple[str, str], list[Setting]] = {}
        for row in self._file.rows("SELECT * FROM p_duty_settings WHERE NOT waits"):
            found.setdefault((row["form_id"], row["duty_id"]), []).append(_setting(row))
        return found

    @cached_property
    def holidays(self) -> HolidayCalendar:
        rows = self._file.rows("SELECT * FROM p_holiday_years ORDER BY sealed_at, record_id")
        return shipped().with_years(
            recorded_year(row["year"], row["notice"], json.loads(row["days"])) for row in rows
        )

    def profile(self, now: datetime) -> Profile:
        found = profile_at(self.profiles, local(now).date())
        assert found is not None  # there is always one
        return found

    def applies(self, entry: Entry, duty: Duty, now: datetime) -> bool:
        profile = self.profile(now)
        return applies(duty, levels=entry.levels, switches=entry.switches, profile=profile)

    def phases(self, entry: Entry, duty: Duty) -> tuple[Phase, ...]:
        """When the duty was on, and how strict. A computer without any setting yet takes the starter set."""
        settings = self.settings.get((entry.id, duty.id), [])
        if not self.settings and duty.starter:
            first = min(one.effective_from for one in self.profiles)
            settings = [
                Setting(form_id=entry.id, duty_id=duty.id, is_on=True, start=first, sealed_at=midnight(first))
            ]
        return phases(
            duty,
            levels=entry.levels,
            switches=entry.switches,
            profiles=self.profiles,
            settings=settings,
        )

    def on_between(
        self, entries: tuple[Entry, ...], start: datetime, end: datetime
    ) -> Iterator[tuple[Entry, Duty, Phase]]:
        """Only what was on at some time of [start, end)."""
        for entry in entries:
            for duty in entry.duties:
                for phase in self.phases(entry, duty):
                    if phase.since < end and (phase.until is None or phase.until > start):
                        yield entry, duty, phase

    def _of_installation(self) -> Profile:
        facts = self._file.installation
        day = facts.get("effective_from")
        return Profile(
            effective_from=date.fromisoformat(day) if day else LONG_AGO,
            level=facts.get("level", "township"),
            switches=frozenset(facts.get("switches", ())),
        )


def _setting(row: sqlite3.Row) -> Setting:
    local_rule = json.loads(row["local"])
    return Setting(
        form_id=row["form_id"],
        duty_id=row["duty_id"],
        is_on=bool(row["is_on"]),
        start=date.fromisoformat(row["start"]),
        begins_at=from_text(row["begins_at"]),
        local=Local(
            every=str(local_rule.get("every") or ""),
            times_day=_number(local_rule.get("times_day")),
            times_night=_number(local_rule.get("times_night")),
            hours=_number(local_rule.get("hours")),
            days=_number(local_rule.get("days")),
            early=_number(local_rule.get("early")) or 0,
        ),
        sealed_at=from_text(row["sealed_at"]),
        record_id=row["record_id"],
    )


def _number(value: object) -> int | None:
    return int(str(value)) if value not in (None, "") else None
