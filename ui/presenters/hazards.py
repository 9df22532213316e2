"""Reads the board and one chain, and opens the form that a step needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms.clock import local
from forms.json_value import Json
from models.queries import hazard_rates, hazards
from models.queries.hazard_rates import Rate
from models.queries.hazards import HazardItem, HazardView
from models.queries.names import read_names
from models.tables.projections import HazardRow
from models.workflow.hazard_papers import hazard_list_pdf
from ui.pages.hazard import HazardModel, HazardPage
from ui.pages.hazards import HazardsPage
from ui.pages.page import Page
from ui.pages.preview import Paper
from ui.presenters.hazard_words import RETURN, board_of, chain_of, next_of
from ui.presenters.names import PaperNames
from ui.presenters.presenter import Presenter
from ui.roads import Wish
from ui.theme.states import HAZARD

CLOSED_SHOWN = 50
ORDER, REOPEN = "hazard.order", "hazard.reopen"
LISTS = (
    ("problems", "事故隐患问题清单"),
    ("rectification", "事故隐患整改清单"),
    ("disclosure", "事故隐患排查治理情况公示"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Board:
    open_items: tuple[HazardItem, ...]
    closed: tuple[HazardItem, ...]
    closed_total: int
    major: Rate  # 重大事故隐患排查整改率


class HazardsPresenter(Presenter):
    name = "hazards"
    kinds = frozenset({"hazards", "records", "time"})

    def build(self) -> Page:
        page = HazardsPage()
        page.open_requested.connect(self.desk.roads.open_hazard)
        page.next_requested.connect(lambda key: take_step(self, key))
        page.return_requested.connect(lambda key: take_step(self, key, back=True))
        page.register_requested.connect(lambda: self.desk.roads.fill(Wish(form_id="hazard.register")))
        page.list_requested.connect(self._on_list)
        self._shown = page
        return page

    def refresh(self) -> None:
        now = self.desk.now()

        def work(session: Session) -> _Board:
            total = session.scalar(
                select(func.count()).select_from(HazardRow).where(HazardRow.state == "closed")
            )
            closed = hazards.find(session, states=("closed",), limit=CLOSED_SHOWN)
            recent = sorted(closed, key=lambda one: one.closed_at or one.found_at, reverse=True)
            return _Board(
                open_items=hazards.find(session),
                closed=tuple(recent),
                closed_total=total or 0,
                major=hazard_rates.read(session, now=now).major_closed,
            )

        def shown(board: _Board) -> None:
            self._shown.present(
                board_of(
                    board.open_items,
                    board.closed,
                    board.closed_total,
                    self.desk.reader.staff_no,
                    now,
                    major=board.major,
                )
            )

        self.desk.read("hazards", work, shown)

    def _on_list(self, which: str) -> None:
        """A list over all hazards, as paper."""
        desk, person = self.desk, self.desk.reader.staff_no
        title = dict(LISTS)[which]
        desk.roads.show_paper(
            lambda: Paper(
                title=title,
                line="照现在的记录汇总",
                pdf=hazard_list_pdf(desk.store, which, person=person),
                layout="sheet",
                layouts=("sheet",),
                file_name=f"{title}.pdf",
            )
        )


class HazardPresenter(Presenter):
    name = "hazard"
    kinds = frozenset({"hazards", "records", "outbox"})
    hazard_id = ""

    def build(self) -> Page:
        page = HazardPage()
        page.back_requested.connect(self.desk.go_back)
        page.next_requested.connect(lambda: take_step(self, self.hazard_id))
        page.return_requested.connect(lambda: take_step(self, self.hazard_id, back=True))
        page.step_requested.connect(lambda form_id: take_step(self, self.hazard_id, form_id=form_id))
        page.record_requested.connect(self.desk.roads.open_record)
        self._shown = page
        return page

    def open(self, hazard_id: str) -> None:
        self.hazard_id = hazard_id

    def refresh(self) -> None:
        catalog, now, hazard_id = self.desk.store.catalog, self.desk.now(), self.hazard_id

        def work(session: Session) -> HazardModel | None:
            view = hazards.get(session, hazard_id)
            if view is None:
                return None
            return chain_of(view, catalog, PaperNames(read_names(session)), now)

        def shown(model: HazardModel | None) -> None:
            if model is None:
                self.desk.go("hazards")
            else:
                self._shown.present(model)

        self.desk.read("hazard", work, shown)


def take_step(presenter: Presenter, hazard_id: str, *, back: bool = False, form_id: str = "") -> None:
    """Open the form of a hazard's next step, following the heads of its chain."""
    desk = presenter.desk

    def opened(view: HazardView | None) -> None:
        if view is None:
            return
        step = form_id or (RETURN if back else next_of(view.item)[0])
        wanted, _, decision = step.partition("#")
        if not wanted or (back and view.item.state != "awaiting_recheck"):
            desk.banner("这一步现在做不了", f"现在是“{_word(view)}”。退回只在待复查时用", "知道了")
            return
        known = _known(view.item, desk.now()) if wanted in (ORDER, REOPEN) else None
        if decision:
            known = {"decision": decision}
        desk.roads.fill(Wish(form_id=wanted, subject=hazard_id, after=view.heads, answers=known))

    desk.read("hazard.step", lambda session: hazards.get(session, hazard_id), opened)


def _known(item: HazardItem, now: datetime) -> dict[str, Json]:
    """What the finding has said already of who and by when; a deadline that is over is asked anew."""
    known: dict[str, Json] = {"owner": item.owner} if item.owner else {}
    if item.due is not None and item.due > now:
        known["due"] = local(item.due).isoformat(timespec="minutes")
    return known


def _word(view: HazardView) -> str:
    return HAZARD[view.item.state].word
