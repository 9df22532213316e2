"""Reads one record, its versions, and prints, corrects, voids or signs it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from forms.clock import local
from forms.json_value import Json
from forms.revision import Revision
from models.faults import Refusal
from models.queries import cases, records, tasks
from models.queries.cases import CaseView
from models.queries.names import NameBook, read_names
from models.queries.records import RecordView
from models.queries.tasks import TaskView
from models.workflow.correcting import private_answers
from ui.dialogs.reason import ReasonDialog
from ui.pages.page import Page
from ui.pages.record import RecordPage
from ui.presenters.names import PaperNames
from ui.presenters.presenter import Presenter
from ui.presenters.record_model import model_of
from ui.roads import Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    view: RecordView
    names: NameBook
    private: dict[str, Json]
    case: CaseView | None
    step_of: CaseView | None
    tasks: tuple[TaskView, ...]


class RecordPresenter(Presenter):
    name = "record"
    kinds = frozenset({"records", "outbox", "hazards"})
    record_id = ""

    def build(self) -> Page:
        page = RecordPage()
        page.back_requested.connect(self.desk.go_back)
        page.print_requested.connect(lambda: self.desk.roads.print_record(self.record_id))
        page.correct_requested.connect(lambda: self.desk.roads.correct_record(self.record_id))
        page.void_requested.connect(self._on_void)
        page.sign_requested.connect(self._on_sign)
        page.version_requested.connect(self._on_version)
        page.compare_requested.connect(self._on_compare)
        page.hazard_requested.connect(self.desk.roads.open_hazard)
        page.record_requested.connect(self.desk.roads.open_record)
        page.sheet_requested.connect(self._on_sheet)
        page.step_requested.connect(
            lambda form_id: self.desk.roads.fill(Wish(form_id=form_id, subject=self.record_id))
        )
        self._shown = page
        self._read: _Read | None = None
        self._rev = ""
        self._compare = False
        return page

    def open(self, record_id: str) -> None:
        """The record that the next refresh reads, at its current version."""
        self.record_id = record_id
        self._rev, self._compare = "", False

    def refresh(self) -> None:
        store, reader, record_id = self.desk.store, self.desk.reader, self.record_id

        def work(session: Session) -> _Read | None:
            view = records.get(session, store.catalog, record_id, reader)
            if view is None:
                return None
            try:
                private = private_answers(session, store, view.revision)
            except Refusal:  # not on this computer: the public part is shown alone
                private = {}
            subject = view.revision.subject
            return _Read(
                view=view,
                names=read_names(session),
                private=private,
                case=cases.get(session, store.catalog, record_id, reader),
                step_of=cases.get(session, store.catalog, subject, reader) if subject else None,
                tasks=tasks.of_record(session, record_id),
            )

        self.desk.read("record", work, self._on_read)

    def _on_read(self, read: _Read | None) -> None:
        if read is None:
            self.desk.banner("这份记录你看不了", "它的表单只给指定岗位看。要看请找科主任", "知道了")
            self.desk.go_back()
            return
        self._read = read
        self._present()

    def _present(self) -> None:
        read = self._read
        if read is None:
            return
        view = read.view
        number = next(
            (at for at, one in enumerate(view.revisions) if one.rev_id == self._rev), view.version - 1
        )
        shown = view.revisions[number]
        other: Revision | None = view.revisions[number - 1] if self._compare and number > 0 else None
        if self._compare and other is None and len(view.revisions) > 1:
            other = view.revisions[number + 1]
        current = shown.rev_id == view.revision.rev_id
        self._shown.present(
            model_of(
                view,
                self.desk.reader,
                PaperNames(read.names),
                self.desk.now(),
                private=read.private if current else {},
                shown=shown,
                other=other,
                case=read.case if current else None,
                step_of=read.step_of,
                tasks=read.tasks,
            )
        )

    def _on_version(self, rev_id: str) -> None:
        self._rev = rev_id
        self._present()

    def _on_compare(self) -> None:
        self._compare = not self._compare
        self._present()

    def _on_sheet(self) -> None:
        if self._read is not None:
            item = self._read.view.item
            self.desk.roads.open_sheet(item.form_id, local(item.claimed_at).date())

    def _on_sign(self) -> None:
        if self._read is not None:
            self.desk.roads.sign_record(self._read.view)

    def _on_void(self) -> None:
        dialog = ReasonDialog("作废这份记录", "为什么作废", "记录和签字都会留着，永远标为已作废", pin=True)
        dialog.given.connect(
            lambda reason, pin: self.desk.operations.void(
                self.record_id,
                reason=reason,
                person=self.desk.reader.staff_no,
                pin=pin,
                on_done=lambda _: self.desk.window.close_dialog(),
                on_refused=dialog.refuse,
            )
        )
        self.desk.window.open_dialog(dialog)
