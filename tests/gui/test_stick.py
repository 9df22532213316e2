"""The road by USB stick from the window: a file is written, told, read again, and can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from forms.clock import FixedClock
from server import verbs
from server.settings import Settings
from tests.county import HOSPITAL, running_county
from tools.window_driver import Driver
from ui.dialogs.entry import EntryDialog
from ui.pages.sync import SyncPage
from ui.presenters.stick import Stick
from ui.presenters.sync import SyncPresenter
from ui.widgets.banner import Banner


def told(driver: Driver) -> str:
    driver.settle()
    banner = driver.window.findChild(Banner)
    assert banner is not None
    return banner.accessibleName()


def test_a_file_is_written_read_again_and_stopped_in_words(
    open_window: Callable[..., Driver], tmp_path: Path
) -> None:
    driver = open_window()
    stick, path = Stick(driver.desk), tmp_path / "示范.yian"
    stick.write_to(path)
    assert "已导出" in told(driver)
    assert "本院接入了县里的电脑" in told(driver)
    stick.read_from(path)
    assert "没有变成两份" in told(driver)
    path.write_bytes(path.read_bytes()[:-1])
    stick.read_from(path)
    assert "像是没有拷完整" in told(driver)
    stick.write_to(tmp_path / "停下.yian")
    stick._stop.set()
    assert "停下了" in told(driver)
    assert not (tmp_path / "停下.yian").exists()


def test_a_hospital_without_a_line_joins_the_county_by_stick_from_the_window(
    open_window: Callable[..., Driver], tmp_path: Path
) -> None:
    """There and back with the real county: the code that it reads out has to be right."""
    driver = open_window()
    driver.sign_in("0001")
    driver.desk.go("sync")
    driver.settle()
    page = driver.page
    assert isinstance(page, SyncPage)
    assert page.request.isVisible()
    request, answer = tmp_path / "报到.yian", tmp_path / "回信.yian"
    sync = driver.desk.presenter("sync")
    assert isinstance(sync, SyncPresenter)
    sync.stick.write_request_to(request)
    assert "报到文件写好了" in told(driver)
    clock = FixedClock(driver.desk.now())
    with running_county(Settings.embedded(tmp_path / "county", clock=clock)) as county:
        county.add_hospital(HOSPITAL)
        code = verbs.say_enrolled(county.county, HOSPITAL, request, answer).lines[-1]
    sync.ask_code(answer)
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, EntryDialog)
    editor = dialog.frames["code"].editor
    assert isinstance(editor, QLineEdit)
    editor.setText("AAAAA-AAAAA")
    driver.click(dialog.go)
    assert "核对码对不上" in editor.accessibleDescription()
    editor.setText(code)
    driver.click(dialog.go)
    assert driver.window.overlay.panel is None
    assert driver.desk.installation.is_enrolled
    assert not page.request.isVisible()
