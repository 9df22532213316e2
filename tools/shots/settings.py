"""设置, group by group."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from tools.shots.shot import ADMIN, BOTH, CONTRAST, DARK, LARGE, LIGHT, OFFICER, Home, Shot
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


def _licences(driver: Driver) -> None:
    """What is shipped, rather than what this very computer is."""
    page = driver.page
    assert isinstance(page, SettingsPage)
    driver.key(Qt.Key.Key_Right, page.about.which)


def _searched(words: str) -> Callable[[Driver], None]:
    def show(driver: Driver) -> None:
        page = driver.page
        assert isinstance(page, SettingsPage)
        page.about.licences.words.setText(words)

    return show


SHOTS = (
    Shot(name="settings", who=ADMIN, steps=("go settings",), looks=(LIGHT, DARK, CONTRAST, LARGE)),
    *(
        Shot(name=f"settings-{name}", who=ADMIN, steps=("go settings", _group(name)), looks=BOTH)
        for name in ("people", "places", "hospital", "duties", "forms", "texts", "backup", "host")
    ),
    Shot(
        name="settings-about", who=ADMIN, steps=("go settings", _group("about"), _licences, _searched("qt"))
    ),
    Shot(
        name="settings-licences",
        who=ADMIN,
        steps=("go settings", _group("about"), _licences),
        looks=(LIGHT, DARK, CONTRAST, LARGE),
    ),
    Shot(
        name="settings-licences-none",
        who=ADMIN,
        steps=("go settings", _group("about"), _licences, _searched("没有这样的部件")),
        looks=(LIGHT,),
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
