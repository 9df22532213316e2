"""Renders paper in the background, shows it, prints it or keeps it as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeAlias

from models.workflow.batch import Batch
from models.workflow.bound_papers import Stopped
from models.workflow.prints import Outrun, Print, count
from ui.background import Pace
from ui.dialogs.files import PDF, Files, SystemFiles
from ui.operations import Changes
from ui.pages.page import Page
from ui.pages.preview import Paper, PreviewPage
from ui.presenters.presenter import Presenter
from ui.presenters.preview_papers import (
    Anonymous,
    Around,
    Blank,
    Given,
    Long,
    Many,
    OneRecord,
    Ready,
    SheetOfLog,
    Wanted,
)
from ui.printer import (
    PrinterGone,
    PrinterItem,
    PrinterMemory,
    Printers,
    PrintOrder,
    PrintStopped,
    SystemPrinters,
    print_order,
)
from ui.saving import save
from ui.theme.states import Tone

Pages: TypeAlias = range | tuple[int, ...]
STALE = timedelta(minutes=10)
"""A page that says when it was printed is made anew before it is, if it was shown that long."""
PRINTED = Changes(kinds=frozenset({"records", "today"}))


class PreviewPresenter(Presenter):
    name = "preview"
    kinds = frozenset[str]()
    files: Files = SystemFiles()
    printers: Printers = SystemPrinters()

    def build(self) -> Page:
        page = PreviewPage()
        page.back_requested.connect(self._on_back)
        page.layout_requested.connect(self._on_layout)
        page.version_requested.connect(self._on_version)
        page.print_requested.connect(self._on_print)
        page.save_requested.connect(self._on_save)
        page.printers_requested.connect(self._find_printers)
        page.stop_requested.connect(self._on_stop)
        self._shown = page
        self._memory = PrinterMemory(self.desk.home)
        self._wanted: Wanted = Given(read=_nothing)
        self._ready: Ready | None = None
        self._pace: Pace | None = None
        self._layout, self._version = "", 0
        self._unfinished: tuple[Print, ...] = ()  # counted already, but the printer stopped before their end
        self._calm = Pace(page)  # of what is made in a moment
        return page

    # what is shown

    def open_record(self, record_id: str) -> None:
        self._open(OneRecord(record_id=record_id))

    def open_blank(self, form_id: str) -> None:
        self._open(Blank(form_id=form_id))

    def open_sheet(self, form_id: str, day: date) -> None:
        self._open(SheetOfLog(form_id=form_id, day=day))

    def open_anonymous(self, report_id: str) -> None:
        self._open(Anonymous(report_id=report_id))

    def open_paper(self, make: Callable[[], Paper]) -> None:
        """A paper that is no record; ``make`` runs in the background."""
        self._open(Given(read=make))

    def open_long(self, bind: Callable[[Pace], Ready]) -> None:
        """A paper that takes its time, with progress and a way to stop it."""
        self._open(Long(bind=bind))

    def open_batch(self, choose: Callable[[], Batch]) -> None:
        """Many records in one file; ``choose`` runs in the background."""
        self._open(Many(choose=choose))

    def _open(self, wanted: Wanted) -> None:
        self._wanted, self._layout, self._version = wanted, "", 0
        self._ready, self._unfinished = None, ()

    def _on_layout(self, layout: str) -> None:
        self._layout = layout
        self.refresh()

    def _on_version(self, version: int) -> None:
        self._version = version
        self.refresh()

    def refresh(self) -> None:
        if self._ready is None:
            self._shown.wait()
            self._find_printers()
        self._make(self._on_ready)

    def _make(self, then: Callable[[Ready], None]) -> None:
        """What is wanted, made anew; whoever asks for something else meanwhile is the only one answered."""
        around = Around(store=self.desk.store, person=self.desk.reader, now=self.desk.now())
        wanted, layout, version = self._wanted, self._layout, self._version

        def done(ready: Ready) -> None:
            if self._wanted is wanted and (self._layout, self._version) == (layout, version):
                self._finish()
                then(ready)

        def refused(problem: Exception) -> None:
            if self._wanted is wanted:
                self._finish()
                self._on_refused(problem)

        if isinstance(wanted, Many | Long):
            self._pace = self.desk.background.run_long(
                lambda pace: wanted.make(around, layout, version, pace),
                done,
                refused,
                self._shown.progress.present,
            )
        else:
            self.desk.background.read(
                "preview", lambda: wanted.make(around, layout, version, self._calm), done, refused
            )

    def _on_ready(self, ready: Ready) -> None:
        first = self._ready is None
        self._ready, self._unfinished = ready, ()
        self._shown.present(ready.paper)
        if first:
            self._shown.remember(self._memory.of(ready.paper.form))

    def _on_refused(self, problem: Exception) -> None:
        if not isinstance(problem, Stopped):
            self.desk.tell(problem)
        self.desk.go_back()

    def _finish(self) -> None:
        self._pace = None
        self._shown.progress.finish()

    def _on_stop(self) -> None:
        if self._pace is not None:
            self._pace.stop()

    def _on_back(self) -> None:
        if self._ready is None:
            self._on_stop()  # nobody waits for it any more
        self.desk.go_back()

    # printers

    def _find_printers(self) -> None:
        self._shown.present_printers(None)
        self.desk.background.read("printers", self.printers.found, self._on_printers, self._on_no_printers)

    def _on_printers(self, found: tuple[PrinterItem, ...]) -> None:
        self._shown.present_printers(found)

    def _on_no_printers(self, _problem: Exception) -> None:
        self._shown.present_printers(())

    # onto paper or into a file

    def _on_save(self, shown: Paper) -> None:
        path = self.files.to_save(self.desk.window, "存成 PDF", shown.file_name, PDF)
        if path is not None:
            self._counted(
                range(1, self._shown.view.pages + 1), lambda pdf: save(self.desk, path, lambda: pdf)
            )

    def _on_print(self, order: PrintOrder) -> None:
        if self._pace is None:
            self._counted(order.pages, lambda pdf: self._print(pdf, order))

    def _counted(self, pages: Pages, use: Callable[[bytes], None]) -> None:
        """Count what is shown as printed, then use its very bytes; make it anew first if it has grown old."""
        ready = self._ready
        if ready is None:
            return
        is_old = ready.made_at is not None and self.desk.now() - ready.made_at > STALE
        if is_old and not self._unfinished:
            self._make(lambda fresh: self._count_fresh(fresh, pages, use))
        else:
            self._count(ready, pages, use)

    def _count_fresh(self, ready: Ready, pages: Pages, use: Callable[[bytes], None]) -> None:
        self._on_ready(ready)
        self._count(ready, pages, use)

    def _count(self, ready: Ready, pages: Pages, use: Callable[[bytes], None]) -> None:
        store, person = self.desk.store, self.desk.reader.staff_no
        prints = [one for one in ready.prints if one.is_among(pages) and one not in self._unfinished]
        if not prints or store.is_read_only:
            use(ready.paper.pdf)
            return

        def refused(problem: Exception) -> None:
            self.desk.tell(problem)
            if isinstance(problem, Outrun):
                self.refresh()

        self.desk.operations.do(
            lambda: count(store, prints, person=person),
            lambda _: use(ready.paper.pdf),
            refused,
            changes=PRINTED,
        )

    def _print(self, pdf: bytes, order: PrintOrder) -> None:
        ready = self._ready
        assert ready is not None
        printers, name = self.printers, ready.paper.file_name
        self._memory.keep(ready.paper.form, order)
        order = replace(order, binds=ready.paper.binds)
        self._shown.progress.present("正在交给打印机", 0, len(order.pages))

        def work(pace: Pace) -> int:
            printer = printers.open(order, name)
            return print_order(
                pdf, printer, order, lambda done, whole: pace.tell("正在交给打印机，第", done, whole)
            )

        self._pace = self.desk.background.run_long(
            work,
            lambda given: self._on_printed(order, given),
            lambda problem: self._on_not_printed(order, problem),
            self._shown.progress.present,
        )

    def _on_printed(self, order: PrintOrder, given: int) -> None:
        self._finish()
        self._unfinished = ()
        where = f"“{order.printer}”" if order.printer else "打印机"
        self.desk.banner(
            f"{given} 页交给了{where}", "纸没有出来就看看打印机", "知道了", tone=Tone.OK, icon="printer"
        )
        self._anew()

    def _on_not_printed(self, order: PrintOrder, problem: Exception) -> None:
        """What was counted and has not come out yet goes on as the same print."""
        self._finish()
        ready = self._ready
        if ready is not None:
            self._unfinished = tuple(one for one in ready.prints if one.is_among(order.pages))
        if isinstance(problem, PrinterGone | PrintStopped) and problem.given:
            self._shown.panel.continue_from(problem.left)
        self.desk.tell(problem)
        self._find_printers()

    def _anew(self) -> None:
        """The next print of a record is another one, and says so; what takes long is made when it is wanted."""
        if isinstance(self._wanted, OneRecord | SheetOfLog):
            self._make(self._on_ready)


def _nothing() -> Paper:
    raise Stopped
