"""Reads the board and one chain, and opens the form that a step needs."""

from __future__ import annotations

from datetime import datetime
from itertools import chain

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from sqlalchemy.orm import Session

from forms.clock import local
from forms.json_value import Json
from models.queries import hazard_rates, hazard_search, hazards
from models.queries.hazard_search import HazardChoices, HazardFilter
from models.queries.hazards import HazardItem, HazardView
from models.queries.names import read_names
from models.workflow import attachments
from models.workflow.hazard_papers import hazard_list_pdf
from ui.dialogs.photo import PhotoDialog
from ui.pages.hazard import HazardModel, HazardPage
from ui.pages.hazards import HazardsPage
from ui.pages.page import Page
from ui.pages.preview import Paper
from ui.presenters.hazard_filters import FIXED, filter_of, order_of
from ui.presenters.hazard_next import RETURN, hindrance_of, next_of
from ui.presenters.hazard_page_words import model_of, photos_named
from ui.presenters.hazard_words import HazardsRead, board_of
from ui.presenters.kept_filters import KeptFilters
from ui.presenters.names import PaperNames
from ui.presenters.presenter import Presenter
from ui.roads import Wish
from ui.small_images import small_image
from ui.theme.states import HAZARD

CLOSED_SHOWN = 50
VIEW = "hazards.view"
MOST_PHOTOS = 6  # of each side that are read when a hazard is opened
SMALL, LARGE = QSize(900, 540), QSize(1920, 1120)  # pixels of the device
ORDER, REOPEN = "hazard.order", "hazard.reopen"
LISTS = (
    ("problems", "事故隐患问题清单"),
    ("rectification", "事故隐患整改清单"),
    ("disclosure", "事故隐患排查治理情况公示"),
)


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
        page.view_changed.connect(lambda view: self.desk.kept.keep(self.desk.reader.staff_no, VIEW, view))
        self._shown = page
        self._kept = KeptFilters(self.desk, page.filters, self.name, on_changed=self.refresh)
        for name, choices in FIXED.items():
            page.filters.set_choices(name, choices)
        return page

    def refresh(self) -> None:
        now, reader = self.desk.now(), self.desk.reader
        self._show_mine()
        asked = self._shown.filters.asked
        wanted, stages = filter_of(asked, now, me=reader.staff_no)

        def work(session: Session) -> tuple[HazardsRead, HazardChoices]:
            rates = hazard_rates.read(session, now=now)
            closed = tuple(stage for stage in stages if stage == "closed")
            found = HazardsRead(
                all_open=hazard_search.search(session, HazardFilter()),
                found=hazard_search.search(
                    session,
                    wanted,
                    states=[stage for stage in stages if stage != "closed"],
                    order=order_of(asked),
                ),
                closed=hazard_search.search(
                    session, wanted, states=closed, order="closed", limit=CLOSED_SHOWN
                ),
                closed_found=hazard_search.count(session, wanted, states=closed),
                on_time=rates.on_time,
                major=rates.major_closed,
                me=reader.staff_no,
            )
            return found, hazard_search.choices(session)

        self.desk.read("hazards", work, lambda read: self._on_read(*read, now))

    def _show_mine(self) -> None:
        if self._kept.show_mine():
            view = self.desk.kept.of(self.desk.reader.staff_no, VIEW)
            self._shown.show_view(view if view == "list" else "board")

    def _on_read(self, read: HazardsRead, offered: HazardChoices, now: datetime) -> None:
        filters = self._shown.filters
        filters.set_choices("owner", (("me", "我自己"), *offered.owners))
        filters.set_choices("department", tuple((name, name) for name in offered.departments))
        filters.set_choices("place", offered.places)
        filters.set_choices("source", offered.sources)
        self._shown.present(board_of(read, now))

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
        page.print_requested.connect(self.desk.roads.print_record)
        page.photo_requested.connect(self._on_photo)
        self._shown = page
        return page

    def open(self, hazard_id: str) -> None:
        self.hazard_id = hazard_id

    def refresh(self) -> None:
        catalog, now, hazard_id = self.desk.store.catalog, self.desk.now(), self.hazard_id
        reader, keys = self.desk.reader, self.desk.store.keys

        def work(session: Session) -> HazardModel | None:
            view = hazards.get(session, hazard_id)
            if view is None:
                return None
            images = {
                sha: image
                for sha in chain(*(named[:MOST_PHOTOS] for named in photos_named(view)))
                if (content := attachments.read(session, keys, sha))
                and (image := small_image(content, SMALL)) is not None
            }
            return model_of(view, catalog, PaperNames(read_names(session)), now, reader, images)

        def shown(model: HazardModel | None) -> None:
            if model is None:
                self.desk.go("hazards")
            else:
                self._shown.present(model)

        self.desk.read("hazard", work, shown)

    def _on_photo(self, sha256: str) -> None:
        keys = self.desk.store.keys

        def work(session: Session) -> QImage | None:
            content = attachments.read(session, keys, sha256)
            return small_image(content, LARGE) if content else None

        def shown(image: QImage | None) -> None:
            if image is not None:
                self.desk.window.open_dialog(PhotoDialog(image))
            else:
                self.desk.banner("这张照片看不了", "照片还没到本机，或文件坏了。原记录没有变", "知道了")

        self.desk.read("hazard.photo", work, shown)


def take_step(presenter: Presenter, hazard_id: str, *, back: bool = False, form_id: str = "") -> None:
    """Open the form of a hazard's next step, following the heads of its chain; say why where it may not be taken."""
    desk = presenter.desk

    def opened(view: HazardView | None) -> None:
        if view is None:
            return
        wanted, _, decision = (form_id or (RETURN if back else next_of(view.item).form)).partition("#")
        if not wanted or (back and view.item.state != "awaiting_recheck"):
            advice = "退回只在待复查时用" if back else "已经了结，没有下一步。又发现了，就打开它再重新打开"
            desk.banner("这一步现在做不了", f"现在是“{HAZARD[view.item.state].word}”。{advice}", "知道了")
            return
        if hindrance := hindrance_of(view, wanted, desk.store.catalog, desk.reader):
            desk.banner("这一步要别人来做", hindrance, "知道了", icon="user-x")
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
