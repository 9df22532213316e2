"""The check of one extinguisher, begun from 台账 with C."""

from __future__ import annotations

from tools.cast import OFFICER, PIN
from tools.form_hand import FormHand
from tools.stage import Stage
from ui.pages.registers import RegistersPage

NUMBER = "MHQ-002"


def play(stage: Stage) -> None:
    driver = stage.driver
    stage.sign_in(OFFICER)
    driver.press("Alt+6")
    page = driver.page("registers")
    assert isinstance(page, RegistersPage)
    table = page.table
    driver.until(lambda: driver.has_focus(table) and table.current, "灭火器台账")
    driver.press("Home")
    driver.tab_to(lambda _: table.current is not None and table.current.code == NUMBER, NUMBER, key="Down")
    driver.picture("台账")
    driver.press("C")
    hand = FormHand(driver)
    driver.until(lambda: hand.page.session.value(("number",)) == NUMBER, "灭火器编号")
    for first, rest in (("point", ("mounting", "facing")), ("plate", ("marking", "seal"))):
        hand.answer(dict.fromkeys((first, *rest), "正常"))
        driver.press("Q")
    driver.picture("灭火器检查")
    hand.seal(PIN)
    stage.say(f"从台账检查灭火器 {NUMBER}，二十来项都正常")
