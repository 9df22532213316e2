"""Fixtures of the whole window: the demo hospital is laid out once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from tools.demo_days import build
from tools.window_driver import Driver
from ui.main_window import MainWindow

POPUPS = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)


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
