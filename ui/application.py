"""The window's start: painted from Qt alone; store, sync and printing are loaded behind the first paint."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication

from ui import settings_file
from ui.main_window import MainWindow
from ui.settings_file import WindowSettings
from ui.skeleton import Skeleton
from ui.theme.states import Tone
from ui.theme.tokens import Density, Scheme

if TYPE_CHECKING:
    from models.faults import Refusal
    from models.store import Store
    from ui.approval import Approval
    from ui.background import Background
    from ui.desk import Desk
    from ui.dialogs.files import Files
    from ui.first_start import FirstStart
    from ui.kit_start import Places
    from ui.trouble import Trouble

LARGE = "1.25"
UNSEEN_MS = 2_000
"""After so long the rest is loaded although nothing was painted: a window may be started as an icon."""
ICON_MS = 1_000
"""When the task bar gets the program's picture: drawing it takes a third of a bare window, and nobody waits for it."""
AGAIN = 75
"""The exit code that asks for the program to be started anew in its place: 大字 is Qt's from the start on."""
LOG = logging.getLogger("yian.start")


def run(home: Path, argv: Sequence[str], *, server: tuple[str, ...] = ()) -> int:
    """Show the window until it is closed; the exit status of Qt. ``server`` is the command of an 院内主机."""
    settings = settings_file.load(home)
    if settings.large and "QT_SCALE_FACTOR" not in os.environ:
        os.environ["QT_SCALE_FACTOR"] = LARGE
    application = QApplication([*argv] or [sys.argv[0]])
    following: Path | None = home
    while following is not None:
        start = Start(application, following, settings_file.load(following), server=server)
        start.show()
        status = application.exec()
        start.close()
        start.put_away()
        start.remove_what_was_left()
        following = start.elsewhere
    if status == AGAIN:
        if os.environ.get("QT_SCALE_FACTOR") == LARGE:
            del os.environ["QT_SCALE_FACTOR"]  # the next start reads anew how large it is wanted
        from ui.installation import command_again
        from ui.start_again import start_again

        return start_again(command_again())
    return status


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """The store, and what a start has to tell about it: sentences of three parts."""

    store: Store
    told: tuple[str, ...] = ()


