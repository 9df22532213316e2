"""Reads the incident reports this person may see, the anonymous ones for the quality office, and who was told."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.files import write_durably
from models.queries import anonymous_reports, incident_search, incidents, outside_register
from models.queries.anonymous_reports import AnonymousItem
from models.queries.incident_search import IncidentChoices
from models.queries.incidents import IncidentItem
from models.queries.outside_register import RegisterRow
from models.workflow.pick_up import PickedUp, pick_up
from ui.dialogs.files import CSV, Files, SystemFiles
from ui.dialogs.pick_up import PickUpDialog
from ui.pages.incidents import IncidentsPage
from ui.pages.page import Page
from ui.presenters.incident_filters import FIXED, filter_of, fits
from ui.presenters.incident_words import OVER, IncidentWords
from ui.presenters.kept_filters import KeptFilters
from ui.presenters.presenter import Presenter
from ui.roads import Wish
from ui.saving import save_by

VIEW = "incidents.view"
STATES = {"open": incidents.OPEN_STATES, "running": (), "closed": ("closed", "void")}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    running: tuple[IncidentItem, ...]
    unnamed: tuple[AnonymousItem, ...]  # all of them
    offered: IncidentChoices
    named: tuple[IncidentItem, ...] = ()
    anonymous: tuple[AnonymousItem, ...] = ()  # of the view that is shown
    told: tuple[RegisterRow, ...] = ()


class IncidentsPresenter(Presenter):
    name = "incidents"
    kinds = frozenset({"records", "incidents", "time"})
    files: Files = SystemFiles()

    def build(self) -> Page:
        page = IncidentsPage()
        page.open_requested.connect(self.desk.roads.open_incident)
        page.report_requested.connect(lambda: self.desk.window.command_requested.emit("incident"))
        page.other_requested.connect(lambda form_id: self.desk.roads.fill(Wish(form_id=form_id)))
        page.code_requested.connect(self._on_code)
        page.view_chosen.connect(self._on_view)
        page.export_requested.connect(self._on_export)
        self._shown = page
        self._view = "open"
        self._words = IncidentWords(self.desk.store.catalog)
        self._kept = KeptFilters(self.desk, page.filters, self.name, on_changed=self.refresh)
        for name, choices in (FIXED | {"grade": self._words.grades()}).items():
            page.filters.set_choices(name, choices)
        return page

    def refresh(self) -> None:
        if self._kept.show_mine():
            left = self.desk.kept.of(self.desk.reader.staff_no, VIEW)
            self._view = left if isinstance(left, str) and left in (*STATES, "told") else "open"
            self._shown.show_view(self._view)
        reader, catalog, view = self.desk.reader, self.desk.store.catalog, self._view
        asked = self._shown.filters.asked
        wanted, who = filter_of(asked, self.desk.now()), asked.get("who")

        def work(session: Session) -> _Read:
            running = incidents.find(session, catalog, reader, running_only=True)
            unnamed = anonymous_reports.find_anonymous(session, catalog, reader)
            offered = incident_search.choices(session, catalog, reader)
            if view == "told":
                told = outside_register.read(session, catalog, reader, wanted=wanted)
                return _Read(running=running, unnamed=unnamed, offered=offered, told=told)
            named = incidents.find(
                session, catalog, reader, states=STATES[view], running_only=view == "running", wanted=wanted
            )
            return _Read(
                named=tuple(item for item in named if _is_shown(item, view)) if who != "anonymous" else (),
                running=running,
                unnamed=unnamed,
                anonymous=tuple(
                    item for item in unnamed if _belongs(item, view) and fits(item, wanted) and who != "named"
                ),
                offered=offered,
            )

        self.desk.read("incidents", work, self._on_read)

    def _on_read(self, read: _Read) -> None:
        now, words = self.desk.now(), self._words
        filters = self._shown.filters
        categories = dict.fromkeys((*read.offered.categories, *(one.category for one in read.unnamed)))
        filters.set_choices("category", words.categories(code for code in categories if code))
        filters.set_choices("department", ((one, one) for one in read.offered.departments))
        filters.set_choices("form_id", read.offered.forms)
        clocks = words.clocks(read.running, read.unnamed, now)
        self._shown.present_clocks(clocks)
        running = f"，{len(clocks)} 个时限在走" if clocks else ""
        if self._view == "told":
            pending = sum(row.state == outside_register.PENDING for row in read.told)
            rows = [words.told_row(row, now) for row in read.told]
            self._shown.present_told(rows, f"对外报告 {len(rows) - pending} 次，待报 {pending} 项")
            return
        beside = f"{len(read.named)} 份署名" + (f"，{len(read.anonymous)} 份匿名" if read.anonymous else "")
        self._shown.present(
            [
                *(words.row(item, now) for item in read.named),
                *(words.anonymous_row(item, now) for item in read.anonymous),
            ],
            beside + running,
        )

    def _on_view(self, view: str) -> None:
        self._view = view
        self.desk.kept.keep(self.desk.reader.staff_no, VIEW, view)
        self.refresh()

    def _on_export(self) -> None:
        """The register of reports to the outside, as far as it is shown, as a table that Excel opens."""
        desk = self.desk
        path = self.files.to_save(desk.window, "导出对外报告登记", "对外报告登记.csv", CSV)
        if path is None:
            return
        reader, store = desk.reader, desk.store
        wanted = filter_of(self._shown.filters.asked, desk.now())

        def work() -> str:
            with store.read() as session:
                rows = outside_register.read(session, store.catalog, reader, wanted=wanted)
            write_durably(path, outside_register.as_csv(rows))
            return f"{len(rows)} 行已存成 {path.name}"

        save_by(desk, path, work)

    def _on_code(self) -> None:
        """What came of an anonymous report: nothing of the question or the answer is kept."""
        desk = self.desk
        dialog = PickUpDialog()

        def shown(found: PickedUp) -> None:
            lines = [(f"{one.day:%m-%d} 的反馈", one.text) for one in found.answers]
            stages = "、".join(found.stages) or "已收到，还没有处理"
            dialog.show_answer([("进展", stages), *(lines or [("反馈", "还没有写，过几天再看")])])

        dialog.asked.connect(
            lambda code: desk.background.run_in_background(
                lambda: pick_up(desk.store, code), shown, dialog.refuse
            )
        )
        desk.window.open_dialog(dialog)


def _is_shown(item: IncidentItem, view: str) -> bool:
    """A clock that was left over when an incident was closed does not run."""
    return view != "running" or item.state not in OVER


def _belongs(item: AnonymousItem, view: str) -> bool:
    match view:
        case "closed":
            return item.state == "closed"
        case "running":
            return any(clock.met_at is None for clock in item.clocks)
        case _:
            return item.state != "closed"
