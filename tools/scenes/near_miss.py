"""An anonymous near miss: N from anywhere, a few questions, and a pick-up code that is shown once."""

from __future__ import annotations

from tools.cast import NURSE
from tools.stage import Stage
from ui.dialogs.quick_incident import QuickIncident


def play(stage: Stage) -> None:
    driver = stage.driver
    stage.sign_in(NURSE)
    driver.page("today")
    driver.press("N")
    dialog = driver.dialog(QuickIncident)
    driver.until(lambda: driver.has_focus(dialog.who), "署名还是匿名")
    driver.picture("报事件")
    driver.press("2")
    driver.until(lambda: driver.focus().accessibleName() == "发生了什么", "“发生了什么”")
    driver.write("夜班配药时拿错相邻格的针剂，核对时发现，没有用到病人身上")
    driver.tab_to(lambda focus: focus.accessibleName().startswith("后果"), "“后果”")
    driver.press("1")
    driver.picture("报事件-匿名")
    driver.press("Ctrl+Enter")
    code = driver.until(lambda: dialog.code, "取件码")
    driver.settle()
    driver.picture("取件码")
    driver.check(is_so=len(code.replace("-", "")) >= 10, what="取件码太短")
    driver.press("Enter")
    driver.dialog_gone()
    stage.say("匿名报一件险些发生的事，取件码只出现一次")
