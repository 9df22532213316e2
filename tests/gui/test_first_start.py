"""The first minute on a new computer, and a start after the program was killed."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from models.queries.profile import profile_facts
from models.store import Store
from tests.architecture.sources import ROOT
from tools.demo_days import DemoDays
from tools.window_driver import Driver
from ui import settings_file
from ui.application import Start
from ui.dialogs.first_lists import FirstLists
from ui.dialogs.first_papers import FirstPapers
from ui.dialogs.sign_in import SignIn
from ui.dialogs.wizard import Wizard
from ui.settings_file import WindowSettings

STILL = WindowSettings(scheme="light", motion=False)


@pytest.fixture
def begin(qapp: QApplication) -> Iterator[Callable[[Path], Start]]:
    """Starts the program on a folder, as ``run`` does."""
    begun: list[Start] = []

    def one(home: Path) -> Start:
        settings = replace(settings_file.load(home), scheme="light", motion=False)
        begun.append(Start(qapp, home, settings))
        begun[-1].show()
        return begun[-1]

    yield one
    for start in begun:
        start.close()
        start.window.close()
        start.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        QApplication.processEvents()


def press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)
    QApplication.processEvents()


def test_a_new_hospital_is_set_up_by_keys_and_ends_on_today(
    begin: Callable[[Path], Start], tmp_path: Path
) -> None:
    start = begin(tmp_path / "home")
    until(lambda: start.background is not None and isinstance(start.window.overlay.panel, Wizard))
    wizard = start.window.overlay.panel
    assert isinstance(wizard, Wizard)
    press(wizard.hospital, Qt.Key.Key_Return)
    assert wizard.hospital.accessibleDescription() == "还没填医院名称"
    wizard.hospital.setText("示范县第一卫生院")
    press(wizard.hospital, Qt.Key.Key_Return)
    QTest.keyClicks(wizard.profile.beds, "6O")
    press(wizard.profile.beds, Qt.Key.Key_Return)
    assert "整数" in wizard.profile.beds.accessibleDescription()
    wizard.profile.beds.setText("60")
    assert wizard.profile.switches == ("fire_key_unit",)
    press(wizard.profile.boxes["boiler"], Qt.Key.Key_Space)
    press(wizard.profile.beds, Qt.Key.Key_Return)
    QTest.keyClicks(wizard.number, "0001")
    wizard.name.setText("郑某")
    QTest.keyClicks(wizard.pin, "2468")
    QTest.keyClicks(wizard.again, "2469")
    press(wizard.again, Qt.Key.Key_Return)
    assert "两遍不一样" in wizard.again.accessibleDescription()
    wizard.again.clear()
    QTest.keyClicks(wizard.again, "2468")
    press(wizard.again, Qt.Key.Key_Return)
    until(lambda: bool(wizard.code.text()))
    assert len(wizard.code.text().split()) >= 4
    assert not wizard.go.isEnabled()
    press(wizard.copied, Qt.Key.Key_Space)
    press(wizard.go, Qt.Key.Key_Return)
    assert wizard.go.text() == "以后再填"
    press(wizard.go, Qt.Key.Key_Return)
    until(lambda: isinstance(start.window.overlay.panel, FirstLists))
    lists = start.window.overlay.panel
    assert isinstance(lists, FirstLists)
    press(lists.go, Qt.Key.Key_Return)
    until(lambda: isinstance(start.window.overlay.panel, FirstPapers))
    papers = start.window.overlay.panel
    assert isinstance(papers, FirstPapers)
    press(papers.go, Qt.Key.Key_Return)
    until(lambda: isinstance(start.window.overlay.panel, SignIn))
    dialog = start.window.overlay.panel
    assert isinstance(dialog, SignIn)
    QTest.keyClicks(dialog.number, "0001")
    QTest.keyClicks(dialog.pin, "2468")
    press(dialog.pin, Qt.Key.Key_Return)
    until(lambda: start.desk is not None and start.desk.person is not None)
    assert start.window.current_page is start.window.page("today")
    assert start.desk is not None
    assert start.desk.reader.name == "郑某"
    with start.desk.store.read() as session:
        facts = profile_facts(session, start.desk.now())
    assert (facts["beds"], facts["boiler"], facts["fire_key_unit"]) == (60, True, True)


def test_after_a_kill_the_drafts_are_told_and_one_key_goes_on_with_them(
    begin: Callable[[Path], Start], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    days = DemoDays(home)
    days.until(20, 22, 6)
    days.begin_round()
    days.store.close()
    settings_file.save(home, replace(STILL, is_running=True))
    start = begin(home)
    until(lambda: start.desk is not None and isinstance(start.window.overlay.panel, SignIn))
    dialog = start.window.overlay.panel
    assert isinstance(dialog, SignIn)
    QTest.keyClicks(dialog.number, "0231")
    QTest.keyClicks(dialog.pin, "2468")
    press(dialog.pin, Qt.Key.Key_Return)
    until(lambda: "找回 1 份草稿" in start.window.banner.accessibleName())
    start.window.banner.acted.emit()
    until(lambda: start.window.current_page is start.window.page("fill"))


def test_a_folder_in_use_is_told_in_words_and_can_be_tried_again(
    begin: Callable[[Path], Start], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    days = DemoDays(home)
    start = begin(home)
    until(
        lambda: (
            start.background is not None and "已经在这台电脑上打开" in start.window.banner.accessibleName()
        )
    )
    page = start.window.current_page
    assert page is not None
    assert page.key_bar.accessibleDescription() == ""  # nothing is being opened any more
    days.store.close()
    start.window.banner.acted.emit()
    assert "正在打开" in page.key_bar.accessibleDescription()
    until(lambda: start.desk is not None)
    assert isinstance(start.store, Store)
    assert page.key_bar.accessibleDescription() == ""


def test_settings_survive_a_start_and_nonsense_in_them_is_the_default(tmp_path: Path) -> None:
    kept = WindowSettings(scheme="contrast", large=True, lock_minutes=30, recent=(("0231", "张某"),))
    settings_file.save(tmp_path, kept)
    assert settings_file.load(tmp_path) == kept
    (tmp_path / "window.json").write_text('{"scheme": "pink", "lock_minutes": "x", "recent": 3}')
    assert settings_file.load(tmp_path) == WindowSettings()
    (tmp_path / "window.json").write_text("half a fi")
    assert settings_file.load(tmp_path) == WindowSettings()


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    program = (
        "import sys; from pathlib import Path; from PySide6.QtWidgets import QApplication\n"
        "a = QApplication([]); from ui.application import Start; from ui.settings_file import WindowSettings\n"
        "s = Start(a, Path('nowhere'), WindowSettings()); s.window.show(); a.processEvents(); s.window.grab()\n"
        "heavy = ('sqlalchemy', 'reportlab', 'requests', 'yaml', 'PIL', 'cryptography', 'concurrent.futures')\n"
        "print(sorted(m for m in heavy if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_window_drives_again_after_it_was_closed(open_window: Callable[..., Driver]) -> None:
    driver = open_window()
    driver.sign_in("0231")
    assert settings_file.load(driver.home).recent == (("0231", "张某"),)
