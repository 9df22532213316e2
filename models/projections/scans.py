"""The scanned pages of a record's signed papers, and whether the current paper is complete."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from forms.scan import Scan, standing_pages
from models.tables.projections import ScanRow

NONE, PART, FILED = "", "part", "filed"


def own_pages(scans: Iterable[Scan]) -> tuple[Scan, ...]:
    """Those of a record's own paper that stand: not the pages of a ledger that has a row of it."""
    return tuple(one for one in standing_pages(scans) if one.ledger is None)


def missing_pages(rev_id: str, scans: Iterable[Scan]) -> tuple[int, ...]:
    """Pages of that revision's paper of which no scan stands; empty when nothing was scanned at all."""
    held = [one for one in own_pages(scans) if one.signs == rev_id]
    if not held:
        return ()
    there = {one.page for one in held}
    return tuple(number for number in range(1, max(one.pages for one in held) + 1) if number not in there)


def paper_state(rev_id: str, scans: Sequence[Scan]) -> str:
    """Whether the signed paper of that revision has come back: not at all, in part, or whole.

    The page of a ledger on which its row was signed is whole by itself.
    """
    held = [one for one in standing_pages(scans) if one.signs == rev_id]
    if any(one.ledger for one in held):
        return FILED
    if not held:
        return NONE
    return PART if missing_pages(rev_id, scans) else FILED


def put_scans(target: Session, record_id: str, scans: Sequence[Scan]) -> None:
    removals = {one.removes: one for one in reversed(scans) if one.removes}
    for one in scans:
        if one.file is None:
            continue
        removal = removals.get(one.object_id)
        target.merge(
            ScanRow(
                object_id=one.object_id,
                rev_id=one.signs,
                record_id=record_id,
                page=one.page,
                pages=one.pages,
                ledger=one.ledger,
                sha256=one.file.sha256,
                mime=one.file.mime,
                how=one.how,
                person=one.person,
                person_name=one.person_name,
                filed_at=one.filed_at,
                removed_by=removal.person_name if removal else None,
                removed_at=removal.filed_at if removal else None,
                removed_reason=removal.reason if removal else None,
            )
        )
