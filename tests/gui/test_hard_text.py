"""Text that programs stumble over: kept byte for byte by every editor, shown without breaking the page."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from forms.answer_store import Path
from forms.definition import FieldType
from tests.gui.fill_builders import around, filling, form, many_place_round, one_place_round, page, view
from ui.filling.editors.text import LongTextEditor, Paragraph
from ui.filling.fill_page import FillPage

Key = Qt.Key
HARD = {
    "hundred": "张" * 100,
    "rare": "李𬱖与陈𠅤",
    "emoji": "灭火器👩\u200d🚒已换✅",
    "right-to-left": "编号 \u202b١٢٣ مخرج\u202c 出口",
    "no-break": "第\u00a05\u00a0层",
    "combining": "e\u0301\u0308\u0323",
    "markup": "<b>&amp;</b> %s {0}",
    "ten-thousand": "堆放纸箱，" * 2_000,
}


def paste(target: QWidget, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    target.setFocus()
    QTest.keyClick(target, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(target, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()


@pytest.fixture
def patrol(qtbot: QtBot) -> FillPage:
    shown = page()
    shown.resize(1204, 664)
    qtbot.add_widget(shown)
    shown.present(view(one_place_round()))
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    shown.focus_current()
    return shown


def description(patrol: FillPage) -> tuple[Path, Paragraph]:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Key.Key_2)
    path, box = patrol.items.current, QApplication.focusWidget()
    assert path is not None
    assert isinstance(box, Paragraph)
    return path, box


@pytest.mark.parametrize("name", HARD)
def test_a_description_holds_it_and_the_page_keeps_its_shape(patrol: FillPage, name: str) -> None:
    text = HARD[name]
    path, box = description(patrol)
    wide = patrol.items.widget().width()
    paste(box, text)
    assert patrol.session.finding(path)["text"] == text
    assert box.text() == text
    assert patrol.items.widget().width() == wide
    assert box.height() < 220
    assert not patrol.grab().isNull()


@pytest.mark.parametrize("name", HARD)
def test_a_line_and_a_text_of_a_form_hold_it(qtbot: QtBot, name: str) -> None:
    text = HARD[name]
    of = filling(form("fire.drill"))
    shown = page()
    shown.resize(1204, 664)
    qtbot.add_widget(shown)
    shown.present(view(of))
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    for wanted, box in ((FieldType.TEXT, QLineEdit), (FieldType.LONG_TEXT, QPlainTextEdit)):
        item = next(item for item in shown.session.items if item.field.type is wanted and len(item.path) == 1)
        assert shown.items.focus(item.path)
        target = QApplication.focusWidget()
        assert isinstance(target, box)
        paste(target, text)
        assert of.value(item.path) == text
        assert target.width() < shown.items.width()


@pytest.mark.parametrize("name", HARD)
def test_a_remark_in_the_round_sheet_holds_it_on_one_line(qtbot: QtBot, name: str) -> None:
    text = HARD[name]
    shown = page()
    shown.resize(1364, 844)
    qtbot.add_widget(shown)
    shown.present(view(many_place_round(3)))
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    sheet = shown.sheet
    assert sheet is not None
    sheet.view.go(0, sheet.model.check_columns()[0])
    high = sheet.view.rowHeight(0)
    QTest.keyClick(sheet.view, Key.Key_2)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    paste(line, text)
    QTest.keyClick(line, Key.Key_Return)
    assert shown.session.finding(sheet.model.check_paths(0)[0])["text"] == text
    assert sheet.view.rowHeight(0) == high
    assert not shown.grab().isNull()


def test_what_a_draft_held_before_is_not_changed_by_looking_at_it(qtbot: QtBot) -> None:
    item = next(one for one in form("fire.drill").fields() if one.type is FieldType.LONG_TEXT)
    for text in HARD.values():
        editor = LongTextEditor(item, around())
        qtbot.add_widget(editor)
        told: list[object] = []
        editor.typed.connect(told.append)
        editor.set_value(text)
        editor.set_value(text)
        assert told == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("１２", 12),
        ("１２．５", "１２．５"),
        ("1e999999", "1e999999"),
        ("９" * 40, "９" * 40),
        ("-3", -3),
    ],
)
def test_full_width_figures_are_figures_and_what_is_none_stays_as_written(
    qtbot: QtBot, typed: str, kept: object
) -> None:
    of = filling(form("fire.drill"))
    shown = page()
    qtbot.add_widget(shown)
    shown.present(view(of))
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    item = next(item for item in shown.session.items if item.field.type is FieldType.INTEGER)
    assert shown.items.focus(item.path)
    target = QApplication.focusWidget()
    assert isinstance(target, QLineEdit)
    paste(target, typed)
    assert of.value(item.path) == kept
