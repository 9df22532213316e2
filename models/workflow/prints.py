"""How often each revision was printed on this computer, and the note of every print in the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms.printing.codes import ledger_digest
from models.faults import Refusal
from models.installation import next_number
from models.queries.ledger_pages import LEDGER_PRINTED
from models.store import Store
from models.tables.installation import Counter
from models.tables.projections import RecordRow
from models.tables.sealed import SealedObject
from models.workflow import auditing


class Outrun(Refusal):
    """Another print or a correction came between the paper that was shown and its printing."""

    def __init__(self) -> None:
        super().__init__("这份记录刚刚打印过或更正过，这一页还没有打印。换成了新的一页，看过再打印。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """A record or a ledger on paper: ``number`` is the how manyth print of it the page says it is.

    ``first`` and ``last`` are its pages in the file; ``last`` 0 is all of them. Of a ledger ``rev_id`` is the digest
    over its records, and ``rows`` are their revisions as the page has them.
    """

    record_id: str
    rev_id: str
    number: int
    rows: tuple[str, ...] = ()
    layout: str = ""
    is_current: bool = True  # otherwise the page says that it is replaced
    first: int = 1
    last: int = 0

    def is_among(self, pages: Iterable[int]) -> bool:
        """Whether one of those pages is of this record."""
        return not self.last or any(self.first <= page <= self.last for page in pages)


def next_print(session: Session, rev_id: str) -> int:
    """The how manyth print of a revision comes next."""
    counted = session.get(Counter, _series(rev_id))
    return (counted.value if counted else 0) + 1


def print_of(session: Session, record_id: str, layout: str = "") -> Print:
    """The next print of a record as it stands."""
    row = session.get_one(RecordRow, record_id)
    return Print(
        record_id=record_id, rev_id=row.rev_id, number=next_print(session, row.rev_id), layout=layout
    )


def ledger_print(session: Session, record_ids: Sequence[str]) -> Print:
    """The next print of a ledger of those records as they stand, in the order in which it shows them."""
    found = session.scalars(
        select(RecordRow.rev_id)
        .where(RecordRow.record_id.in_(record_ids))
        .order_by(RecordRow.claimed_at, RecordRow.serial)
    )
    rows = tuple(found)
    digest = ledger_digest(rows)
    return Print(record_id="", rev_id=digest, number=next_print(session, digest), rows=rows, layout="ledger")


def count(store: Store, prints: Sequence[Print], *, person: str | None = None) -> None:
    """Note that these go to a printer or into a file, before they do.

    Outrun, and nothing is noted, if one of them is no longer the print that its page says it is.
    """
    with store.write() as session:
        for one in prints:
            note_print(store, session, one, person)


def note_print(store: Store, session: Session, one: Print, person: str | None) -> None:
    if one.rows:
        _note_ledger(store, session, one, person)
        return
    row = session.get(RecordRow, one.record_id)
    is_current = row is not None and one.rev_id in row.heads
    if is_current != one.is_current or next_print(session, one.rev_id) != one.number:
        raise Outrun
    auditing.note(
        session,
        at=store.clock.now(),
        actor=person,
        action="record.printed",
        subject=one.record_id,
        detail={
            "rev_id": one.rev_id,
            "layout": one.layout,
            "print": next_number(session, _series(one.rev_id)),
        },
    )


def _note_ledger(store: Store, session: Session, one: Print, person: str | None) -> None:
    """What went out is kept row by row: when its signed pages come back, a record may have been corrected."""
    held = (
        select(func.count())
        .select_from(SealedObject)
        .join(RecordRow, RecordRow.record_id == SealedObject.record_id)
        .where(SealedObject.object_id.in_(one.rows), RecordRow.rev_id == SealedObject.object_id)
    )
    if session.scalar(held) != len(one.rows) or next_print(session, one.rev_id) != one.number:
        raise Outrun
    auditing.note(
        session,
        at=store.clock.now(),
        actor=person,
        action=LEDGER_PRINTED,
        subject=one.rev_id,
        detail={"rows": list(one.rows), "print": next_number(session, _series(one.rev_id))},
    )


def _series(rev_id: str) -> str:
    return f"print:{rev_id}"
