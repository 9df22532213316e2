"""When passes run: on a timer, after sealing, or now; the thread and the wake-up live here, the pass does not."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import SystemRandom

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from models.faults import ReadOnly
from models.installation import is_host, read_installation
from models.store import Store
from sync.engine import Progress
from sync.house.server_process import ServerProcess
from sync.ledger import make_due
from sync.report import PassReport
from sync.retry import USUAL_S, usual_s
from sync.round import run_round
from sync.transport import HttpTransport

LOG = logging.getLogger("yian.sync.runner")
USUAL_MS = int(USUAL_S * 1000)
SOON_MS = 2_000  # after sealing, so that the records of one sitting travel together
LONGEST_MS = 15 * 60_000

Connect = Callable[[str], HttpTransport]


class SyncRunner(QObject):
    """One pass at a time, never on the window's thread; nothing of it is stored.

    Signals:
        started: a pass has begun.
        progressed(object): the pass's Progress so far.
        finished(object): its PassReport.
        broken(object): the pass raised: this computer's disk refused, or a fault of ours.
    """

    started = Signal()
    progressed = Signal(object)
    finished = Signal(object)
    broken = Signal(object)

    def __init__(
        self,
        store: Store,
        *,
        server: ServerProcess | None = None,
        connect: Connect = HttpTransport,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._server = server
        self._store = store
        self._connect = connect
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="yian-sync")
        self._stop = threading.Event()
        self._running = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.send)
        self.finished.connect(self._on_finished)
        self.broken.connect(self._on_broken)

    @property
    def is_running(self) -> bool:
        return self._running

    def start(self) -> None:
        """Begin the round of passes."""
        self._timer.start(SOON_MS)

    @Slot()
    def send_soon(self) -> None:
        """Something was sealed."""
        if not self._running and (not self._timer.isActive() or self._timer.remainingTime() > SOON_MS):
            self._timer.start(SOON_MS)

    def send_now(self) -> None:
        """A person asked: what waits for its turn is due at once."""
        self._begin(at_once=True)

    @Slot()
    def send(self) -> None:
        self._begin(at_once=False)

    def _begin(self, *, at_once: bool) -> None:
        if self._running or self._stop.is_set():
            return
        if self._store.is_read_only:  # another process may be sending, and receipts could not be kept
            if at_once:
                self.broken.emit(ReadOnly())
            return
        self._running = True
        self._timer.stop()
        self.started.emit()
        self._thread.submit(self._pass, at_once=at_once)

    def _pass(self, *, at_once: bool) -> None:
        try:
            with self._store.read() as session:
                installation = read_installation(session)
                alone = not is_host(session) and (installation is None or installation.server_url is None)
            if alone:
                report = PassReport(sent=0, received=0, left=0, quarantined=0, wait_s=LONGEST_MS / 1000)
            else:
                if at_once:
                    with self._store.write() as session:
                        make_due(session)
                report = run_round(
                    self._store,
                    random=SystemRandom(),
                    server=self._server,
                    connect=self._connect,
                    cancelled=self._stop.is_set,
                    on_progress=self._told,
                )
        except Exception as problem:
            LOG.error("pass broken: %s", type(problem).__name__, exc_info=problem)
            self._say(self.broken.emit, problem)
        else:
            self._say(self.finished.emit, report)

    def _told(self, progress: Progress) -> None:
        self._say(self.progressed.emit, progress)

    def _say(self, emit: Callable[[object], None], value: object) -> None:
        if not self._stop.is_set():
            emit(value)

    @Slot(object)
    def _on_finished(self, report: PassReport) -> None:
        self._running = False
        wait = int((report.wait_s or usual_s(SystemRandom().random())) * 1000)
        self._timer.start(min(max(wait, SOON_MS), LONGEST_MS))

    @Slot(object)
    def _on_broken(self, _problem: Exception) -> None:
        self._running = False
        self._timer.start(USUAL_MS)

    def close(self) -> None:
        """Stop after the batch under way; what was not sent waits, as ever."""
        self._stop.set()
        self._timer.stop()
        self._thread.shutdown(wait=True)
        if self._server is not None:
            self._server.stop()
