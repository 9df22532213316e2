"""The hospital is made on its first computer: the wizard, the recovery code, the first sign-in, the county."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox

from tools.cast import ADMIN, HOSPITAL, PIN
from tools.scenes.county import enrol_here
from tools.stage import Stage
from ui.dialogs.first_lists import FirstLists
from ui.dialogs.sign_in import SignIn
from ui.dialogs.wizard import Wizard


def play(stage: Stage) -> None:
    driver = stage.driver
    wizard = driver.dialog(Wizard)
    stage.say(f"首次启动：{HOSPITAL}，乡镇卫生院，装进虚构的人和 24 个部位")
    driver.until(lambda: driver.has_focus(wizard.hospital), "医院名称的格子")
    driver.write(HOSPITAL)
    driver.tab_to(lambda focus: isinstance(focus, QCheckBox), "“装进演示的人和地点”")
    driver.press("Space")
    driver.picture("医院")
    driver.press("Ctrl+Enter")
    driver.until(lambda: driver.has_focus(wizard.profile.beds), "床位的格子")
    driver.picture("规模")
    driver.press("Ctrl+Enter")
    driver.until(lambda: driver.has_focus(wizard.number), "管理员工号的格子")
    driver.write(ADMIN)
    driver.press("Tab")
    driver.write("钱某")
    driver.tab_to(lambda focus: focus is wizard.pin, "PIN 的格子")
    driver.write(PIN)
    driver.until(lambda: driver.has_focus(wizard.again), "再输一遍的格子")
    driver.picture("管理员")
    driver.write(PIN)
    driver.until(lambda: wizard.code.text() and wizard.code.isVisible(), "恢复码")
    driver.picture("恢复码")
    driver.tab_to(lambda focus: focus is wizard.copied, "“我已打印或抄好”")
    driver.press("Space", "Ctrl+Enter")
    driver.until(lambda: driver.has_focus(wizard.county), "县里的地址")
    driver.picture("县里")
    driver.press("Ctrl+Enter")
    driver.dialog(FirstLists)
    driver.picture("名单")
    driver.press("Ctrl+Enter")
    driver.dialog(SignIn)
    driver.picture("登录")
    stage.sign_in(ADMIN)
    driver.page("today")
    driver.picture("今日")
    enrol_here(stage)
