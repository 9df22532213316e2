"""The paper before it is printed."""

from __future__ import annotations

from PySide6.QtGui import QImage

from tools.shots.shot import OFFICER, Shot
from tools.window_driver import Driver
from ui.pages.preview import PreviewPage


def until_drawn(driver: Driver) -> None:
    """Wait until the paper has been drawn."""
    page = driver.page
    assert isinstance(page, PreviewPage)
    driver.until(lambda: _has_ink(page.view.viewport().grab().toImage()))


def _has_ink(image: QImage) -> bool:
    """Whether something dark has been drawn; looks at every seventh pixel."""
    return any(
        image.pixelColor(x, y).lightness() < 90
        for x in range(0, image.width(), 7)
        for y in range(0, image.height(), 7)
    )


SHOTS = (Shot(name="preview", who=OFFICER, steps=("go records", "P", until_drawn)),)
