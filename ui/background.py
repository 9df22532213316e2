"""Work off the window's thread: one thread writes, two read, two do what is long; answers come back to the window's."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

LOG = logging.getLogger("yian.background")
T = TypeVar("T")


class Pace(QObject):
    """How far something long has come, told from its thread; and whether it is still wanted.

    Signals:
        progressed(str, int, int): what is done, how much of how much; heard on the window's thread.
    """

    progressed = Signal(str, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = Event()

    def tell(self, what: str, done: int, whole: int) -> bool:
        """Say it, and hear whether to go on."""
        self.progressed.emit(what, done, whole)
        return not self._stop.is_set()

    def stop(self) -> None:
        """It is not wanted any more; the work ends when it asks next."""
        self._stop.set()

    @property
    def is_stopped(self) -> bool:
        return self._stop.is_set()


class Background(QObject):
    """Runs functions elsewhere and calls back here.

    ``work`` gets and gives values; it never touches a widget. Writes happen one at a time, in the order
    asked. Of the reads with the same ``topic`` only the newest calls back. What is long has threads of its own, so
    that no page waits for it.

    Signals:
        failed(object): work raised and its caller gave no ``on_error``.
        _arrived(object): a call to make on this thread.
    """

    failed = Signal(object)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="yian-writer")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="yian-reader")
        self._long = ThreadPoolExecutor(2, thread_name_prefix="yian-long")
        self._paces: set[Pace] = set()
        self._newest: dict[str, int] = {}
        self._open = 0
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way and nothing waits to be called back."""
        return self._open == 0

    def write(
        self,
        work: Callable[[], T],
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run in the writer thread."""
        self._submit(self._writer, work, on_done, on_error)

    def run_in_background(
        self,
        work: Callable[[], T],
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run in a reading thread: network, PDF, long reads."""
        self._submit(self._readers, work, on_done, on_error)

    def run_long(
        self,
        work: Callable[[Pace], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None] | None = None,
        on_progress: Callable[[str, int, int], None] | None = None,
    ) -> Pace:
        """Run what may take minutes; by the pace that is given back it is stopped."""
        pace = Pace(self)
        self._paces.add(pace)
        if on_progress is not None:
            pace.progressed.connect(on_progress, Qt.ConnectionType.QueuedConnection)

        def ended() -> None:
            self._paces.discard(pace)
            pace.deleteLater()

        def done(value: T) -> None:
            ended()
            on_done(value)

        def refused(problem: Exception) -> None:
            ended()
            self._fail(problem, on_error)

        self._submit(self._long, lambda: work(pace), done, refused)
        return pace

    def read(
        self,
        topic: str,
        work: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """Read for a page: an answer that a newer question of the same topic has overtaken is dropped."""
        number = self._newest.get(topic, 0) + 1
        self._newest[topic] = number

        def deliver(value: T) -> None:
            if self._newest.get(topic) == number:
                on_done(value)

        self._submit(self._readers, work, deliver, on_error)

    def _submit(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[], T],
        on_done: Callable[[T], None] | None,
        on_error: Callable[[Exception], None] | None,
    ) -> None:
        self._open += 1

        def job() -> None:
            try:
                value = work()
            except Exception as problem:  # noqa: BLE001 (handed to the caller, or told on screen)
                failure = problem
                self._arrived.emit(lambda: self._fail(failure, on_error))
                return
            self._arrived.emit(lambda: on_done(value) if on_done is not None else None)

        pool.submit(job)

    def _fail(self, problem: Exception, on_error: Callable[[Exception], None] | None) -> None:
        if on_error is not None:
            on_error(problem)
            return
        LOG.error("unforeseen %s", type(problem).__name__, exc_info=problem)
        self.failed.emit(problem)

    @Slot(object)
    def _on_arrived(self, call: Callable[[], None]) -> None:
        self._open -= 1
        call()

    def close(self) -> None:
        """Wait for what is under way and join the threads; what is long is stopped. Nothing calls back afterwards."""
        for pace in self._paces:
            pace.stop()
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self._long.shutdown(wait=True)
        self._arrived.disconnect(self._on_arrived)
