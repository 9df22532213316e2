"""The hospital is made on its first computer: the wizard, the recovery code, the first sign-in, the county."""

from __future__ import annotations

from forms.identity import new_random_id
from models.installation import change_installation, read_installation
from models.workflow.demo import DEPARTMENTS, lay_out
from models.workflow.revisions import Author
from tools.cast import ADMIN, HOSPITAL, PIN
from tools.scenes.county import enrol_here
from tools.stage import Stage
from ui.dialogs.first_lists import FirstLists
from ui.dialogs.first_papers import FirstPapers
from ui.dialogs.sign_in import SignIn
from ui.dialogs.wizard import Wizard


def play(stage: Stage) -> None:
    driver = stage.driver
    wizard = driver.dialog(Wizard)
    stage.say(f"首次启动：{HOSPITAL}，乡镇卫生院")
    driver.until(lambda: driver.has_focus(wizard.hospital), "医院名称的格子")
    driver.write(HOSPITAL)
    driver.picture("医院")
    driver.press("Ctrl+Enter")
    driver.until(lambda: driver.has_focus(wizard.profile.beds), "床位的格子")
    driver.picture("规模")
    driver.press("Ctrl+Enter")
    driver.until(lambda: driver.has_focus(wizard.number), "管理员工号的格子")
    driver.write(ADMIN)
    driver.press("Tab")
    driver.write("钱某")
    driver.tab_to(lambda focus: focus is wizard.pin, "PIN 的格子")
    driver.write(PIN)
    driver.until(lambda: driver.has_focus(wizard.again), "再输一遍的格子")
    driver.picture("管理员")
    driver.write(PIN)
    driver.until(lambda: wizard.code.text() and wizard.code.isVisible(), "恢复码")
    driver.picture("恢复码")
    driver.tab_to(lambda focus: focus is wizard.copied, "“我已打印或抄好”")
    driver.press("Space", "Ctrl+Enter")
    driver.until(lambda: driver.has_focus(wizard.county), "县里的地址")
    driver.picture("县里")
    driver.press("Ctrl+Enter")
    driver.dialog(FirstLists)
    driver.picture("名单")
    driver.press("Ctrl+Enter")
    driver.dialog(FirstPapers)
    driver.picture("要做的事")
    driver.press("Ctrl+Enter")
    driver.dialog(SignIn)
    driver.picture("登录")
    stage.sign_in(ADMIN)
    _lay_out(stage)
    driver.page("today")
    driver.picture("今日")
    enrol_here(stage)


def _lay_out(stage: Stage) -> None:
    """The people that every scene signs in as, with a PIN that is known, and the 24 places; as one import."""
    stage.say("登记虚构的人和 24 个部位")
    desk = stage.driver.desk
    author = Author(staff_no=ADMIN, name="钱某", department="信息科")
    with desk.store.write() as session:
        here = read_installation(session)
        assert here is not None
        change_installation(session, {"departments": tuple(dict.fromkeys((*here.departments, *DEPARTMENTS)))})
        lay_out(
            session,
            desk.store,
            author,
            pins={"*": PIN},
            now=desk.now(),
            import_id=new_random_id(),
        )
    desk.installation = desk.store.require_installation()
    desk.go("today")
