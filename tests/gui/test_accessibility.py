"""What a screen reader meets: the accessibility tree of every page, names from the definitions, parts that can be pressed."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.fill_builders import many_place_round, one_place_round, page, view
from tools.cast import OFFICER
from tools.window_driver import Driver
from ui.accessibility.announcing import QUIET_S, Announcer
from ui.accessibility.interface import install
from ui.accessibility.part import Heard, Part
from ui.actions import PAGES
from ui.filling.fill_page import FillPage

Name, Value = QAccessible.Text.Name, QAccessible.Text.Value
Role = QAccessible.Role
ACTED_ON = {
    Role.Button,
    Role.CheckBox,
    Role.ComboBox,
    Role.EditableText,
    Role.Link,
    Role.List,
    Role.ListItem,
    Role.RadioButton,
    Role.SpinBox,
    Role.Table,
    Role.Tree,
}
OPENED_BELOW = ("year", "indicators", "reports", "advice")


def tree(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """The node and everything visible below it; of a table only itself, Qt reads its cells from the model."""
    if node.state().invisible:
        return
    yield node
    if node.role() not in (Role.Table, Role.Tree, Role.ComboBox):
        for index in range(node.childCount()):
            child = node.child(index)
            if child is not None:
                yield from tree(child)


def interface(widget: QWidget) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return found


def nameless(root: QWidget) -> list[str]:
    """What can be acted on, or has the keys, and says no name."""
    return [
        f"{node.role().name} of {node.object() or node.parent().object()}"
        for node in tree(interface(root))
        if node.role() in ACTED_ON and node.state().focusable and not node.text(Name).strip()
    ]


@pytest.fixture(scope="module")
def officer(
    qapp: QApplication, demo_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Driver]:
    """The window of the demo hospital with its safety officer, opened once for every page."""
    home = tmp_path_factory.mktemp("spoken") / "home"
    shutil.copytree(demo_home, home)
    driver = Driver(home)
    driver.sign_in(OFFICER)
    yield driver
    driver.close()


@pytest.mark.parametrize("name", [*(entry.id for entry in PAGES), *OPENED_BELOW])
def test_everything_that_can_be_acted_on_has_a_name(officer: Driver, name: str) -> None:
    if name in OPENED_BELOW:
        officer.desk.go("today")
        officer.desk.open_below(name)
    else:
        officer.desk.go(name)
    officer.settle()
    assert nameless(officer.window) == []


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
