"""The first start of a computer: makes or joins the hospital, keeps the recovery code, takes in the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from forms.printing.slips import recovery_sheet
from models.queries.people import all_people
from models.queries.places import all_places
from models.store import Store
from models.workflow.setup import SetupResult, set_up
from sync.enrolment import enrol
from ui.background import Background
from ui.dialogs.files import Files, SystemFiles
from ui.dialogs.first_lists import FirstLists
from ui.dialogs.wizard import Wizard
from ui.main_window import MainWindow
from ui.once_paper import OncePaper

if TYPE_CHECKING:
    from ui.sheet_import import SheetImport


class FirstStart(QObject):
    """Signals:
    finished: the hospital is on this computer, and the wizard is gone.
    """

    finished = Signal()

    def __init__(
        self, window: MainWindow, store: Store, background: Background, files: Files | None = None
    ) -> None:
        super().__init__(window)
        self._window, self._store, self._background = window, store, background
        self._files = files or SystemFiles()
        self._admin = ""
        self._sheets: SheetImport | None = None
        switches = store.catalog.choice_list("profile_switch")
        self._wizard = Wizard(tuple((one.code, one.label, one.hint) for one in switches))
        self._wizard.set_up_requested.connect(self._on_set_up)
        self._wizard.join_requested.connect(self._on_join)
        self._wizard.enrol_requested.connect(self._on_enrol)
        self._wizard.done.connect(lambda _: self._show_lists())
        window.open_dialog(self._wizard)

    def _on_set_up(self, facts: dict[str, object]) -> None:
        def made(result: SetupResult) -> None:
            self._admin = result.admin_no
            self._keep_code(result.recovery_code, str(facts["admin_name"]))
            self._wizard.show_code(result.recovery_code)

        self._background.write(
            lambda: set_up(self._store, **facts),  # type: ignore[arg-type]  # the wizard's own keywords
            made,
            self._wizard.refuse,
        )

    def _keep_code(self, code: str, administrator: str) -> None:
        """The sheet for the safe, whenever it is asked for."""
        facility, made_at = self._store.require_installation().facility_name, self._store.clock.now()
        OncePaper(
            self._window,
            self._background,
            self._files,
            self._wizard.sheet,
            name="恢复单",
            make=lambda: recovery_sheet(
                facility=facility,
                code=code,
                administrator=f"{administrator}（{self._admin}）",
                printed_at=made_at,
            ),
        )

    def _on_join(self, address: str, code: str) -> None:
        self._background.run_in_background(
            lambda: enrol(self._store, server_url=address, code=code),
            lambda _: self._finish(),
            self._wizard.refuse,
        )

    def _on_enrol(self, address: str, code: str) -> None:
        """The hospital that was just made, known to the county; it is there whatever comes of this."""
        self._background.run_in_background(
            lambda: enrol(self._store, server_url=address, code=code),
            lambda _: self._show_lists(),
            self._wizard.refuse,
        )

    def _show_lists(self) -> None:
        def show(counts: tuple[int, int]) -> None:
            from ui.sheet_import import SheetImport  # brings openpyxl, which costs as much as a bare window

            lists = FirstLists(*counts)
            self._sheets = SheetImport(
                self._window,
                self._store,
                self._background,
                self._files,
                actor=self._admin,
                on_changed=lambda: None,  # nothing is shown behind the wizard yet
                on_left=self._show_lists,
            )
            lists.people_requested.connect(self._sheets.open_people)
            lists.places_requested.connect(self._sheets.open_places)
            lists.done.connect(lambda _: self._finish())
            self._window.open_dialog(lists)

        self._background.run_in_background(self._counts, show)

    def _counts(self) -> tuple[int, int]:
        with self._store.read() as session:
            return len(all_people(session)), len(all_places(session))

    def _finish(self) -> None:
        self._window.close_dialog()
        self.finished.emit()
