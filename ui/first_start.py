"""The first start of a computer: asks with the wizard, makes or joins the hospital, shows the recovery code."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from models.store import Store
from models.workflow.setup import SetupResult, set_up
from sync.enrolment import enrol
from ui.background import Background
from ui.dialogs.wizard import Wizard
from ui.main_window import MainWindow


class FirstStart(QObject):
    """Signals:
    finished: the hospital is on this computer, and the wizard is gone.
    """

    finished = Signal()

    def __init__(self, window: MainWindow, store: Store, background: Background) -> None:
        super().__init__(window)
        self._window, self._store, self._background = window, store, background
        self._wizard = Wizard()
        self._wizard.set_up_requested.connect(self._on_set_up)
        self._wizard.join_requested.connect(self._on_join)
        self._wizard.done.connect(lambda _: self._finish())
        window.open_dialog(self._wizard)

    def _on_set_up(self, facts: dict[str, object]) -> None:
        def made(result: SetupResult) -> None:
            self._wizard.show_code(result.recovery_code)

        self._background.write(
            lambda: set_up(self._store, **facts),  # type: ignore[arg-type]  # the wizard's own keywords
            made,
            self._wizard.refuse,
        )

    def _on_join(self, address: str, code: str) -> None:
        self._background.run_in_background(
            lambda: enrol(self._store, server_url=address, code=code),
            lambda _: self._finish(),
            self._wizard.refuse,
        )

    def _finish(self) -> None:
        self._window.close_dialog()
        self.finished.emit()
