"""Every page and every dialog walked with Tab, there and back, written into, and read as a screen reader reads it."""

import ast
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget

from tests.gui.everywhere import DIALOGS, PAGE_ROADS, VIEW_ROADS, be
from tests.gui.spoken import nameless
from tools.cast import OFFICER
from tools.window_driver import Driver
from ui.actions import KEY_BARS
from ui.dialogs.first_lists import FirstLists
from ui.dialogs.first_papers import FirstPapers
from ui.dialogs.new_key import NewKeyDialog
from ui.dialogs.wizard import Wizard
from ui.widgets.focus_chain import is_stop
from ui.widgets.overlay import Dialog
from ui.widgets.pin_box import PinBox

ROOT = Path(__file__).resolve().parents[2]
Key = Qt.Key
STAYS = {Wizard, FirstLists, FirstPapers, NewKeyDialog}
"""Esc does not leave these: behind the first three nothing stands yet, with the last a key would be gone."""
MOST = 160  # stops of a page; more would be a trap


@pytest.fixture(scope="module")
def officer(
    qapp: QApplication, demo_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Driver]:
    """The window of the demo hospital with its safety officer, opened once for the whole walk."""
    home = tmp_path_factory.mktemp("walked") / "home"
    shutil.copytree(demo_home, home)
    driver = Driver(home, wide=1280, high=720)
    driver.sign_in(OFFICER)
    yield driver
    driver.close()


def begin(driver: Driver) -> None:
    """Nothing that an earlier test has left stands in the way of this one."""
    driver.window.close_dialog()
    driver.window.activateWindow()
    driver.until(driver.window.isActiveWindow)
    be(driver, OFFICER)


