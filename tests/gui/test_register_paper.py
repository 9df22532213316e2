"""A register goes onto paper from its own page, as it stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from tests.papers import text_of
from tools.window_driver import Driver
from ui.pages.preview import PreviewPage
from ui.pages.registers import RegistersPage


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a menu without a screen
def test_the_register_shown_is_printed_as_a_ledger_with_the_entries_that_were_found(
    open_window: Callable[..., Driver],
) -> None:
    driver = open_window()
    driver.sign_in("0107")
    driver.desk.go("registers")
    driver.settle()
    page = driver.page
    assert isinstance(page, RegistersPage)
    page.register_chosen.emit("fire_extinguisher")
    page.narrowed.emit("MHQ-00", False)
    driver.settle()
    page.more.click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (act,) = [one for one in menu.actions() if one.text() == "打印这本台账"]
    menu.close()
    act.trigger()
    driver.settle()
    shown = driver.page
    assert isinstance(shown, PreviewPage)
    assert shown.paper is not None
    assert shown.paper.title == "灭火器登记卡"
    text = text_of(shown.paper.pdf)
    assert "截至2026年11月20日" in text
    assert all(f"MHQ-00{number}" in text for number in range(1, 6))
