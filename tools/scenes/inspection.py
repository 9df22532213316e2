"""The quarterly inspection, fifteen chapters with a finding in each; the network is lost in the middle of it."""

from __future__ import annotations

from forms.definition import FieldType
from tools.cast import OFFICER, PIN, QUALITY, STAFF
from tools.form_hand import Fixed, FormHand, Open
from tools.photo import take_photo
from tools.scenes.county import lose_network
from tools.scenes.tasks import open_task
from tools.stage import Stage

FOUND = (
    ("职责清单没有本人签字", ""),
    ("三楼东侧防火门被木楔顶住", "当场取走木楔，防火门已能自闭"),
    ("厨房燃气报警器离灶台过远", ""),
    ("氧气站压力表检定过期", ""),
    ("检验科酒精超量存放", "当场清出，只留当天用量"),
    ("二楼配电箱门未锁", "当场锁上，钥匙交值班电工"),
    ("药房高警示药品标识脱落两处", "当场补贴标识"),
    ("抢救车内简易呼吸器缺面罩", "当场补齐并封车"),
    ("收费处电脑开机密码贴在屏幕上", "当场撕下并换密码"),
    ("急诊一键报警按钮无人应答", ""),
    ("地下库房人货同走一道门", ""),
    ("外墙施工围挡缺夜间警示灯", ""),
    ("放射科一人未戴个人剂量计", "当场佩戴并登记"),
    ("总值班表缺本周末的人", "当场补上并通知本人"),
    ("内镜室手卫生设施缺干手纸", ""),
)
HALF = 7  # chapters filled when the network goes


def play(stage: Stage) -> None:
    driver = stage.driver
    stage.sign_in(QUALITY)
    open_task(stage, "季度安全生产大检查")
    hand = FormHand(driver)
    hand.answer({"team": (QUALITY, OFFICER), "departments": "全院各科室"})
    stage.say("季度大检查：十五章，每章一处问题")
    photo = take_photo(stage.folder / "photos" / "door.jpg", "3 楼东侧防火门")
    chapters = hand.page.session.form.sections[1:-1]
    driver.check(is_so=len(chapters) == len(FOUND), what="章数变了")
    for number, (chapter, (text, done)) in enumerate(zip(chapters, FOUND, strict=True)):
        checks = [field.name for field in chapter.fields if field.type is FieldType.CHECK]
        hand.go_to((checks[0],))
        failed = checks[number % 3]
        for name in checks[: number % 3]:
            hand.answer({name: "符合"})
        picture = photo if number == 1 else None
        place = f"P{number + 1:02}"
        hand.answer(
            {
                failed: Fixed(text=text, done=done, place=place, photo=picture)
                if done
                else Open(text=text, owner=STAFF, place=place)
            }
        )
        if number in (1, HALF):
            driver.picture(f"大检查-{chapter.title}")
        driver.press("Escape", "Q")
        if number == HALF:
            lose_network(stage)
            driver.picture("大检查-离线")
    hand.answer({"summary": "共查出十五处问题，九处当场整改，六处转入隐患整改。"})
    driver.picture("大检查-填完")
    hand.seal(PIN)
    stage.say("十五处问题都记下，断着网封存")
