"""The real window on a real store of the demo hospital, driven by keys as a person drives it.

Used by the tests of the window and by the pictures of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from forms.clock import FixedClock
from models.store import Store
from tools.demo_days import NOW, PIN
from tools.waiting import take_turn
from ui.background import Background
from ui.composition import seat_all
from ui.desk import Desk
from ui.dialogs.sign_in import SignIn
from ui.main_window import MainWindow
from ui.pages.page import Page
from ui.settings_file import WindowSettings
from ui.widgets.pin_box import BOXES

PATIENCE_S = 60


class Driver:
    """One window; ``close`` must be called, the fixture does."""

    def __init__(
        self, home: Path, *, wide: int = 1440, high: int = 900, server: tuple[str, ...] = ()
    ) -> None:
        """``server``: the command with which this computer could be the 院内主机."""
        self.home = home
        self.store = Store.open(home, clock=FixedClock(NOW))
        self.window = MainWindow()
        self.background = Background(self.window)
        installation = self.store.installation()
        assert installation is not None
        self.desk = Desk(
            self.window,
            self.store,
            self.background,
            home=home,
            settings=WindowSettings(),
            installation=installation,
            server=server,
        )
        seat_all(self.desk)
        self.window.resize(wide, high)
        self.window.show()
        self.window.activateWindow()
        self.desk.start()
        self.settle()

    def settle(self) -> None:
        """Until nothing is under way and every event has been delivered."""
        calm = 0
        deadline = time.monotonic() + PATIENCE_S
        while calm < 3:
            assert time.monotonic() < deadline, "the window does not come to rest"
            take_turn(resting=not self.background.is_idle)
            calm = calm + 1 if self.background.is_idle else 0

    def until(self, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not is_so():
            assert time.monotonic() < deadline, "it did not happen"
            take_turn(resting=True)

    def sign_in(self, staff_no: str, pin: str = PIN) -> None:
        dialog = self.window.overlay.panel
        assert isinstance(dialog, SignIn)
        dialog.number.clear()
        self.type(staff_no, dialog.number)
        self.key(Qt.Key.Key_Return, dialog.number)
        self.type(pin, dialog.pin)
        if len(pin) < BOXES:  # the sixth digit asks by itself
            self.key(Qt.Key.Key_Return, dialog.pin)
        self.settle()

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the keys"
        return widget

    @property
    def page(self) -> Page:
        page = self.window.current_page
        assert page is not None
        return page

    def key(
        self,
        key: Qt.Key,
        target: QWidget | None = None,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        QTest.keyClick(target or self.focus, key, modifiers)
        self.settle()

    def alt(self, key: Qt.Key) -> None:
        self.key(key, modifiers=Qt.KeyboardModifier.AltModifier)

    def type(self, text: str, target: QWidget | None = None) -> None:
        """Keys of a keyboard; Chinese has none, so it is set where a test needs it."""
        QTest.keyClicks(target or self.focus, text)
        self.settle()

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        place = at or widget.rect().center()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        self.settle()

    def close(self) -> None:
        self.settle()
        self.desk.close()
        self.background.close()
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.store.close()
