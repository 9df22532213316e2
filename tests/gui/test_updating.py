"""设置·更新: an update from a stick is put in, and when the new version does not get ready, program and records go back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from forms.clock import FixedClock
from models import schema
from models.home import DATABASE
from models.migrations.history import HEAD
from models.program import Program
from models.store import Store
from models.tables.sealed import SealedObject
from models.verifying import verify
from models.versions import Versions
from sync.house.road import HouseRoad, keep_road
from tests.forbidden_words import FORBIDDEN
from tests.installed import KEYS, change, compile_sources, lay_root, lay_script, lay_sources, pack
from tools.demo_days import NOW, PIN
from tools.window_driver import Driver
from ui.dialogs.entry import EntryDialog
from ui.pages.settings import SettingsPage
from ui.presenters.settings import SettingsPresenter

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the launcher of Linux")

PATIENCE_S = 240
OLD, NEW = "0.1.0", "0.2.0"
STEP = f'''
from alembic import op

revision = "9999_trial"
down_revision = "{HEAD}"


def upgrade() -> None:
    op.execute("CREATE TABLE trial (word TEXT)")
    op.execute("ALTER TABLE sealed_objects ADD COLUMN weight INTEGER")
'''
WINDOW_DIES = 'print("no window", file=sys.stderr)\n        os._exit(7)'


class Chosen:
    """Somebody who answers with one file."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def to_open(self, _parent: QWidget, _title: str, _kind: str) -> Path:
        return self.place

    def to_save(self, _parent: QWidget, _title: str, _name: str, _kind: str) -> Path:
        return self.place


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return lay_root(tmp_path / "安 装", OLD)


def open_group(driver: Driver, program: Program, stick: Path, who: str = "0001") -> SettingsPage:
    driver.sign_in(who)
    driver.desk.go("settings")
    driver.settle()
    presenter = driver.desk.presenter("settings")
    assert isinstance(presenter, SettingsPresenter)
    presenter.update.program, presenter.update.keys = program, KEYS
    presenter.update.places = lambda: (stick,)
    page = driver.page
    assert isinstance(page, SettingsPage)
    page.groups.show_group("update")
    driver.settle()
    return page


def words_on(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def confirm(driver: Driver) -> None:
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, EntryDialog)
    driver.type(PIN, dialog.frames["pin"].editor)
    dialog.go.click()  # takes as long as the trial: not to be waited for here


def test_what_cannot_be_used_is_told_and_others_than_administrators_are_sent_to_one(
    open_window: Callable[..., Driver], program: Program, tmp_path: Path
) -> None:
    driver = open_window(wide=1280, high=720)
    stick = tmp_path / "stick"
    file = pack(lay_script(tmp_path / "made", OLD, "print()"), OLD, stick)
    page = open_group(driver, program, stick)
    panel = page.update_panel
    assert f"{OLD}（{program.platform}）" in words_on(panel)
    assert "没有找到" in words_on(panel)
    assert not panel.buttons["update.apply"].isVisibleTo(panel)
    presenter = driver.desk.presenter("settings")
    assert isinstance(presenter, SettingsPresenter)
    presenter.files = Chosen(file)
    driver.click(panel.buttons["update.choose"])
    told = driver.window.banner.accessibleName()
    assert f"就是现在用的这一版 {OLD}" in told
    assert "记录没有动过" in told
    file.write_bytes(file.read_bytes()[:-1])
    driver.click(panel.buttons["update.choose"])
    assert "没有拷全" in driver.window.banner.accessibleName()
    driver.desk.lock()
    driver.settle()
    page = open_group(driver, program, stick, who="0107")
    assert "由管理员来装" in words_on(page.update_panel)
    assert not page.update_panel.buttons["update.choose"].isEnabled()
    assert [word for word in FORBIDDEN if word in words_on(page.update_panel)] == []


def test_the_host_gives_what_lies_on_a_stick_to_its_siblings_for_whatever_system(
    open_window: Callable[..., Driver], program: Program, tmp_path: Path
) -> None:
    driver = open_window(wide=1280, high=720)
    with driver.store.write() as session:
        keep_road(session, HouseRoad(is_on=True))
    tree, stick = lay_script(tmp_path / "made", NEW, "print()"), tmp_path / "stick"
    file = pack(tree, NEW, stick, platform="windows-x86_64")
    page = open_group(driver, program, stick)
    panel = page.update_panel
    share = panel.buttons["update.share"]
    assert "给别的电脑 还没有" in words_on(panel)
    driver.click(share)
    driver.settle()
    confirm(driver)
    driver.settle()
    assert f"{NEW} 已放到院内主机上" in driver.window.banner.accessibleName()
    assert f"{NEW}（windows-x86_64），从 U 盘拷来的" in words_on(panel)
    assert (driver.home / "updates" / file.name).read_bytes() == file.read_bytes()
    assert [word for word in FORBIDDEN if word in words_on(panel)] == []

    pack(tree, NEW, stick)
    driver.click(share)  # the other one is there already
    driver.settle()
    confirm(driver)
    driver.settle()
    assert f"{NEW}（{program.platform}），从 U 盘拷来的" in words_on(panel)
    driver.desk.lock()
    driver.settle()
    page = open_group(driver, program, tmp_path / "none", who="0107")
    assert not page.update_panel.buttons["update.share"].isEnabled()


