"""A table whose first column has no room is walked by the same keys, and the ring shows where."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.tokens import LIGHT, Role

Key = Qt.Key
COLUMNS: tuple[Column[str], ...] = (
    Column(title="编号", text=lambda one: one, wide=200, keep=1),
    Column(title="表单", text=lambda one: one, wide=160, stretch=True),
)


@pytest.fixture
def narrow(qtbot: QtBot) -> Table[str]:
    rows: RowsModel[str] = RowsModel(COLUMNS)
    rows.show_rows([f"第 {number} 行" for number in range(60)])
    table = Table(rows, "记录")
    rows.setParent(table)
    table.resize(260, 300)
    qtbot.add_widget(table)
    table.show()
    table.activateWindow()
    qtbot.waitUntil(table.isActiveWindow)
    table.setFocus()
    assert table.isColumnHidden(0)
    return table


def test_the_arrows_move_and_the_current_row_stays_in_sight(narrow: Table[str]) -> None:
    for _ in range(30):
        QTest.keyClick(narrow, Key.Key_Down)
    assert narrow.current == "第 30 行"
    assert 0 <= narrow.rowViewportPosition(30) < narrow.viewport().height()
    QTest.keyClick(narrow, Key.Key_End)
    assert narrow.current == "第 59 行"
    assert 0 <= narrow.rowViewportPosition(59) < narrow.viewport().height()
    QTest.keyClick(narrow, Key.Key_Up)
    assert narrow.current == "第 58 行"


def test_the_keys_go_on_when_the_column_of_the_current_cell_loses_its_room(narrow: Table[str]) -> None:
    told: list[str | None] = []
    narrow.resize(600, 300)
    narrow.go_to(3)
    assert narrow.currentIndex().column() == 0
    narrow.moved.connect(told.append)
    narrow.resize(260, 300)
    assert narrow.isColumnHidden(0)
    QTest.keyClick(narrow, Key.Key_Down)
    assert told == ["第 4 行"]


def test_the_ring_stands_around_the_current_row_alone(narrow: Table[str]) -> None:
    narrow.resize(600, 300)
    narrow.go_to(1)
    narrow.resize(260, 300)
    picture = narrow.viewport().grab().toImage()
    right, blue = picture.width() - 1, LIGHT[Role.FOCUS].lower()
    ringed = [y for y in range(picture.height()) if picture.pixelColor(right, y).name() == blue]
    top = narrow.rowViewportPosition(1)
    assert ringed
    assert set(ringed) <= set(range(top, top + narrow.rowHeight(1)))
