"""A fire patrol of 24 places, keyed on the round sheet: two findings, a photo, PIN and a drawn signature."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from forms.clock import ZONE
from tools.cast import OFFICER, PIN, STAFF
from tools.form_hand import Fixed, FormHand, Open
from tools.photo import take_photo
from tools.scenes.county import send_all
from tools.scenes.forms import open_form
from tools.stage import Stage
from ui.dialogs.places import PlacesDialog
from ui.filling.sheet.sheet import RoundSheet
from ui.widgets.button import Button

PLACES = 24
STAIRS, BASEMENT = 8, 17  # rows of the two findings
KEY_BY_KEY = 3  # rows answered cell by cell; the others with Enter


def play(stage: Stage) -> None:
    driver = stage.driver
    stage.sign_in(OFFICER)
    open_form(stage, "每日防火巡查")
    choose_all_places(stage)
    hand = FormHand(driver)
    sheet = driver.until(lambda: hand.page.sheet, "巡查表")
    driver.until(lambda: driver.has_focus(sheet.view), "巡查表等按键")
    driver.picture("巡查表-空白")
    stage.say(f"巡查 {PLACES} 处，用数字键和 Enter 录")
    photo = take_photo(stage.folder / "photos" / "stairs.jpg", "2 号楼梯间")
    findings: dict[int, tuple[int, Fixed | Open]] = {
        STAIRS: (
            1,
            Fixed(text="二层平台堆放纸箱 6 个", done="当场搬走，已告知科室", category=3, photo=photo),
        ),
        BASEMENT: (2, Open(text="地下库房应急照明灯 4 盏不亮", owner=STAFF, category=8)),
    }
    key_rows(stage, hand, sheet, findings)
    driver.picture("巡查表-录完")
    hand.seal(PIN, drawn=True)
    stage.say("两处问题：一处当场整改附照片，一处转为隐患；PIN 和手写签名封存")
    send_all(stage)


def choose_all_places(stage: Stage) -> None:
    """The whole hospital, in the order in which it is walked."""
    driver = stage.driver
    dialog = driver.dialog(PlacesDialog)
    driver.picture("选部位")
    driver.tab_to(lambda focus: isinstance(focus, Button) and focus.text().startswith("全院"), "“全院”")
    driver.press("Space")
    driver.check(is_so=len(dialog.boxes.chosen) == PLACES, what="部位数不对")
    driver.press("Enter")
    driver.dialog_gone()


def key_rows(
    stage: Stage, hand: FormHand, sheet: RoundSheet, findings: dict[int, tuple[int, Fixed | Open]]
) -> None:
    """Row by row: the time in four digits, then the cells."""
    driver = stage.driver
    for row in range(PLACES):
        driver.until(partial(is_at, sheet, row), f"第 {row + 1} 行")
        driver.write(clock(row))
        if row in findings:
            cell, finding = findings[row]
            key_finding(hand, sheet, cell, finding)
            driver.press("Enter")
        elif row < KEY_BY_KEY:
            driver.press(*"1" * len(sheet.model.check_columns()))
        else:
            driver.press("Enter")


def clock(row: int) -> str:
    """When a row was walked past, as four digits: a minute apart, the last one just now."""
    return f"{datetime.now(ZONE) - timedelta(minutes=PLACES - row):%H%M}"


def key_finding(hand: FormHand, sheet: RoundSheet, cell: int, finding: Fixed | Open) -> None:
    """Normal up to the failed cell, 2 and a few words there, then the details below the table."""
    driver = hand.driver
    driver.press(*"1" * cell, "2")
    driver.write(finding.text)
    driver.press("Enter", "Space")
    driver.until(lambda: sheet.panel, "这一格的说明")
    hand.find(finding)
    driver.picture("异常说明")
    driver.press("Escape")
    driver.until(lambda: sheet.panel is None and driver.has_focus(sheet.view), "回到表格")


def is_at(sheet: RoundSheet, row: int) -> bool:
    return sheet.view.currentIndex().row() == row
