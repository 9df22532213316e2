"""台账 in the real window: found by words, by what runs out, by a scanned label; noted, imported and exported."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from models.queries import assets
from models.workflow.labelling import label_number
from tools.demo_days import PIN
from tools.window_driver import Driver
from ui.dialogs.entry import EntryDialog
from ui.dialogs.import_sheet import ImportDialog
from ui.filling.fill_page import FillPage
from ui.pages.registers import RegistersPage
from ui.presenters.registers import RegistersPresenter

OFFICER = "0107"
Open = Callable[..., Driver]


class OneFile:
    """Answers every question for a file with the one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def to_save(self, parent: QWidget, title: str, name: str, kind: str) -> Path | None:
        return self.path

    def to_open(self, parent: QWidget, title: str, kind: str) -> Path | None:
        return self.path


@pytest.fixture
def driver(open_window: Open) -> Driver:
    driver = open_window()
    driver.sign_in(OFFICER)
    driver.desk.go("registers")
    driver.settle()
    return driver


def page_of(driver: Driver) -> RegistersPage:
    page = driver.page
    assert isinstance(page, RegistersPage)
    return page


def presenter_of(driver: Driver) -> RegistersPresenter:
    presenter = driver.desk.presenter("registers")
    assert isinstance(presenter, RegistersPresenter)
    return presenter


def codes(driver: Driver) -> list[str]:
    model = page_of(driver)._model
    assert model is not None
    return [row.code for row in model.rows]


def test_the_register_with_something_to_do_is_shown_first_and_what_has_run_out_above(driver: Driver) -> None:
    page = page_of(driver)
    assert "灭火器" in page.header.title.text()
    assert page.table.current is not None
    assert "过期" in page.table.current.state.word


def test_words_and_what_runs_out_narrow_the_list(driver: Driver) -> None:
    page = page_of(driver)
    every = codes(driver)
    QTest.mouseClick(page.due, Qt.MouseButton.LeftButton)
    driver.settle()
    assert 0 < len(codes(driver)) < len(every)
    QTest.mouseClick(page.due, Qt.MouseButton.LeftButton)
    driver.type(every[-1], page.search)
    driver.key(Qt.Key.Key_Return, page.search)
    driver.settle()
    assert codes(driver) == [every[-1]]


def test_a_scanned_label_opens_the_check_of_that_very_thing(driver: Driver) -> None:
    with driver.store.read() as session:
        item = next(
            one for one in assets.find(session, register="fire_extinguisher") if one.status == "in_use"
        )
    page = page_of(driver)
    page.table.setFocus()
    QTest.keyClicks(page.table, label_number(item.asset_id))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    driver.settle()
    opened = driver.page
    assert isinstance(opened, FillPage)
    assert opened.session.filling.answers["number"] == item.code


def test_a_label_of_another_hospital_is_told_and_opens_nothing(driver: Driver) -> None:
    page = page_of(driver)
    page.table.setFocus()
    QTest.keyClicks(page.table, "0" * 15)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    driver.settle()
    assert driver.page is page
    assert driver.window.banner.isVisible()


def test_the_other_registers_are_reached_by_keys(driver: Driver) -> None:
    page = page_of(driver)
    before = page.header.title.text()
    page.registers.setFocus()
    driver.key(Qt.Key.Key_Down, page.registers)
    driver.settle()
    assert page.header.title.text() != before
    assert page.registers.hasFocus()


def test_a_register_goes_out_as_a_sheet_comes_back_with_one_row_more_and_that_is_taken_back(
    driver: Driver, tmp_path: Path
) -> None:
    file = tmp_path / "灭火器.xlsx"
    presenter_of(driver).sheets.files = OneFile(file)
    page = page_of(driver)
    page.export_requested.emit()
    driver.until(file.exists)
    driver.settle()
    book = load_workbook(BytesIO(file.read_bytes()))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append([{1: "MHQ-900"}.get(at, sheet.cell(2, at).value) for at in range(1, sheet.max_column + 1)])
    book.save(file)
    page.import_requested.emit()
    driver.settle()
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, ImportDialog)
    driver.key(Qt.Key.Key_Return, dialog, modifiers=Qt.KeyboardModifier.ControlModifier)
    driver.settle()
    assert "可以导入 1 行" in dialog.summary.text()
    driver.type(PIN, dialog.pin)
    driver.key(Qt.Key.Key_Return, dialog.pin)
    driver.settle()
    assert "登记了 1 件" in dialog.result.text()
    driver.key(Qt.Key.Key_Return, dialog, modifiers=Qt.KeyboardModifier.ControlModifier)
    driver.settle()
    assert "MHQ-900" in codes(driver)
    page.revoke_requested.emit()
    driver.settle()
    asked = driver.window.overlay.panel
    assert isinstance(asked, EntryDialog)
    driver.type("xcwj", asked.frames["reason"].editor)
    driver.type(PIN, asked.frames["pin"].editor)
    driver.key(Qt.Key.Key_Return, asked, modifiers=Qt.KeyboardModifier.ControlModifier)
    driver.settle()
    assert "MHQ-900" not in codes(driver)
    assert "MHQ-001" in codes(driver)