class Start:
    """The window, and what has been loaded behind it so far.

    Everything before ``show`` is measured: the first paint may cost 1.6 times a bare window of Qt. So threads, the
    pages and the store come after it.
    """

    def __init__(
        self,
        application: QApplication,
        home: Path,
        settings: WindowSettings,
        *,
        server: tuple[str, ...] = (),
        files: Files | None = None,
        places: Places | None = None,
    ) -> None:
        """``files``: who is asked for files in the first start; the system's own dialogs if nobody is named.

        ``places``: where the first start looks for a kit; sticks, and around the program, if nothing is named.
        """
        self._files, self._places = files, places
        self.home = home
        self._server = server
        self.settings = settings
        self.store: Store | None = None
        self.desk: Desk | None = None
        self.background: Background | None = None
        self.elsewhere: Path | None = None  # the folder on which the window opens after this one
        self._is_to_go = False
        self._application = application
        self._was_killed = settings.is_running
        self._approval: Approval | None = None
        self._trouble: Trouble | None = None
        self._first: FirstStart | None = None
        application.setApplicationName("yian")
        application.setApplicationDisplayName("医安")
        self.window = MainWindow(bare=True)
        self._unseen = QTimer(self.window, interval=UNSEEN_MS, singleShot=True)
        self._unseen.timeout.connect(self.load)
        shape = self.window.centralWidget()
        if isinstance(shape, Skeleton):
            if settings.scheme in tuple(Scheme):
                shape.set_scheme(Scheme(settings.scheme))
            shape.painted.connect(self._on_painted, Qt.ConnectionType.QueuedConnection)

    def show(self) -> None:
        """Put the window on the screen; everything else begins when it has been painted."""
        self._unseen.start()
        self.window.showMaximized()

    def _on_painted(self) -> None:
        if self._unseen.isActive():
            self._unseen.stop()
            self.load()

    def load(self) -> None:
        """What the first paint did not wait for: fonts, look, the page of today, the threads, the store."""
        from ui import wording
        from ui.background import Background
        from ui.none_references import keep_none_alive
        from ui.pages.today import TodayPage
        from ui.qt_words import speak_chinese
        from ui.theme.typography import load_fonts

        keep_none_alive()
        if self.background is None:
            load_fonts()
            speak_chinese(self._application)
            put_on(self._application, self.settings)
            QTimer.singleShot(ICON_MS, self.window, self._show_icon)
            self.window.furnish()
        if self.background is None:
            self.background = Background(self.window)
        if self.window.page("today") is None:
            self.window.add_page(TodayPage())
            self.window.show_page("today")
        self._say_opening(wording.OPENING.fact)
        self.window.show_banner(None)
        self.background.run_in_background(lambda: _open(self.home), self._on_opened, self._on_refused)

    def _show_icon(self) -> None:
        from ui.program_icon import program_icon

        self._application.setWindowIcon(program_icon())

    def _say_opening(self, words: str = "") -> None:
        """In the foot of the page that is seen meanwhile; nothing once it is open, or refused."""
        page = self.window.page("today")
        if page is not None:
            page.key_bar.say(words, "hourglass" if words else "")

    def _on_opened(self, opened: _Opened) -> None:
        self._say_opening()
        self.store = opened.store
        self._keep(replace(self.settings, is_running=True))
        if opened.store.installation() is None or self._is_first_start_open(opened):
            self._set_up(opened)
        else:
            self._approve(opened)
        self._note_ready()

    def _note_ready(self) -> None:
        """The launcher's watch over a new version ends."""
        from ui.installation import note_ready

        note_ready()

    def _approve(self, opened: _Opened) -> None:
        """A computer that has joined waits for the hospital's key; without it nobody can sign in."""
        if opened.store.keys.has_hospital_key or opened.store.is_read_only:
            self._seat(opened)
            return
        from ui.approval import Approval

        self._approval = Approval(self.window, opened.store)
        self._approval.finished.connect(lambda: self._seat(opened))

    def _seat(self, opened: _Opened) -> None:
        # Loaded by then in the background thread; a second import costs nothing.
        from ui.composition import AtRest, expect_all
        from ui.desk import Desk

        assert self.background is not None
        self.desk = Desk(
            self.window,
            opened.store,
            self.background,
            home=self.home,
            settings=self.settings,
            installation=opened.store.require_installation(),
            was_killed=self._was_killed,
            server=self._server,
        )
        expect_all(self.desk)
        AtRest(self.desk)
        self.desk.elsewhere_requested.connect(self.leave_for)
        self.desk.start()
        for sentence in opened.told[:1]:
            self._tell(sentence)

    def _is_first_start_open(self, opened: _Opened) -> bool:
        """Whether the computer was switched off in the middle of the wizard."""
        from ui import first_notes

        return not opened.store.is_read_only and first_notes.load(self.home) is not None

    def leave_for(self, home: Path, is_to_go: bool) -> None:
        """Close this window and open one on another folder; ``is_to_go``: this folder is a demo, to be removed."""
        self.elsewhere, self._is_to_go = home, is_to_go
        self._application.quit()

    def remove_what_was_left(self) -> None:
        """Take the hospital to play with away, once nothing of it is open; what cannot go now stays whole."""
        if not self._is_to_go:
            return
        from models.demo import beside
        from models.faults import Refusal

        try:
            beside.remove(self.home)
        except (Refusal, OSError) as problem:
            LOG.warning("the demo hospital was not removed: %s", problem)

    def _set_up(self, opened: _Opened) -> None:
        from ui.first_start import FirstStart

        assert self.background is not None
        first = self._first = FirstStart(
            self.window, opened.store, self.background, self._files, self._places
        )
        first.finished.connect(lambda: self._approve(opened))
        first.demo_ready.connect(lambda folder: self.leave_for(folder, False))

    def _on_refused(self, problem: Exception) -> None:
        from models.faults import Corrupt, HomeUnwritable, Refusal
        from models.repair_wish import RestoreWanted

        self._say_opening()
        if not isinstance(problem, Refusal):
            raise problem
        if isinstance(problem, (Corrupt, HomeUnwritable, RestoreWanted)):
            self._offer_help(problem)
            return
        self._offer_again(problem)

    def _offer_again(self, problem: Refusal) -> None:
        self._tell(str(problem), button="再试一次", tone=Tone.BAD)
        self.window.banner.acted.connect(self.load)

    def _offer_help(self, problem: Refusal) -> None:
        """A dialog in the place of the sign-in, with what can be drawn on."""
        from ui.trouble import Trouble, survey

        background = self.background
        assert background is not None

        def offer(facts: list[tuple[str, str]]) -> None:
            self._trouble = Trouble(self.window, background, self.home, problem, facts)
            self._trouble.opened.connect(self.load)
            self._trouble.looked.connect(lambda: self._look(problem))
            self._trouble.left.connect(lambda: self._offer_again(problem))

        background.run_in_background(lambda: survey(self.home, problem), offer)

    def _look(self, problem: Refusal) -> None:
        """Open what is there without writing into it."""
        assert self.background is not None
        self.background.run_in_background(
            lambda: _open_to_look(self.home, str(problem)), self._on_opened, self._on_refused
        )

    def _tell(self, sentence: str, *, button: str = "知道了", tone: Tone = Tone.WARN) -> None:
        fact, _, advice = sentence.partition("。")
        self.window.show_banner((fact, advice, button), tone=tone, icon="octagon-alert")

    def _keep(self, settings: WindowSettings) -> None:
        self.settings = settings
        if self.store is not None and not self.store.is_read_only:
            settings_file.save(self.home, settings)

    def close(self) -> None:
        """Finish what is being written, then let go of the store."""
        if self._approval is not None:
            self._approval.close()
        if self._first is not None:
            self._first.close()
        if self.desk is not None:
            self.settings = self.desk.settings
            self.desk.close()
        if self.background is not None:
            self.background.close()
        if self.store is not None:
            self._keep(replace(self.settings, is_running=False))
            self.store.close()

    def put_away(self) -> None:
        """Delete the window while Qt still runs: left to the interpreter's end, the order is chance and may crash."""
        self.window.hide()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._application.processEvents()


