"""A second computer joins the hospital: the wizard's other way, with a code of its own from the county."""

from __future__ import annotations

from tools.stage import Stage
from ui.dialogs.sign_in import SignIn
from ui.dialogs.wizard import Wizard


def play(stage: Stage) -> None:
    driver = stage.driver
    wizard = driver.dialog(Wizard)
    driver.tab_to(lambda focus: focus is wizard.join, "“加入已有的医院”")
    driver.press("Space")
    driver.until(lambda: driver.has_focus(wizard.address), "地址的格子")
    driver.write(stage.fact("county"))
    driver.press("Tab")
    driver.write(stage.fact("code"))
    driver.picture("加入已有的医院")
    driver.press("Enter")
    driver.until(lambda: driver.store.installation() is not None, "加入医院")
    driver.dialog(SignIn)
    stage.keep("computer_code", driver.store.keys.device.exchange_public.hex())
    stage.say("加入同一家医院，等管理员批准")
