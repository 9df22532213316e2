"""The hazard of the patrol is ordered to be put right: level, the five 落实, who and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from forms.clock import ZONE
from tools.cast import OFFICER, PIN, STAFF
from tools.scenes.county import send_all
from tools.scenes.hazards import open_step
from tools.stage import Stage


def play(stage: Stage) -> None:
    stage.sign_in(OFFICER)
    send_all(stage)  # brings the countersignature too
    hand = open_step(stage, "已登记", "下达整改")
    due = datetime.now(ZONE) + timedelta(days=3)
    hand.answer(
        {
            "measures": "更换 4 盏应急照明灯，接回消防电源，逐盏试亮。",
            "funds_source": "本单位资金",
            "funds": "860",
            "due": f"{due:%m-%d} 1800",
            "owner_department": "总务科",
            "owner": STAFF,
            "contingency": "灯换好以前库房不留人过夜，备手提照明灯两只。",
        }
    )
    stage.driver.picture("整改通知")
    hand.seal(PIN)
    stage.say("保卫科下达整改，五落实写齐，责任人赵某")
    send_all(stage)
