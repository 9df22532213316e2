"""Between joining a hospital and being approved: passes run, nobody can sign in yet."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from models.faults import Refusal
from models.store import Store
from models.workflow.approving import recover_key
from sync.report import PassReport
from ui.dialogs.approval import ApprovalDialog, tail_of
from ui.main_window import MainWindow
from ui.sync_runner import SyncRunner

ASK_AGAIN_MS = 5_000


class Approval(QObject):
    """Signals:
    finished: the hospital key is on this computer, and the dialog is gone.
    """

    finished = Signal()

    def __init__(self, window: MainWindow, store: Store, *, again_ms: int = ASK_AGAIN_MS) -> None:
        super().__init__(window)
        self._window, self._store = window, store
        code = store.keys.device.exchange_public.hex()
        self._dialog = ApprovalDialog(code, tail_of(code))
        self._runner = SyncRunner(store, parent=self)
        self._runner.finished.connect(self._on_finished)
        self._runner.broken.connect(self._on_broken)
        self._again = QTimer(self, singleShot=True, interval=again_ms)
        self._again.timeout.connect(self._runner.send_now)
        self._dialog.recovery_given.connect(self._on_recovery)
        window.open_dialog(self._dialog)
        self._runner.send_now()

    @Slot(str)
    def _on_recovery(self, code: str) -> None:
        """Short enough for the window's thread: a key is read, and what waits for it is opened."""
        try:
            recover_key(self._store, code)
        except Refusal as refusal:
            self._dialog.refuse(str(refusal))
            return
        self._end()

    @Slot(object)
    def _on_finished(self, report: PassReport) -> None:
        if self._store.keys.has_hospital_key:
            self._end()
            return
        self._dialog.say(report.reason or "正在等批准")
        self._again.start()

    @Slot(object)
    def _on_broken(self, problem: Exception) -> None:
        self._dialog.say(str(problem))
        self._again.start()

    def _end(self) -> None:
        self.close()
        self._window.close_dialog()
        self.finished.emit()

    def close(self) -> None:
        self._again.stop()
        self._runner.close()
