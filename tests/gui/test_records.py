"""The list of records: filters that are kept, saved views, marks, what to loosen, exports that can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from models.queries import records
from models.queries.records import RecordFilter, RecordItem
from tools.window_driver import Driver
from ui.dialogs.entry import EntryDialog
from ui.pages.records import RecordsPage
from ui.periods import day_of
from ui.presenters.records import RecordsPresenter
from ui.widgets.button import Button
from ui.widgets.pick_list import PickList

OpenWindow = Callable[..., Driver]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def driver(open_window: OpenWindow) -> Driver:
    opened = open_window()
    opened.sign_in("0107")
    opened.alt(Qt.Key.Key_3)
    return opened


@pytest.fixture
def page(driver: Driver) -> RecordsPage:
    shown = driver.page
    assert isinstance(shown, RecordsPage)
    return shown


def entry_of(driver: Driver) -> EntryDialog:
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, EntryDialog)
    return dialog


def give(driver: Driver, **answers: str) -> None:
    """Write into the open dialog and press its button; Chinese has no keys."""
    dialog = entry_of(driver)
    for name, text in answers.items():
        editor = dialog.frames[name].editor
        editor.setText(text)  # type: ignore[attr-defined]
    driver.key(Qt.Key.Key_Return, modifiers=CTRL)


def test_the_arrows_walk_the_list_beside_the_pane(driver: Driver, page: RecordsPage) -> None:
    driver.until(lambda: len(page.rows) > 2 and page.pane.isVisible())
    driver.key(Qt.Key.Key_Down)
    driver.key(Qt.Key.Key_Down)
    assert page.table.current == page.rows[2]


def test_filters_and_order_are_there_again_after_a_restart_and_belong_to_one_person(
    driver: Driver, page: RecordsPage
) -> None:
    driver.click(page.filters.chips["late"])
    driver.key(Qt.Key.Key_O, page.table)
    asked = page.filters.asked
    assert asked == {"period": "month", "late": "1", "order": "oldest"}
    driver.key(Qt.Key.Key_F2)
    driver.sign_in("0188")
    assert page.filters.asked == {"period": "month"}
    driver.key(Qt.Key.Key_F2)
    driver.sign_in("0107")
    assert page.filters.asked == asked
    assert type(driver.desk.kept)(driver.home).of("0107", "records") == asked


def test_the_oldest_come_first_when_the_order_is_turned(driver: Driver, page: RecordsPage) -> None:
    newest = [row.record_id for row in page.rows]
    driver.key(Qt.Key.Key_O, page.table)
    assert [row.record_id for row in page.rows] == newest[::-1]


def test_a_view_is_named_chosen_renamed_and_comes_back_when_its_deletion_is_undone(
    driver: Driver, page: RecordsPage
) -> None:
    kept_filters = presenter(driver)._kept
    driver.click(page.filters.chips["unsigned"])
    kept = page.filters.asked
    driver.key(Qt.Key.Key_S, page.table, CTRL)
    give(driver, name="本月没签的")
    assert page.filters.views.accessibleName() == "常用筛选 本月没签的，已选"
    driver.click(page.filters.clear)
    assert not page.filters.is_narrowed
    kept_filters.choose("view:本月没签的")
    driver.settle()
    assert page.filters.asked == kept
    kept_filters.choose("rename:本月没签的")
    driver.settle()
    give(driver, name="待报")
    assert "已经有叫“待报”的" in entry_of(driver).frames["name"].editor.accessibleDescription()
    give(driver, name="没签的")
    assert kept_filters.view == "没签的"
    kept_filters.choose("drop:没签的")
    assert kept_filters.view == ""
    driver.key(Qt.Key.Key_Z, page.table, CTRL)
    assert kept_filters.view == "没签的"


def test_the_menu_of_views_offers_the_given_ones_and_what_the_shown_one_allows(
    driver: Driver, page: RecordsPage
) -> None:
    kept_filters = presenter(driver)._kept
    driver.click(page.filters.chips["late"])
    words = [word for _, word in kept_filters.choices()]
    assert words == ["本周补录", "未签", "待报", "我填的", "存下现在的筛选…（Ctrl S）"]
    kept_filters.choose("view:我填的")
    driver.settle()
    assert [word for _, word in kept_filters.choices()] == words[:4]
    assert page.filters.asked == {"person": "me"}
    assert {row.author for row in page.rows} == {"0107"}


def test_a_form_is_picked_from_its_long_list_by_initials(driver: Driver, page: RecordsPage) -> None:
    driver.click(page.filters.chips["form_id"])
    popup = driver.window.findChild(PickList)
    assert isinstance(popup, PickList)
    driver.type("mrfhxc", popup.field)
    assert [popup.list.item(at).text() for at in range(popup.list.count())] == ["每日防火巡查记录"]
    driver.key(Qt.Key.Key_Return, popup.field)
    assert page.filters.asked["form_id"] == "fire.daily_patrol"


def test_an_empty_list_says_which_filter_hides_what_and_lets_it_go(driver: Driver, page: RecordsPage) -> None:
    page.ask(form_id="fire.daily_patrol", person="0188", late=True)
    driver.settle()
    assert page.rows == ()
    offers = {button.text(): button for button in page.nothing.findChildren(Button)}
    assert list(offers) == ["去掉“填报人 王某 0188”，有 1 份", "去掉“只看补录”，有 1 份"]
    driver.click(offers["去掉“只看补录”，有 1 份"])
    assert [row.author for row in page.rows] == ["0188"]
    assert page.filters.asked == {"form_id": "fire.daily_patrol", "person": "0188"}


def test_where_no_one_filter_is_enough_all_of_them_can_be_let_go(driver: Driver, page: RecordsPage) -> None:
    page.ask(status="void", person="0231", late=True, text="没有这样的字")
    driver.settle()
    (every,) = page.nothing.findChildren(Button)
    assert every.text() == f"清除全部筛选，有 {len(all_records(driver))} 份"
    driver.click(every)
    assert not page.filters.is_narrowed
    assert page.rows == all_records(driver)


def all_records(driver: Driver) -> tuple[RecordItem, ...]:
    wanted = RecordFilter(kinds=("record", "log", "event"))
    with driver.store.read() as session:
        return records.find(session, driver.store.catalog, wanted, driver.desk.reader).rows


def test_a_span_of_days_takes_both_its_ends_and_says_when_they_are_the_wrong_way_round(
    driver: Driver, page: RecordsPage
) -> None:
    page.filters.span_requested.emit("period")
    driver.settle()
    give(driver, first="2026-11-18", last="2026-11-17")
    assert "早于" in entry_of(driver).frames["last"].editor.accessibleDescription()
    give(driver, first="2026.11.17", last="20261118")
    assert {f"{row.claimed_at.astimezone():%m-%d}" for row in page.rows} <= {"11-17", "11-18"}
    assert len(page.rows) == 4
    assert "2026-11-17 至 2026-11-18" in page.filters.chips["period"].accessibleName()


def test_space_marks_records_and_only_those_are_exported(
    driver: Driver, page: RecordsPage, tmp_path: Path
) -> None:
    driver.key(Qt.Key.Key_Space, page.table)
    driver.key(Qt.Key.Key_Space, page.table)
    marked = [row.serial for row in page.rows[:2]]
    assert "已选 2 份" in page.header.beside.text()
    presenter(driver).export.files = SavedTo(tmp_path / "out.csv")
    driver.key(Qt.Key.Key_E, page.table)
    choose(entry_of(driver), "how", "csv")
    driver.key(Qt.Key.Key_Return, modifiers=CTRL)
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert all(serial in text for serial in marked)
    assert text.count("F01-2026") == 2
    assert page.progress.isHidden()
    driver.key(Qt.Key.Key_Escape, page.table)
    assert "已选" not in page.header.beside.text()


def test_an_export_that_is_stopped_leaves_no_file_and_says_so(
    driver: Driver, page: RecordsPage, tmp_path: Path
) -> None:
    export = presenter(driver).export
    export.files = SavedTo(tmp_path / "out.csv")
    driver.key(Qt.Key.Key_E, page.table)
    choose(entry_of(driver), "how", "csv")
    export._stop = StoppedAtOnce()  # type: ignore[assignment]
    driver.key(Qt.Key.Key_Return, modifiers=CTRL)
    assert not (tmp_path / "out.csv").exists()
    assert "已停下，没有存文件" in driver.window.banner.accessibleName()
    assert page.progress.isHidden()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-03", "2026-11-03"),
        ("2026.11.3", "2026-11-03"),
        ("20261103", "2026-11-03"),
        ("2026年11月3日", "2026-11-03"),
        ("2026-02-30", None),
        ("昨天", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: str | None) -> None:
    found = day_of(typed)
    assert (found.isoformat() if found else None) == day


def test_what_another_version_kept_is_taken_as_far_as_it_is_known(driver: Driver, page: RecordsPage) -> None:
    driver.desk.kept.keep("0188", "records", {"late": "1", "colour": "red", "place": 7, "period": "?"})
    driver.key(Qt.Key.Key_F2)
    driver.sign_in("0188")
    assert page.filters.asked == {"late": "1", "period": "?"}
    assert {row.timeliness for row in page.rows} == {"late"}


class SavedTo:
    """Answers every question for a file with the same one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def to_save(self, _parent: QWidget, _title: str, _name: str, _kinds: str) -> Path:
        return self._path

    def to_open(self, _parent: QWidget, _title: str, _kinds: str) -> Path:
        return self._path


class StoppedAtOnce:
    """A wish to stop that is there before anything began."""

    def is_set(self) -> bool:
        return True

    def set(self) -> None:
        return

    def clear(self) -> None:
        return


def presenter(driver: Driver) -> RecordsPresenter:
    found = driver.desk.presenter("records")
    assert isinstance(found, RecordsPresenter)
    return found


def choose(dialog: EntryDialog, name: str, code: str) -> None:
    box = dialog.frames[name].editor
    box.setCurrentIndex(box.findData(code))  # type: ignore[attr-defined]
