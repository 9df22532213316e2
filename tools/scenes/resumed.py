"""The next start offers the half-filled patrol with its form, time and number of answers; it is finished."""

from __future__ import annotations

from functools import partial

from tools.form_hand import FormHand
from tools.scenes.half_filled import ROWS
from tools.scenes.patrol import PLACES, is_at
from tools.scenes.tasks import open_task
from tools.stage import NURSE, PIN, Stage


def play(stage: Stage) -> None:
    driver = stage.driver
    stage.sign_in(NURSE)
    said = open_task(stage, f"填到 {stage.fact('answered')} 个答案")
    driver.check(is_so="每日防火巡查记录" in said and "存在本机" in said, what=f"草稿说的是 {said}")
    stage.say(f"重新打开，“今日”里有：{said.removeprefix('任务：')}")
    hand = FormHand(driver)
    sheet = driver.until(lambda: hand.page.sheet, "巡查表")
    driver.until(lambda: driver.has_focus(sheet.view), "巡查表等按键")
    full = sum(sheet.model.is_row_full(row) for row in range(PLACES))
    driver.check(is_so=full == ROWS, what=f"只剩 {full} 行")
    driver.picture("接着录")
    for row in range(ROWS, PLACES):
        driver.until(partial(is_at, sheet, row), f"第 {row + 1} 行")
        driver.write(f"{20 + row // 6:02}{row % 6}0")
        driver.press("Enter")
    hand.seal(PIN)
    stage.say("一格不少，接着录完封存")
