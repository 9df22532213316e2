"""A second computer joins the hospital: the wizard's other way, with a code of its own from the county."""

from __future__ import annotations

from tools.stage import Stage
from ui.dialogs.approval import ApprovalDialog
from ui.dialogs.wizard import Wizard


def play(stage: Stage) -> None:
    driver = stage.driver
    wizard = driver.dialog(Wizard)
    driver.tab_to(lambda focus: focus is wizard.join, "“加入已有的医院”")
    driver.press("Space")
    driver.until(lambda: driver.has_focus(wizard.address), "地址的格子")
    driver.write(stage.ask("address"))
    driver.press("Tab")
    driver.write(stage.ask("code"))
    driver.picture("加入已有的医院")
    driver.press("Enter")
    driver.until(lambda: driver.store.installation() is not None, "加入医院")
    waiting = driver.dialog(ApprovalDialog)
    driver.picture("等管理员批准")
    stage.keep("computer_code", waiting.tail.text())
    stage.say("加入同一家医院，等管理员批准")
