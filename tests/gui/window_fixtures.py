"""Fixtures of the whole window: the demo hospital is laid out once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.demo_days import build
from tools.window_driver import Driver


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three demo days in it; copied, never opened by a test."""
    home = tmp_path_factory.mktemp("demo") / "home"
    build(home).store.close()
    return home


@pytest.fixture
def open_window(demo_home: Path, tmp_path: Path) -> Iterator[Callable[..., Driver]]:
    """Opens the window on a copy of the demo store: ``open_window(wide=1280, high=720)``."""
    opened: list[Driver] = []

    def open_one(*, wide: int = 1440, high: int = 900) -> Driver:
        home = tmp_path / f"home{len(opened)}"
        shutil.copytree(demo_home, home)
        opened.append(Driver(home, wide=wide, high=high))
        return opened[-1]

    yield open_one
    for driver in opened:
        driver.close()
