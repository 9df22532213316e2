"""Asks which form's records are wanted as a sheet, makes it in the background and keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.files import write_durably
from models.queries.records import RecordFilter
from models.queries.rights import may
from ui.dialogs.entry import EntryDialog, Question
from ui.dialogs.files import CSV, EXCEL, Files, SystemFiles
from ui.saving import save_by

if TYPE_CHECKING:  # the desk holds the presenters
    from ui.desk import Desk

HOW = (("xlsx", "Excel（每张表一页）"), ("csv", "CSV（每张表一个文件）"))
WHOM = (("", "不带能认出病人的内容"), ("yes", "带上能认出病人的内容"))


class RecordExport:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.files: Files = SystemFiles()

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
        path = self.files.to_save(
            self._desk.window, "导出表格", f"{form.title}.{how}", EXCEL if how == "xlsx" else CSV
        )
        if path is None:
            return
        store, reader = self._desk.store, self._desk.reader
        span = RecordFilter(since=wanted.since, until=wanted.until)

        def work() -> str:
            from models.workflow import exporting  # brings openpyxl, which costs as much as a bare window

            made = exporting.export(store, form, span, reader, how=how, identifying=answers["whom"] == "yes")
            for ending, data in made.files.items():
                write_durably(path.with_name(path.stem + ending), data)
            return f"{made.count} 份记录已存成 {path.name}"

        save_by(self._desk, path, work)
