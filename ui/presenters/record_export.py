"""Asks which form's records are wanted as a sheet, makes it in the background and keeps it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from models.files import write_durably
from models.queries.records import RecordFilter
from models.queries.rights import may
from ui.dialogs.entry import EntryDialog, Question
from ui.theme.states import Tone

if TYPE_CHECKING:  # the desk holds the presenters
    from ui.desk import Desk

HOW = (("xlsx", "Excel（每张表一页）"), ("csv", "CSV（每张表一个文件）"))
WHOM = (("", "不带能认出病人的内容"), ("yes", "带上能认出病人的内容"))


class RecordExport:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ask(self, form_id: str, wanted: RecordFilter) -> None:
        """The form that is looked at comes first; the period of the list holds for the sheet."""
        catalog, reader = self._desk.store.catalog, self._desk.reader
        offered = [form for form in catalog.forms() if may(form, "export", reader.roles)]
        if not offered:
            self._desk.banner(
                "你的角色不能导出记录", "记录都在。需要的话请找安全员、质控科或院领导", "知道了"
            )
            return
        options = sorted(((form.id, form.title) for form in offered), key=lambda one: one[0] != form_id)
        dialog = EntryDialog(
            "导出表格",
            "一份记录一行；期间照着记录页现在选的。谁导出了什么会记下来",
            (
                Question(name="form", label="哪张表", kind="choice", options=tuple(options)),
                Question(name="how", label="存成", kind="choice", options=HOW),
                Question(name="whom", label="病人的内容", kind="choice", options=WHOM, required=False),
            ),
        )
        dialog.given.connect(lambda answers: self._on_given(answers, wanted))
        self._desk.window.open_dialog(dialog)

    def _on_given(self, answers: dict[str, str], wanted: RecordFilter) -> None:
        self._desk.window.close_dialog()
        form, how = self._desk.store.catalog.latest(answers["form"]), answers["how"]
        kind = "Excel (*.xlsx)" if how == "xlsx" else "CSV (*.csv)"
        chosen, _ = QFileDialog.getSaveFileName(self._desk.window, "导出表格", f"{form.title}.{how}", kind)
        if not chosen:
            return
        store, reader, path = self._desk.store, self._desk.reader, Path(chosen)
        span = RecordFilter(since=wanted.since, until=wanted.until)

        def work() -> tuple[Path, int]:
            from models.workflow import exporting  # brings openpyxl, which costs as much as a bare window

            made = exporting.export(store, form, span, reader, how=how, identifying=answers["whom"] == "yes")
            for ending, data in made.files.items():
                write_durably(path.with_name(path.stem + ending), data)
            return path, made.count

        self._desk.background.run_in_background(work, self._on_saved, self._on_refused)

    def _on_saved(self, saved: tuple[Path, int]) -> None:
        path, count = saved
        self._desk.banner(
            f"{count} 份记录已存成 {path.name}",
            f"在 {path.parent}",
            "知道了",
            tone=Tone.OK,
            icon="circle-check",
        )

    def _on_refused(self, problem: Exception) -> None:
        if isinstance(problem, OSError):
            reason = problem.strerror or type(problem).__name__
            self._desk.banner("表格没有存成", f"{reason}。记录没有动过，换个位置再存", "知道了")
            return
        self._desk.tell(problem)
