"""台账 in the real window: found by words, by what runs out, by a scanned label; noted, imported and exported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from models.queries import assets
from models.workflow.judging import STEP
from models.workflow.labelling import label_number
from tests.bad_text import BAD_TEXTS, LONG, LONG_NAME
from tools.demo_days import PIN
from tools.window_driver import Driver
from ui.dialogs.entry import EntryDialog
from ui.dialogs.import_sheet import ImportDialog
from ui.filling.fill_page import FillPage
from ui.pages.entry_pane import EntryPaneModel
from ui.pages.registers import EntryRow, RegistersPage
from ui.presenters.register_words import PEOPLE, PLACES
from ui.presenters.registers import RegistersPresenter
from ui.widgets.timeline import Timeline

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


def test_registers_with_trouble_come_first_then_by_chapter_and_empty_ones_are_folded(driver: Driver) -> None:
    page = page_of(driver)
    titles = page.registers.titles
    assert titles[:2] == ("要处理的", "灭火器")
    assert "部位和人员" in titles
    assert "抢救车" not in titles
    folded = next(title for title in titles if title.startswith("看没有登记的"))
    driver.key(Qt.Key.Key_End, page.registers)
    driver.key(Qt.Key.Key_Return, page.registers)
    assert "抢救车" in page.registers.titles
    assert folded.replace("看", "收起", 1) in page.registers.titles
    driver.key(Qt.Key.Key_End, page.registers)
    bar = page.registers.verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() >= bar.maximum() - 14  # the last one stands in sight
    driver.key(Qt.Key.Key_Home, page.registers)
    assert page.registers.current is not None
    assert page.registers.current.title == "灭火器"


def test_a_register_is_found_by_the_initials_of_its_name(driver: Driver) -> None:
    page = page_of(driver)
    driver.key(Qt.Key.Key_F, page.table)
    assert page.finder.hasFocus()
    driver.type("qjc")
    assert page.registers.titles == ("抢救车",)
    driver.key(Qt.Key.Key_Return)
    assert page.header.title.text() == "台账·抢救车"
    assert page.empty.isVisible()
    assert page.finder.text() == ""
    driver.key(Qt.Key.Key_F, page.registers)
    driver.type("zzzz")
    assert page.registers.titles == ("没有这样的台账",)


def test_the_card_and_what_happened_stand_beside_the_list_and_follow_it(driver: Driver) -> None:
    page = page_of(driver)
    first = page.table.current
    assert first is not None
    assert page.pane.isVisible()
    assert page.pane.title.text() == first.title
    driver.key(Qt.Key.Key_Down, page.table)
    second = page.table.current
    assert second is not None
    words = " ".join(label.text() for label in page.pane.findChildren(QLabel))
    assert second.code in words
    assert "灭火器登记卡" in " ".join(one.accessibleName() for one in page.pane.findChildren(Timeline))
    driver.window.resize(1280, 720)
    driver.settle()
    assert not page.pane.isVisible()


def test_no_column_of_a_register_stands_empty(driver: Driver) -> None:
    page = page_of(driver)
    for register in ("fire_extinguisher", PLACES, PEOPLE):
        page.register_chosen.emit(register)
        driver.settle()
        for column in page._rows.columns:
            said = {column.state(row).word if column.state else column.text(row) for row in page._rows.rows}
            assert said != {""}, (register, column.title)
    assert not page.pane.isVisible()


def test_a_label_scanned_into_any_field_of_the_page_is_taken_as_a_label(driver: Driver) -> None:
    with driver.store.read() as session:
        item = assets.find(session, register="fire_extinguisher")[0]
    page = page_of(driver)
    for field in (page.finder, page.search):
        driver.type(label_number(item.asset_id), field)
        driver.key(Qt.Key.Key_Return, field)
        assert isinstance(driver.page, FillPage), field.accessibleName()
        driver.desk.go("registers")
        driver.settle()
        assert field.text() == ""


def test_names_of_any_length_and_script_widen_no_page(driver: Driver) -> None:
    page = page_of(driver)
    model = page._model
    assert model is not None
    state = model.rows[0].state
    rows = [
        EntryRow(key=str(n), code=text, title=text, place=text, expiry="2027-01-01", state=state, balance="1")
        for n, text in enumerate(BAD_TEXTS)
    ]
    page.present(replace(model, rows=rows, extra=(), title="台账名" * 30))
    facts = tuple((text, text) for text in BAD_TEXTS if text != LONG)
    pane = EntryPaneModel(
        key="0", title=LONG, line=LONG_NAME, state=state, expiries=(), facts=facts, moments=()
    )
    page.present_pane(pane)
    for wide, high in ((1280, 720), (1440, 900)):
        driver.window.resize(wide, high)
        driver.settle()
        assert driver.window.width() == wide
        drawn = QPixmap(page.size())
        page.render(drawn)
        assert page.pane.width() <= 340
        assert page.table.columnWidth(1) <= page.table.viewport().width()


def test_an_import_is_stopped_with_nothing_registered(driver: Driver, tmp_path: Path) -> None:
    file = tmp_path / "灭火器.xlsx"
    presenter_of(driver).sheets.files = OneFile(file)
    page = page_of(driver)
    page.export_requested.emit()
    driver.until(file.exists)
    driver.settle()
    book = load_workbook(BytesIO(file.read_bytes()))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for number in range(2 * STEP):
        given = {1: f"MHQ-9{number:03}"}
        sheet.append([given.get(at, sheet.cell(2, at).value) for at in range(1, sheet.max_column + 1)])
    book.save(file)
    page.import_requested.emit()
    driver.settle()
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, ImportDialog)
    driver.key(Qt.Key.Key_Return, dialog, modifiers=Qt.KeyboardModifier.ControlModifier)
    driver.type(PIN, dialog.pin)
    QTest.keyClick(dialog.pin, Qt.Key.Key_Return)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    driver.settle()
    assert "停下了。一件都没有登记" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert dialog.progress.isHidden()
    assert dialog.go.isEnabled()
    driver.key(Qt.Key.Key_Escape, dialog)
    assert driver.window.overlay.panel is None
    assert not any(code.startswith("MHQ-9") for code in codes(driver))
