"""The hospital's duties at the window: switched on and off in the settings, looked at through a year, explained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from models.queries import duty_list
from models.queries.duty_list import DutyState
from tools.demo_days import PIN
from tools.window_driver import Driver
from ui.dialogs.entry import EntryDialog
from ui.pages.duties_panel import DutiesPanel
from ui.pages.settings import SettingsPage
from ui.pages.year import YearPage

ADMIN, OFFICER, NURSE = "0001", "0107", "0231"


def panel_of(driver: Driver) -> DutiesPanel:
    driver.desk.go("settings")
    driver.settle()
    page = driver.page
    assert isinstance(page, SettingsPage)
    while page.groups.current != "duties":
        driver.key(Qt.Key.Key_Down, page.groups)
    return page.duties


def dialog_of(driver: Driver) -> EntryDialog:
    panel = driver.window.overlay.panel
    assert isinstance(panel, EntryDialog)
    return panel


def answer(dialog: EntryDialog, **given: str) -> None:
    for name, text in given.items():
        editor = dialog.frames[name].editor
        assert isinstance(editor, QLineEdit)
        if text.isascii():
            QTest.keyClicks(editor, text)
        else:
            editor.setText(text)


def state(driver: Driver, key: str) -> DutyState:
    store = driver.store
    found = duty_list.duty_list(store.path, store.catalog.current(), now=store.clock.now())
    return next(one for one in found.rows if one.key == key)


def test_a_chapter_is_switched_on_in_one_act(open_window: Callable[..., Driver]) -> None:
    driver = open_window()
    driver.sign_in(OFFICER)
    panel = panel_of(driver)
    panel.chapters.set_current("management")
    panel.chapters.chosen.emit("management")
    panel.buttons["duty.chapter"].click()
    driver.settle()
    answer(dialog_of(driver), pin=PIN)
    dialog_of(driver).go.click()
    driver.settle()
    assert driver.window.overlay.panel is None
    rows = [panel.rows.row(number) for number in range(panel.rows.rowCount())]
    assert all(row is not None and (row.is_on or not row.applies) for row in rows)
    assert not panel.buttons["duty.chapter"].isEnabled()


def test_a_wrong_day_and_a_wrong_pin_are_told_in_the_dialog_and_nothing_is_sealed(
    open_window: Callable[..., Driver],
) -> None:
    driver = open_window()
    driver.sign_in(OFFICER)
    panel = panel_of(driver)
    row = next(
        n
        for n in range(panel.rows.rowCount())
        if (one := panel.rows.row(n)) and one.applies and not one.is_on
    )
    panel.table.go_to(row)
    one = panel.table.current
    assert one is not None
    panel.buttons["duty.on"].click()
    dialog = dialog_of(driver)
    answer(dialog, start="x", pin=PIN)
    dialog.go.click()
    driver.settle()
    assert "不是日期" in dialog.frames["pin"].editor.accessibleDescription()
    assert not state(driver, one.key).is_on


def test_switching_off_asks_for_a_reason_and_a_leader_and_waits_for_the_signature(
    open_window: Callable[..., Driver],
) -> None:
    driver = open_window()
    driver.sign_in(OFFICER)
    panel = panel_of(driver)
    key = "fire.daily_patrol/outpatient"
    row = next(n for n in range(panel.rows.rowCount()) if (one := panel.rows.row(n)) and one.key == key)
    panel.table.go_to(row)
    panel.buttons["duty.off"].click()
    driver.settle()
    dialog = dialog_of(driver)
    answer(dialog, pin=PIN)
    dialog.go.click()
    assert "还没填" in dialog.frames["reason"].editor.accessibleDescription()
    answer(dialog, reason="门诊搬迁停诊")
    dialog.go.click()
    driver.settle()
    found = state(driver, key)
    assert (found.is_on, found.waits) == (True, True)
    current = panel.table.current
    assert current is not None
    assert current.state.word == "等领导签字"


def test_the_year_is_walked_by_keys_and_a_missed_day_is_given_its_reason(
    open_window: Callable[..., Driver],
) -> None:
    driver = open_window()
    driver.sign_in(OFFICER)
    driver.desk.open_below("year")
    driver.settle()
    page = driver.page
    assert isinstance(page, YearPage)
    assert driver.focus is page.matrix
    assert page.matrix.current is not None
    assert "住院区防火巡查" in page.matrix.accessibleName()
    driver.key(Qt.Key.Key_Down, page.matrix)
    assert "门诊区防火巡查" in page.title.text()
    driver.key(Qt.Key.Key_Left, page.matrix)
    assert page.title.text().endswith("10 月")
    driver.key(Qt.Key.Key_Right, page.matrix)
    driver.key(Qt.Key.Key_Return, page.matrix)
    while page.days.current is not None and page.days.current.day > date(2026, 11, 19):
        driver.key(Qt.Key.Key_Left, page.days)
    assert page.reason.isEnabled()
    assert "漏做" in page.days.accessibleName()
    driver.key(Qt.Key.Key_Y, page.days)
    driver.settle()
    assert driver.window.current_page is driver.window.page("fill")


def test_the_year_is_counted_by_area_and_by_department(open_window: Callable[..., Driver]) -> None:
    driver = open_window()
    driver.sign_in(OFFICER)
    driver.desk.open_below("year")
    driver.settle()
    page = driver.page
    assert isinstance(page, YearPage)
    for view in ("area", "department"):
        page.views.chosen.emit(view)
        driver.settle()
        assert page.table.current is not None
    page.views.chosen.emit("duty")
    page.later.click()
    driver.settle()
    assert "核对过" in page.note.text()
