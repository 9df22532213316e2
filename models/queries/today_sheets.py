"""Sheets of logs whose rows wait for a person's signature, for the page of today: one line each, however many rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from forms.catalog import Entry, SignerRule
from forms.clock import from_text, local
from forms.sheet_period import period_of
from models.queries.today_file import TodayFile


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetToSign:
    form_id: str
    title: str
    role_title: str
    day: date  # the first of its period
    period: str  # 2026-11-20
    rows: int


def sheets_to_sign(
    file: TodayFile, entries: Mapping[str, Entry], *, staff_no: str, roles: Collection[str]
) -> tuple[SheetToSign, ...]:
    """The oldest sheet first."""
    waiting = file.rows(
        "SELECT form_id, title, author, claimed_at, awaiting, named FROM p_records "
        "WHERE waits = 1 AND status = 'sealed' AND kind = 'log' AND returned IS NULL ORDER BY claimed_at LIMIT 2000"
    )
    found: dict[tuple[str, str, date], SheetToSign] = {}
    for row in waiting:
        entry = entries.get(row["form_id"])
        signer = _role_of(entry, row, staff_no, roles) if entry else None
        if entry is None or signer is None:
            continue
        period = period_of(entry.period, local(from_text(row["claimed_at"])).date())
        key = (row["form_id"], signer.role, period.first)
        known = found.get(key) or SheetToSign(
            form_id=row["form_id"],
            title=row["title"],
            role_title=signer.title,
            day=period.first,
            period=period.title,
            rows=0,
        )
        found[key] = replace(known, rows=known.rows + 1)
    return tuple(found.values())


def _role_of(entry: Entry, row: sqlite3.Row, staff_no: str, roles: Collection[str]) -> SignerRule | None:
    """The first role in which that person may sign the row."""
    awaiting, named = json.loads(row["awaiting"]), json.loads(row["named"])
    for signer in entry.signers:
        if signer.role not in awaiting or (row["author"] == staff_no and signer.not_same_as):
            continue
        if signer.role in named and staff_no not in named[signer.role]:
            continue
        if not signer.held_by or set(signer.held_by) & set(roles):
            return signer
    return None
