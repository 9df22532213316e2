"""The passes of 同步 as a sheet: asked for by a key, in absolute times, with what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt

from forms.clock import local, to_text
from models.installation import put_setting, write_installation
from sync.report import PassReport
from tests.papers import text_of
from tools.demo_days import NOW
from tools.window_driver import Driver
from ui.pages.preview import PreviewPage
from ui.pages.sync import SyncPage
from ui.presenters.sync import LOG_LENGTH, SyncPresenter
from ui.presenters.sync_words import Logged

OpenWindow = Callable[..., Driver]


def sync_of(driver: Driver) -> SyncPresenter:
    presenter = driver.desk.presenter("sync")
    assert isinstance(presenter, SyncPresenter)
    return presenter


def paper_of(driver: Driver) -> str:
    """The words of the sheet that P makes, without the spaces that lines leave."""
    driver.desk.go("sync")
    driver.settle()
    page = driver.page
    assert isinstance(page, SyncPage)
    driver.key(Qt.Key.Key_P, page.table)
    driver.settle()
    shown = driver.page
    assert isinstance(shown, PreviewPage)
    assert shown.paper is not None
    return "".join(text_of(shown.paper.pdf).split())


def test_before_the_first_pass_the_sheet_says_so_and_what_waits(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.sign_in("0107")
    words = paper_of(driver)
    assert "同步经过" in words
    assert "还没有接入县里" in words
    assert "医安这次打开以后还没有送过" in words
    assert driver.desk.installation.facility_name in words
    assert "李某0107" in words


def test_each_pass_is_a_line_with_its_moment_and_its_numbers(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.sign_in("0107")
    here = replace(driver.desk.installation, is_enrolled=True, server_url="https://county.example")
    with driver.store.write() as session:
        write_installation(session, here)
        put_setting(session, "sync_last_success", to_text(NOW - timedelta(days=1)))
    driver.desk.installation = here
    log = sync_of(driver).log
    for hours in range(12):
        report = PassReport(sent=hours, received=2, left=41 - hours, quarantined=0)
        log.appendleft(Logged(at=NOW - timedelta(hours=12 - hours), report=report))
    failed = PassReport(sent=0, received=0, left=30, quarantined=1, reason="找不到县里的服务器。看看网线。")
    log.appendleft(Logged(at=NOW, report=failed))
    words = paper_of(driver)
    assert "送到：https://county.example" in words
    assert "找不到县里的服务器" in words
    moments = [f"{local(one.at):%Y-%m-%d%H:%M}" for one in log]
    assert [words.index(one) for one in moments] == sorted(words.index(one) for one in moments)
    assert "今天" not in words
    driver.key(Qt.Key.Key_Escape)
    page = driver.page
    assert isinstance(page, SyncPage)
    assert len(page._log._moments) == LOG_LENGTH


def test_a_pass_of_yesterday_is_not_told_as_of_today(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.sign_in("0107")
    report = PassReport(sent=3, received=0, left=0, quarantined=0)
    sync_of(driver).log.appendleft(Logged(at=NOW - timedelta(days=1), report=report))
    driver.desk.go("sync")
    driver.settle()
    page = driver.page
    assert isinstance(page, SyncPage)
    assert "昨天" in page._log.accessibleName()
