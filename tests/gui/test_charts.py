"""Charts: sharp at every scale, told apart without colour, each number under the keys, the same numbers as a table."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tools.window_driver import Driver
from ui.pages.behind import BehindPage
from ui.pages.records import RecordsPage
from ui.pages.statistics import StatisticsPage
from ui.theme import painting
from ui.theme.tokens import COLOURS, Role, Scheme
from ui.widgets.charts.bars import Bar, Bars
from ui.widgets.charts.heat import Cell, paint_cell
from ui.widgets.charts.lines import Dash, Line, Lines, Spot
from ui.widgets.charts.panel import ChartPanel
from ui.widgets.charts.panel import Line as TableLine

OpenWindow = Callable[..., Driver]
RATIOS = (1.0, 1.25, 1.5, 1.75, 2.0)


def sheet(ratio: float, wide: int = 200, high: int = 120) -> QImage:
    image = QImage(round(wide * ratio), round(high * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    return image


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize("ratio", RATIOS)
def test_hairlines_fall_on_whole_pixels(ratio: float) -> None:
    """Nothing between the two colours: no line lies across two rows of pixels."""
    image = sheet(ratio)
    painter = QPainter(image)
    painting.smooth(painter)
    painter.translate(0.3, 0.7)  # as within a widget that stands on a fraction of a pixel
    for step in range(5):
        painting.hairline(painter, 10, 150, 10.4 + 13.3 * step, Role.INK)
        painting.upright(painter, 20.6 + 17.1 * step, 5, 100, Role.INK)
    painter.end()
    assert colours(image) == {"#ffffff", COLOURS[Scheme.LIGHT][Role.INK].lower()}


@pytest.mark.parametrize("ratio", RATIOS)
def test_the_scale_of_a_chart_is_sharp_at_every_device_ratio(ratio: float, qtbot: QtBot) -> None:
    """Each grid line of a drawn chart is one colour from end to end and none is missing."""
    chart = Lines("试", high=186)
    qtbot.addWidget(chart)
    chart.resize(420, 186)
    line = Line(name="", role=Role.BRAND, dash=Dash.SOLID, spots=(Spot(key="", value=4, words="4"),))
    chart.present(["1月"], [line], "一条线")
    image = sheet(ratio, 420, 186)
    chart.render(image)
    border = {COLOURS[Scheme.LIGHT][role].lower() for role in (Role.BORDER, Role.STRONG)}
    column = [image.pixelColor(round(60 * ratio), y).name() for y in range(image.height())]
    background = column[1]
    runs = sum(a == background and b in border for a, b in pairwise(column))
    assert runs == 5  # 0, 1, 2, 3, 4
    assert set(column) <= {background, *border}


def test_the_states_of_a_day_can_be_told_without_colour() -> None:
    """Greys of the cells, and the share of dark in them, differ by far more than a copier takes away."""
    shares: dict[Cell, tuple[float, float]] = {}
    for state in (Cell.DONE, Cell.LATE, Cell.MISSED, Cell.OPEN):
        image = sheet(2.0, 30, 30)
        painter = QPainter(image)
        painting.smooth(painter)
        paint_cell(painter, QRectF(2, 2, 26, 24), state)
        painter.end()
        greys = [
            image.pixelColor(x, y).lightness() / 255
            for x in range(6, image.width() - 6)
            for y in range(6, image.height() - 6)
        ]
        edge = [image.pixelColor(x, 5).lightness() / 255 for x in range(8, 50)]
        shares[state] = (
            sum(one < 0.6 for one in greys) / len(greys),
            sum(one < 0.75 for one in edge) / len(edge),
        )
    dark, edges = {s: v[0] for s, v in shares.items()}, {s: v[1] for s, v in shares.items()}
    assert dark[Cell.MISSED] > 0.5 > 0.3 > dark[Cell.LATE] > 0.02  # a solid box; a glyph on white
    assert edges[Cell.LATE] > 0.9 > edges[Cell.OPEN] > 0.2  # a closed edge; a dashed one
    assert edges[Cell.DONE] == 0  # no edge, a dot in its middle
    assert 0 < dark[Cell.DONE] < 0.2


def test_lines_differ_by_their_dash_as_well(qtbot: QtBot) -> None:
    """The share of ink along three level lines: whole, half, dots."""
    chart = Lines("试")
    qtbot.addWidget(chart)
    chart.resize(600, 186)
    chart.present(
        ["1月", "2月"],
        [
            Line(
                name="甲",
                role=Role.INK,
                dash=dash,
                spots=tuple(Spot(key="", value=at, words="") for _ in "ab"),
            )
            for at, dash in ((1, Dash.SOLID), (2, Dash.DASHED), (3, Dash.DOTTED))
        ],
        "三条线",
    )
    image = sheet(1.0, 600, 186)
    chart.render(image)
    ink = QColor(COLOURS[Scheme.LIGHT][Role.INK]).lightness()
    found = []
    for at in (0, 2, 4):
        box = chart.place(at)
        row = round(box.center().y())
        along = range(round(box.right()) + 30, round(chart.place(at + 1).left()) - 30)
        dark = [
            any(image.pixelColor(x, y).lightness() < ink + 90 for y in (row - 1, row, row + 1)) for x in along
        ]
        found.append(sum(dark) / len(dark))
    assert found[0] == 1
    assert 0.5 < found[1] < 0.85
    assert found[2] < 0.5


def test_a_chart_says_its_sentence_and_all_its_numbers_and_the_one_under_the_keys(qtbot: QtBot) -> None:
    host = QWidget()
    chart = Bars("不良事件类型", host)
    qtbot.addWidget(host)
    chart.present(
        [
            Bar(key="a", name="跌倒坠床", value=12, words="12"),
            Bar(key="b", name="用药错误", value=9, words="9"),
        ],
        "共 21 件",
    )
    assert chart.accessibleName() == "不良事件类型：共 21 件"
    assert chart.accessibleDescription() == "跌倒坠床 12；用药错误 9"
    host.show()
    host.activateWindow()
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert chart.accessibleName() == "不良事件类型：用药错误 9。共 21 件"
    with qtbot.waitSignal(chart.opened) as opened:
        QTest.keyClick(chart, Qt.Key.Key_Return)
    assert opened.args == ["b"]


def test_t_turns_the_chart_into_the_table_of_the_same_numbers(qtbot: QtBot) -> None:
    chart = Bars("不良事件类型")
    panel = ChartPanel("不良事件类型", chart, ("类型", "件数"))
    qtbot.addWidget(panel)
    chart.present([Bar(key="a", name="跌倒坠床", value=12, words="12")], "共 12 件")
    panel.present([TableLine(key="a", cells=("跌倒坠床", "12"))])
    panel.show()
    panel.activateWindow()
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    QTest.keyClick(chart, Qt.Key.Key_T)
    assert panel.shows_table
    assert panel.table.hasFocus()
    assert panel.table.current is not None
    assert panel.table.current.cells == ("跌倒坠床", "12")
    QTest.keyClick(panel.table, Qt.Key.Key_T)
    assert chart.hasFocus()
    assert not panel.shows_table


def test_every_figure_opens_what_stands_behind_it(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.sign_in("0107")
    driver.desk.go("statistics")
    driver.settle()
    page = driver.page
    assert isinstance(page, StatisticsPage)
    assert driver.focus is page.measures
    driver.key(Qt.Key.Key_Right)
    driver.key(Qt.Key.Key_Return)
    behind = driver.page
    assert isinstance(behind, BehindPage)
    assert {one.kind for one in behind.rows} == {"hazard"}
    assert len(behind.rows) == 2
    driver.key(Qt.Key.Key_Return)
    assert driver.page.name == "hazard"
    driver.desk.go_back()
    driver.settle()
    driver.key(Qt.Key.Key_Escape)
    assert isinstance(driver.page, StatisticsPage)
    missed = next(one for one in page.grid.numbers() if "漏做" in one.said)
    page.figure_opened.emit(missed.key)
    driver.settle()
    assert isinstance(driver.page, BehindPage)
    assert any(one.kind == "missed" for one in driver.page.rows)
    driver.key(Qt.Key.Key_Escape)
    driver.key(Qt.Key.Key_Home)
    driver.key(Qt.Key.Key_Return)
    assert driver.focus is page.table
    driver.key(Qt.Key.Key_Return)
    assert isinstance(driver.page, RecordsPage)
    assert driver.page.filters.asked["form_id"] == "fire.daily_patrol"


def test_the_period_before_is_one_key_away_and_none_is_offered_that_has_not_begun(
    open_window: OpenWindow,
) -> None:
    driver = open_window()
    driver.sign_in("0107")
    driver.desk.go("statistics")
    driver.settle()
    page = driver.page
    assert isinstance(page, StatisticsPage)
    assert page.header.beside.text().startswith("2026年11月1日至11月20日")
    driver.key(Qt.Key.Key_Right, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert page.header.beside.text().startswith("2026年11月1日至11月20日")
    driver.key(Qt.Key.Key_Left, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert page.header.beside.text().startswith("2026年10月1日至10月31日·0 份")
    assert page.panels[0].empty.text()  # nothing was due before the hospital began
    page.open_requested.emit("fire.daily_patrol")
    driver.settle()
    assert isinstance(driver.page, RecordsPage)
    assert driver.page.filters.asked == {"form_id": "fire.daily_patrol", "period": "2026-10-01/2026-10-31"}
    driver.desk.go("statistics")
    driver.settle()
    page.periods.chosen.emit("year")
    driver.settle()
    assert page.header.beside.text().startswith("2026年1月1日至11月20日")


def test_one_under_another_each_chart_keeps_the_height_of_what_it_holds(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.window.resize(1280, 720)
    driver.sign_in("0107")
    driver.desk.go("statistics")
    driver.settle()
    page = driver.page
    assert isinstance(page, StatisticsPage)
    assert page.is_narrow
    for panel in page.panels:
        assert panel.height() >= panel.minimumSizeHint().height(), panel.title.text()
