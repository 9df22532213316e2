"""One form filled in the real window, by keys and without anybody there: what ``--self-test`` asks the window to do."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from models.queries import records
from models.queries.records import RecordFilter
from ui import settings_file
from ui.application import Start
from ui.dialogs.seal import SealDialog
from ui.dialogs.sign_in import SignIn
from ui.filling.fill_page import FillPage
from ui.pages.preview import PreviewPage
from ui.roads import Wish

PATIENCE_S = 120.0
FIELDS = 40  # Tab presses until a field must have been reached
_ENTER, _TAB, _SPACE, _ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_Escape


class StuckError(Exception):
    """What the window should have come to and did not, as a Chinese phrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What came of it."""

    record_id: str
    serial: str  # of the sealed record, as the dialog told it
    pages: int  # that the preview shows


def fill_as_asked(home: Path, wish: str) -> int:
    """``wish``: the arguments of ``fill_in_window`` as JSON. Tells what came of it as JSON; 0, or 1 with why on stderr."""
    try:
        filled = fill_in_window(home, **json.loads(wish))
    except StuckError as stuck:
        sys.stderr.write(f"{stuck}\n")
        return 1
    sys.stdout.write(f"{json.dumps(asdict(filled), ensure_ascii=False)}\n")
    return 0


def fill_in_window(home: Path, *, staff_no: str, pin: str, form_id: str, answers: dict[str, str]) -> Filled:
    """Sign in, key ``answers`` (figures) into a form, seal it, and look at its paper; StuckError if that stops.

    The window is closed when this returns.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(["yian"])
    start = Start(application, home, settings_file.load(home))
    start.show()
    try:
        hand = _Hand(application, start)
        hand.sign_in(staff_no, pin)
        serial = hand.fill(form_id, answers, pin)
        record_id = hand.record_of(form_id)
        pages = hand.look_at_paper(record_id)
        hand.until(lambda: start.background is not None and start.background.is_idle, "窗口静下来")
    finally:
        start.close()
        start.put_away()
    return Filled(record_id=record_id, serial=serial, pages=pages)


class _Hand:
    """Two fingers on the keys of one window."""

    def __init__(self, application: QApplication, start: Start) -> None:
        self._application = application
        self._start = start

    def until(self, is_so: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while not is_so():
            if time.monotonic() > end:
                raise StuckError(f"没有等到{what}{self._what_is_shown()}")
            self._application.processEvents()
            time.sleep(0.002)  # the other threads want the processor, too

    def _what_is_shown(self) -> str:
        if self._start.desk is None:
            return ""
        window = self._start.window
        told = window.banner.accessibleName() if window.banner.isVisible() else ""
        return f"（窗口里是 {type(window.overlay.panel or window.current_page).__name__} {told}）"

    def key(self, key: Qt.Key, text: str = "") -> None:
        self.until(lambda: QApplication.focusWidget() is not None, "键盘的焦点")
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            widget = QApplication.focusWidget()
            if widget is not None:
                QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))
        self._application.processEvents()

    def type(self, text: str) -> None:
        for letter in text:
            self.key(Qt.Key(ord(letter)), letter)

    def sign_in(self, staff_no: str, pin: str) -> None:
        start = self._start
        self.until(lambda: start.desk is not None, "记录库打开")
        self.until(lambda: isinstance(start.window.overlay.panel, SignIn), "登录的框")
        dialog = start.window.overlay.panel
        assert isinstance(dialog, SignIn)
        start.window.activateWindow()
        dialog.number.setFocus()
        dialog.number.clear()
        self.type(staff_no)
        self.key(_ENTER)
        self.type(pin)
        if dialog.pin.text():  # fewer digits than boxes: Enter asks
            self.key(_ENTER)
        self.until(lambda: start.desk is not None and start.desk.person is not None, "登录")

    def fill(self, form_id: str, answers: dict[str, str], pin: str) -> str:
        """The serial number of what was sealed."""
        start = self._start
        assert start.desk is not None
        start.desk.roads.fill(Wish(form_id=form_id))
        self.until(lambda: isinstance(start.window.current_page, FillPage), "填表的页")
        page = start.window.current_page
        assert isinstance(page, FillPage)
        for name, figures in answers.items():
            self._go_to(page, name)
            self.type(figures)
        self.until(lambda: page.session.is_settled, "草稿存进本机")
        found = {name: str(page.session.value((name,))) for name in answers}
        if found != answers:
            raise StuckError(f"键入的没有进到表里：{found}")
        page.request_seal()
        self.until(lambda: isinstance(start.window.overlay.panel, SealDialog), "封存的框")
        dialog = start.window.overlay.panel
        assert isinstance(dialog, SealDialog)
        if dialog.problem_list is not None:
            raise StuckError("表没有填全：" + "；".join(one.message for one in dialog.facts.problems))
        dialog.cards[0].pin.setFocus()
        self.type(pin)
        if not dialog.is_sealed and dialog.cards[0].pin.text():
            self.key(_ENTER)
        self.until(lambda: dialog.is_sealed, "封存")
        told = dialog.kept.text()
        self.key(_ESCAPE)
        self.until(lambda: start.window.overlay.panel is None, "封存的框收起")
        return told.partition("。")[0].removeprefix("已封存 ")

    def _go_to(self, page: FillPage, name: str) -> None:
        for _ in range(FIELDS):
            focus = QApplication.focusWidget()
            if (
                page.items.current == (name,)
                and isinstance(focus, QWidget)
                and page.items.isAncestorOf(focus)
            ):
                return
            self.key(_TAB)
        raise StuckError(f"用 Tab 走不到 {name}")

    def record_of(self, form_id: str) -> str:
        """The id of the one record of that form."""
        store, desk = self._start.store, self._start.desk
        assert store is not None
        assert desk is not None
        with store.read() as session:
            found = records.find(session, store.catalog, RecordFilter(form_id=form_id), desk.reader)
        return found.rows[0].record_id

    def look_at_paper(self, record_id: str) -> int:
        """How many pages the preview shows."""
        desk = self._start.desk
        assert desk is not None
        desk.roads.print_record(record_id)
        self.until(lambda: isinstance(self._start.window.current_page, PreviewPage), "预览的页")
        page = self._start.window.current_page
        assert isinstance(page, PreviewPage)
        self.until(lambda: page.view.pages > 0, "纸的样子")
        return page.view.pages
