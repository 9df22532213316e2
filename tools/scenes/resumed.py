"""The next start offers the half-filled patrol with its form, time and number of answers; it is finished."""

from __future__ import annotations

from functools import partial

from tools.cast import NURSE, PIN
from tools.form_hand import FormHand
from tools.scenes.half_filled import ROWS
from tools.scenes.patrol import PLACES, clock, is_at
from tools.stage import Stage
from ui.widgets.button import Button


def play(stage: Stage) -> None:
    driver = stage.driver
    stage.sign_in(NURSE)
    banner = driver.window.banner
    driver.until(banner.isVisible, "“找回草稿”")
    said = driver.texts(banner).replace("\n", "，")
    driver.picture("找回草稿")
    for words in ("每日防火巡查记录", "存在本机", f"{stage.fact('answered')} 个答案都在"):
        driver.check(is_so=words in said, what=f"找回草稿时说的是“{said}”，没有“{words}”")
    stage.say("重新打开，窗口说：找回草稿，哪张表、几点存的、几个答案")
    driver.click(driver.find(Button, "继续填", within=banner))
    hand = FormHand(driver)
    sheet = driver.until(lambda: hand.page.sheet, "巡查表")
    driver.until(lambda: driver.has_focus(sheet.view), "巡查表等按键")
    full = sum(sheet.model.is_row_full(row) for row in range(PLACES))
    driver.check(is_so=full == ROWS, what=f"只剩 {full} 行")
    driver.picture("接着录")
    for row in range(ROWS, PLACES):
        driver.until(partial(is_at, sheet, row), f"第 {row + 1} 行")
        driver.write(clock(row))
        driver.press("Enter")
    hand.seal(PIN)
    stage.say("一格不少，接着录完封存")
