"""Labels from the window: of all entries or of one, from the sticker on that a begun sheet still has."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from tests.papers import text_of
from tools.window_driver import Driver
from ui.dialogs.labels import LabelsDialog
from ui.pages.preview import PreviewPage
from ui.pages.registers import RegistersPage


def test_one_label_goes_on_the_sticker_that_was_chosen_by_the_arrow_keys(
    open_window: Callable[..., Driver],
) -> None:
    driver = open_window()
    driver.sign_in("0107")
    driver.desk.go("registers")
    driver.settle()
    page = driver.page
    assert isinstance(page, RegistersPage)
    assert page.table.current is not None
    code = page.table.current.code
    page.labels_requested.emit()
    driver.settle()
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, LabelsDialog)
    driver.key(Qt.Key.Key_Right)
    driver.key(Qt.Key.Key_Tab)
    driver.key(Qt.Key.Key_Down)
    driver.key(Qt.Key.Key_Right)
    assert dialog.sheet.start == 4
    assert dialog.sheet.accessibleName() == "从第 5 张贴纸开始，第 2 行第 2 张"
    driver.key(Qt.Key.Key_Return)
    shown = driver.page
    assert isinstance(shown, PreviewPage)
    assert shown.paper is not None
    assert shown.view.pages == 1
    text = text_of(shown.paper.pdf)
    assert code in text
    assert text.count("示范县第一卫生院") == 1
