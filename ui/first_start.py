"""The first start of a computer: makes or joins the hospital, keeps the recovery code, takes in the lists."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from forms.printing.slips import recovery_sheet
from models.queries.people import all_people
from models.queries.places import all_places
from models.store import Store
from models.workflow.people import verify_pin
from models.workflow.setup import SetupResult, set_up
from ui import first_notes, wording
from ui.background import Background
from ui.demo_visit import DemoVisit
from ui.dialogs.files import Files, SystemFiles
from ui.dialogs.first_lists import FirstLists
from ui.dialogs.first_papers import BeginsLine, FirstPapers
from ui.dialogs.wizard import COUNTY, Wizard
from ui.first_notes import Notes, Stage
from ui.kit_start import KitStart, Places, kit_places
from ui.main_window import MainWindow
from ui.once_paper import OncePaper

if TYPE_CHECKING:
    from models.workflow.first_papers import Begun
    from ui.sheet_import import SheetImport


class FirstStart(QObject):
    """Goes on from its notes where the computer was switched off in the middle.

    Signals:
        finished: the hospital is on this computer, and the wizard is gone.
        demo_ready(object): the folder of a hospital to play with, which is to be opened instead.
    """

    finished = Signal()
    demo_ready = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        store: Store,
        background: Background,
        files: Files | None = None,
        places: Places | None = None,
    ) -> None:
        super().__init__(window)
        self._window, self._store, self._background = window, store, background
        self._files = files or SystemFiles()
        self._notes = first_notes.load(store.home) or Notes()
        self._sheets: SheetImport | None = None
        switches = store.catalog.choice_list("profile_switch")
        self._wizard = Wizard(tuple((one.code, one.label, one.hint) for one in switches))
        self._wizard.restore(self._notes.typed)
        self._wizard.set_up_requested.connect(self._on_set_up)
        self._wizard.join_requested.connect(self._on_join)
        self._wizard.enrol_requested.connect(self._on_enrol)
        self._wizard.resume_requested.connect(self._on_resume)
        self._wizard.turned.connect(self._on_turned)
        self._wizard.done.connect(lambda _: self._show_lists())
        self._visit = DemoVisit(store.home, background, parent=self)
        self._visit.ready.connect(self.demo_ready)
        self._visit.progressed.connect(self._wizard.demo.present)
        self._visit.refused.connect(self._wizard.refuse_demo)
        self._visit.stopped.connect(lambda: self._wizard.refuse_demo(""))
        self._wizard.demo_requested.connect(self._visit.open)
        self._wizard.demo.line.stop_requested.connect(self._visit.stop)
        self._kit = KitStart(window, store, background, places or kit_places, parent=self)
        self._kit.opened.connect(self._wizard.begin_with)
        self._kit.joined.connect(self._finish)
        if self._notes.stage is not Stage.TYPING:
            self._wizard.ask_to_resume()
        window.open_dialog(self._wizard)
        self._kit.look(offer=self._notes.stage is Stage.TYPING)

    def close(self) -> None:
        """Stop what runs by itself."""
        self._visit.stop()

    # what is kept for a computer that is switched off -----------------------

    def _keep(self, notes: Notes) -> None:
        self._notes = notes
        first_notes.save(self._store.home, notes)

    def _on_turned(self, page: int) -> None:
        if self._notes.stage is Stage.TYPING:
            self._keep(replace(self._notes, typed=self._wizard.typed()))
        elif page == COUNTY:
            self._keep(replace(self._notes, stage=Stage.COUNTY))

    def _on_resume(self, pin: str) -> None:
        self._background.write(
            lambda: verify_pin(self._store, self._notes.admin_no, pin),
            lambda _: self._resume(),
            self._wizard.refuse,
        )

    def _resume(self) -> None:
        match self._notes.stage:
            case Stage.LISTS:
                self._show_lists()
            case Stage.PAPERS:
                self._show_papers()
            case stage:
                code = self._store.keys.recovery_code()
                self._keep_code(code)
                self._wizard.show_code(code)
                if stage is Stage.COUNTY:
                    self._wizard.show_county()

    # the steps --------------------------------------------------------------

    def _on_set_up(self, facts: dict[str, object]) -> None:
        def made(result: SetupResult) -> None:
            name = str(facts["admin_name"])
            self._keep(Notes(stage=Stage.CODE, admin_no=result.admin_no, admin_name=name))
            self._keep_code(result.recovery_code)
            self._wizard.show_code(result.recovery_code)

        self._background.write(
            lambda: set_up(self._store, **facts),  # type: ignore[arg-type]  # the wizard's own keywords
            made,
            self._wizard.refuse,
        )

    def _keep_code(self, code: str) -> None:
        """The sheet for the safe, whenever it is asked for."""
        facility, made_at = self._store.require_installation().facility_name, self._store.clock.now()
        administrator = f"{self._notes.admin_name}（{self._notes.admin_no}）"
        OncePaper(
            self._window,
            self._background,
            self._files,
            self._wizard.sheet,
            name="恢复单",
            make=lambda: recovery_sheet(
                facility=facility, code=code, administrator=administrator, printed_at=made_at
            ),
        )

    def _on_join(self, address: str, code: str) -> None:
        self._background.run_in_background(
            lambda: self._kit.reach(address, code),
            lambda _: self._finish(),
            self._wizard.refuse,
        )

    def _on_enrol(self, address: str, code: str) -> None:
        """The hospital that was just made, known to the county; it is there whatever comes of this."""
        self._background.run_in_background(
            lambda: self._kit.reach(address, code),
            lambda _: self._show_lists(),
            self._wizard.refuse,
        )

    def _show_lists(self) -> None:
        self._keep(replace(self._notes, stage=Stage.LISTS))

        def show(counts: tuple[int, int]) -> None:
            from ui.sheet_import import SheetImport  # brings openpyxl, which costs as much as a bare window

            lists = FirstLists(*counts)
            self._sheets = SheetImport(
                self._window,
                self._store,
                self._background,
                self._files,
                actor=self._notes.admin_no,
                on_changed=lambda: None,  # nothing is shown behind the wizard yet
                on_left=self._show_lists,
            )
            lists.people_requested.connect(self._sheets.open_people)
            lists.places_requested.connect(self._sheets.open_places)
            lists.done.connect(lambda _: self._show_papers())
            self._window.open_dialog(lists)

        self._background.run_in_background(self._counts, show)

    def _counts(self) -> tuple[int, int]:
        with self._store.read() as session:
            return len(all_people(session)), len(all_places(session))

    def _show_papers(self) -> None:
        from models.workflow import first_papers  # brings reportlab, which the first window does not need

        self._keep(replace(self._notes, stage=Stage.PAPERS))
        store = self._store

        def show(begun: tuple[Begun, ...]) -> None:
            forms = tuple(dict.fromkeys(one.form_id for one in begun))
            now = store.clock.now()
            lines = tuple(
                BeginsLine(title=one.title, often=one.often, since=f"{wording.day(one.starts, now)}起")
                for one in begun
            )
            papers = FirstPapers(lines, len(forms))
            OncePaper(
                self._window,
                self._background,
                self._files,
                papers,
                name="空白表",
                make=lambda: first_papers.blank_forms(store, forms),
                is_secret=False,
            )
            papers.back_requested.connect(self._show_lists)
            papers.done.connect(lambda _: self._finish())
            self._window.open_dialog(papers)

        self._background.run_in_background(lambda: first_papers.what_begins(store), show)

    def _finish(self) -> None:
        first_notes.forget(self._store.home)
        self._window.close_dialog()
        self.finished.emit()
