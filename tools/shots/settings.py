"""设置, group by group."""

from __future__ import annotations

from collections.abc import Callable

from tools.shots.shot import ADMIN, CONTRAST, DARK, LARGE, LIGHT, OFFICER, Home, Shot
from tools.window_driver import Driver
from ui.pages.settings import SettingsPage


def _group(name: str) -> Callable[[Driver], None]:
    def show(driver: Driver) -> None:
        page = driver.page
        assert isinstance(page, SettingsPage)
        page.groups.show_group(name)

    return show


def _one_text(driver: Driver) -> None:
    """The question about one text."""
    page = driver.page
    assert isinstance(page, SettingsPage)
    page.texts.same.click()


SHOTS = (
    Shot(name="settings", who=ADMIN, steps=("go settings",), looks=(LIGHT, DARK, CONTRAST, LARGE)),
    *(
        Shot(name=f"settings-{name}", who=ADMIN, steps=("go settings", _group(name)))
        for name in ("people", "places", "hospital", "duties", "forms", "texts", "backup", "host", "about")
    ),
    Shot(
        name="settings-text-check",
        who=OFFICER,
        steps=("go settings", _group("texts"), _one_text),
        looks=(LIGHT,),
    ),
    Shot(
        name="settings-people-full",
        who=ADMIN,
        steps=("go settings", _group("people")),
        home=Home.FULL,
        looks=(LARGE,),
    ),
)
