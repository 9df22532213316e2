"""What a screen reader meets: names from the definitions, values, parts that can be pressed. Every page: test_keyboard."""

import gc

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.fill_builders import many_place_round, one_place_round, page, view
from tests.gui.spoken import interface
from ui.accessibility.announcing import QUIET_S, Announcer
from ui.accessibility.interface import install
from ui.accessibility.part import Heard, Part
from ui.filling.fill_page import FillPage
from ui.widgets.charts.bars import Bar, Bars

Name, Value = QAccessible.Text.Name, QAccessible.Text.Value
Role = QAccessible.Role


@pytest.fixture
def patrol(qtbot: QtBot) -> FillPage:
    install()
    shown = page()
    shown.resize(1364, 844)
    qtbot.add_widget(shown)
    shown.present(view(one_place_round()))
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    shown.focus_current()
    return shown


def current_row(patrol: FillPage) -> QAccessibleInterface:
    widget = QApplication.focusWidget()
    assert widget is not None
    return interface(widget)


def test_an_answer_reads_number_text_answer_and_how_many_to_choose_from(patrol: FillPage) -> None:
    row = current_row(patrol)
    path = patrol.items.current
    assert path is not None
    patrol.session.set_check(path, "abnormal")
    label = patrol.session.filling.field_at(path).label
    assert row.text(Name) == f"第 1 项，{label}，异常，三选一"
    assert row.text(Value) == "异常"


def test_the_three_answers_are_radio_buttons_that_a_screen_reader_can_press(patrol: FillPage) -> None:
    row = current_row(patrol)
    path = patrol.items.current
    assert path is not None
    answers = [row.child(index) for index in range(row.childCount())]
    assert [(one.text(Name), one.role()) for one in answers] == [
        ("正常", Role.RadioButton),
        ("异常", Role.RadioButton),
        ("不适用", Role.RadioButton),
    ]
    action = answers[2].actionInterface()
    assert action.actionNames() == ["Press"]
    action.doAction("Press")
    assert patrol.session.answer(path) == "na"
    assert [bool(one.state().checked) for one in answers] == [False, False, True]


def test_parts_lie_inside_their_widget_on_the_screen(patrol: FillPage) -> None:
    row = current_row(patrol)
    outer = row.rect()
    assert all(outer.contains(row.child(index).rect()) for index in range(row.childCount()))
    middle = row.child(1).rect().center()
    assert row.childAt(middle.x(), middle.y()).text(Name) == "异常"


def test_the_sections_read_how_far_they_are(patrol: FillPage) -> None:
    path = patrol.items.current
    assert path is not None
    patrol.session.set_check(path, "abnormal")
    sections = interface(patrol.progress.groups)
    names = [sections.child(index).text(Name) for index in range(sections.childCount())]
    assert names[1] == "二，用火用电，已答 1 共 4，异常 1"


def test_a_round_sheet_reads_place_item_and_answer_in_every_cell(qtbot: QtBot) -> None:
    install()
    shown = page()
    qtbot.add_widget(shown)
    shown.present(view(many_place_round(3)))
    shown.show()
    sheet = shown.sheet
    assert sheet is not None
    shown.session.set_check(sheet.model.check_paths(1)[0], "normal")
    table = interface(sheet.view)
    said = [
        text
        for index in range(table.childCount())
        if (text := table.child(index).text(Name)).startswith("第 2 行")
    ]
    assert "第 2 行，1 楼药房与药库，用火、用电有无违章情况，正常" in said
    assert "第 2 行，1 楼药房与药库，时间，空" in said


def test_a_chart_reads_every_number_and_opens_what_is_behind_it(qtbot: QtBot) -> None:
    install()
    chart = Bars("消防巡查")
    qtbot.add_widget(chart)
    chart.resize(600, 200)
    chart.present((Bar(key="a", name="住院区", value=12, words="12 次"),), "一共 12 次")
    whole = interface(chart)
    assert (whole.role(), whole.childCount()) == (Role.Chart, 1)
    with qtbot.waitSignal(chart.opened) as opened:
        whole.child(0).actionInterface().doAction("Press")
    assert (whole.child(0).text(Name), opened.args) == (chart.numbers()[0].said, ["a"])


class Painted(QWidget):
    heard_as = Heard.LIST

    def heard_parts(self) -> tuple[Part, ...]:
        return tuple(Part(name=str(number), rect=QRect(0, number, 9, 1)) for number in range(3))


def test_what_was_spoken_of_a_widget_goes_with_it(qtbot: QtBot) -> None:
    install()
    widget = Painted()
    whole = interface(widget)
    numbers = [QAccessible.uniqueId(whole.child(index)) for index in range(3)]
    assert all(QAccessible.accessibleInterface(number) is not None for number in numbers)
    del whole
    widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del widget
    gc.collect()
    assert [QAccessible.accessibleInterface(number) for number in numbers] == [None, None, None]


def test_what_is_well_is_told_once_a_minute_and_what_is_wrong_at_once(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.add_widget(widget)
    told: list[tuple[str, str]] = []
    now = [0.0]
    announcer = Announcer(
        widget, send=lambda _widget, text, how: told.append((text, how.name)), clock=lambda: now[0]
    )
    for second, text in ((0, "已存 22:06"), (10, "已存 22:07"), (QUIET_S, "已存 22:08")):
        now[0] = second
        announcer.say(text)
    announcer.warn("还没写进本机")
    announcer.warn("还没写进本机")
    assert told == [("已存 22:06", "Polite"), ("已存 22:08", "Polite"), ("还没写进本机", "Assertive")]
