"""The boxes of a PIN, and the dialogs that ask for one."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tools.window_driver import Driver
from ui.dialogs.sign_in import SignIn
from ui.dialogs.wizard import ADMIN, Wizard
from ui.widgets.pin_box import PinBox


@pytest.mark.parametrize("key", [Qt.Key.Key_Home, Qt.Key.Key_Left])
def test_backspace_takes_the_last_digit_wherever_the_box_was_clicked(qtbot: QtBot, key: Qt.Key) -> None:
    box = PinBox()
    qtbot.addWidget(box)
    box.show()
    QTest.keyClicks(box, "2469")
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(6, box.height() // 2))
    QTest.keyClick(box, key)
    QTest.keyClick(box, Qt.Key.Key_Backspace)
    QTest.keyClicks(box, "8")
    assert box.text() == "2468"


def test_a_number_that_nobody_has_is_told_at_the_number_and_the_dialog_has_room_for_it(
    open_window: Callable[[], Driver],
) -> None:
    driver = open_window()
    driver.sign_in("9999")
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, SignIn)
    assert driver.focus is dialog.number
    assert "9999" in dialog.number.accessibleDescription()
    assert dialog.number.selectedText() == "9999"
    assert dialog.scroller.verticalScrollBar().maximum() == 0
    driver.sign_in("0231")
    assert not driver.window.overlay.is_open


def test_a_pin_of_one_digit_is_told_at_its_field_before_anything_is_made(qtbot: QtBot) -> None:
    wizard = Wizard()
    qtbot.addWidget(wizard)
    wizard.show()
    wizard.number.setText("0001")
    wizard.name.setText("郑某")
    wizard.pin.setText("1111")
    wizard.again.setText("1111")
    asked: list[object] = []
    wizard.set_up_requested.connect(asked.append)
    wizard._show(ADMIN)
    wizard.go.click()
    assert asked == []
    assert "同一个数字" in wizard.pin.accessibleDescription()
