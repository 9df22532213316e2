"""报事件 from anywhere: N opens it, a signed report is sealed at once, an anonymous one leaves no trace of who."""

from __future__ import annotations

from shiboken6 import isValid

from forms.context import EMPTY_CONTEXT
from forms.filling import Filling
from forms.json_value import Json
from forms.printing.slips import pick_up_slip
from models.workflow import anonymous
from models.workflow.drafts import DraftView
from models.workflow.revisions import Sealed
from ui.desk import Desk
from ui.dialogs.quick_incident import QuickIncident
from ui.filling.editors.editor import Surroundings
from ui.operations import RECORDS, Changes
from ui.pages.page import Page
from ui.presenters.presenter import Presenter
from ui.presenters.sentences import sentence
from ui.printer import ask_printer, has_printer, paint_pdf

FORM = "event.adverse_event"


class IncidentReport(Presenter):
    """Carries out the command ``incident``; has no page of its own, the dialog is made anew each time."""

    name = "incident_report"
    kinds = frozenset[str]()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        desk.on_command("incident", self.open)

    def build(self) -> Page:
        raise NotImplementedError("the report is a dialog")

    def refresh(self) -> None:
        """Nothing is kept that could be stale."""

    def open(self) -> None:
        desk = self.desk
        form = desk.store.catalog.latest(FORM)
        reader = desk.reader
        dialog = QuickIncident(
            Filling(form, context=EMPTY_CONTEXT, now=desk.now()),
            Surroundings(now=desk.now),
            person=f"{reader.name} {reader.staff_no}",
        )
        dialog.report_requested.connect(lambda answers, pin: self._report(dialog, answers, pin))
        dialog.keep_requested.connect(self._keep)
        dialog.anonymous_requested.connect(lambda answers: self._report_anonymously(dialog, answers))
        dialog.print_requested.connect(lambda code: self._print(dialog, code))
        dialog.done.connect(lambda _: desk.window.close_dialog())
        desk.window.open_dialog(dialog)

    def _report(self, dialog: QuickIncident, answers: dict[str, Json], pin: str) -> None:
        desk, reader = self.desk, self.desk.reader

        def done(sealed: Sealed) -> None:
            desk.window.close_dialog()
            desk.banner(
                "事件已上报", f"编号 {sealed.serial}，在“事件”里看进展", "知道了", icon="circle-check"
            )

        desk.operations.seal(
            done,
            lambda problem: dialog.refuse(sentence(problem)),
            form=FORM,
            answers=answers,
            author=reader.staff_no,
            pin=pin,
            department=desk.department,
        )

    def _keep(self, answers: dict[str, Json]) -> None:
        desk, reader = self.desk, self.desk.reader

        def kept(_draft: DraftView) -> None:
            desk.window.close_dialog()
            desk.banner("事件报告存成了草稿", "写的都在，从“今日”接着填", "知道了", icon="save")

        desk.operations.start_draft(
            kept,
            desk.tell,
            form_id=FORM,
            person=reader.staff_no,
            department=desk.department,
            answers=answers,
        )

    def _report_anonymously(self, dialog: QuickIncident, answers: dict[str, Json]) -> None:
        """Nothing of who is signed in, of this computer or of the hour goes with it."""
        store = self.desk.store
        self.desk.operations.do(
            lambda: anonymous.submit(store, form=FORM, answers=answers),
            dialog.show_code,
            lambda problem: dialog.refuse(sentence(problem)),
            changes=Changes(kinds=RECORDS),
        )

    def _print(self, dialog: QuickIncident, code: str) -> None:
        """The slip goes straight to the printer; no file of it is kept."""
        facility = self.desk.installation.facility_name
        if not has_printer():
            dialog.tell("这台电脑还没有接打印机。取件码还在上面，抄下来也一样用")
            return
        printer = ask_printer("取件码", self.desk.window)

        def told(said: str) -> None:
            if isValid(dialog):  # it may have been closed while the printer was busy
                dialog.tell(said)

        if printer is not None:
            self.desk.background.run_long(
                lambda _pace: paint_pdf(pick_up_slip(code, facility=facility), printer),
                lambda _pages: told("交给打印机了。看一眼纸出来了没有"),
                lambda problem: told(sentence(problem)),
            )
