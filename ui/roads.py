"""The roads between pages: open a record, a hazard, a filling; print, correct, sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, Qt

from forms.json_value import Json
from models.queries.people import PersonView
from models.queries.rights import hidden_forms
from ui import wording
from ui.dialogs.reason import ReasonDialog

if TYPE_CHECKING:  # the desk holds the roads, and is there before SQLAlchemy
    from sqlalchemy.orm import Session

    from models.queries.records import RecordView
    from models.workflow.batch import Batch  # brings the PDF library
    from models.workflow.drafts import DraftView
    from ui.background import Pace
    from ui.desk import Desk
    from ui.pages.preview import Paper
    from ui.presenters.preview_papers import Ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A form to fill, and what is known before it is opened."""

    form_id: str
    place: str | None = None
    asset: str | None = None
    task: str | None = None
    subject: str | None = None
    after: tuple[str, ...] = ()
    answers: dict[str, Json] | None = None


@runtime_checkable
class OpensOne(Protocol):
    """A presenter of one thing, told which before it is shown."""

    def open(self, key: str) -> None: ...


@runtime_checkable
class OpensDraft(Protocol):
    def open_draft(self, draft: DraftView) -> None: ...


@runtime_checkable
class Signs(Protocol):
    def sign(self, view: RecordView) -> None: ...


@runtime_checkable
class AsksRecords(Protocol):
    """The page of records, told what to look for."""

    def ask(self, *, place: str = "", person: str = "", form_id: str = "") -> None: ...


@runtime_checkable
class ListsPapers(Protocol):
    """The presenter of records, told which papers are looked for."""

    def ask_printed(self) -> None: ...

    def ask_unsigned(self) -> None: ...


@runtime_checkable
class Previews(Protocol):
    def open_record(self, record_id: str) -> None: ...

    def open_blank(self, form_id: str) -> None: ...

    def open_sheet(self, form_id: str, day: date) -> None: ...

    def open_anonymous(self, report_id: str) -> None: ...

    def open_paper(self, make: Callable[[], Paper]) -> None: ...

    def open_long(self, bind: Callable[[Pace], Ready]) -> None: ...

    def open_batch(self, choose: Callable[[], Batch]) -> None: ...


@runtime_checkable
class TakesFiles(Protocol):
    def add(self, paths: Sequence[Path]) -> None: ...

    def take_off(self, record_id: str, sha256: str) -> None: ...


