"""The window's start: painted from Qt alone; store, sync and printing are loaded behind the first paint."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from ui import settings_file, wording
from ui.background import Background
from ui.main_window import MainWindow
from ui.none_references import keep_none_alive
from ui.pages.today import TodayModel, TodayPage
from ui.settings_file import WindowSettings
from ui.theme import look
from ui.theme.look import Density
from ui.theme.states import Tone
from ui.theme.tokens import Scheme
from ui.theme.typography import load_fonts

if TYPE_CHECKING:
    from models.store import Store
    from ui.desk import Desk

LOG = logging.getLogger("yian.window")
LARGE = "1.25"


def run(home: Path, argv: Sequence[str]) -> int:
    """Show the window until it is closed; the exit status of Qt."""
    settings = settings_file.load(home)
    if settings.large and "QT_SCALE_FACTOR" not in os.environ:
        os.environ["QT_SCALE_FACTOR"] = LARGE
    application = QApplication([*argv] or [sys.argv[0]])
    start = Start(application, home, settings)
    start.show()
    status = application.exec()
    start.close()
    return status


class Start:
    """The window, and what has been loaded behind it so far."""

    def __init__(self, application: QApplication, home: Path, settings: WindowSettings) -> None:
        keep_none_alive()
        self.home = home
        self.settings = settings
        self.store: Store | None = None
        self.desk: Desk | None = None
        self._application = application
        application.setApplicationName("yian")
        application.setApplicationDisplayName("医安")
        load_fonts()
        put_on(application, settings)
        self.window = MainWindow()
        self.background = Background(self.window)
        today = TodayPage()
        today.present(TodayModel(date=wording.long_date(datetime.now(UTC))))
        today.key_bar.say(wording.OPENING.fact, "hourglass")
        self.window.add_page(today)

    def show(self) -> None:
        """Put the window on the screen; everything else begins when it has been painted."""
        self.window.showMaximized()
        self.window.show_page("today")
        QTimer.singleShot(0, self._load)

    def _load(self) -> None:
        self.background.run_in_background(lambda: _open_store(self.home), self._on_open, self._on_refused)

    def _on_open(self, store: Store) -> None:
        self.store = store
        installation = store.installation()
        if installation is None:
            self._set_up(store)
            return
        # Loaded by then in the background thread; a second import costs nothing.
        from ui.composition import seat_all
        from ui.desk import Desk

        self.desk = Desk(
            self.window,
            store,
            self.background,
            home=self.home,
            settings=self.settings,
            installation=installation,
        )
        seat_all(self.desk)
        self.desk.start()

    def _set_up(self, store: Store) -> None:
        from ui.first_start import FirstStart

        first = FirstStart(self.window, store, self.background)
        first.finished.connect(lambda: self._on_open(store))

    def _on_refused(self, problem: Exception) -> None:
        from models.faults import Refusal

        if isinstance(problem, Refusal):
            fact, _, advice = str(problem).partition("。")
        else:
            LOG.error("not opened: %s", type(problem).__name__, exc_info=problem)
            fact, advice = wording.UNFORESEEN.fact, wording.UNFORESEEN.advice
        self.window.show_banner((fact, advice, "再试一次"), tone=Tone.BAD, icon="octagon-alert")
        self.window.banner.acted.connect(self._load)

    def close(self) -> None:
        """Finish what is being written, then let go of the store."""
        if self.desk is not None:
            self.desk.close()
        self.background.close()
        if self.store is not None:
            self.store.close()


def put_on(application: QApplication, settings: WindowSettings) -> None:
    """Put the chosen look in force, or the system's."""
    scheme = Scheme(settings.scheme) if settings.scheme else look.system_scheme()
    look.apply(application, scheme, density=Density(settings.density), motion=settings.motion)


def _open_store(home: Path) -> Store:
    """Load what the window needs from here on (SQLAlchemy costs three times a bare window) and open the store."""
    from forms.clock import SystemClock
    from models.store import Store
    from ui import composition  # noqa: F401 (loaded here so that the window's thread need not)

    store = Store.open(home, clock=SystemClock())
    store.catalog  # noqa: B018 (read here: the first reading may compile the index)
    return store
