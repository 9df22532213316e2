"""The administrator approves the second computer, which gives it the hospital's key as ciphertext."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from tools.cast import ADMIN
from tools.scenes.county import send_all
from tools.stage import Stage
from ui.dialogs.entry import EntryDialog
from ui.pages.settings import SettingsPage


def play(stage: Stage) -> None:
    driver = stage.driver
    stage.sign_in(ADMIN)
    send_all(stage)  # learns of the hospital's other computers
    driver.press("Alt+9")
    page = driver.page("settings")
    assert isinstance(page, SettingsPage)
    driver.tab_to(lambda _: page.groups.current == "computers", "“这家医院的电脑”", key="Down", most=12)
    driver.picture("设置-这家医院的电脑")
    button = page.computers.buttons["computer.approve"]
    driver.tab_to(lambda focus: focus is button, "“批准一台电脑”")
    driver.press("Space")
    dialog = driver.dialog(EntryDialog)
    driver.until(lambda: driver.has_focus(dialog.frames["code"].editor), "电脑码的格子")
    shown = dialog.frames["code"].editor
    assert isinstance(shown, QComboBox)
    driver.until(lambda: stage.fact("computer_code") in shown.currentText(), "那台电脑的尾号")
    driver.picture("批准一台电脑")
    driver.press("Ctrl+Enter")
    driver.dialog_gone()
    stage.say("管理员批准第二台电脑")
    send_all(stage)