class Roads(QObject):
    """Slots of pages end here; each road shows another page or says why it is closed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk

    def open_record(self, record_id: str) -> None:
        self._open("record", record_id)

    def open_hazard(self, hazard_id: str) -> None:
        self._open("hazard", hazard_id)

    def _open(self, name: str, key: str) -> None:
        presenter = self._desk.presenter(name)
        presenter.page  # noqa: B018 (built before it is told what to show)
        if isinstance(presenter, OpensOne):
            presenter.open(key)
        self._desk.open_below(name)

    def open_sheet(self, form_id: str, day: date) -> None:
        """The sheet of a log in which that day lies."""
        self._open("sheet", f"{form_id}/{day.isoformat()}")

    def open_revision(self, rev_id: str) -> None:
        """The record a revision belongs to."""

        def record_of(session: Session) -> str | None:
            from sqlalchemy import select

            from models.tables.projections import RecordRow

            return session.scalar(select(RecordRow.record_id).where(RecordRow.rev_id == rev_id))

        self._desk.read(
            "revision",
            record_of,
            lambda record_id: self.open_record(record_id) if record_id is not None else None,
        )

    def print_record(self, record_id: str) -> None:
        """Show the paper of a record; printing it is one more key."""
        self._preview(lambda paper: paper.open_record(record_id))

    def print_blank(self, form_id: str) -> None:
        self._preview(lambda paper: paper.open_blank(form_id))

    def print_sheet(self, form_id: str, day: date) -> None:
        """The ledger of a log for the day, week or month of one sheet."""
        self._preview(lambda paper: paper.open_sheet(form_id, day))

    def read_anonymous(self, report_id: str) -> None:
        """An anonymous report as paper; opening it starts its clocks."""
        self._preview(lambda paper: paper.open_anonymous(report_id))

    def show_paper(self, make: Callable[[], Paper]) -> None:
        """A paper that is no record, such as a list; ``make`` runs in the background."""
        self._preview(lambda paper: paper.open_paper(make))

    def show_long(self, bind: Callable[[Pace], Ready]) -> None:
        """A paper that takes its time; the preview shows how far it has come and lets it be stopped."""
        self._preview(lambda paper: paper.open_long(bind))

    def print_many(self, choose: Callable[[], Batch]) -> None:
        """Many records in one file; ``choose`` runs in the background and says which and how."""
        self._preview(lambda paper: paper.open_batch(choose))

    def file_scans(self, paths: Sequence[Path]) -> None:
        """The page that files scanned papers; these files are read at once."""
        presenter = self._desk.presenter("scans")
        presenter.page  # noqa: B018 (built before it is told what to show)
        if self._desk.window.current_page is not presenter.page:
            self._desk.open_below("scans")
        if isinstance(presenter, TakesFiles) and paths:
            presenter.add(paths)

    def take_off_scan(self, record_id: str, sha256: str) -> None:
        """Take the scan with that picture off a record again, with a reason."""
        presenter = self._desk.presenter("scans")
        if isinstance(presenter, TakesFiles):
            presenter.take_off(record_id, sha256)

    def open_incident(self, key: str) -> None:
        """An incident by its report, or an anonymous one by ``anonymous:`` and its random key."""
        self._open("incident", key)

    def _preview(self, choose: Callable[[Previews], None]) -> None:
        presenter = self._desk.presenter("preview")
        presenter.page  # noqa: B018 (built before it is told what to show)
        if isinstance(presenter, Previews):
            choose(presenter)
        self._desk.open_below("preview")

    def list_records(self, *, place: str = "", person: str = "", form_id: str = "") -> None:
        """The records page, asked for one place, person or form."""
        self._desk.go("records")
        page = self._desk.presenter("records").page
        if isinstance(page, AsksRecords):
            page.ask(place=place, person=person, form_id=form_id)

    def list_printed(self) -> None:
        """The records that are on paper and have not come back signed."""
        self._list_papers(lambda records: records.ask_printed())

    def list_unsigned(self) -> None:
        """The records that I sealed and nobody has countersigned."""
        self._list_papers(lambda records: records.ask_unsigned())

    def _list_papers(self, ask: Callable[[ListsPapers], None]) -> None:
        self._desk.go("records")
        presenter = self._desk.presenter("records")
        if isinstance(presenter, ListsPapers):
            ask(presenter)

    def correct_record(self, record_id: str) -> None:
        """Ask why, then open the correction as a filling."""
        desk = self._desk
        dialog = ReasonDialog("更正", "为什么更正", "原来那一版会留着，更正后要重新签字")

        def opened(draft: DraftView) -> None:
            desk.window.close_dialog()
            self.open_draft(draft)

        dialog.given.connect(
            lambda reason, _: desk.operations.start_correction(
                record_id, reason, desk.reader.staff_no, opened, dialog.refuse
            )
        )
        desk.window.open_dialog(dialog)

    def sign_record(self, view: RecordView) -> None:
        presenter = self._desk.presenter("fill")
        if isinstance(presenter, Signs):
            presenter.sign(view)

    def fill(self, wish: Wish) -> None:
        """Begin a filling of a form and open it."""
        desk = self._desk
        person = desk.reader
        desk.operations.start_draft(
            self.open_draft,
            desk.tell,
            form_id=wish.form_id,
            person=person.staff_no,
            department=desk.department,
            place=wish.place,
            asset=wish.asset,
            task=wish.task,
            subject=wish.subject,
            after=wish.after,
            answers=wish.answers,
        )

    def offer_drafts(self) -> None:
        """After a start that followed no proper end: say what was found again, and go on with it at one key."""
        desk, staff_no = self._desk, self._desk.reader.staff_no

        def found(kept: tuple[DraftView, ...]) -> None:
            if not kept:
                return
            last = kept[0]
            title = desk.store.catalog.get(last.form_id, last.form_version).title
            desk.banner(
                f"上次没有正常关闭，找回 {len(kept)} 份草稿",
                f"{title}，{wording.moment(last.saved_at, desk.now())} 存在本机，{last.answered} 个答案都在",
                "继续填",
                lambda: self.open_draft(last),
                icon="save",
            )
            banner = desk.window.banner
            said = banner.accessibleName()

            def pass_by() -> None:
                """It has been read by then, and the drafts stand on 今日."""
                if banner.accessibleName() == said:
                    desk.window.show_banner(None)

            desk.window.stack.currentChanged.connect(pass_by, Qt.ConnectionType.SingleShotConnection)

        self._read_drafts(staff_no, found)

    def _read_drafts(self, staff_no: str, found: Callable[[tuple[DraftView, ...]], None]) -> None:
        def work() -> tuple[DraftView, ...]:
            from models.workflow.drafts import open_drafts

            return open_drafts(self._desk.store, staff_no)

        self._desk.background.run_in_background(work, found, self._desk.tell)

    def tell_what_waits(self, other: PersonView) -> None:
        """To whoever took over: that the one before has something half filled, and not what."""
        desk = self._desk

        def found(kept: tuple[DraftView, ...]) -> None:
            if kept and desk.person is not None and desk.person.staff_no != other.staff_no:
                hidden = hidden_forms(desk.store.catalog, desk.person.roles)
                first = kept[0]
                form = desk.store.catalog.get(first.form_id, first.form_version)
                named = "表" if form.id in hidden or form.private_record else f"《{form.title}》"
                desk.banner(
                    f"{other.name}有 {len(kept)} 份没填完的{named}" + ("等" if len(kept) > 1 else ""),
                    f"都存着，只有{other.name}自己打得开。按 F2 换回来就能接着填",
                    "知道了",
                    icon="save",
                )

        self._read_drafts(other.staff_no, found)

    def open_draft(self, draft: DraftView) -> None:
        """Open a filling where it stopped."""
        presenter = self._desk.presenter("fill")
        if isinstance(presenter, OpensDraft):
            presenter.open_draft(draft)
