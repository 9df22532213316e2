"""The ways between a real hospital and the one to play with beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from forms.clock import Clock, SystemClock
from models.demo import beside
from models.faults import Refusal
from models.workflow.demo import PEOPLE
from ui import settings_file
from ui.background import Background, Pace

SHOWN = ("0231", "0107", "0188", "0301", "0520")  # who is offered at the sign-in


class DemoVisit(QObject):
    """Builds the hospital to play with beside ``home`` and says when its window can be opened.

    Signals:
        ready(object): the folder of the hospital to play with.
        progressed(int): so many per cent of it are lived.
        refused(str): it could not be built; nothing of it is left.
        stopped: it was not wanted any more; nothing of it is left.
    """

    ready = Signal(object)
    progressed = Signal(int)
    refused = Signal(str)
    stopped = Signal()

    def __init__(
        self, home: Path, background: Background, clock: Clock | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._home, self._background = home, background
        self._clock = clock or SystemClock()
        self._pace: Pace | None = None

    def open(self) -> None:
        if self._pace is not None:
            return
        home, clock = self._home, self._clock

        def work(pace: Pace) -> Path | None:
            shown = -1

            def tell(part: float) -> bool:
                nonlocal shown
                percent = int(part * 100)
                if percent == shown:
                    return not pace.is_stopped
                shown = percent
                return pace.tell("", percent, 100)

            folder = beside.make(home, clock, tell)
            if folder is not None:
                _dress(home, folder)
            return folder

        self._pace = self._background.run_long(
            work, self._on_built, self._on_refused, lambda _what, done, _whole: self.progressed.emit(done)
        )

    def stop(self) -> None:
        if self._pace is not None:
            self._pace.stop()

    def _on_built(self, folder: Path | None) -> None:
        self._pace = None
        if folder is None:
            self.stopped.emit()
        else:
            self.ready.emit(folder)

    def _on_refused(self, problem: Exception) -> None:
        self._pace = None
        if not isinstance(problem, Refusal):
            raise problem
        self.refused.emit(str(problem))


def remove_demo(
    folder: Path, background: Background, on_done: Callable[[None], None], on_refused: Callable[[str], None]
) -> None:
    """Take the hospital to play with away, off the window's thread."""

    def refused(problem: Exception) -> None:
        if not isinstance(problem, (Refusal, OSError)):
            raise problem
        on_refused(f"没有移走：{problem}" if isinstance(problem, OSError) else str(problem))

    background.run_in_background(lambda: beside.remove(folder), on_done, refused)


def _dress(home: Path, folder: Path) -> None:
    """The look of this computer, and some people to be."""
    names = {number: name for number, name, *_ in PEOPLE}
    recent = tuple((number, names[number]) for number in SHOWN)
    here = settings_file.load(home)
    settings_file.save(folder, replace(here, recent=recent, is_running=False, last_page="today"))
