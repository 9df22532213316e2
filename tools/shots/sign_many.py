"""What waits for a signature: seen one by one, and the PIN asked for once."""

from __future__ import annotations

from tools.shots.shot import CONTRAST, DARK, HEAD, LARGE, LIGHT, Shot
from tools.window_driver import Driver
from ui.dialogs.countersign import CountersignDialog
from ui.pages.sign_many import SignManyPage


def look_through(driver: Driver) -> None:
    """See all of them, page after page, but the last."""
    page = driver.page
    assert isinstance(page, SignManyPage)
    while sum(line.is_seen for line in page.lines) < len(page.lines) - 1:
        page.step()
        driver.settle()


def asked(driver: Driver) -> None:
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, CountersignDialog)


SHOTS = (
    Shot(
        name="sign-many",
        who=HEAD,
        steps=("Ctrl+Shift+Q", look_through),
        looks=(LIGHT, DARK, CONTRAST, LARGE),
    ),
    Shot(name="sign-many-pin", who=HEAD, steps=("Ctrl+Shift+Q", look_through, "Ctrl+Return", asked)),
)
