"""The quarterly inspection, fifteen chapters with a finding in each; the network is lost in the middle of it."""

from __future__ import annotations

from pathlib import Path

from forms.definition import Field, FieldType
from tools.cast import OFFICER, PIN, QUALITY, STAFF
from tools.form_hand import Fixed, FormHand, Open
from tools.photo import take_photo
from tools.scenes.county import lose_network
from tools.scenes.tasks import open_task
from tools.stage import Stage

HAZARDS = frozenset({0, 2, 3, 9, 10, 14})  # chapters whose finding cannot be put right on the spot
CHAPTERS = 15
HALF = 7  # chapters filled when the network goes


def play(stage: Stage) -> None:
    driver = stage.driver
    stage.sign_in(QUALITY)
    open_task(stage, "季度安全生产大检查")
    hand = FormHand(driver)
    hand.answer({"team": (QUALITY, OFFICER), "departments": "全院各科室"})
    stage.say("季度大检查：十五章，每章一处问题")
    photo = take_photo(stage.folder / "photos" / "inspection.jpg", "消防检查现场")
    chapters = hand.page.session.form.sections[1:-1]
    driver.check(is_so=len(chapters) == CHAPTERS, what="章数变了")
    for number, chapter in enumerate(chapters):
        checks = [field for field in chapter.fields if field.type is FieldType.CHECK]
        *before, failed = checks[: number % 3 + 1]
        hand.go_to((checks[0].name,))
        hand.answer({field.name: "符合" for field in before})
        hand.answer({failed.name: finding(failed, number, photo)})
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


def finding(field: Field, number: int, photo: Path) -> Fixed | Open:
    """What is wrong, in the form's own ready words."""
    rule = field.finding
    text = rule.phrases[0] if rule is not None and rule.phrases else "与要求不符"
    place = f"P{number + 1:02}"
    if number in HAZARDS:
        return Open(text=text, owner=STAFF, place=place)
    return Fixed(text=text, done="当场改正，已告知科室", place=place, photo=photo if number == 1 else None)
