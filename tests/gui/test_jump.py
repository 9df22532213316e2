"""Typing in a table jumps to the row that begins so, and takes no page its commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from tools.window_driver import Driver
from ui.dialogs.quick_incident import QuickIncident
from ui.pages.hazards import HazardsPage
from ui.pages.records import RecordsPage
from ui.pages.registers import RegistersPage
from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table

OpenWindow = Callable[..., Driver]
Key = Qt.Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    number: str
    name: str


PEOPLE = (
    ("0107", "李某"),
    ("0188", "王某"),
    ("0231", "张某"),
    ("F01-2026", "周某"),
    ("11", "吴某"),
    ("1", "单某"),
)


class Place(QWidget):
    """Whatever a table stands in; one letter is its own."""

    def __init__(self) -> None:
        super().__init__()
        self.done = 0
        rows: RowsModel[Person] = RowsModel(
            (
                Column(title="工号", text=lambda one: one.number, quiet=True),
                Column(title="姓名", text=lambda one: one.name, heavy=True),
                Column(title="岗位", text=lambda _: "护士"),
            ),
            self,
        )
        rows.show_rows([Person(number=number, name=name) for number, name in PEOPLE])
        self.table = Table(rows, "人员")
        QVBoxLayout(self).addWidget(self.table)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt calls it so
        if event.text().upper() == "W":
            self.done += 1
        else:
            super().keyPressEvent(event)


@pytest.fixture
def place(qapp: QApplication) -> Place:
    made = Place()
    made.table.go_to(1)
    return made


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0231", "0231"),  # by its number
        ("02", "0231"),
        ("z", "0231"),  # by the initial of a name: the first
        ("zz", "F01-2026"),  # again: the next
        ("zzz", "0231"),  # and round
        ("zhou", "F01-2026"),  # by pinyin
        ("zhm", "0231"),
        ("f012", "F01-2026"),  # signs need not be typed
        ("1", "11"),
        ("11", "11"),
        ("sm", "1"),  # a character with several readings
        ("dm", "1"),
        ("lz", "0231"),  # with which no row goes on: a word of its own
        ("q", "0188"),  # no row: where one was
        ("h", "0188"),  # not by what is no name: nothing begins so
    ],
)
def test_what_is_typed_leads_to_the_row_that_begins_so(place: Place, typed: str, number: str) -> None:
    QTest.keyClicks(place.table, typed)
    assert place.table.current is not None
    assert place.table.current.number == number


def test_a_letter_that_is_a_command_stays_one_and_is_typed_with_shift(place: Place) -> None:
    QTest.keyClicks(place.table, "w")
    assert place.done == 1
    assert place.table.current is not None
    assert place.table.current.name == "王某"
    QTest.keyClick(place.table, Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    assert place.done == 1
    assert place.table.current.name == "王某"
    QTest.keyClick(place.table, Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    assert place.table.current.name == "吴某"


def test_an_empty_table_takes_what_is_typed_without_harm(place: Place) -> None:
    place.table._rows.show_rows([])
    QTest.keyClicks(place.table, "z0")
    assert place.table.current is None


def type_with_shift(table: QWidget, text: str) -> None:
    """Letters with Shift, digits without, signs not at all."""
    for sign in filter(str.isalnum, text.upper()):
        shift = Qt.KeyboardModifier.ShiftModifier if sign.isalpha() else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(table, getattr(Key, f"Key_{sign}"), shift)


def test_the_lists_of_the_window_jump_and_keep_their_commands(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.sign_in("0107")
    driver.alt(Key.Key_3)
    page = driver.page
    assert isinstance(page, RecordsPage)
    driver.click(page.filters.clear)
    wanted = page.rows[-1]
    type_with_shift(page.table, wanted.serial.partition("-")[2])
    assert page.table.current == wanted
    driver.key(Key.Key_F, page.table)
    assert page.filters.chips["period"].hasFocus()
    driver.key(Key.Key_N, page.table)
    assert isinstance(driver.window.overlay.panel, QuickIncident)
    driver.key(Key.Key_Escape)
    driver.desk.go("hazards")
    driver.settle()
    hazards = driver.page
    assert isinstance(hazards, HazardsPage)
    driver.key(Key.Key_V, hazards.board)
    card = hazards._rows.rows[-1][0]
    type_with_shift(hazards.table, card.number)
    assert hazards.current == card.key
    driver.desk.go("registers")
    driver.settle()
    registers = driver.page
    assert isinstance(registers, RegistersPage)
    entry = registers._rows.rows[-1]
    type_with_shift(registers.table, entry.code)
    assert registers.table.current == entry
