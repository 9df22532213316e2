"""What is left goes to the county: passes until the window says that everything has been delivered."""

from __future__ import annotations

from tools.scenes.county import send_all
from tools.stage import HEAD, Stage


def play(stage: Stage) -> None:
    stage.sign_in(HEAD)
    send_all(stage)
    stage.driver.picture("同步-已全部送达")
    stage.say("全部送达，每一条都有县里签名的回执")
