"""设置·院内主机: one button makes this computer serve the others, and shows large what to type there."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from forms.clock import FixedClock
from models.store import Store
from sync.enrolment import enrol
from sync.house.server_process import ServerProcess
from sync.round import run_round
from tests.forbidden_words import FORBIDDEN
from tests.roundtrip.test_house import SERVER, take_any_port
from tools.demo_days import NOW, PIN
from tools.window_driver import Driver
from ui.dialogs.entry import EntryDialog
from ui.dialogs.new_key import NewKeyDialog
from ui.pages.settings import GROUPS, SettingsPage
from ui.presenters.sync import SyncPresenter

PICTURES = os.environ.get("YIAN_PICTURES")
ADMIN = "0001"
HOST = [name for name, _, _ in GROUPS].index("host")


def words_on(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def picture(driver: Driver, name: str) -> None:
    driver.settle()
    if PICTURES:
        driver.window.grab().save(f"{PICTURES}/{name}.png")


def confirm(driver: Driver) -> None:
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, EntryDialog)
    driver.type(PIN, dialog.frames["pin"].editor)
    dialog.go.click()


def wait(is_so: Callable[[], bool]) -> None:
    """A server is a process of its own: on a busy machine it takes longer than a window may."""
    end = time.monotonic() + 90
    while not is_so():
        assert time.monotonic() < end, "it did not happen"
        QApplication.processEvents()


def test_the_administrator_makes_a_host_and_another_computer_joins(
    open_window: Callable[..., Driver], tmp_path: Path
) -> None:
    driver = open_window(wide=1280, high=720, server=SERVER)
    take_any_port(driver.desk.house)
    driver.sign_in(ADMIN)
    driver.desk.go("settings")
    driver.settle()
    page = driver.page
    assert isinstance(page, SettingsPage)
    page.groups._go(HOST)
    panel = page.host
    assert panel.on.isVisibleTo(page)
    picture(driver, "host-off")
    driver.click(panel.on)
    confirm(driver)
    wait(lambda: "-" in panel.code.text())
    assert not panel.on.isVisibleTo(page)
    assert panel.address.text().endswith(f":{driver.desk.house.port}")
    assert driver.window.overlay.panel is None

    with contextlib.closing(Store.open(tmp_path / "ward", clock=FixedClock(NOW))) as ward:
        enrol(ward, server_url=driver.desk.house.address, code=panel.code.text(), label="内科护士站")
        house = ServerProcess(tmp_path / "ward", SERVER)
        run_round(ward, random=Random(1), server=house)
        sync = driver.desk.presenter("sync")
        assert isinstance(sync, SyncPresenter)
        sync.runner.send_now()
        wait(lambda: not sync.runner.is_running)
        driver.desk.go("settings")
        driver.settle()
        page.groups._go(HOST)
        rows = [panel.table.model().index(n, 1).data() for n in range(panel.table.model().rowCount())]
        assert any("内科护士站" in str(row) for row in rows)
        picture(driver, "host-on")
    assert [word for word in FORBIDDEN if word in words_on(panel)] == []


def test_after_a_change_of_the_key_the_new_sheet_cannot_be_left_by_mistake(
    open_window: Callable[..., Driver],
) -> None:
    driver = open_window(wide=1280, high=720)
    driver.sign_in(ADMIN)
    driver.desk.go("settings")
    driver.settle()
    page = driver.page
    assert isinstance(page, SettingsPage)
    page.groups._go(HOST + 1)
    picture(driver, "computers")
    former = driver.store.keys.current_key_id
    driver.click(page.computers.buttons["key.rotate"])
    picture(driver, "key-asked")
    confirm(driver)
    wait(lambda: isinstance(driver.window.overlay.panel, NewKeyDialog))
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, NewKeyDialog)
    picture(driver, "key-new")
    assert driver.store.keys.current_key_id != former
    assert driver.store.keys.is_recovery_code(dialog.code.text())
    driver.key(Qt.Key.Key_Escape)
    assert driver.window.overlay.panel is dialog
    dialog.sheet.kept.setChecked(True)
    driver.click(dialog.go)
    assert driver.window.overlay.panel is None
