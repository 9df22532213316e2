"""设置·备份与核对: when the last one was made and where, one now, a second place, and a restore at the next start."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from models import backups
from models.repair_wish import Wish, wished
from tests.forbidden_words import FORBIDDEN
from tools.window_driver import Driver
from ui.pages.settings import SettingsPage
from ui.presenters.settings import SettingsPresenter

PICTURES = os.environ.get("YIAN_PICTURES")


class Chosen:
    """Somebody who answers every dialog with the same place."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def to_folder(self, _parent: QWidget, _title: str, _start: Path) -> Path:
        return self.place

    def to_open(self, _parent: QWidget, _title: str, _kind: str) -> Path:
        return self.place

    def to_save(self, _parent: QWidget, _title: str, _name: str, _kind: str) -> Path:
        return self.place


def panel_of(driver: Driver) -> tuple[SettingsPage, SettingsPresenter]:
    driver.sign_in("0001")
    driver.desk.go("settings")
    driver.settle()
    presenter = driver.desk.presenter("settings")
    assert isinstance(presenter, SettingsPresenter)
    assert isinstance(driver.page, SettingsPage)
    return driver.page, presenter


def words_on(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def banner_of(driver: Driver) -> str:
    return driver.window.banner.accessibleName()


@pytest.mark.fault(13)
def test_a_second_place_is_chosen_used_every_day_and_told_when_it_is_away(
    open_window: Callable[..., Driver], tmp_path: Path
) -> None:
    driver = open_window(wide=1280, high=720)
    page, presenter = panel_of(driver)
    stick = tmp_path / "stick"
    stick.mkdir()
    presenter.backups.folders = Chosen(driver.home / "backups")
    driver.click(page.backup.buttons["backup.second"])
    assert "和记录在一起" in banner_of(driver)
    presenter.backups.folders = Chosen(stick)
    driver.click(page.backup.buttons["backup.second"])
    assert backups.second_folder(driver.home) == stick
    assert "核对过" in banner_of(driver)
    assert len(backups.made_in(stick)) == 1
    page.groups._go(7)
    driver.settle()
    assert str(stick) in words_on(page.backup)
    assert [word for word in FORBIDDEN if word in words_on(page.backup)] == []
    if PICTURES:
        driver.window.grab().save(f"{PICTURES}/backups.png")
    stick.rename(tmp_path / "pulled out")
    driver.desk._on_care()
    driver.settle()
    assert "没有存到第二处" in banner_of(driver)
    assert len(backups.made_in(backups.folder_of(driver.home))) == 1


def test_a_restore_is_noted_only_for_a_backup_that_is_sound(
    open_window: Callable[..., Driver], tmp_path: Path
) -> None:
    driver = open_window()
    page, presenter = panel_of(driver)
    driver.click(page.backup.buttons["backup.now"])
    (made,) = backups.made_in(backups.folder_of(driver.home))
    broken = tmp_path / made.name
    broken.write_bytes(made.read_bytes()[: 4096 * 9])
    presenter.files = Chosen(broken)
    driver.click(page.backup.buttons["backup.restore"])
    assert "不能用" in banner_of(driver)
    assert wished(driver.home) is None
    presenter.files = Chosen(made)
    driver.click(page.backup.buttons["backup.restore"])
    assert "下次打开时" in banner_of(driver)
    assert wished(driver.home) == Wish(backup=made)
