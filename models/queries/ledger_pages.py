"""Which records, and in which version, a printed ledger shows: found again by the digest that its pages carry."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import local
from forms.printing.codes import PaperCode, ledger_digest
from forms.revision import read_revision
from forms.sheet_period import PERIODS, period_of
from models.tables.audit import AuditEntry
from models.tables.projections import RecordRow
from models.tables.sealed import SealedObject

LEDGER_PRINTED = "ledger.printed"  # in the log of the computer that printed it: its rows in their order
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFound:
    """The revisions of its rows, from the first; ``later`` records of its time came after it was printed."""

    digest: str
    rows: tuple[str, ...]
    later: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class _Version:
    """What a sealed revision says of where its row stands; ordered as a ledger is."""

    claimed_at: datetime
    serial: str
    rev_id: str
    record_id: str
    sealed_at: datetime
    void: bool
    department: str
    place: str


def find_ledger(session: Session, code: PaperCode) -> LedgerFound | None:
    """The ledger as it was printed; None if this computer cannot tell.

    It is known where it was printed. Elsewhere it is found if it held the records of a whole day, week, month or
    year, or all of them, of the hospital, a department or a place: as they stand, or as they stood at some time.
    """
    return _now(session, code) or _remembered(session, code) or _once(session, code)


def _remembered(session: Session, code: PaperCode) -> LedgerFound | None:
    entry = session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.subject >= code.digest,
            AuditEntry.subject < f"{code.digest}g",
            AuditEntry.action == LEDGER_PRINTED,
        )
        .limit(1)
    ).first()
    if entry is None:
        return None
    rows = tuple(str(rev_id) for rev_id in entry.detail.get("rows", ()))
    return LedgerFound(digest=ledger_digest(rows), rows=rows)


def _now(session: Session, code: PaperCode) -> LedgerFound | None:
    """Records that were added after the last of its rows leave it right as far as it goes."""
    groups: dict[tuple[str, str], list[str]] = {}
    rows = session.execute(
        select(RecordRow.rev_id, RecordRow.claimed_at, RecordRow.department, RecordRow.place)
        .where(RecordRow.form_id == code.form_id)
        .order_by(RecordRow.claimed_at, RecordRow.serial)
    )
    for rev_id, claimed_at, department, place in rows:
        for key in _keys(claimed_at, department or "", place or ""):
            groups.setdefault(key, []).append(rev_id)
    for group in groups.values():
        found = _matching(group[: code.rows], code)
        if found is not None:
            return LedgerFound(digest=found, rows=tuple(group[: code.rows]), later=len(group) - code.rows)
    return None


def _once(session: Session, code: PaperCode) -> LedgerFound | None:
    """The state of a group at some time, walked through from seal to seal; with and without what was void then."""
    groups: dict[tuple[bool, str, str], list[_Version]] = {}
    heads: dict[str, _Version] = {}
    for version in sorted(_versions(session, code.form_id), key=lambda one: (one.sealed_at, one.rev_id)):
        before = heads.get(version.record_id)
        heads[version.record_id] = version
        left = _leave(groups, before) if before is not None else ()
        for key in dict.fromkeys([*left, *_enter(groups, version)]):
            group = groups[key]
            if len(group) != code.rows:
                continue
            rows = tuple(one.rev_id for one in group)
            if (found := _matching(rows, code)) is not None:
                return LedgerFound(digest=found, rows=rows)
    return None


def _leave(
    groups: dict[tuple[bool, str, str], list[_Version]], version: _Version
) -> Iterator[tuple[bool, str, str]]:
    for key in _places_of(version):
        group = groups[key]
        del group[bisect.bisect_left(group, version)]
        yield key


def _enter(
    groups: dict[tuple[bool, str, str], list[_Version]], version: _Version
) -> Iterator[tuple[bool, str, str]]:
    for key in _places_of(version):
        bisect.insort(groups.setdefault(key, []), version)
        yield key


def _places_of(version: _Version) -> Iterator[tuple[bool, str, str]]:
    """The groups in which it stands: that of all, and that of those that hold."""
    for whose, title in _keys(version.claimed_at, version.department, version.place):
        yield True, whose, title
        if not version.void:
            yield False, whose, title


def _versions(session: Session, form_id: str) -> Iterator[_Version]:
    """Every revision of the form's records; those that were never corrected without reading their bytes."""
    several: list[str] = []
    for row in session.scalars(select(RecordRow).where(RecordRow.form_id == form_id)):
        if row.versions > 1:
            several.append(row.record_id)
            continue
        yield _Version(
            claimed_at=row.claimed_at,
            serial=row.serial,
            rev_id=row.rev_id,
            record_id=row.record_id,
            sealed_at=row.sealed_at,
            void=row.status == "void",
            department=row.department or "",
            place=row.place or "",
        )
    for sealed in _sealed(session, several):
        one = read_revision(sealed)
        yield _Version(
            claimed_at=one.claimed_at,
            serial=one.serial,
            rev_id=one.rev_id,
            record_id=one.record_id,
            sealed_at=one.sealed_at,
            void=one.void,
            department=one.department or "",
            place=one.place or "",
        )


def _sealed(session: Session, record_ids: Sequence[str]) -> Iterator[bytes]:
    for start in range(0, len(record_ids), _AT_ONCE):
        some = record_ids[start : start + _AT_ONCE]
        yield from session.scalars(
            select(SealedObject.bytes).where(
                SealedObject.record_id.in_(some), SealedObject.kind == "revision"
            )
        )


def _matching(rows: Sequence[str], code: PaperCode) -> str | None:
    """Their digest, if it is that of the code."""
    if len(rows) != code.rows:
        return None
    found = ledger_digest(rows)
    return found if found.startswith(code.digest) else None


def _keys(claimed_at: datetime, department: str, place: str) -> Iterable[tuple[str, str]]:
    titles = _titles(local(claimed_at).date().toordinal())
    whose = dict.fromkeys(("", department, place))
    return ((one, title) for one in whose for title in titles)


@cache
def _titles(ordinal: int) -> tuple[str, ...]:
    day = datetime.fromordinal(ordinal).date()
    return ("", *(period_of(kind, day).title for kind in PERIODS))
