"""Reads the outbox, runs passes, and keeps the frame's sync words true while one runs."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from models.installation import Installation
from models.queries import outbox
from models.queries.county_orders import OrderItem, county_orders
from models.queries.outbox import OutboxSummary, TechnicalItem, WaitingItem
from models.queries.unread import count_unread
from sync.engine import Progress
from sync.enrolment import enrol
from sync.report import PassReport
from ui.desk import Desk
from ui.dialogs.enrol import EnrolDialog
from ui.operations import Changes
from ui.pages.page import Page
from ui.pages.preview import Paper
from ui.pages.sync import LISTED, SyncPage
from ui.presenters.frame import FramePresenter
from ui.presenters.presenter import Presenter
from ui.presenters.settings import SettingsPresenter
from ui.presenters.stick import Stick
from ui.presenters.sync_words import Logged, model_of
from ui.sync_runner import SyncRunner
from ui.theme.states import Tone

LOG_LENGTH, LOG_KEPT = 8, 500  # passes on the screen, and on paper
SHOWN = LISTED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    summary: OutboxSummary
    waiting: tuple[WaitingItem, ...]
    technical: tuple[TechnicalItem, ...]
    orders: tuple[OrderItem, ...]
    unread: int


class SyncPresenter(Presenter):
    """``log`` is of this run of the program; what the county proved stands with each record."""

    name = "sync"
    kinds = frozenset({"outbox", "records", "time"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.runner = SyncRunner(desk.store, server=desk.house, parent=desk)
        self.runner.started.connect(self._on_started)
        self.runner.progressed.connect(self._on_progressed)
        self.runner.finished.connect(self._on_finished)
        self.runner.broken.connect(self._on_broken)
        self.stick = Stick(desk)
        self.log: deque[Logged] = deque(maxlen=LOG_KEPT)
        desk.on_command("send", self.runner.send_now)
        desk.on_close(self.runner.close)
        desk.on_start(self.runner.start)
        desk.bus.changed.connect(self._on_changed)

    def build(self) -> Page:
        page = SyncPage()
        page.send_requested.connect(self.runner.send_now)
        page.enrol_requested.connect(self._on_enrol)
        stick = self.stick
        page.export_requested.connect(stick.write)
        page.import_requested.connect(stick.read)
        page.record_requested.connect(self.desk.roads.open_record)
        page.correct_requested.connect(self.desk.roads.correct_record)
        page.hazard_requested.connect(self.desk.roads.open_hazard)
        page.request_requested.connect(stick.write_request)
        page.answer_requested.connect(lambda: stick.ask_answer(self._on_joined))
        page.help_requested.connect(self._on_help)
        page.print_requested.connect(self._on_print)
        self._shown = page
        return page

    def refresh(self) -> None:
        def work(session: Session) -> _Read:
            return _Read(
                summary=outbox.summary(session),
                waiting=outbox.waiting(session, limit=SHOWN),
                technical=outbox.technical(session),
                orders=county_orders(session),
                unread=count_unread(session),
            )

        self.desk.read("sync", work, self._on_read)

    def _on_read(self, read: _Read) -> None:
        self._shown.present(
            model_of(
                read.summary,
                read.waiting,
                now=self.desk.now(),
                connected=self._frame.connected,
                sending=self.runner.is_running,
                log=tuple(islice(self.log, LOG_LENGTH)),
                unread=read.unread,
                technical=read.technical,
                orders=read.orders,
            )
        )

    @property
    def _frame(self) -> FramePresenter:
        frame = self.desk.presenter("frame")
        assert isinstance(frame, FramePresenter)
        return frame

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        if "outbox" in changes.kinds:
            self.runner.send_soon()

    def _on_started(self) -> None:
        self._show_activity()

    def _on_progressed(self, progress: Progress) -> None:
        self._frame.sent = progress.sent
        self._show_activity()

    def _on_finished(self, report: PassReport) -> None:
        self._frame.sent = None
        enrolled = self.desk.installation.is_enrolled
        if enrolled:
            self._frame.connected = not report.reason
            self.log.appendleft(Logged(at=self.desk.now(), report=report))
        for notice in report.notices[:1]:
            fact, _, advice = notice.partition("。")
            self.desk.banner(fact, advice, "知道了")
        self._show_activity()
        if report.received or report.forms:
            self.desk.bus.announce(Changes(kinds=frozenset({"records", "hazards", "today", "assets"})), self)

    def _change_key(self) -> None:
        settings = self.desk.presenter("settings")
        assert isinstance(settings, SettingsPresenter)
        self.desk.go("settings")
        settings.host.rotate()

    def _on_broken(self, problem: Exception) -> None:
        self._frame.sent = None
        self.desk.tell(problem)
        self._show_activity()

    def _show_activity(self) -> None:
        if self.desk.person is None:
            return
        self._frame.refresh()
        if self.desk.window.current_page is self._page and self._page is not None:
            self.refresh()

    def _on_print(self) -> None:
        """How things stand and what was tried, as paper."""
        desk, log, connected = self.desk, tuple(self.log), self._frame.connected
        facility, by = desk.installation.facility_name, f"{desk.reader.name} {desk.reader.staff_no}"

        def make() -> Paper:
            # brings the PDF library, for which the start does not wait
            from forms.printing.list_sheet import list_pdf
            from ui.presenters.sync_sheet import TITLE, sheet_of

            with desk.store.read() as session:
                summary = outbox.summary(session)
                waiting = outbox.waiting(session, limit=SHOWN)
            refused = [one for one in waiting if one.delivery == "quarantined"]
            now = desk.now()
            sheet = sheet_of(summary, refused, log, facility=facility, connected=connected, now=now)
            return Paper(
                title=TITLE,
                line=sheet.period,
                pdf=list_pdf(sheet, printed_at=now, printed_by=by),
                layout="sheet",
                layouts=("sheet",),
                file_name=f"{TITLE}.pdf",
            )

        desk.roads.show_paper(make)

    def _on_help(self) -> None:
        settings = self.desk.presenter("settings")
        assert isinstance(settings, SettingsPresenter)
        self.desk.go("settings")
        settings.show_group("about")

    def ask_code(self, answer: Path) -> None:
        """The code that belongs to the county's reply on a stick."""
        self.stick.ask_code(answer, self._on_joined)

    def _on_joined(self, installation: Installation) -> None:
        self.desk.installation = installation
        self.desk.banner(
            "已接入县里", "从此导出的 U 盘县里认得。有网以后也会自己送", "知道了", tone=Tone.OK, icon="link"
        )
        self._show_activity()

    def _on_enrol(self) -> None:
        dialog = EnrolDialog()
        store = self.desk.store

        def done(installation: Installation) -> None:
            self.desk.installation = installation
            self.desk.window.close_dialog()
            self._show_activity()
            self.runner.send_now()

        dialog.given.connect(
            lambda address, code: self.desk.background.run_in_background(
                lambda: enrol(store, server_url=address, code=code), done, dialog.refuse
            )
        )
        self.desk.window.open_dialog(dialog)
