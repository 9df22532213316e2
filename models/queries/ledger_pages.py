"""Is a printed ledger still what its records say? Found again by its digest among the days, weeks, months and years."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.canonical import digest
from forms.clock import local
from forms.printing.codes import PaperCode
from forms.sheet_period import PERIODS, period_of
from models.tables.projections import RecordRow


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFound:
    """``title`` is the time it covers; ``later`` records of that time are not on it."""

    title: str
    record_ids: tuple[str, ...]
    later: int


def find_ledger(session: Session, code: PaperCode) -> LedgerFound | None:
    """The records of a ledger at their current revisions; None if no whole day, week, month or year gives its digest.

    A ledger of one department is found too. Records that were added after the last of its rows leave it right as
    far as it goes; a correction, a voiding or a record put in between does not.
    """
    rows = session.execute(
        select(RecordRow.record_id, RecordRow.rev_id, RecordRow.claimed_at, RecordRow.department)
        .where(RecordRow.form_id == code.form_id)
        .order_by(RecordRow.claimed_at, RecordRow.serial)  # as it was printed
    ).all()
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for record_id, rev_id, claimed_at, department in rows:
        day = local(claimed_at).date()
        titles = ("全部", *(period_of(kind, day).title for kind in PERIODS))
        for key in {(whose, title) for whose in ("", department or "") for title in titles}:
            groups.setdefault(key, []).append((record_id, rev_id))
    for (_whose, title), group in groups.items():
        first = group[: code.rows]
        found = digest("\n".join(rev_id for _, rev_id in first).encode("ascii"))
        if len(first) == code.rows and found.startswith(code.digest):
            return LedgerFound(
                title=title,
                record_ids=tuple(record_id for record_id, _ in first),
                later=len(group) - len(first),
            )
    return None
