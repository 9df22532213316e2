"""Asks which form's records are wanted as a sheet, makes it in the background and keeps it; it can be stopped."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from forms.definition import Form
from models.faults import Refusal
from models.files import why, write_durably
from models.queries.records import RecordFilter
from models.queries.rights import may
from ui import wording
from ui.dialogs.entry import EntryDialog, Question
from ui.dialogs.files import CSV, EXCEL, Files, SystemFiles
from ui.theme.states import Tone
from ui.widgets.progress import ProgressLine

if TYPE_CHECKING:  # the desk holds the presenters
    from ui.desk import Desk

HOW = (("xlsx", "Excel（每张表一页）"), ("csv", "CSV（每张表一个文件）"))
WHOM = (("", "不带能认出病人的内容"), ("yes", "带上能认出病人的内容"))


class RecordExport(QObject):
    """One at a time; how far it is stands on the page, with a button to stop it.

    Signals:
        _moved(int): so many records are ready.
    """

    _moved = Signal(int)

    def __init__(self, desk: Desk, progress: ProgressLine) -> None:
        super().__init__(desk)
        self._desk = desk
        self._progress = progress
        self._stop = threading.Event()
        self._path: Path | None = None  # of the file that is being made
        self.files: Files = SystemFiles()
        self._moved.connect(self._on_moved)
        progress.stop_requested.connect(self._stop.set)
        desk.on_close(self._stop.set)

    def ask(self, form_id: str, wanted: RecordFilter, marked: dict[str, tuple[str, ...]]) -> None:
        """The form that is looked at comes first; the period of the list holds for the sheet.

        ``marked``: the ids of the records that were chosen one by one, by form; only those then.
        """
        if self._path is not None:
            self._desk.banner("还在导出上一份", "等它做完，或在上面按“停下”", "知道了")
            return
        catalog, reader = self._desk.store.catalog, self._desk.reader
        offered = [
            form
            for form in catalog.forms()
            if may(form, "export", reader.roles) and (not marked or form.id in marked)
        ]
        if not offered:
            self._desk.banner(
                "你的角色不能导出这些记录" if marked else "你的角色不能导出记录",
                "记录都在。需要的话请找安全员、质控科或院领导",
                "知道了",
            )
            return
        options = sorted(
            ((form.id, _titled(form, marked)) for form in offered), key=lambda one: one[0] != form_id
        )
        line = "只导出选中的记录，一份一行" if marked else "一份记录一行；期间照着记录页现在选的"
        dialog = EntryDialog(
            "导出表格",
            f"{line}。谁导出了什么会记下来",
            (
                Question(name="form", label="哪张表", kind="choice", options=tuple(options)),
                Question(name="how", label="存成", kind="choice", options=HOW),
                Question(name="whom", label="病人的内容", kind="choice", options=WHOM, required=False),
            ),
        )
        dialog.given.connect(lambda answers: self._on_given(answers, wanted, marked))
        self._desk.window.open_dialog(dialog)

    def _on_given(
        self, answers: dict[str, str], wanted: RecordFilter, marked: dict[str, tuple[str, ...]]
    ) -> None:
        self._desk.window.close_dialog()
        form, how = self._desk.store.catalog.latest(answers["form"]), answers["how"]
        path = self.files.to_save(
            self._desk.window, "导出表格", f"{form.title}.{how}", EXCEL if how == "xlsx" else CSV
        )
        if path is None:
            return
        store, reader = self._desk.store, self._desk.reader
        span = RecordFilter(since=wanted.since, until=wanted.until)
        self._path = path
        self._stop.clear()
        self._on_moved(0)

        def work() -> int:
            from models.workflow import exporting  # brings openpyxl, which costs as much as a bare window

            made = exporting.export(
                store,
                form,
                span,
                reader,
                how=how,
                identifying=answers["whom"] == "yes",
                only=marked.get(form.id, ()),
                on_progress=self._on_progress,
            )
            for ending, data in made.files.items():
                write_durably(path.with_name(path.stem + ending), data)
            return made.count

        self._desk.background.run_in_background(work, self._on_made, self._on_refused)

    def _on_progress(self, done: int) -> bool:
        """In the working thread."""
        self._moved.emit(done)
        return not self._stop.is_set()

    @Slot(int)
    def _on_moved(self, done: int) -> None:
        if self._path is not None:
            self._progress.present(f"正在导出，已整理 {done} 份。可以照常做别的", 0, 0)

    def _on_made(self, count: int) -> None:
        path = self._finish()
        self._desk.banner(
            f"{count} 份记录已存成 {path.name}",
            f"在 {path.parent}",
            "知道了",
            tone=Tone.OK,
            icon="circle-check",
        )

    def _on_refused(self, problem: Exception) -> None:
        path = self._finish()
        if isinstance(problem, OSError):
            self._desk.banner(
                f"{path.name} 没有存成", f"{why(problem)}。{wording.SEALED_SAFE}，换个位置再存", "知道了"
            )
        elif isinstance(problem, Refusal) and self._stop.is_set():
            self._desk.banner("已停下，没有存文件", "记录没有动。要的话再导出一次", "知道了", tone=Tone.NA)
        else:
            self._desk.tell(problem)

    def _finish(self) -> Path:
        path, self._path = self._path, None
        assert path is not None
        self._progress.finish()
        return path


def _titled(form: Form, marked: dict[str, tuple[str, ...]]) -> str:
    return f"{form.title}（选了 {len(marked[form.id])} 份）" if form.id in marked else form.title
