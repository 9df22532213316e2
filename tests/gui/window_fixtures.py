"""Fixtures of the window: the look it is tested in, and the demo hospital, laid out once and copied for each test."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, SignalInstance
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker

from tools.demo_days import build
from tools.window_driver import Driver
from ui.main_window import MainWindow
from ui.none_references import keep_none_alive
from ui.theme import look
from ui.theme.tokens import Scheme
from ui.theme.typography import load_fonts

POPUPS = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
PATIENCE_MS = 60_000

keep_none_alive()


class PatientBot(QtBot):
    """Waits for what comes, however busy the machine is."""

    def waitUntil(  # noqa: N802 - pytest-qt calls it so
        self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS
    ) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(  # noqa: N802 - the same
        self,
        signal: SignalInstance,
        *,
        timeout: int = PATIENCE_MS,
        raising: bool | None = None,
        check_params_cb: Callable[..., bool] | None = None,
    ) -> SignalBlocker:
        return super().waitSignal(signal, timeout=timeout, raising=raising, check_params_cb=check_params_cb)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def shown(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light scheme with nothing moving.

    Python collects by itself between the tests alone: a window that several of them share has threads, and in a
    thread no widget may be destroyed.
    """
    gc.disable()
    if qapp.property("dressed") is None:
        load_fonts()
        look.apply(qapp, Scheme.LIGHT, motion=False)
        qapp.setProperty("dressed", True)
    yield qapp
    gc.enable()


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three demo days in it; copied, never opened by a test."""
    home = tmp_path_factory.mktemp("demo") / "home"
    build(home).store.close()
    return home


class Watcher(QObject):
    """Sees every widget that is shown as a window of its own: before it has a parent, or by mistake."""

    def __init__(self) -> None:
        super().__init__()
        self.strays: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt calls it so
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            is_window = isinstance(watched, MainWindow) or watched.windowType() in POPUPS
            if not is_window:
                self.strays.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


@pytest.fixture
def open_window(demo_home: Path, tmp_path: Path) -> Iterator[Callable[..., Driver]]:
    """Opens the window on a copy of the demo store: ``open_window(wide=1280, high=720)``."""
    opened: list[Driver] = []
    watcher = Watcher()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(watcher)

    def open_one(*, wide: int = 1440, high: int = 900, server: tuple[str, ...] = ()) -> Driver:
        home = tmp_path / f"home{len(opened)}"
        shutil.copytree(demo_home, home)
        opened.append(Driver(home, wide=wide, high=high, server=server))
        return opened[-1]

    yield open_one
    for driver in opened:
        driver.close()
    application.removeEventFilter(watcher)
    assert watcher.strays == []
