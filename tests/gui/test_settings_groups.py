"""设置, group by group, in one window: what is chosen holds at once, is kept, and says what it brings before."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from forms.samples import sample_answers
from models.queries.county_orders import OrderItem
from models.queries.outbox import OutboxSummary, TechnicalItem, WaitingItem
from models.workflow.sealing import seal
from tools.demo_days import NOW, PIN
from tools.window_driver import Driver
from ui import settings_file
from ui.look_watch import LookWatch
from ui.pages.preview import PreviewPage
from ui.pages.settings import SettingsPage
from ui.pages.statistics import StatisticsPage
from ui.pages.today import TodayPage
from ui.presenters.settings import SettingsPresenter
from ui.presenters.sync_words import model_of
from ui.settings_file import WindowSettings
from ui.theme import look
from ui.theme.tokens import NIGHT, Density, Scheme, Type
from ui.theme.typography import font

OFFICER = "0107"


@pytest.fixture(scope="module")
def driver(qapp: QApplication, demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    """One window for all groups, with the safety officer in it."""
    home = tmp_path_factory.mktemp("settings") / "home"
    shutil.copytree(demo_home, home)
    opened = Driver(home)
    opened.sign_in(OFFICER)
    yield opened
    opened.close()
    look.apply(qapp, Scheme.LIGHT, motion=False)


def settings(driver: Driver, group: str) -> SettingsPage:
    driver.desk.go("settings")
    driver.settle()
    page = driver.page
    assert isinstance(page, SettingsPage)
    page.groups.show_group(group)
    driver.settle()
    return page


def test_every_group_fits_into_the_lowest_window(driver: Driver) -> None:
    page = settings(driver, "look")
    assert page.groups.minimumSizeHint().height() <= 640 - 56 - 46 - 36 - 40


def test_closer_rows_hold_at_once_and_are_kept(driver: Driver) -> None:
    page = settings(driver, "look")
    rows = page.people.table.verticalHeader()
    before = rows.defaultSectionSize(), page.look.again.sizeHint().height(), font(Type.BODY).pixelSize()
    page.look.density.chosen.emit("compact")
    driver.settle()
    closer = rows.defaultSectionSize(), page.look.again.sizeHint().height(), font(Type.BODY).pixelSize()
    assert closer == (before[0] - 8, before[1] - 4, before[2] - 1)
    assert settings_file.load(driver.home).density == Density.COMPACT
    page.look.density.chosen.emit("standard")
    driver.settle()
    assert (rows.defaultSectionSize(), font(Type.BODY).pixelSize()) == (before[0], before[2])


def test_large_type_offers_to_open_the_window_anew(driver: Driver) -> None:
    page = settings(driver, "look")
    assert not page.look.again.isVisible()
    page.look.letters.chosen.emit("large")
    driver.settle()
    assert page.look.again.isVisible()
    assert settings_file.load(driver.home).large
    page.look.letters.chosen.emit("normal")
    driver.settle()
    assert not page.look.again.isVisible()


@pytest.mark.parametrize(
    ("hour", "scheme"),
    [(19, Scheme.LIGHT), (20, Scheme.DARK), (23, Scheme.DARK), (6, Scheme.DARK), (7, Scheme.LIGHT)],
)
def test_the_night_is_dark_from_eight_to_seven(hour: int, scheme: Scheme) -> None:
    assert look.scheme_of(NIGHT, hour) is scheme
    assert look.scheme_of("contrast", hour) is Scheme.CONTRAST


def test_the_look_follows_the_hour_while_the_window_is_open(driver: Driver) -> None:
    times = [datetime(2026, 11, 20, 19, 59).astimezone()]
    keeper = QObject()
    watch = LookWatch(lambda: WindowSettings(scheme=NIGHT, motion=False), lambda: times[0], keeper)
    watch.look_again()
    assert look.scheme() is Scheme.LIGHT
    times[0] += timedelta(minutes=1)
    watch.look_again()
    assert look.scheme() is Scheme.DARK
    times[0] += timedelta(hours=11)
    watch.look_again()
    assert look.scheme() is Scheme.LIGHT


def test_single_letters_can_be_switched_off_and_are_letters_in_a_text_as_ever(driver: Driver) -> None:
    page = settings(driver, "look")
    page.look.single.click()
    assert not settings_file.load(driver.home).single_keys
    driver.desk.go("statistics")
    driver.settle()
    driver.key(Qt.Key.Key_I)
    assert isinstance(driver.page, StatisticsPage)
    words = settings(driver, "forms").forms.words
    words.setFocus()
    QTest.keyClicks(words, "fire")
    assert words.text() == "fire"
    words.clear()
    page.look.single.click()
    driver.desk.go("statistics")
    driver.settle()
    driver.key(Qt.Key.Key_I)
    assert driver.page.name == "indicators"


def heard_today(driver: Driver) -> list[str]:
    driver.desk.go("today")
    driver.settle()
    today = driver.page
    assert isinstance(today, TodayPage)
    return [part.name for part in today.tasks.heard_parts()]


def test_running_time_can_be_hidden(driver: Driver) -> None:
    before = heard_today(driver)
    assert any("还剩" in said for said in before)
    settings(driver, "look").look.hidden.click()
    hidden = heard_today(driver)
    assert len(hidden) == len(before)
    assert not any("还剩" in said for said in hidden)
    assert any(" 前" in said for said in hidden)
    settings(driver, "look").look.hidden.click()
    assert heard_today(driver) == before


def test_a_switch_says_what_it_brings_before_it_is_turned(driver: Driver) -> None:
    page = settings(driver, "hospital")
    theatre = next(one for one in page.hospital.rows.rows if one.title == "手术室")
    assert not theatre.is_on
    assert theatre.brings.startswith("多 ")
    assert "手术" in theatre.about.partition("。")[2]
    driver.click(page.hospital.change)
    assert driver.page.name == "fill"


def test_a_form_says_where_it_comes_from_and_shows_its_blank(driver: Driver) -> None:
    page = settings(driver, "forms")
    page.forms.words.setText("每日防火巡查")
    driver.settle()
    form = page.forms.table.current
    assert form is not None
    assert (form.id, form.origin, form.is_sent) == ("fire.daily_patrol", "随程序", False)
    page.forms.origins.chosen.emit("all")
    driver.click(page.forms.blank)
    assert isinstance(driver.page, PreviewPage)
    page.forms.words.clear()


def test_a_departed_person_stands_apart_and_rights_are_told(driver: Driver) -> None:
    page = settings(driver, "people")
    page.people.table.go_to(0)
    assert page.people.about.text().startswith("可填 ")
    page.people.which.set_current("gone")
    page.people.which.chosen.emit("gone")
    assert page.people.table.current is None
    assert not page.people.buttons["person.retire"].isEnabled()
    assert page.people.buttons["add.person"].isEnabled()
    page.people.which.set_current("here")
    page.people.which.chosen.emit("here")


def test_what_a_person_is_authorised_to_is_told_with_its_last_day(driver: Driver) -> None:
    answers = sample_answers(
        driver.store.catalog.latest("register.authorisation"),
        places=[],
        people=["0236", "0231"],
        assets=[],
        now=driver.desk.now(),
    )
    wanted = {
        **answers,
        "person": "0236",
        "item": "静脉穿刺",
        "expiry": "2027-06-30",
        "assessed_by": ["0231"],
    }
    seal(driver.store, author="0520", pin=PIN, form="register.authorisation", answers=wanted)
    page = settings(driver, "people")
    page.people.table.go_to(next(n for n, row in enumerate(page.people.shown) if row.key == "0236"))
    assert "授权 1 项：静脉穿刺（到 2027-06-30）" in page.people.about.text()


def test_a_backup_that_is_stopped_leaves_nothing_and_says_so(driver: Driver) -> None:
    settings(driver, "backup")
    presenter = driver.desk.presenter("settings")
    assert isinstance(presenter, SettingsPresenter)
    presenter.backups.by_name["backup.now"]("")
    presenter.backups.by_name["backup.stop"]("")
    driver.settle()
    assert not list((driver.home / "backups").glob("*"))
    assert "备份停下了" in driver.window.banner.accessibleName()
    presenter.backups.by_name["backup.now"]("")
    driver.settle()
    assert len(list((driver.home / "backups").glob("*.db"))) == 1


def test_what_is_copied_for_help_names_parts_and_no_person(driver: Driver) -> None:
    page = settings(driver, "about")
    driver.click(page.about.copy)
    text = QApplication.clipboard().text()
    assert "SQLite：" in text
    assert "待报：" in text
    assert not any(name in text for name in ("郑某", "李某", "示范县"))


def test_the_licence_of_every_part_is_found_and_read_in_full(driver: Driver) -> None:
    page = settings(driver, "about")
    driver.key(Qt.Key.Key_Right, page.about.which)
    licences = page.about.licences
    names = [one.name for one in licences.rows.rows]
    assert {"医安", "Python", "Noto Sans SC", "Lucide icons", "SQLAlchemy", "reportlab"} <= set(names)
    for word, name, sentence in (
        ("lgpl", "psycopg", "GNU GENERAL PUBLIC LICENSE"),
        ("QT ", "Qt 和 PySide6", "怎样换成你自己的"),
        ("noto", "Noto Sans SC", "SIL OPEN FONT LICENSE"),
    ):
        licences.words.setText(word)
        driver.settle()
        shown = [one.name for one in licences.rows.rows]
        assert 0 < len(shown) < len(names)
        licences.table.go_to(shown.index(name))
        driver.settle()
        assert sentence in licences.text.toPlainText()
    licences.words.setText("没有这样的部件")
    driver.settle()
    assert licences.text.toPlainText() == ""


def test_the_sync_page_says_why_each_thing_waits() -> None:
    at = NOW.astimezone(UTC)
    waiting = WaitingItem(
        op_id="1",
        object_id="1",
        record_id="r",
        kind="revision",
        title="每日防火巡查记录",
        serial="T-F01-1120",
        lane="normal",
        queued_at=at,
        delivery="pending",
        attempts=6,
        next_try_at=at + timedelta(minutes=22),
        problem=None,
        attachments=2,
    )
    summary = OutboxSummary(
        pending=14,
        quarantined=0,
        received=3,
        oldest=at,
        last_attempt=at,
        last_success=at - timedelta(days=1),
        last_problem="找不到县里的服务器。",
        server_url="https://county.example",
        enrolled=True,
    )
    order = OrderItem(
        hazard_id="h",
        title="疏散通道堆放纸箱",
        state="rectifying",
        is_lifted=False,
        text="限期清理",
        due="2026-11-25",
        officer="县卫健局张某",
        issued_at=at,
    )
    model = model_of(
        summary,
        (waiting,),
        now=NOW,
        connected=False,
        sending=False,
        log=(),
        technical=(TechnicalItem(word="登录凭据", count=13, oldest=at),),
        orders=(order,),
    )
    assert [(row.title, row.why, row.attached) for row in model.waiting] == [
        ("每日防火巡查记录", "试过 6 次，22:28 再试", "2 个"),
        ("登录凭据 13 份", "随记录一起送，是密文", ""),
    ]
    assert model.orders[0].fact == "挂牌督办：疏散通道堆放纸箱"
    assert "2026-11-25 前办完" in model.orders[0].about
    assert [one.fact for one in model.log] == ["找不到县里的服务器", "最近一次送达，一共 3 条"]
