"""How often records were printed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.installation import Counter

_SERIES = "print:"  # of the counters that number the prints of a revision


def prints_of(session: Session, rev_ids: Sequence[str]) -> dict[str, int]:
    """How often each of these revisions was printed on this computer; what was not is left out."""
    names = [_SERIES + rev_id for rev_id in rev_ids]
    rows = session.execute(select(Counter.name, Counter.value).where(Counter.name.in_(names)))
    return {name.removeprefix(_SERIES): value for name, value in rows}
