"""A register and Excel: in, out, an import taken back as a whole; and its labels on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from forms.clock import local
from forms.definition import Form
from models.queries.imports import ImportItem, standing_imports
from models.workflow.correcting import revoke_import
from ui.dialogs.entry import EntryDialog, Question
from ui.dialogs.files import EXCEL, Files, SystemFiles
from ui.dialogs.labels import LabelsDialog
from ui.operations import RECORDS, Changes
from ui.pages.preview import Paper
from ui.saving import save
from ui.theme.states import Tone

if TYPE_CHECKING:
    from ui.desk import Desk


class RegisterSheets:
    """``on_changed`` is called when entries have come or gone."""

    def __init__(self, desk: Desk, *, on_changed: Callable[[], None]) -> None:
        self._desk, self._on_changed = desk, on_changed
        self.files: Files = SystemFiles()

    def take_in(self, form: Form) -> None:
        from ui.sheet_import import SheetImport  # brings openpyxl, which costs as much as a bare window

        desk = self._desk
        SheetImport(
            desk.window,
            desk.store,
            desk.background,
            self.files,
            actor=desk.reader.staff_no,
            on_changed=self._on_changed,
            on_left=self._on_changed,
        ).open_cards(form)

    def take_back(self, form: Form) -> None:
        """Which import, why, and the PIN; nothing to ask where none stands."""
        self._desk.read(
            "imports",
            lambda session: standing_imports(session, form.id),
            lambda found: self._ask_which(form, found),
        )

    def _ask_which(self, form: Form, found: tuple[ImportItem, ...]) -> None:
        desk = self._desk
        if not found:
            desk.banner("没有可以撤回的导入", "这本台账没有从 Excel 导入过，或导入的都改过了", "知道了")
            return
        dialog = EntryDialog(
            "撤回这次导入",
            f"《{form.title}》。导入的都会标成作废，留在记录里；导入以后改过的不动",
            (
                Question(
                    name="import_id",
                    label="哪一次",
                    kind="choice",
                    options=tuple((one.import_id, _said(one)) for one in found),
                ),
                Question(name="reason", label="为什么撤回", hint="如 选错了文件"),
                Question(name="pin", label="你的 PIN", kind="pin"),
            ),
        )
        dialog.given.connect(
            lambda given: desk.operations.do(
                lambda: revoke_import(
                    desk.store,
                    given["import_id"],
                    reason=given["reason"],
                    person=desk.reader.staff_no,
                    pin=given["pin"],
                ),
                self._on_taken_back,
                dialog.refuse,
                changes=Changes(kinds=RECORDS),
            )
        )
        desk.window.open_dialog(dialog)

    def _on_taken_back(self, records: tuple[str, ...]) -> None:
        self._desk.window.close_dialog()
        self._on_changed()
        self._desk.banner(
            f"撤回了 {len(records)} 件", "都还在记录里，标着作废", "知道了", tone=Tone.OK, icon="circle-check"
        )

    def export(self, form: Form, name: str) -> None:
        from models.workflow.card_sheets import export  # brings openpyxl

        self._save(f"{name}.xlsx", EXCEL, lambda: export(self._desk.store, form))

    def print_labels(self, form: Form, name: str, current: str = "") -> None:
        """Ask which entries and where on the sheet, then show the labels; ``current`` is the code of the one shown."""
        from forms.printing.labels import ACROSS, DOWN  # brings the PDF library
        from models.workflow.labelling import print_labels

        desk = self._desk
        store, person = desk.store, desk.reader.staff_no
        dialog = LabelsDialog(name, current, ACROSS, DOWN)

        def given(every: bool, start: int) -> None:
            desk.window.close_dialog()
            codes = () if every else (current,)

            def make() -> Paper:
                made = print_labels(store, form, person=person, codes=codes, start=start)
                return Paper(
                    title=f"{name}标签",
                    line="A4 贴纸，打印时选实际大小" if every else f"{current}，A4 贴纸",
                    pdf=made,
                    layout="sheet",
                    layouts=("sheet",),
                    file_name=f"{name}标签.pdf",
                    form="labels",
                    binds=False,
                )

            desk.roads.show_paper(make)

        dialog.given.connect(given)
        desk.window.open_dialog(dialog)

    def _save(self, name: str, kind: str, make: Callable[[], bytes]) -> None:
        path = self.files.to_save(self._desk.window, "存在哪里", name, kind)
        if path is not None:
            save(self._desk, path, make)


def _said(one: ImportItem) -> str:
    return f"{local(one.at):%Y-%m-%d %H:%M} {one.author_name}导入，还有 {one.standing} 件没动过"