def ask(program: Program, home: Path, *words: str) -> dict[str, object]:
    """A verb of the version that is in force, as a script would ask it."""
    said = launch(program, home, *words, "--json").communicate(timeout=PATIENCE_S)[0]
    found = json.loads(said)
    assert isinstance(found, dict)
    return found


def launch(program: Program, home: Path, *words: str) -> subprocess.Popen[bytes]:
    assert program.root is not None
    own = {"YIAN_HOME": str(home), "YIAN_PIN_0520": PIN, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(
        [str(program.root / "yian"), *words],
        env=os.environ | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def wait_for(is_so: Callable[[], bool], process: subprocess.Popen[bytes], qtbot: QtBot) -> None:
    def so_or_ended() -> bool:
        assert process.poll() is None, process.communicate()[1].decode("utf-8", "replace")[-2000:]
        return is_so()

    qtbot.waitUntil(so_or_ended, timeout=PATIENCE_S * 1000)


@pytest.mark.fault(17)
def test_an_update_is_tried_on_a_copy_and_taken_back_with_the_records_when_its_window_does_not_open(
    open_window: Callable[..., Driver], program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    """Two real versions: the new one has one more step of the schema, and a window that dies."""
    assert program.root is not None
    compile_sources(lay_sources(program.root / "versions" / OLD, OLD))
    made = lay_sources(tmp_path / "made", NEW) / "app"
    change(made / "models" / "migrations" / "history.py", f'"{HEAD}",', f'"{HEAD}", "9999_trial",')
    (made / "models" / "migrations" / "versions" / "9999_trial.py").write_text(STEP, "utf-8")
    change(made / "ui" / "application.py", "        self._note_ready()\n", f"        {WINDOW_DIES}\n")
    compile_sources(made.parent)
    pack(made.parent, NEW, tmp_path / "stick")

    driver = open_window(wide=1280, high=720)
    home, versions = driver.home, Versions(root=program.root)
    page = open_group(driver, program, tmp_path / "stick")
    apply = page.update_panel.buttons["update.apply"]
    assert apply.text() == f"装上 {NEW}"
    driver.click(apply)
    confirm(driver)
    qtbot.waitUntil(page.update_panel.progress.isVisible, timeout=PATIENCE_S * 1000)
    qtbot.waitUntil(lambda: driver.background.is_idle, timeout=PATIENCE_S * 1000)
    assert f"{NEW} 已装好，下次打开就是它" in driver.window.banner.accessibleName()
    driver.settle()
    assert f"下次打开 {NEW}" in words_on(page.update_panel)
    assert (versions.current, versions.previous) == (NEW, OLD)
    assert schema.version_of(home / DATABASE) == HEAD
    assert not (home / "proof").exists()
    driver.store.close()  # the window is left, and the new version begins

    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"as_of": "2026-10-31", "discharges": 128}), "utf-8")
    sealed = ask(
        program, home, "fill", "management.monthly_figures", "--answers", str(answers), "--as", "0520"
    )
    assert schema.version_of(home / DATABASE) == "9999_trial"
    for _ in range(2):
        window = launch(program, home)
        assert window.communicate(timeout=PATIENCE_S)[1].decode().strip().endswith("no window")
        assert window.returncode == 7
    window = launch(program, home)
    wait_for(lambda: versions.fallen is None and versions.current == OLD, window, qtbot)
    wait_for(lambda: not (versions.root / "starting").exists(), window, qtbot)
    window.terminate()
    window.communicate(timeout=PATIENCE_S)
    assert schema.version_of(home / DATABASE) == HEAD
    with closing(Store.open(home, clock=FixedClock(NOW))) as store:
        assert verify(store).faults == ()
        with store.read() as session:
            assert session.get(SealedObject, sealed["rev_id"]) is not None
    aside = [file for file in home.rglob("*.db") if schema.version_of(file) == "9999_trial"]
    assert len(aside) == 1  # the newer file is kept
