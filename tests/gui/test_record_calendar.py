"""记录 as a calendar: what each day holds, keys over the ends of months, and a day that opens as a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt

from forms.clock import local
from models.queries import record_days, records
from models.queries.record_days import RecordDay
from models.queries.records import RecordFilter
from tests.gui.spoken import Name, interface, tree
from tools.window_driver import Driver
from ui.pages.record_calendar import RecordCalendar
from ui.pages.records import RecordsPage

OpenWindow = Callable[..., Driver]
Key = Qt.Key
TODAY = date(2026, 11, 20)


@pytest.fixture
def driver(open_window: OpenWindow) -> Driver:
    opened = open_window()
    opened.sign_in("0107")
    opened.alt(Key.Key_3)
    return opened


def page_of(driver: Driver) -> RecordsPage:
    page = driver.page
    assert isinstance(page, RecordsPage)
    return page


def calendar_of(driver: Driver) -> RecordCalendar:
    """Turned to by its key."""
    page = page_of(driver)
    driver.key(Key.Key_V, page.table)
    assert page.month.calendar.hasFocus()
    return page.month.calendar


def read(driver: Driver, wanted: RecordFilter) -> tuple[RecordDay, ...]:
    with driver.store.read() as session:
        return record_days.read(
            session,
            driver.store.catalog,
            wanted,
            driver.desk.reader,
            first=TODAY.replace(day=1),
            last=TODAY.replace(day=30),
        )


def test_each_day_has_the_records_that_the_list_shows_of_it(driver: Driver) -> None:
    wanted = RecordFilter(kinds=("record", "log", "event"))
    with driver.store.read() as session:
        rows = records.find(session, driver.store.catalog, wanted, driver.desk.reader, limit=1000).rows
    days = {one.day: one for one in read(driver, wanted)}
    by_day = Counter(local(row.claimed_at).date() for row in rows)
    assert {day: one.count for day, one in days.items()} == by_day
    assert sum(one.late for one in days.values()) == sum(row.timeliness == "late" for row in rows) > 0
    assert sum(one.unsigned for one in days.values()) == sum(bool(row.awaiting) for row in rows) > 0
    assert sum(one.abnormal for one in days.values()) == sum(row.abnormal > 0 for row in rows) > 0


def test_the_calendar_says_its_month_and_every_day_of_it(driver: Driver) -> None:
    page, calendar = page_of(driver), calendar_of(driver)
    assert page.month.title.text() == "2026 年 11 月"
    whole = read(driver, RecordFilter(kinds=("record", "log", "event")))
    assert page.month.sums.text().startswith(f"{sum(one.count for one in whole)} 份，有异常 ")
    parts = calendar.heard_parts()
    assert len(parts) == 30
    assert parts[0].name == "11 月 1 日，星期日，没有记录"
    today = next(one for one in whole if one.day == TODAY)
    assert parts[19].name.startswith(f"11 月 20 日，星期五，今天，{today.count} 份")
    assert [part.is_current for part in parts].index(True) == 19
    assert calendar.accessibleName() == parts[19].name
    assert parts[19].name in [node.text(Name) for node in tree(interface(calendar))]
    assert not page.batch.isVisible()
    assert not page.filters.chips["period"].isVisible()


def test_keys_lead_over_the_ends_of_months_and_never_beyond_this_one(driver: Driver) -> None:
    page, calendar = page_of(driver), calendar_of(driver)
    for key, day in (
        (Key.Key_Left, date(2026, 11, 19)),
        (Key.Key_Up, date(2026, 11, 12)),
        (Key.Key_Home, date(2026, 11, 1)),
        (Key.Key_Left, date(2026, 10, 31)),
        (Key.Key_PageUp, date(2026, 9, 30)),
        (Key.Key_Down, date(2026, 10, 7)),
        (Key.Key_PageDown, date(2026, 11, 7)),
        (Key.Key_PageDown, date(2026, 11, 30)),
        (Key.Key_Right, date(2026, 11, 30)),
    ):
        driver.key(key, calendar)
        assert calendar.day == day
        assert page.month.title.text() == f"2026 年 {day.month} 月"
    assert not page.month.later.isEnabled()
    driver.click(page.month.earlier)
    assert calendar.day == date(2026, 10, 30)
    assert page.month.sums.text() == "这个月没有记录。按 PgUp 看上个月"


def test_a_day_opens_as_the_list_of_its_records_and_v_leads_back_to_it(driver: Driver) -> None:
    page, calendar = page_of(driver), calendar_of(driver)
    day = read(driver, RecordFilter(kinds=("record", "log", "event")))[0]
    while calendar.day != day.day:
        driver.key(Key.Key_Left, calendar)
    driver.key(Key.Key_Return, calendar)
    assert page.table.hasFocus()
    assert len(page.rows) == day.count
    assert {local(row.claimed_at).date() for row in page.rows} == {day.day}
    assert page.filters.chips["period"].accessibleName() == f"期间 {day.day}，已选"
    driver.key(Key.Key_V, page.table)
    assert calendar.hasFocus()
    assert calendar.day == day.day
    assert len(calendar._figures) > 1


def test_a_day_without_records_is_not_opened(driver: Driver) -> None:
    page, calendar = page_of(driver), calendar_of(driver)
    driver.key(Key.Key_Home, calendar)
    driver.key(Key.Key_Return, calendar)
    assert page.is_calendar


def test_filters_hold_for_the_calendar_too(driver: Driver) -> None:
    page, calendar = page_of(driver), calendar_of(driver)
    driver.click(page.filters.chips["late"])
    late = read(driver, RecordFilter(kinds=("record", "log", "event"), late=True))
    assert {day: one.count for day, one in calendar._figures.items()} == {one.day: one.count for one in late}
    page.filters.turn(text="没有这样的字")
    driver.settle()
    assert page.month.sums.text() == "这个月没有符合的记录。换一个月，或清除筛选"
    driver.click(page.filters.clear)
    assert sum(one.count for one in calendar._figures.values()) > len(late)


def test_the_view_is_there_again_for_the_same_person_only(driver: Driver) -> None:
    page, _ = page_of(driver), calendar_of(driver)
    driver.key(Key.Key_F2)
    driver.sign_in("0188")
    assert page.views.current == "list"
    driver.key(Key.Key_F2)
    driver.sign_in("0107")
    assert page.views.current == "calendar"
    driver.desk.roads.list_records(form_id="fire.daily_patrol")
    driver.settle()
    assert page.views.current == "list"
    assert {row.form_id for row in page.rows} == {"fire.daily_patrol"}
