"""What 设置·更新 does: looks for an update, asks for the administrator's PIN, and puts it in without holding anybody up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QApplication
from sqlalchemy.orm import Session

from models.program import Program, read_program
from models.versions import Versions
from models.workflow.credentials import verify_pin
from sync.house.road import is_host
from sync.updates.applying import Applied, apply_update
from sync.updates.looking import look_at, newest_in
from sync.updates.sharing import newest_on, open_for_others, share
from sync.updates.sticks import sticks
from sync.wire.update_file import SUFFIX, Update
from sync.wire.update_keys import release_keys
from sync.wire.update_manifest import version_key
from sync.wire.update_shelf import FOLDER, read_shelf
from sync.wire.updates import PublishedUpdate
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

_Done = TypeVar("_Done")
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
            "update.share": lambda _key: self._share(),
            "update.restart": lambda _key: QApplication.exit(AGAIN),
            "update.stop": lambda _key: self._stop(),
        }
        desk.on_close(self._stop)

    def read(self, session: Session, *, is_admin: bool) -> UpdateModel:
        """In a reader's thread: the newest update on a stick, from the county or from the 院内主机."""
        program = self.program
        versions = Versions(root=program.root) if program.root is not None else None
        folders = (self._desk.home / FOLDER, *self.places())
        found = [update for folder in folders if (update := newest_in(folder, program, self.keys))]
        self._found = max(found, key=lambda one: version_key(one.manifest.version), default=None)
        can = versions is not None and versions.can_be_written()
        shelf, serves = read_shelf(self._desk.home / FOLDER), is_host(session)
        return UpdateModel(
            facts=words.facts(program, versions, self._found, shelf, may=is_admin, can=can, is_host=serves),
            found=self._found.manifest.version if self._found else "",
            ready=words.ready_of(program, versions),
            may_change=is_admin and can and self._pace is None,
            is_host=serves,
            may_share=is_admin and self._pace is None,
        )

    def _choose(self) -> None:
        desk = self._desk
        file = self._files().to_open(desk.window, "选更新文件", KIND)
        if file is not None:
            desk.background.run_in_background(
                lambda: look_at(file, self.program, self.keys), self._ask, desk.tell
            )

    def _share(self) -> None:
        """What is on the sticks for any system; a file that is chosen, if nothing new is there."""
        desk = self._desk

        def found(updates: Sequence[Update]) -> None:
            if updates:
                self._ask_to_share(updates)
                return
            file = self._files().to_open(desk.window, "选发给别的电脑的更新文件", KIND)
            if file is not None:
                desk.background.run_in_background(
                    lambda: (open_for_others(file, self.program, self.keys),), self._ask_to_share, desk.tell
                )

        desk.background.run_in_background(
            lambda: newest_on(self.places(), desk.home, self.program, self.keys), found, desk.tell
        )

    def _ask_to_share(self, updates: Sequence[Update]) -> None:
        self._with_pin(
            "发给别的电脑", words.share_question(updates), lambda me: self._put_on_shelf(updates, me)
        )

    def _ask(self, update: Update | None) -> None:
        if update is not None:
            verb = f"装上 {update.manifest.version}"
            self._with_pin(verb, words.question(self.program, update), lambda me: self._apply(update, me))

    def _with_pin(self, verb: str, line: str, act: Callable[[str], None]) -> None:
        """The administrator's PIN, then to work."""
        if self._pace is not None:
            return
        desk = self._desk
        me = desk.reader.staff_no
        dialog = EntryDialog(verb, line, (Question(name="pin", label="你的 PIN", kind="pin"),))

        def begin(_proof: object) -> None:
            desk.window.close_dialog()
            act(me)

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
            desk.banner(
                f"{applied.version} 已装好，下次打开就是它",
                f"在副本上核对过 {applied.objects} 件封存，备份也做了。可以先把手上的填完",
                "现在重新打开",
                lambda: QApplication.exit(AGAIN),
                tone=Tone.OK,
                icon="circle-check",
            )

        self._run(work, done)

    def _put_on_shelf(self, updates: Sequence[Update], actor: str) -> None:
        desk = self._desk

        def work(pace: Pace) -> tuple[PublishedUpdate, ...]:
            return tuple(
                share(desk.store, self.program, one.path, actor=actor, told=pace.tell, keys=self.keys)
                for one in updates
            )

        def done(shared: tuple[PublishedUpdate, ...]) -> None:
            desk.banner(
                f"{shared[0].version} 已放到院内主机上",
                "别的电脑连上来会自己取，取到以后由那台电脑上的管理员装",
                tone=Tone.OK,
                icon="circle-check",
            )

        self._run(work, done)

    def _run(self, work: Callable[[Pace], _Done], done: Callable[[_Done], None]) -> None:
        """One at a time, with its line of progress; the page is read anew at both ends."""

        def over(result: _Done) -> None:
            self._finish()
            done(result)

        def refused(problem: Exception) -> None:
            self._finish()
            self._desk.tell(problem)

        self._progress.present("正在核对文件", 0, 0)
        self._pace = self._desk.background.run_long(work, over, refused, self._progress.present)
        self._refresh()

    def _stop(self) -> None:
        if self._pace is not None:
            self._pace.stop()

    def _finish(self) -> None:
        self._pace = None
        self._progress.finish()
        self._refresh()
