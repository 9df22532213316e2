"""Between joining a hospital and being approved: passes run, nobody can sign in yet."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from models.store import Store
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
        window.open_dialog(self._dialog)
        self._runner.send_now()

    @Slot(object)
    def _on_finished(self, report: PassReport) -> None:
        if self._store.keys.has_hospital_key:
            self.close()
            self._window.close_dialog()
            self.finished.emit()
            return
        self._dialog.say(report.reason or "正在等批准")
        self._again.start()

    @Slot(object)
    def _on_broken(self, problem: Exception) -> None:
        self._dialog.say(str(problem))
        self._again.start()

    def close(self) -> None:
        self._again.stop()
        self._runner.close()
