"""In a real hospital the way to the one to play with; in that one, the way back."""

from __future__ import annotations

from pathlib import Path

from models.demo import beside
from ui.demo_visit import DemoVisit, remove_demo
from ui.desk import Desk
from ui.dialogs.demo import LeaveDemo, VisitDemo
from ui.pages.page import Page
from ui.presenters.presenter import Presenter


class DemoPresenter(Presenter):
    """Has no page of its own, only dialogs."""

    name = "demo"
    kinds = frozenset[str]()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._visit = DemoVisit(desk.home, desk.background, parent=desk)
        self._dialog: VisitDemo | None = None
        self._visit.progressed.connect(self._on_progress)
        self._visit.refused.connect(self._on_refused)
        self._visit.stopped.connect(lambda: self._on_refused(""))
        self._visit.ready.connect(self._on_ready)
        desk.on_command("demo", self.open_demo)
        desk.on_close(self._visit.stop)

    def build(self) -> Page:
        raise NotImplementedError("these are dialogs")

    def refresh(self) -> None:
        """Nothing is kept that could be stale."""

    def open_demo(self) -> None:
        if self.desk.installation.is_demo:
            self._ask_to_leave()
            return
        dialog = self._dialog = VisitDemo(there=beside.is_there(self.desk.home))
        dialog.go_requested.connect(self._visit.open)
        dialog.panel.line.stop_requested.connect(self._visit.stop)
        dialog.remove_requested.connect(self._remove)
        dialog.dismissed.connect(self._visit.stop)
        dialog.destroyed.connect(self._on_gone)
        self.desk.window.open_dialog(dialog)

    def _ask_to_leave(self) -> None:
        dialog = LeaveDemo()
        home = beside.real_home(self.desk.home)
        dialog.leave_requested.connect(lambda: self.desk.elsewhere_requested.emit(home, False))
        dialog.remove_requested.connect(lambda: self.desk.elsewhere_requested.emit(home, True))
        self.desk.window.open_dialog(dialog)

    def _on_gone(self) -> None:
        self._dialog = None

    def _on_progress(self, percent: int) -> None:
        if self._dialog is not None:
            self._dialog.present(percent)

    def _on_refused(self, sentence: str) -> None:
        if self._dialog is not None:
            self._dialog.refuse(sentence)

    def _on_ready(self, folder: Path) -> None:
        self.desk.elsewhere_requested.emit(folder, False)

    def _remove(self) -> None:
        def removed(_: None) -> None:
            self.desk.window.close_dialog()
            self.desk.banner("演示医院移走了", "你的医院没有动过。想再看，随时可以再准备一个", "知道了")

        remove_demo(beside.demo_home(self.desk.home), self.desk.background, removed, self._on_refused)
