"""The head of a page where there is little room."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.widgets.button import Button
from ui.widgets.page_header import PageHeader

SAID = "2026年11月1日至11月23日·144 份记录"


def test_the_quiet_line_gives_way_to_the_buttons_and_is_told_whole(qtbot: QtBot) -> None:
    buttons = [Button(word) for word in ("指标", "报表和成册", "年历")]
    header = PageHeader("统计", *buttons, beside=SAID)
    qtbot.addWidget(header)
    header.resize(1000, 46)
    header.show()
    QApplication.processEvents()
    assert not header.beside.is_cut
    assert header.beside.toolTip() == ""
    header.resize(header.minimumSizeHint().width() + 20, 46)
    QApplication.processEvents()
    assert header.beside.is_cut
    assert header.beside.toolTip() == header.beside.text() == SAID
    assert header.beside.geometry().right() < buttons[0].geometry().left()
    assert all(button.width() >= button.sizeHint().width() for button in buttons)
