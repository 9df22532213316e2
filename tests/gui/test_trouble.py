"""A start that the store refuses: told in the window, mended there, and then somebody signs in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import select

from forms.clock import SystemClock
from models import vault
from models.home import DATABASE
from models.repair_wish import Wish, wish, wished
from models.store import Store
from models.tables.sealed import SealedObject
from tests.forbidden_words import FORBIDDEN
from tests.hospital import NURSE, PIN, open_hospital, seal_sample
from ui import settings_file
from ui.application import Start
from ui.dialogs.sign_in import SignIn
from ui.dialogs.trouble import TroubleDialog
from ui.presenters.sync import SyncPresenter

PATIENCE_S = 120
PICTURES = os.environ.get("YIAN_PICTURES")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A hospital with a backup and a record beyond it."""
    store = open_hospital(tmp_path / "home", SystemClock())
    vault.backup(store)
    seal_sample(store, "fire.daily_patrol")
    store.close()
    return tmp_path / "home"


@contextmanager
def started(qapp: QApplication, home: Path) -> Iterator[Start]:
    start = Start(qapp, home, replace(settings_file.load(home), scheme="light", motion=False))
    start.window.resize(1440, 900)
    start.window.show()
    start.load()
    try:
        yield start
    finally:
        start.close()
        start.window.close()
        start.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        QApplication.processEvents()


def trouble_in(start: Start) -> TroubleDialog:
    until(lambda: isinstance(start.window.overlay.panel, TroubleDialog))
    dialog = start.window.overlay.panel
    assert isinstance(dialog, TroubleDialog)
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert [word for word in FORBIDDEN if word in words] == []
    return dialog


def sign_in(start: Start) -> None:
    until(lambda: isinstance(start.window.overlay.panel, SignIn))
    dialog = start.window.overlay.panel
    assert isinstance(dialog, SignIn)
    QTest.keyClicks(dialog.number, NURSE)
    QTest.keyClicks(dialog.pin, PIN)
    QTest.keyClick(dialog.pin, Qt.Key.Key_Return)
    until(lambda: start.desk is not None and start.desk.person is not None)


def objects_in(home: Path) -> set[str]:
    store = Store.open(home, clock=SystemClock(), read_only=True)
    with store.read() as session:
        found = set(session.scalars(select(SealedObject.object_id)))
    store.close()
    return found


def destroy(path: Path) -> None:
    """Its first page becomes zeros."""
    with path.open("r+b") as file:
        file.write(b"\0" * 4096)


@pytest.mark.fault(10)
def test_a_damaged_database_is_mended_in_the_window_and_every_record_is_there(
    qapp: QApplication, home: Path
) -> None:
    before = objects_in(home)
    destroy(home / DATABASE)
    with started(qapp, home) as start:
        dialog = trouble_in(start)
        assert "损坏" in dialog.title.text()
        QTest.keyClick(dialog.mend, Qt.Key.Key_Return)
        until(dialog.go.isVisible)
        trouble_in(start)
        assert dialog.title.text() == "修好了，一件不少"
        shown = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
        assert f"{len(before)} 件" in shown
        if PICTURES:
            QApplication.processEvents()
            start.window.grab().save(f"{PICTURES}/repaired.png")
        QTest.keyClick(dialog.go, Qt.Key.Key_Return)
        sign_in(start)
    assert objects_in(home) == before


@pytest.mark.fault(10)
def test_damage_that_a_start_finds_can_be_looked_at_and_is_not_written_to(
    qapp: QApplication, home: Path
) -> None:
    wish(home, Wish(damage="页 12"))
    data = bytearray((home / DATABASE).read_bytes())
    data[-4096 * 3 :] = b"\xff" * 4096 * 3  # the newest pages
    (home / DATABASE).write_bytes(data)
    with started(qapp, home) as start:
        dialog = trouble_in(start)
        if PICTURES:
            start.window.grab().save(f"{PICTURES}/damaged.png")
        QTest.keyClick(dialog.look, Qt.Key.Key_Return)
        until(lambda: start.store is not None)
        assert start.store is not None
        assert start.store.is_read_only
    assert (home / DATABASE).read_bytes() == bytes(data)
    assert wished(home) is not None


def test_a_backup_chosen_in_the_settings_is_restored_at_the_next_start_or_left(
    qapp: QApplication, home: Path
) -> None:
    before = objects_in(home)
    (backup,) = (home / "backups").glob("yian-*.db")
    wish(home, Wish(backup=backup))
    with started(qapp, home) as start:
        dialog = trouble_in(start)
        QTest.keyClick(dialog.look, Qt.Key.Key_Return)
        until(lambda: isinstance(start.window.overlay.panel, SignIn))
    assert wished(home) is None
    assert not list(home.glob("aside-*"))
    wish(home, Wish(backup=backup))
    with started(qapp, home) as start:
        dialog = trouble_in(start)
        QTest.keyClick(dialog.mend, Qt.Key.Key_Return)
        until(dialog.go.isVisible)
        QTest.keyClick(dialog.go, Qt.Key.Key_Return)
        sign_in(start)
    assert objects_in(home) == before
    assert wished(home) is None


@pytest.mark.fault(10)
def test_a_repair_that_cannot_be_done_says_why_and_leaves_everything(qapp: QApplication, home: Path) -> None:
    destroy(home / DATABASE)
    damaged = (home / DATABASE).read_bytes()
    shutil.rmtree(home / "backups")
    (home / f"{DATABASE}.successor").mkdir()  # something is in the way
    with started(qapp, home) as start:
        dialog = trouble_in(start)
        QTest.keyClick(dialog.mend, Qt.Key.Key_Return)
        until(lambda: "没有修好" in dialog.state.text())
        assert dialog.mend.isEnabled()
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        until(lambda: "损坏" in start.window.banner.accessibleName())
    assert (home / DATABASE).read_bytes() == damaged


@pytest.fixture
def read_only_home(home: Path, tmp_path: Path) -> Iterator[Path]:
    """The same home on a disk that can only be read."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(place)], capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip("no right to mount a disk here")
    shutil.copytree(home, place / "home")
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    yield place / "home"
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.fault(9, 16)
@pytest.mark.skipif(sys.platform != "linux", reason="a disk that can only be read is made with Linux's means")
def test_a_disk_that_can_only_be_read_is_told_and_people_can_look(
    qapp: QApplication, read_only_home: Path
) -> None:
    before = objects_in(read_only_home)
    with started(qapp, read_only_home) as start:
        dialog = trouble_in(start)
        assert "写不进去" in dialog.words.text()
        assert not dialog.mend.isVisible()
        if PICTURES:
            start.window.grab().save(f"{PICTURES}/read-only.png")
        QTest.keyClick(dialog.look, Qt.Key.Key_Return)
        sign_in(start)
        assert start.store is not None
        assert start.store.is_read_only
        assert "写不进去" in start.window.banner.accessibleName()
        assert start.desk is not None
        sync = start.desk.presenter("sync")
        assert isinstance(sync, SyncPresenter)
        sync.runner.send_now()
        until(lambda: "没有存进去" in start.window.banner.accessibleName())
        assert not sync.runner.is_running
    assert objects_in(read_only_home) == before
