"""The road by USB stick: a file is written or read in the background, and what came of it is said."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from forms.clock import local
from sync.bundle.imported import Imported
from sync.bundle.reading import import_bundle
from sync.bundle.writing import Exported, export_bundle
from ui.desk import Desk
from ui.operations import Changes
from ui.theme.states import Tone

ARRIVED = Changes(kinds=frozenset({"records", "hazards", "today", "assets", "outbox", "people", "places"}))
FILES = "医安包 (*.yian)"


class Stick:
    """Asks where, works in the background, tells in a banner."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def write(self) -> None:
        """A file for the stick with what the county still lacks."""
        desk = self._desk
        name = f"{desk.installation.facility_name}-{local(desk.now()):%m%d-%H%M}.yian"
        chosen, _ = QFileDialog.getSaveFileName(desk.window, "导出到 U 盘", name, FILES)
        if not chosen:
            return
        path, store = Path(chosen), desk.store

        def done(made: Exported) -> None:
            desk.banner(
                f"已导出 {made.waiting} 条，附件 {made.attachments} 个",
                f"在 {path}。拿到能连上县里的电脑导入。这边的记录照旧等着，不会变成两份",
                "知道了",
                tone=Tone.OK,
                icon="usb",
            )

        desk.background.run_in_background(lambda: export_bundle(store, path), done, desk.tell)

    def read(self) -> None:
        """A file from another computer of the hospital, or one that brings receipts back."""
        desk = self._desk
        chosen, _ = QFileDialog.getOpenFileName(desk.window, "从 U 盘导入", "", FILES)
        if not chosen:
            return
        path, store = Path(chosen), desk.store

        def done(came: Imported) -> None:
            facts = [f"新来 {came.new} 条"]
            facts += [f"县里签收 {came.proved} 条"] if came.proved else []
            facts += [f"没有收 {came.refused} 条"] if came.refused else []
            desk.banner(
                "，".join(facts),
                f"另有 {came.known} 条本机早就有，没有变成两份",
                "知道了",
                tone=Tone.WARN if came.refused else Tone.OK,
                icon="usb",
            )
            desk.bus.announce(ARRIVED)

        desk.background.write(lambda: import_bundle(store, path), done, desk.tell)
