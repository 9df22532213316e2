"""Drives the real window the way people do: keys, an input method's words, a pen; and waits for what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QLineEdit, QWidget

from models.store import Store
from models.workflow import drafts
from models.workflow.drafts import DraftView
from ui.background import Background
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.widgets.overlay import Dialog

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)
DEADLINE_S = 60
_LAYOUT_ROUNDS = 4  # a layout may ask for another
_SLICE_MS = 10  # how long the event loop runs between two looks
_NAMES = {"Enter": "Return", ".": "Period", "+": "Plus"}
_HELD = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
}


class Seated(Protocol):
    """A window, and what stands behind it once it is open."""

    @property
    def window(self) -> MainWindow: ...

    @property
    def desk(self) -> Desk | None: ...

    @property
    def store(self) -> Store | None: ...

    @property
    def background(self) -> Background | None: ...


class StuckError(Exception):
    """What was waited for did not come; the message says what, and what the window shows instead."""


class Driver:
    """Hands, eyes and a camera for one window; pictures are numbered in the order they were taken."""

    def __init__(self, start: Seated, *, screens: Path, prefix: str) -> None:
        self._start = start
        self._screens = screens
        self._prefix = prefix
        self._taken = 0

    @property
    def window(self) -> MainWindow:
        return self._start.window

    @property
    def desk(self) -> Desk:
        assert self._start.desk is not None
        return self._start.desk

    @property
    def store(self) -> Store:
        """For what no window can show: whether the hospital's key has come."""
        assert self._start.store is not None
        return self._start.store

    @property
    def _handle(self) -> QWindow:
        handle = self.window.windowHandle()
        assert handle is not None
        return handle

    def store_draft(self) -> DraftView:
        """The filling that was saved last, as it lies on the disk."""
        return drafts.open_drafts(self.store)[0]

    # hands ------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys as they are printed on caps: Enter, Ctrl+Enter, F2, 1, Space; each arrives before the next."""
        for key in keys:
            QTest.keyClick(self._handle, *_named(key))
            self._run()

    def write(self, text: str) -> None:
        """Digits and letters by keys, everything else as an input method gives it: whole words at once."""
        for run, by_keys in _runs(text):
            if by_keys:
                for letter in run:
                    shift = (
                        Qt.KeyboardModifier.ShiftModifier
                        if letter.isupper()
                        else Qt.KeyboardModifier.NoModifier
                    )
                    QTest.keyClick(self._handle, Qt.Key(ord(letter.upper())), shift)
            else:
                event = QInputMethodEvent()
                event.setCommitString(run)
                QApplication.sendEvent(self.focus(), event)
        self._run()

    def click(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self._run()

    def draw(self, pad: QWidget, strokes: Iterable[Iterable[tuple[float, float]]]) -> None:
        """Strokes in parts of the pad's width and height, drawn with the left button as with a pen."""
        for stroke in strokes:
            points = [_point(pad, *part) for part in stroke]
            QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=points[0])
            for point in points[1:]:
                QTest.mouseMove(pad, point)
                self._run()
            QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=points[-1])
            self._run()

    def choose_file(self, folder: Path, ask: Callable[[], None]) -> Path:
        """Do what opens a file dialog, and answer it: the name it proposes, in a folder; the whole path."""
        chosen: list[Path] = []
        look = QTimer(interval=_SLICE_MS)

        def answer() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QFileDialog) and dialog.isVisible():
                look.stop()
                name = dialog.findChild(QLineEdit, "fileNameEdit")
                assert isinstance(name, QLineEdit)
                chosen.append(folder / name.text())
                name.selectAll()
                name.insert(str(chosen[0]))
                QTest.keyClick(name, Qt.Key.Key_Return)

        look.timeout.connect(answer)
        look.start()
        ask()
        self.until(lambda: chosen, "选文件的对话框")
        self.window.activateWindow()  # a window manager does it; without a display there is none
        self.until(self.window.isActiveWindow, "窗口回到前面")
        return chosen[0]

    # eyes -------------------------------------------------------------

    def focus(self) -> QWidget:
        """What has the keyboard; StuckError if nothing has."""
        found = QApplication.focusWidget()
        if found is None:
            raise StuckError(f"{self._prefix}：没有控件在等按键。{self._what_shows()}")
        return found

    def until(self, look: Callable[[], T | None], what: str, *, seconds: float = DEADLINE_S) -> T:
        """Let the window live until ``look`` sees something true; StuckError after so many seconds."""
        deadline = QDeadlineTimer(round(seconds * 1000))
        while True:
            seen = look()
            if seen:
                return seen
            if deadline.hasExpired():
                self.picture("没有等到")
                raise StuckError(f"{self._prefix}：没有等到{what}。{self._what_shows()}")
            self._run(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def check(self, *, is_so: bool, what: str) -> None:
        """StuckError unless it is so: a step of the script that did not happen."""
        if not is_so:
            self.picture("不对")
            raise StuckError(f"{self._prefix}：{what}。{self._what_shows()}")

    def await_store(self) -> None:
        """Until the window stands whole and the records behind it are open."""
        self.until(lambda: self._start.store, "打开记录库")

    def settle(self) -> None:
        """Until nothing is read or written in the background and the window has shown it."""
        self.until(lambda: self._start.background is not None and self._start.background.is_idle, "后台做完")
        self._run()

    def page(self, name: str) -> QWidget:
        """The page of that name, once it is shown and what it asked for has been read."""
        self.until(lambda: self._page_name() == name, f"“{name}”页")
        self.settle()
        page = self.window.current_page
        assert page is not None
        return page

    def dialog(self, kind: type[W], *, seconds: float = DEADLINE_S) -> W:
        """The open dialog, once it is of that kind."""
        found = self.until(
            lambda: _as(self.window.overlay.panel, kind), f"对话框 {kind.__name__}", seconds=seconds
        )
        self._run()
        return found

    def dialog_gone(self) -> None:
        self.until(lambda: not self.window.overlay.is_open, "对话框关上")
        self.settle()

    def find(self, kind: type[W], words: str = "", *, within: QWidget | None = None) -> W:
        """The first visible widget of a kind whose name or text holds the words, once there is one."""
        return self.until(lambda: self.seen(kind, words, within=within), f"{kind.__name__} {words}")

    def seen(self, kind: type[W], words: str = "", *, within: QWidget | None = None) -> W | None:
        """The same without waiting."""
        for widget in (within or self.window).findChildren(kind):
            if widget.isVisible() and (not words or words in _words(widget)):
                return widget
        return None

    def texts(self, within: QWidget | None = None) -> str:
        """Every text that is to be read now, labels and the names of painted widgets."""
        found = (_words(one) for one in (within or self.window).findChildren(QWidget) if one.isVisible())
        return "\n".join(dict.fromkeys(words for words in found if words))

    def tab_to(
        self, wanted: Callable[[QWidget], bool], what: str, *, key: str = "Tab", most: int = 60
    ) -> QWidget:
        """Press Tab until the focus is where it is wanted."""
        for _ in range(most):
            if wanted(self.focus()):
                return self.focus()
            self.press(key)
        raise StuckError(f"{self._prefix}：按 {key} 走不到{what}。{self._what_shows()}")

    def has_focus(self, widget: QWidget) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and (focus is widget or widget.isAncestorOf(focus))

    # camera -----------------------------------------------------------

    def picture(self, name: str) -> Path:
        """What the window shows, as a PNG."""
        for _ in range(_LAYOUT_ROUNDS):
            self._run()
        self._taken += 1
        path = self._screens / f"{self._prefix}-{self._taken:02}-{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.window.grab().save(str(path))
        return path

    # ------------------------------------------------------------------

    def _run(self, wait: QEventLoop.ProcessEventsFlag = QEventLoop.ProcessEventsFlag.AllEvents) -> None:
        if wait is QEventLoop.ProcessEventsFlag.WaitForMoreEvents:
            QTest.qWait(_SLICE_MS)
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _page_name(self) -> str:
        page = self.window.current_page
        return page.name if page is not None else ""

    def _what_shows(self) -> str:
        panel = self.window.overlay.panel
        focus = QApplication.focusWidget()
        words = self.texts(panel or self.window.current_page).replace("\n", "｜")[:600]
        at = f"{type(focus).__name__} {_words(focus)}" if focus is not None else "无"
        dialog = f"，对话框 {type(panel).__name__}" if isinstance(panel, Dialog) else ""
        return f"现在是“{self._page_name()}”页{dialog}，焦点 {at}，看到：{words}"


def _as(widget: object, kind: type[W]) -> W | None:
    return widget if isinstance(widget, kind) else None


def _words(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return " ".join(part for part in (text, widget.accessibleName()) if part)


def _named(key: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    """Ctrl+Enter as Qt knows it."""
    *held, last = key.split("+") if len(key) > 1 else [key]
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= _HELD[one]
    return Qt.Key[f"Key_{_NAMES.get(last, last)}"], modifiers


def _runs(text: str) -> list[tuple[str, bool]]:
    """The text cut into runs that keys give and runs that an input method gives."""
    runs: list[tuple[str, bool]] = []
    for letter in text:
        by_keys = letter.isascii() and (letter.isalnum() or letter == " ")
        if runs and runs[-1][1] is by_keys:
            runs[-1] = (runs[-1][0] + letter, by_keys)
        else:
            runs.append((letter, by_keys))
    return runs


def _point(pad: QWidget, across: float, down: float) -> QPoint:
    return QPointF(pad.width() * across, pad.height() * down).toPoint()
