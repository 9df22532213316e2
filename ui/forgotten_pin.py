"""Sets a new PIN for somebody who has forgotten theirs, before anybody is signed in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from models.faults import Refusal
from models.store import Store
from models.workflow.people import reset_pin, reset_with_recovery_code, verify_pin
from ui.background import Background
from ui.dialogs.forgotten_pin import ForgottenPin
from ui.main_window import MainWindow


class ForgottenPinHelp(QObject):
    """``on_set`` is told whose PIN is new; the dialog has gone by then."""

    def __init__(
        self,
        window: MainWindow,
        store: Store,
        background: Background,
        staff_no: str,
        *,
        covers: bool,
        on_set: Callable[[str], None],
    ) -> None:
        self._dialog = ForgottenPin(staff_no, covers=covers)
        super().__init__(self._dialog)
        self._window, self._store, self._background, self._on_set = window, store, background, on_set
        self._dialog.reset_requested.connect(self._on_reset)
        self._dialog.recovery_requested.connect(self._on_recovery)
        window.open_dialog(self._dialog, over=True)

    def _on_reset(self, staff_no: str, helper: str, helper_pin: str, pin: str) -> None:
        def work() -> str:
            verify_pin(self._store, helper, helper_pin)
            reset_pin(self._store, helper, staff_no=staff_no, pin=pin)
            return staff_no

        self._background.write(work, self._done, self._refused)

    def _on_recovery(self, staff_no: str, code: str, pin: str) -> None:
        def work() -> str:
            reset_with_recovery_code(self._store, code=code, staff_no=staff_no, pin=pin)
            return staff_no

        self._background.write(work, self._done, self._refused)

    def _done(self, staff_no: str) -> None:
        on_set = self._on_set
        self._dialog.dismissed.emit()
        on_set(staff_no)

    def _refused(self, problem: Exception) -> None:
        if not isinstance(problem, Refusal):
            raise problem
        self._dialog.refuse(str(problem))
