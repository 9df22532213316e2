"""The road by USB stick: a file is written or read in the background, and what came of it is said."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from forms.clock import local
from models.installation import Installation
from sync.bundle.contents import Told
from sync.bundle.imported import Imported
from sync.bundle.reading import import_bundle
from sync.bundle.writing import Exported, export_bundle
from sync.stick_enrolment import take_answer, write_request
from ui.desk import Desk
from ui.dialogs.entry import EntryDialog, Question
from ui.dialogs.files import Files, SystemFiles
from ui.operations import Changes
from ui.theme.states import Tone

ARRIVED = Changes(kinds=frozenset({"records", "hazards", "today", "assets", "outbox", "people", "places"}))
FILES = "医安包 (*.yian)"
_STEP = 100  # parts in which a long file is told


class Stick(QObject):
    """Asks where, works in the background, tells in a banner; a long file shows how far it is and can be stopped.

    Signals:
        _moved(int): so many hundredths of the file are done.
    """

    _moved = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._files: Files = SystemFiles()
        self._doing = ""
        self._stop = threading.Event()
        self._told = -1
        self._moved.connect(self._on_moved)
        desk.on_close(self._stop.set)

    def write(self) -> None:
        """A file for the stick with what the county still lacks."""
        desk = self._desk
        name = f"{desk.installation.facility_name}-{local(desk.now()):%m%d-%H%M}.yian"
        chosen = self._files.to_save(desk.window, "导出到 U 盘", name, FILES)
        if chosen is not None:
            self.write_to(chosen)

    def write_to(self, path: Path) -> None:
        store, told = self._desk.store, self._begin("正在写 U 盘")
        if told is not None:
            self._desk.background.run_in_background(
                lambda: export_bundle(store, path, told=told),
                lambda made: self._on_written(path, made),
                self._on_refused,
            )

    def _on_written(self, path: Path, made: Exported) -> None:
        self._doing = ""
        road = "交到县里，或拿到能连上县里的电脑导入" if made.for_county else "拿到本院接入了县里的电脑导入"
        self._desk.banner(
            f"已导出 {made.waiting} 条，附件 {made.attachments} 个",
            f"在 {path}，已加密。{road}。这边的记录照旧等着，不会变成两份",
            "知道了",
            tone=Tone.OK,
            icon="usb",
        )

    def read(self) -> None:
        """A file from another computer of the hospital, or the county's reply."""
        chosen = self._files.to_open(self._desk.window, "从 U 盘导入", FILES)
        if chosen is not None:
            self.read_from(chosen)

    def read_from(self, path: Path) -> None:
        store, told = self._desk.store, self._begin("正在读 U 盘")
        if told is not None:
            self._desk.background.run_in_background(
                lambda: import_bundle(store, path, told=told), self._on_read, self._on_refused
            )

    def _on_read(self, came: Imported) -> None:
        self._doing = ""
        facts = [f"新来 {came.new} 条"]
        facts += [f"县里签收 {came.proved} 条"] if came.proved else []
        facts += [f"没有收 {came.refused} 条"] if came.refused else []
        advice = [notice.rstrip("。") for notice in came.notices]
        advice += [f"县里还要 {came.asked} 个附件，下次导出会带上"] if came.asked else []
        advice += [f"另有 {came.known} 条本机早就有，没有变成两份"] if came.known else []
        self._desk.banner(
            "，".join(facts),
            "。".join(advice) or "收好了",
            "知道了",
            tone=Tone.WARN if came.refused or came.notices else Tone.OK,
            icon="usb",
        )
        self._desk.bus.announce(ARRIVED)

    def write_request(self) -> None:
        """A file by which the county can take this computer in, without a line."""
        desk = self._desk
        name = f"{desk.installation.facility_name}-报到.yian"
        chosen = self._files.to_save(desk.window, "写报到文件", name, FILES)
        if chosen is not None:
            self.write_request_to(chosen)

    def write_request_to(self, path: Path) -> None:
        desk, store = self._desk, self._desk.store

        def written(_: None) -> None:
            desk.banner(
                "报到文件写好了",
                f"在 {path}。交到县里，县里会给一个回信，带回来按“读县里的回信”",
                "知道了",
                tone=Tone.OK,
                icon="usb",
            )

        desk.background.run_in_background(lambda: write_request(store, path), written, desk.tell)

    def ask_answer(self, on_joined: Callable[[Installation], None]) -> None:
        """The county's reply to it, and the code that the county reads out on the phone."""
        desk = self._desk
        chosen = self._files.to_open(desk.window, "读县里的回信", FILES)
        if chosen is not None:
            self.ask_code(chosen, on_joined)

    def ask_code(self, path: Path, on_joined: Callable[[Installation], None]) -> None:
        desk, store = self._desk, self._desk.store
        dialog = EntryDialog(
            "接入县里",
            f"{path.name}：打电话给县里，请他们报核对码。对得上，才知道回信真是县里写的",
            (Question(name="code", label="核对码"),),
        )

        def joined(installation: Installation) -> None:
            desk.window.close_dialog()
            on_joined(installation)

        dialog.given.connect(
            lambda given: desk.background.run_in_background(
                lambda: take_answer(store, path, given["code"]), joined, dialog.refuse
            )
        )
        desk.window.open_dialog(dialog)

    def _begin(self, doing: str) -> Told | None:
        """None while another file is under way."""
        if self._doing:
            return None
        self._stop.clear()
        self._doing, self._told = doing, -1
        return Told(on_progress=self._on_progress, cancelled=self._stop.is_set)

    def _on_progress(self, done: int, total: int) -> None:
        """In the working thread."""
        part = done * _STEP // total if total else 0
        if part != self._told:
            self._told = part
            self._moved.emit(part)

    @Slot(int)
    def _on_moved(self, part: int) -> None:
        if self._doing:
            fact = f"{self._doing}：{part}%"
            self._desk.banner(
                fact, "可以照常填报，先别拔 U 盘", "停下", self._stop.set, tone=Tone.NA, icon="usb"
            )

    def _on_refused(self, problem: Exception) -> None:
        self._doing = ""
        self._desk.tell(problem)
