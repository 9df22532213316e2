"""Reads scanned pages off the window's thread, says what they are, and files them by one press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from sqlalchemy.orm import Session

from models.faults import Refusal
from models.queries import records
from models.queries.paper_pages import PageView, look_up
from models.queries.records import Page as RowPage
from models.queries.records import RecordFilter
from models.queries.unfiled import RECENT, WaitingLedger, waiting_ledgers
from models.workflow import scanning
from models.workflow.scanning import Filed
from ui import wording
from ui.background import Pace
from ui.dialogs.files import SCAN, ManyFiles, SystemFiles
from ui.dialogs.reason import ReasonDialog
from ui.file_drop import SCANS
from ui.operations import Changes
from ui.pages.page import Page
from ui.pages.scans import ScansPage
from ui.photo_folder import PhotoFolder
from ui.presenters.match_scan import Matching
from ui.presenters.presenter import Presenter
from ui.presenters.records import RecordsPresenter
from ui.presenters.scan_reading import read_files
from ui.presenters.scan_stack import Scanned, Stack
from ui.small_images import small_image
from ui.theme.states import Tone
from ui.widgets.side_card import SideLine

WAITING = 12  # records whose paper is out that are shown by name
LARGE = QSize(1240, 1754)  # A4 at 150 dpi
FILED = frozenset({"records", "today", "outbox"})


class ScansPresenter(Presenter):
    name = "scans"
    kinds = frozenset({"records"})
    files: ManyFiles = SystemFiles()

    def build(self) -> Page:
        page = ScansPage()
        self._shown = page
        self._stack = Stack()
        self._owner = ""
        self._pace: Pace | None = None
        self._queue: list[Scanned] = []
        self._pending: list[Path] = []
        self._is_busy = False
        self._done = self._whole = 0
        self._folder = PhotoFolder(
            self.desk.background.run_in_background,
            self.desk.now,
            page,
            suffixes=SCANS,
        )
        self._matching = Matching(self.desk, self._on_matched)
        page.back_requested.connect(self.desk.go_back)
        page.files_requested.connect(self._on_choose)
        page.folder_requested.connect(self._on_folder)
        page.take_requested.connect(lambda: self._take([one.path for one in self._folder.offers]))
        page.file_requested.connect(self._on_file)
        page.clear_requested.connect(self._on_clear)
        page.stop_requested.connect(self._on_stop)
        page.selected.connect(self._on_selected)
        page.match_requested.connect(self._on_match)
        page.leave_requested.connect(self._on_leave)
        page.record_requested.connect(self.desk.roads.open_record)
        page.unfiled_requested.connect(self._on_unfiled)
        self._folder.changed.connect(self._say_folder)
        folder = self.desk.settings.scan_folder
        self._folder.set_folder(Path(folder) if folder else None)
        page.shown.connect(lambda is_shown: self._folder.watch(on=is_shown))
        self.desk.on_close(lambda: self._folder.watch(on=False))
        return page

    def refresh(self) -> None:
        """The stack belongs to whoever brought it: another person begins with none."""
        if self._owner != self.desk.reader.staff_no:
            self._owner = self.desk.reader.staff_no
            self._stack.forget()
            self._pending.clear()
        self._present()
        self._look_again()
        self._read_waiting()

    # taking in

    def add(self, paths: Sequence[Path]) -> None:
        """Read files; pages appear when all of them have been read, or it was stopped.

        What comes while others are read or filed waits for them. Whoever leaves meanwhile leaves no pages behind.
        """
        if not paths:
            return
        if self._is_busy:
            self._pending += paths
            return
        self._is_busy = True
        store, reader = self.desk.store, self.desk.reader
        wanted = tuple(paths)
        self._shown.set_busy(True)
        self._shown.progress.present(f"正在看 {wanted[0].name}", 0, len(wanted))

        def done(found: tuple[Scanned, ...]) -> None:
            keys = self._stack.add(found) if self._is_still(reader.staff_no) else ()
            self._finish()
            self._present()
            if keys:
                self._shown.go_to(keys[0])
                self._on_selected(keys[0])
            self._go_on()

        def refused(problem: Exception) -> None:
            self._finish()
            self.desk.tell(problem)
            self._go_on()

        self._pace = self.desk.background.run_long(
            lambda pace: read_files(store, reader, wanted, pace), done, refused, self._shown.progress.present
        )

    def _is_still(self, staff_no: str) -> bool:
        return self.desk.person is not None and self.desk.person.staff_no == staff_no

    def _go_on(self) -> None:
        """Read what came meanwhile."""
        waiting, self._pending = tuple(self._pending), []
        self.add(waiting)

    def _on_choose(self) -> None:
        self.add(self.files.to_open_many(self.desk.window, "选扫描件", SCAN))

    def _on_folder(self) -> None:
        start = self._folder.folder or Path.home()
        chosen = self.files.to_folder(self.desk.window, "扫描仪把文件存到哪个文件夹", start)
        if chosen is not None:
            self.desk.keep(replace(self.desk.settings, scan_folder=str(chosen)))
            self._folder.name_folder(chosen)
            self._say_folder()

    def _take(self, paths: Sequence[Path]) -> None:
        for path in paths:
            self._folder.put_away(path)
        self.add(paths)

    def _say_folder(self) -> None:
        folder, new = self._folder.folder, len(self._folder.offers)
        if folder is None:
            told = ""
        elif not self._folder.is_there:
            told = f"扫描文件夹 {folder} 现在打不开，接上以后自动再看"
        else:
            told = f"扫描文件夹 {folder} 里{f'有 {new} 个新文件' if new else '没有新文件，扫好会出现在这里'}"
        self._shown.present_folder(told, new)

    # filing

    def _on_file(self) -> None:
        if self._is_busy:
            return
        self._queue = list(self._stack.ready())
        self._done, self._whole = 0, len(self._queue)
        if self._queue:
            self._is_busy = True
            self._shown.set_busy(True)
            self._file_next(self.desk.reader.staff_no)

    def _file_next(self, person: str) -> None:
        """One page, one transaction: what is filed is safe, whatever comes of the next."""
        if not self._queue or not self._is_still(person):
            self._queue.clear()
            self._on_all_filed()
            return
        page = self._queue.pop(0)
        store = self.desk.store
        self._shown.progress.present("正在归档", self._done, self._whole)

        def filed(one: Filed) -> None:
            self._done += 1
            self._stack.put(replace(page, filed=one, refusal=""))
            self._file_next(person)

        def refused(problem: Exception) -> None:
            if isinstance(problem, Refusal):
                self._stack.put(replace(page, refusal=str(problem)))
            else:
                self.desk.tell(problem)
            self._file_next(person)

        self.desk.operations.do(
            lambda: scanning.file_page(store, page.to_file(), person=person),
            filed,
            refused,
            changes=Changes(kinds=FILED, record_ids=page.view.row_records or (page.view.record_id,)),
        )

    def _on_all_filed(self) -> None:
        self._finish()
        self._refresh_filed()
        if self._done:
            self.desk.banner(
                f"归档了 {self._done} 页",
                "图片和记录一起保存、备份、报县里。原纸照常保存",
                "知道了",
                tone=Tone.OK,
                icon="file-check",
            )
        self._go_on()

    def _refresh_filed(self) -> None:
        """Filed pages of one record say the same of its paper: what the last of them came to."""
        newest = {one.filed.record_id: one.filed.paper for one in self._stack.all() if one.filed}
        for one in self._stack.all():
            if one.filed is not None and one.filed.record_id:
                self._stack.put(replace(one, filed=replace(one.filed, paper=newest[one.filed.record_id])))
        self._present()

    # taking off

    def take_off(self, record_id: str, sha256: str) -> None:
        """Ask why the scan with that picture does not belong to the record, and take it off."""
        dialog = ReasonDialog(
            "取下这份扫描件",
            "为什么取下",
            "图片和原因都会留在经过里，这份记录回到“已打印，未签”。台账的一页会从它上面的每一份记录取下",
        )
        store, person = self.desk.store, self.desk.reader.staff_no

        def work(reason: str) -> Filed:
            with store.read() as session:
                scan_id = scanning.scan_of(session, record_id, sha256)
            return scanning.take_off(store, scan_id, reason=reason, person=person)

        dialog.given.connect(
            lambda reason, _pin: self.desk.operations.do(
                lambda: work(reason),
                lambda _: self.desk.window.close_dialog(),
                dialog.refuse,
                changes=Changes(kinds=FILED, record_ids=(record_id,)),
            )
        )
        self.desk.window.open_dialog(dialog)

    # one page

    def _on_selected(self, key: int) -> None:
        page = self._stack.get(key)
        if page is None or not page.picture:
            self._shown.present_picture(None)
            return

        def shown(image: QImage | None) -> None:
            if self._shown.current == key:
                self._shown.present_picture(image)

        self.desk.background.read("scan.picture", lambda: _large(page), shown)

    def _on_match(self, key: int) -> None:
        page = self._stack.get(key)
        if page is not None:
            self._matching.ask(page, _large(page))

    def _on_matched(self, page: Scanned, view: PageView) -> None:
        self._stack.put(replace(page, view=view, how="hand", is_left_out=False))
        self._present()

    def _on_leave(self, key: int) -> None:
        page = self._stack.get(key)
        if page is not None:
            self._stack.put(replace(page, is_left_out=not page.is_left_out))
            self._present()

    def _on_clear(self) -> None:
        self._stack.forget_done()
        self._present()

    def _on_stop(self) -> None:
        self._queue.clear()
        self._pending.clear()
        if self._pace is not None:
            self._pace.stop()

    def _finish(self) -> None:
        self._pace, self._is_busy = None, False
        self._shown.set_busy(False)

    def _present(self) -> None:
        self._shown.present(self._stack.lines(), ready=len(self._stack.ready()), done=len(self._stack.done()))

    def _read_waiting(self) -> None:
        catalog, reader, now = self.desk.store.catalog, self.desk.reader, self.desk.now()
        wanted = RecordFilter(unfiled=True, kinds=("record", "log", "event"), since=now - RECENT)

        def read(session: Session) -> tuple[RowPage, tuple[WaitingLedger, ...]]:
            page = records.find(session, catalog, wanted, reader, limit=WAITING)
            return page, waiting_ledgers(session, reader, now)

        def shown(found: tuple[RowPage, tuple[WaitingLedger, ...]]) -> None:
            page, ledgers = found
            lines = [
                SideLine(
                    f"{one.title}台账　{_still(one)}", wording.moment(one.printed_at, now), key=one.first
                )
                for one in ledgers[:WAITING]
            ]
            lines += [
                SideLine(f"{row.title}　{row.serial}", wording.moment(row.claimed_at, now), key=row.record_id)
                for row in page.rows
            ]
            counts = [f"{page.count} 份"] if page.rows else []
            counts += [f"台账 {len(ledgers)} 张"] if ledgers else []
            self._shown.present_waiting(tuple(lines), "，".join(counts))

        self.desk.read("scan.waiting", read, shown)

    def _on_unfiled(self) -> None:
        self.desk.go("records")
        presenter = self.desk.presenter("records")
        if isinstance(presenter, RecordsPresenter):
            presenter.ask_printed()

    def _look_again(self) -> None:
        """Records may have been corrected, or come here, since the pages were read."""
        waiting = [one for one in self._stack.waiting() if one.how == "code" and one.codes]
        catalog, reader = self.desk.store.catalog, self.desk.reader
        if not waiting or self._is_busy:
            return

        def read(session: Session) -> dict[int, PageView]:
            return {one.key: look_up(session, catalog, one.codes, reader) for one in waiting}

        def shown(views: dict[int, PageView]) -> None:
            self._stack.look_again(views)
            self._present()

        self.desk.read("scan.views", read, shown)


def _large(page: Scanned) -> QImage | None:
    return small_image(page.picture, LARGE)


def _still(ledger: WaitingLedger) -> str:
    if ledger.waiting == ledger.rows:
        return f"{ledger.rows} 份"
    return f"{ledger.rows} 份里还有 {ledger.waiting} 份"
