"""The rows of one page of a printed ledger: the revision of each, and whether its record still stands as printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.scan import standing_pages
from models.projections.objects import scans_of
from models.queries import records
from models.queries.people import PersonView
from models.tables.sealed import SealedObject


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One row; ``number`` is that on the paper."""

    number: int
    rev_id: str
    record_id: str
    is_current: bool  # neither corrected nor voided since it was printed
    is_filed: bool  # a scan of this page of this ledger stands for it
    holds_patients: bool


def rows_of_page(
    session: Session,
    catalog: Catalog,
    revs: Sequence[str],
    *,
    ledger: str,
    page: int,
    first: int,
    reader: PersonView | None,
) -> tuple[LedgerRow, ...] | None:
    """The rows of the page, whose first one has the number ``first``; None if the reader may not see one of them."""
    filed = {
        one.signs
        for one in standing_pages(scans_of(session, revs))
        if (one.ledger, one.page) == (ledger, page)
    }
    found: list[LedgerRow] = []
    for number, rev_id in enumerate(revs, first):
        held = session.get(SealedObject, rev_id)
        view = records.get(session, catalog, held.record_id or "", reader) if held else None
        if view is None:
            return None
        printed = next(one for one in view.revisions if one.rev_id == rev_id)
        heads = {head.rev_id for head in view.heads}
        found.append(
            LedgerRow(
                number=number,
                rev_id=rev_id,
                record_id=view.item.record_id,
                is_current=rev_id in heads and not view.revision.void,
                is_filed=rev_id in filed,
                holds_patients=printed.private is not None,
            )
        )
    return tuple(found)
