"""The county's view of hazards: the same fold as in the hospital, over the steps that have come."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from server.examining import Kept


def project_hazards(session: Session, facility_id: str, kept: Sequence[Kept]) -> None:
    """Folds again every hazard that one of the new revisions opens, moves or corrects."""
