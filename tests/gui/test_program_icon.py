"""The program's own picture where the system shows it."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from ui.application import Start
from ui.program_icon import SIZES, drawn
from ui.settings_file import WindowSettings
from ui.theme.tokens import LIGHT, Role


def test_the_task_bar_shows_the_program_and_not_its_interpreter(qapp: QApplication, tmp_path: Path) -> None:
    start = Start(qapp, tmp_path / "home", replace(WindowSettings(), scheme="light", motion=False))
    start.show()
    deadline = time.monotonic() + 120
    while start.store is None or start.window.windowIcon().isNull():
        assert time.monotonic() < deadline, "it did not open"
        qapp.processEvents()
    assert sorted(size.width() for size in start.window.windowIcon().availableSizes()) == list(SIZES)
    start.close()
    start.window.close()
    start.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_every_size_is_the_brand_with_white_lines_and_round_corners() -> None:
    for size in SIZES:
        image = drawn(size)
        assert image.pixelColor(0, 0).alpha() < 128
        assert image.pixelColor(size // 2, 0).name() == LIGHT[Role.BRAND].lower()
        colours = {image.pixelColor(x, y).lightness() for x in range(size) for y in range(size)}
        assert max(colours) > 200
