"""Later, on another computer: who countersigns finds the patrol under 今日 and signs it."""

from __future__ import annotations

from tools.cast import LEADER, PIN
from tools.form_hand import scribble
from tools.scenes.county import send_all
from tools.scenes.tasks import open_task
from tools.stage import Stage
from ui.dialogs.countersign import CountersignDialog
from ui.dialogs.sign_in import SignIn
from ui.filling.editors.signature import SignaturePad
from ui.pages.record import RecordPage
from ui.widgets.button import Button


def play(stage: Stage) -> None:
    driver = stage.driver
    await_key(stage)
    stage.sign_in(LEADER)
    send_all(stage)
    open_task(stage, "等你签字：每日防火巡查记录")
    page = driver.page("record")
    assert isinstance(page, RecordPage)
    driver.until(page.sign.isVisible, "“签主管人员”")
    driver.picture("记录-等签字")
    driver.press("S")
    dialog = driver.dialog(CountersignDialog)
    driver.click(driver.find(Button, "打开手写区", within=dialog))
    scribble(driver, driver.find(SignaturePad, within=dialog))
    driver.click(dialog.card.pin)
    driver.picture("签字")
    driver.write(PIN)
    driver.dialog_gone()
    driver.until(lambda: not page.sign.isVisible(), "签完")
    driver.settle()
    driver.picture("记录-已签")
    stage.say("院领导在另一台电脑的“今日”里找到巡查记录，签字")
    send_all(stage)


def await_key(stage: Stage) -> None:
    """Until the hospital's key and its people have come by the passes that run by themselves."""
    driver = stage.driver
    driver.dialog(SignIn, seconds=120)
    driver.check(is_so=driver.store.keys.has_hospital_key, what="没有拿到医院密钥")
