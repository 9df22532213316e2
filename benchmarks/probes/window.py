"""The real window, started as ``main.py`` does, driven to where a stage is reached.

``python -c "from benchmarks.probes.window import run; run()" HOME STAGE``, STAGE one of paint, today, ready, memory.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import main  # what starts the window is part of the start
from benchmarks.probes.memory import resident_megabytes
from ui.bring_in_qt import bring_in_qt

bring_in_qt()  # as main does

from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from ui import application as starting  # noqa: E402
from ui import settings_file  # noqa: E402

if TYPE_CHECKING:  # the page comes after the first paint
    from ui.widgets.task_list import TaskList

POLL_MS = 2
USABLE = ("models.store", "sync.engine", "models.workflow.paper")
"""Store, sync and printing: ready once they are imported and the store is open. Today waits for none of them."""


class Probe(QObject):
    """Watches one start of the window and tells instants on standard output."""

    def __init__(
        self, application: QApplication, start: starting.Start, stage: str, number: str, pin: str
    ) -> None:
        super().__init__()
        self._application = application
        self._start = start
        self._stage = stage
        self._sign_in = (number, pin)
        self._told: dict[str, float] = {}
        self._tasks: TaskList | None = None
        self._until: Callable[[], bool] | None = None
        self._then: Callable[[], None] | None = None
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._look)
        start.window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            if watched is self._tasks and not self._tasks.current:
                return False  # painted before there was a task in it
            watched.removeEventFilter(self)
            name = "today" if watched is self._tasks else "first_paint"
            QTimer.singleShot(0, lambda: self._painted(name))
        return False

    def _painted(self, name: str) -> None:
        self._tell(name)
        if name == "today":
            self._after_today()
        elif self._stage == "paint":
            self._end()
        else:
            self._wait(self._is_ready, self._on_ready)

    def _is_ready(self) -> bool:
        return self._start.desk is not None and self._start.window.overlay.is_open

    def _on_ready(self) -> None:
        if self._stage == "ready":
            for module in USABLE:
                import_module(module)
            self._tell("ready")
            self._end()
            return
        # Imported here, as the window has done by now.
        from ui.pages.today import TodayPage  # noqa: PLC0415

        page = self._start.window.page("today")
        assert isinstance(page, TodayPage)
        self._tasks = page.tasks
        self._tasks.installEventFilter(self)
        self._start.window.overlay.panel.asked.emit(*self._sign_in)  # type: ignore[union-attr]

    def _after_today(self) -> None:
        if self._stage == "today":
            self._end()
            return
        # Imported here: the store and the printing must come in as the window brings them in.
        from benchmarks.probes.one_page import print_one  # noqa: PLC0415

        desk = self._start.desk
        assert desk is not None
        store = desk.store
        desk.background.run_in_background(lambda: print_one(store), self._on_printed)

    def _on_printed(self, pdf: bytes) -> None:
        self._told["pdf_bytes"] = len(pdf)
        self._told["memory_mb"] = resident_megabytes()
        self._end()

    def _wait(self, until: Callable[[], bool], then: Callable[[], None]) -> None:
        self._until, self._then = until, then
        self._timer.start()

    def _look(self) -> None:
        assert self._until is not None
        assert self._then is not None
        if self._until():
            self._timer.stop()
            self._then()

    def _tell(self, name: str) -> None:
        self._told[name] = time.monotonic_ns()
        self._told[f"{name}_mb"] = round(resident_megabytes(), 1)

    def _end(self) -> None:
        print(json.dumps(self._told), flush=True)
        self._application.quit()


def run() -> None:
    home, stage, number, pin = Path(sys.argv[1]), *sys.argv[2:5]
    settings = settings_file.load(home)
    application = QApplication(sys.argv[:1])
    start = starting.Start(application, home, settings)
    probe = Probe(application, start, stage, number, pin)
    start.show()
    status = application.exec()
    probe.deleteLater()
    start.close()
    start.put_away()
    assert main.VERBS
    sys.exit(status)
