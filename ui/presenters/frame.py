"""Keeps the rail's badges and the top bar's sync words true."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.queries import outbox
from models.queries.hazards import OPEN_STATES
from models.queries.outbox import OutboxSummary
from models.tables.projections import HazardRow
from ui import wording
from ui.pages.page import Page
from ui.presenters.presenter import Presenter
from ui.presenters.today import TodayPresenter
from ui.widgets.rail import Badge
from ui.widgets.sync_indicator import SyncState


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    outbox: OutboxSummary
    overdue: int


class FramePresenter(Presenter):
    """Has no page; ``connected`` and ``sent`` come from the sync runner and are never stored."""

    name = "frame"
    kinds = frozenset({"records", "outbox", "hazards", "time"})
    connected: bool | None = None
    sent: int | None = None  # in the pass under way

    def build(self) -> Page:
        raise NotImplementedError("the frame is the window itself")

    def refresh(self) -> None:
        now = self.desk.now()

        def work(session: Session) -> _Read:
            overdue = session.scalar(
                select(func.count())
                .select_from(HazardRow)
                .where(HazardRow.state.in_(OPEN_STATES), HazardRow.due < now)
            )
            return _Read(outbox=outbox.summary(session), overdue=overdue or 0)

        self.desk.read("frame", work, self._on_read)

    def _on_read(self, read: _Read) -> None:
        now, summary = self.desk.now(), read.outbox
        self.desk.window.top.show_sync(
            SyncState(
                pending=summary.pending,
                quarantined=summary.quarantined,
                connected=self.connected,
                sending=None if self.sent is None else (self.sent, self.sent + summary.pending),
                last_received=wording.moment(summary.last_success, now) if summary.last_success else "",
                enrolled=summary.enrolled,
                hosted=bool(summary.hosted),
            )
        )
        waiting = summary.quarantined or summary.pending
        self.desk.window.rail.set_badges(
            {
                "hazards": Badge(read.overdue, red=True),
                "sync": Badge(waiting, red=bool(summary.quarantined)),
            }
        )
        today = self.desk.presenter("today")
        if isinstance(today, TodayPresenter) and self.desk.window.current_page is not today.page:
            today.recount()
