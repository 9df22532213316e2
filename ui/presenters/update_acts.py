"""What 设置·更新 does: looks for an update, asks for the administrator's PIN, and puts it in without holding anybody up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from models.program import Program, read_program
from models.versions import Versions
from models.workflow.credentials import verify_pin
from sync.updates.applying import Applied, apply_update
from sync.updates.looking import look_at, newest_in
from sync.updates.offered import FOLDER
from sync.updates.sticks import sticks
from sync.wire.update_file import SUFFIX, Update
from sync.wire.update_keys import release_keys
from sync.wire.update_manifest import version_key
from ui.application import AGAIN
from ui.background import Pace
from ui.dialogs.entry import EntryDialog, Question
from ui.dialogs.files import Files
from ui.pages.update_panel import UpdateModel
from ui.presenters import update_words as words
from ui.theme.states import Tone
from ui.widgets.progress import ProgressLine

if TYPE_CHECKING:  # the desk holds the presenters
    from ui.desk import Desk

KIND = f"医安更新 (*{SUFFIX})"


class UpdateActs:
    """The buttons of the panel, by their names. ``program``, ``places`` and ``keys`` are the computer's own."""

    def __init__(
        self, desk: Desk, files: Callable[[], Files], refresh: Callable[[], None], progress: ProgressLine
    ) -> None:
        self._desk, self._files, self._refresh, self._progress = desk, files, refresh, progress
        self.program: Program = read_program()
        self.places: Callable[[], Iterable[Path]] = sticks
        self.keys: dict[str, bytes] = release_keys()
        self._pace: Pace | None = None
        self._found: Update | None = None
        self.by_name: dict[str, Callable[[str], None]] = {
            "update.look": lambda _key: refresh(),
            "update.choose": lambda _key: self._choose(),
            "update.apply": lambda _key: self._ask(self._found),
            "update.restart": lambda _key: QApplication.exit(AGAIN),
            "update.stop": lambda _key: self._stop(),
        }
        desk.on_close(self._stop)

    def read(self, *, is_admin: bool) -> UpdateModel:
        """In a reader's thread: the newest update on a stick, or from the county."""
        program = self.program
        versions = Versions(root=program.root) if program.root is not None else None
        folders = (self._desk.home / FOLDER, *self.places())
        found = [update for folder in folders if (update := newest_in(folder, program, self.keys))]
        self._found = max(found, key=lambda one: version_key(one.manifest.version), default=None)
        can = versions is not None and versions.can_be_written()
        return UpdateModel(
            facts=words.facts(program, versions, self._found, may=is_admin, can=can),
            found=self._found.manifest.version if self._found else "",
            ready=words.ready_of(program, versions),
            may_change=is_admin and can and self._pace is None,
        )

    def _choose(self) -> None:
        desk = self._desk
        file = self._files().to_open(desk.window, "选更新文件", KIND)
        if file is not None:
            desk.background.run_in_background(
                lambda: look_at(file, self.program, self.keys), self._ask, desk.tell
            )

    def _ask(self, update: Update | None) -> None:
        """The administrator's PIN, then to work."""
        if update is None or self._pace is not None:
            return
        desk = self._desk
        me = desk.reader.staff_no
        dialog = EntryDialog(
            f"装上 {update.manifest.version}",
            words.question(self.program, update),
            (Question(name="pin", label="你的 PIN", kind="pin"),),
        )

        def begin(_proof: object) -> None:
            desk.window.close_dialog()
            self._apply(update, me)

        dialog.given.connect(
            lambda given: desk.background.run_in_background(
                lambda: verify_pin(desk.store, me, given["pin"]), begin, dialog.refuse
            )
        )
        desk.window.open_dialog(dialog)

    def _apply(self, update: Update, actor: str) -> None:
        desk = self._desk

        def work(pace: Pace) -> Applied:
            return apply_update(
                desk.store, self.program, update.path, actor=actor, told=pace.tell, keys=self.keys
            )

        def done(applied: Applied) -> None:
            self._finish()
            desk.banner(
                f"{applied.version} 已装好，下次打开就是它",
                f"在副本上核对过 {applied.objects} 件封存，备份也做了。可以先把手上的填完",
                "现在重新打开",
                lambda: QApplication.exit(AGAIN),
                tone=Tone.OK,
                icon="circle-check",
            )

        def refused(problem: Exception) -> None:
            self._finish()
            desk.tell(problem)

        self._progress.present("正在核对文件", 0, 0)
        self._pace = desk.background.run_long(work, done, refused, self._progress.present)
        self._refresh()

    def _stop(self) -> None:
        if self._pace is not None:
            self._pace.stop()

    def _finish(self) -> None:
        self._pace = None
        self._progress.finish()
        self._refresh()
