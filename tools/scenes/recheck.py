"""Somebody else rechecks the hazard, which closes it; the board shows it among the closed."""

from __future__ import annotations

from tools.cast import OFFICER, PIN
from tools.scenes.county import send_all
from tools.scenes.hazards import find_card, open_step, show_board
from tools.stage import Stage


def play(stage: Stage) -> None:
    driver = stage.driver
    stage.sign_in(OFFICER)
    send_all(stage)
    hand = open_step(stage, "待复查", "复查")
    hand.answer({"verdict": "合格", "opinion": "现场断电试验，4 盏应急灯都亮，照度够。"})
    driver.picture("复查意见")
    hand.seal(PIN)
    page = show_board(stage)
    find_card(stage, page, "已销号")
    driver.picture("隐患看板-已销号")
    stage.say("另一人复查合格，隐患销号")
    send_all(stage)