def put_on(application: QApplication, settings: WindowSettings, *, hour: int | None = None) -> None:
    """Put the chosen look in force, or the system's; ``hour`` is that of the clock where nothing else is said."""
    from ui.theme import look

    look.apply(
        application,
        look.scheme_of(settings.scheme, datetime.now(UTC).astimezone().hour if hour is None else hour),
        density=Density(settings.density),
        motion=settings.motion,
        clocks=settings.clocks,
    )


def _open(home: Path) -> _Opened:
    """Load what a sign-in needs, without SQLAlchemy (three times a bare window), and open the store.

    A database of a newer program is opened to look at, with the sentence that says so. Corrupt or RestoreWanted if
    something is to be done before.
    """
    from forms.clock import SystemClock
    from models.faults import NewerDatabase
    from models.repair_wish import RestoreWanted, wished
    from models.starting import check_at_start
    from models.store import Store
    from ui import composition  # noqa: F401 (loaded here so that the window's thread need not)
    from ui.gone_back import after_going_back

    wanted = wished(home)
    if wanted is not None and wanted.backup is not None:
        raise RestoreWanted(wanted.backup)
    gone_back = after_going_back(home, SystemClock())
    try:
        store = Store.open(home, clock=SystemClock())
    except NewerDatabase as newer:
        return _open_to_look(home, str(newer))
    try:
        told = (*gone_back, *check_at_start(store))
        store.catalog  # noqa: B018 (read here: the first reading may compile the index)
    except BaseException:
        store.close()
        raise
    return _Opened(store=store, told=told)


def _open_to_look(home: Path, sentence: str) -> _Opened:
    from forms.clock import SystemClock
    from models.store import Store
    from ui import composition  # noqa: F401 (as above)

    store = Store.open(home, clock=SystemClock(), read_only=True)
    store.catalog  # noqa: B018 (as above)
    return _Opened(store=store, told=(sentence,))
