"""Prints or saves a paper that is made only once, such as a recovery sheet, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from models.files import why, write_durably
from ui.background import Background
from ui.dialogs.files import PDF, Files
from ui.dialogs.first_papers import FirstPapers
from ui.dialogs.keep_paper import KeepPaper
from ui.printer import PrinterGone, ask_printer, has_printer, paint_pdf


class OncePaper(QObject):
    """``make`` gives the PDF's bytes; it is called in the background, and nothing of it is kept here."""

    def __init__(
        self,
        window: QWidget,
        background: Background,
        files: Files,
        seat: KeepPaper | FirstPapers,
        *,
        name: str,
        make: Callable[[], bytes],
        is_secret: bool = True,
    ) -> None:
        super().__init__(seat)
        self._window, self._background, self._files = window, background, files
        self._seat, self._name, self._make, self._is_secret = seat, name, make, is_secret
        seat.print_requested.connect(self._on_print)
        seat.save_requested.connect(self._on_save)

    def _on_save(self) -> None:
        path = self._files.to_save(self._window, "存成 PDF", f"{self._name}.pdf", PDF)
        if path is None:
            return

        def work() -> Path:
            write_durably(path, self._make())
            return path

        self._background.run_in_background(work, self._saved, self._refused)

    def _saved(self, path: Path) -> None:
        after = "。谁能打开它谁就能看到，打印出来以后请把它删掉" if self._is_secret else ""
        self._seat.tell(f"已存成 {path}{after}")

    def _refused(self, problem: Exception) -> None:
        if not isinstance(problem, OSError):
            raise problem
        reason = why(problem)
        self._seat.tell(f"没有存成（{reason}）。内容还在这里，换个位置再存，或直接打印", bad=True)

    def _on_print(self) -> None:
        if not has_printer():
            self._seat.tell("这台电脑还没有接打印机。可以先存成 PDF，拿到别处打印", bad=True)
            return
        printer = ask_printer(self._name, self._window)
        if printer is not None:
            self._background.run_long(
                lambda _pace: paint_pdf(self._make(), printer), self._printed, self._not_printed
            )

    def _printed(self, pages: int) -> None:
        if isValid(self._seat):  # the dialog may have been closed while the printer was busy
            self._seat.tell(f"{pages} 页交给了打印机。看一眼纸出来了没有")

    def _not_printed(self, problem: Exception) -> None:
        if not isValid(self._seat):
            return
        if isinstance(problem, PrinterGone):
            self._seat.tell(str(problem), bad=True)
        else:
            self._refused(problem)
