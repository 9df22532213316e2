"""What several scenes do with the county: join it, send, look at what is left."""

from __future__ import annotations

from tools.stage import Stage
from ui.dialogs.enrol import EnrolDialog
from ui.pages.sync import SyncPage
from ui.presenters.sync import SyncPresenter


def enrol_here(stage: Stage) -> None:
    """Take this computer into the county with the code that lies ready."""
    driver = stage.driver
    page = show_sync(stage)
    driver.picture("同步-还没接入")
    driver.tab_to(lambda focus: focus is page.banner.enrol, "“接入县里”")
    driver.press("Space")
    dialog = driver.dialog(EnrolDialog)
    driver.until(lambda: driver.has_focus(dialog.address), "地址的格子")
    driver.write(stage.ask("address"))
    driver.press("Enter")
    driver.write(stage.ask("code"))
    driver.picture("接入县里")
    driver.press("Enter")
    driver.dialog_gone()
    stage.say("接入县里，一次性接入码已用掉")
    send_all(stage)
    driver.picture("同步-已送达")


def show_sync(stage: Stage) -> SyncPage:
    stage.driver.press("Alt+8")
    page = stage.driver.page("sync")
    assert isinstance(page, SyncPage)
    return page


def lose_network(stage: Stage) -> None:
    """Nobody answers at the county any more; F5 finds out, and the window says so and goes on."""
    driver = stage.driver
    stage.ask("network lost")
    driver.press("F5")
    driver.until(lambda: "离线" in driver.window.top.sync.accessibleName(), "“离线”")
    driver.settle()
    stage.say("网断了：窗口写着“离线”，照常填")


def send_all(stage: Stage) -> None:
    """One whole pass by F5, after which the window itself says that everything has been delivered."""
    driver = stage.driver
    page = show_sync(stage)
    sync = driver.desk.presenter("sync")
    assert isinstance(sync, SyncPresenter)
    passes: list[object] = []
    sync.runner.finished.connect(passes.append)
    driver.until(lambda: not sync.runner.is_running, "上一趟送完")
    driver.press("F5")
    driver.until(lambda: passes, "这一趟送完")
    driver.until(lambda: page.banner.fact.text() == "已全部送达", "“已全部送达”")
    sync.runner.finished.disconnect(passes.append)
    driver.settle()
