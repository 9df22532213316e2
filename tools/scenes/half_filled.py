"""A patrol of the ward half filled; then the window's process is killed, as when the power goes."""

from __future__ import annotations

from tools.cast import NURSE
from tools.form_hand import FormHand
from tools.scenes.forms import open_form
from tools.scenes.patrol import choose_all_places, clock
from tools.stage import Stage
from ui.widgets.toast import Toast

ROWS = 10


def play(stage: Stage) -> None:
    driver = stage.driver
    stage.sign_in(NURSE)
    open_form(stage, "每日防火巡查")
    choose_all_places(stage)
    hand = FormHand(driver)
    sheet = driver.until(lambda: hand.page.sheet, "巡查表")
    driver.until(lambda: driver.has_focus(sheet.view), "巡查表等按键")
    for number in range(ROWS):
        driver.write(clock(number))
        driver.press("Enter")
    driver.until(lambda: hand.page.session.is_settled, "存进本机")
    driver.settle()
    driver.until(lambda: driver.seen(Toast) is None, "提示消失")
    driver.picture("录到一半")
    draft = driver.store_draft()
    stage.keep("answered", draft.answered)
    stage.say(f"巡查录到第 {ROWS} 行，{draft.answered} 个答案在本机；这时强行结束进程（kill -9）")
    stage.ask("kill")
