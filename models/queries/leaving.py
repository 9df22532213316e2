"""What would be gone with this computer: everything on it that nobody else has."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.queries.outbox import UNDELIVERED
from models.tables.anonymous import AnonymousReport
from models.tables.drafts import Draft
from models.tables.outbox import OutboxRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    operations: int  # sealed here, and no receipt of the county for it
    anonymous: int  # anonymous reports that wait
    drafts: int  # begun and not sealed

    @property
    def total(self) -> int:
        return self.operations + self.anonymous + self.drafts


def leaving(session: Session) -> Leaving:
    undelivered = select(func.count()).select_from(OutboxRow).where(OutboxRow.delivery.in_(UNDELIVERED))
    waiting = select(func.count()).select_from(AnonymousReport).where(AnonymousReport.state == "waiting")
    return Leaving(
        operations=session.scalar(undelivered) or 0,
        anonymous=session.scalar(waiting) or 0,
        drafts=session.scalar(select(func.count()).select_from(Draft)) or 0,
    )