def press(driver: Driver, key: Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(driver.focus, key, modifiers)
    QApplication.processEvents()


def stops_of(root: QWidget) -> set[QWidget]:
    """What can be acted on below a root and takes part in Tab."""
    return {widget for widget in root.findChildren(QWidget) if is_stop(widget)}


def said(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()!r}"


def hidden(driver: Driver, widget: QWidget) -> str:
    """Why a person cannot see where the keys are; empty if they can."""
    seen = widget.visibleRegion().boundingRect()
    if seen.isEmpty():
        return f"{said(widget)} is out of sight"
    at = driver.window.childAt(widget.mapTo(driver.window, seen.center()))
    covered = (
        at is not None and at is not widget and not widget.isAncestorOf(at) and not at.isAncestorOf(widget)
    )
    return f"{said(widget)} lies under {said(at)}" if covered and at is not None else ""


def looks(widget: QWidget) -> QImage:
    return widget.grab().toImage()


_met: set[QWidget] = set()


def met_before(widget: QWidget) -> bool:
    """Whether an earlier walk has come by this one."""
    seen = widget in _met
    _met.add(widget)
    return seen


def walk(driver: Driver, root: QWidget) -> list[str]:
    """Goes round with Tab and back with Shift+Tab; what is wrong on the way, as sentences."""
    wrong: list[str] = []
    start = driver.focus
    met: list[QWidget] = []
    while len(met) < MOST:
        here = driver.focus
        met.append(here)
        problem = hidden(driver, here)
        if problem:
            wrong.append(problem)
        is_frame = driver.window.rail is here or driver.window.top.isAncestorOf(
            here
        )  # the same on every page
        with_keys = None if is_frame and met_before(here) else looks(here)
        press(driver, Key.Key_Tab)
        if QApplication.focusWidget() is None:
            return [*wrong, f"after {said(here)} nothing has the keys"]
        if driver.focus is here and len(stops_of(root)) > 1:
            return [*wrong, f"{said(here)} cannot be left"]
        left = driver.focus is not here and here in stops_of(root)
        if left and with_keys is not None and looks(here) == with_keys:
            wrong.append(f"{said(here)} looks the same with the keys as without")
        if driver.focus is start:
            break
        if driver.focus in met:
            if start in stops_of(root):
                wrong.append(f"Tab comes round to {said(driver.focus)} and not to {said(start)}")
            break
    wrong += [f"Tab never comes to {said(widget)}" for widget in stops_of(root) - set(met)]
    back: list[QWidget] = []
    for _ in met:
        back.append(driver.focus)
        press(driver, Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    wrong += [f"Shift+Tab never comes to {said(widget)}" for widget in set(met) & stops_of(root) - set(back)]
    return wrong


def texts_of(root: QWidget) -> list[QLineEdit | QPlainTextEdit]:
    """Where words can be written now; a PIN and what takes only figures are left out."""
    found: list[QLineEdit | QPlainTextEdit] = [
        *root.findChildren(QLineEdit),
        *root.findChildren(QPlainTextEdit),
    ]
    return [
        text
        for text in found
        if text.isVisible()
        and text.isEnabled()
        and not text.isReadOnly()
        and not isinstance(text, PinBox)
        and not (isinstance(text, QLineEdit) and text.validator() is not None)
        and not isinstance(text.parentWidget(), QAbstractSpinBox)
    ]


def written(text: QLineEdit | QPlainTextEdit) -> str:
    return text.text() if isinstance(text, QLineEdit) else text.toPlainText()


def compose(text: QWidget, letters: str, word: str) -> None:
    """What a Chinese input method sends: the letters, not yet of the text, then the word."""
    QApplication.sendEvent(text, QInputMethodEvent(letters, []))
    commit = QInputMethodEvent()
    commit.setCommitString(word)
    QApplication.sendEvent(text, commit)


def misread(driver: Driver, root: QWidget) -> list[str]:
    """Texts in which a letter is a command, or which an input method cannot write into."""
    wrong: list[str] = []
    page, panel = driver.page, driver.window.overlay.panel
    for text in texts_of(root):
        text.setFocus()
        QTest.keyClicks(text, "nqp")
        compose(text, "zhong", "中")
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        QApplication.processEvents()
        if driver.page is not page or driver.window.overlay.panel is not panel:
            return [*wrong, f"a letter was a command in {said(text)}"]
        if "nqp中" not in written(text) or not text.inputMethodQuery(Qt.InputMethodQuery.ImEnabled):
            wrong.append(f"{said(text)} holds {written(text)!r}")
        text.clear()
        driver.window.activateWindow()  # without a window manager a list that is gone stays the active window
    return wrong


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
@pytest.mark.parametrize(("name", "road"), [*PAGE_ROADS.items(), *VIEW_ROADS.items()])
def test_every_page_is_walked_by_keys_alone(
    officer: Driver, name: str, road: Callable[[Driver], None]
) -> None:
    begin(officer)
    road(officer)
    officer.settle()
    assert officer.page.name == name
    assert "\n".join(walk(officer, officer.window)) == ""
    assert misread(officer, officer.page) == []
    assert nameless(officer.window) == []
    officer.settle()


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
@pytest.mark.parametrize(
    ("kind", "number"), [(kind, at) for kind, makers in DIALOGS.items() for at in range(len(makers))]
)
def test_every_dialog_holds_the_keys_and_gives_them_back(
    officer: Driver, kind: type[Dialog], number: int
) -> None:
    begin(officer)
    officer.desk.go("today")
    officer.settle()
    before = officer.focus
    dialog = DIALOGS[kind][number]()
    officer.window.open_dialog(dialog)
    officer.settle()
    assert dialog.isAncestorOf(officer.focus)
    assert "\n".join(walk(officer, dialog)) == ""
    assert misread(officer, dialog) == []
    assert nameless(dialog) == []
    officer.settle()
    press(officer, Key.Key_Escape)
    officer.settle()
    if kind in STAYS:
        assert dialog.isAncestorOf(officer.focus)
        officer.window.close_dialog()
    assert not officer.window.overlay.is_open
    assert officer.focus is before


def test_every_page_and_every_dialog_of_the_program_is_walked() -> None:
    assert {*KEY_BARS, "fill"} == {*PAGE_ROADS}
    classes = [
        node.name
        for file in (ROOT / "ui").rglob("*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "Dialog" for base in node.bases)
    ]
    assert sorted(classes) == sorted(kind.__name__ for kind in DIALOGS)


def test_the_arrows_leave_the_focus_where_it_is_seen(officer: Driver) -> None:
    """In what holds many things behind one stop, the keys never move the current one out of sight."""
    begin(officer)
    for name in ("today", "catalogue", "hazards", "settings"):
        PAGE_ROADS[name](officer)
        officer.settle()
        start = officer.focus
        for key in (Key.Key_Down, Key.Key_Down, Key.Key_End, Key.Key_Up, Key.Key_Home):
            press(officer, key)
            assert officer.focus is start
            assert hidden(officer, start) == ""
            assert start.rect().contains(start.visibleRegion().boundingRect().center() - QPoint(0, 0))
