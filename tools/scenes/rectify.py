"""On another computer the hazard is put right by the person named, with a photo of how it is now."""

from __future__ import annotations

from tools.cast import PIN, STAFF
from tools.photo import take_photo
from tools.scenes.county import send_all
from tools.scenes.hazards import open_step
from tools.stage import Stage


def play(stage: Stage) -> None:
    stage.sign_in(STAFF)
    send_all(stage)
    hand = open_step(stage, "整改中", "报整改情况")
    hand.answer({"done": "4 盏应急灯已换新，逐盏试亮 90 分钟。", "done_by": (STAFF,), "cost": "812.50"})
    hand.attach("photos_after", take_photo(stage.folder / "photos" / "lamps.jpg", "地下库房应急灯已换"))
    stage.driver.picture("整改情况")
    hand.seal(PIN)
    stage.say("责任人在另一台电脑上报整改情况，附整改后照片")
    send_all(stage)
