"""The round sheet of 24 places, keyed with the keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.fill_builders import Saves, many_place_round, one_place_round, page, view
from ui.filling.fill_page import FillPage
from ui.filling.sheet.sheet import RoundSheet
from ui.filling.sheet.times import read_row_time

Key = Qt.Key


@pytest.fixture
def saves() -> Saves:
    return Saves()


@pytest.fixture
def patrol(qtbot: QtBot, saves: Saves) -> FillPage:
    shown = page()
    shown.resize(1364, 844)
    qtbot.add_widget(shown)
    shown.present(view(many_place_round(), saves))
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    shown.focus_current()
    return shown


def sheet_of(shown: FillPage) -> RoundSheet:
    assert shown.sheet is not None
    return shown.sheet


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(*keys: Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(focus(), key, modifiers)


def type_text(text: str) -> None:
    for character in text:
        QTest.keyClicks(focus(), character)


def test_a_round_of_24_places_is_keyed_by_keyboard_only(patrol: FillPage) -> None:
    sheet = sheet_of(patrol)
    keys = 0
    for row in range(24):
        time = f"22{row:02d}" if row == 0 else f"{row:02d}"
        type_text(time)
        if row:
            press(Key.Key_Return)  # two digits are minutes, Enter takes them
        press(Key.Key_Return)  # the rest of the row is normal
        keys += len(time) + 2
    assert patrol.session.problems() == ()
    assert [sheet.model.shown(row, 2) for row in (0, 1, 23)] == ["22:00", "22:01", "22:23"]
    assert len(patrol.session.filling.bulk) == 24 * 7
    assert keys < 110


def test_times_keyed_last_go_down_their_column_and_change_no_answer(patrol: FillPage) -> None:
    sheet = sheet_of(patrol)
    for _ in range(24):
        press(Key.Key_Return)
    assert (sheet.view.currentIndex().row(), sheet.view.currentIndex().column()) == (0, 2)
    type_text("2200")
    for minutes in ("13", "23", "33"):  # 3 in a cell would be 不适用
        type_text(minutes)
        press(Key.Key_Return)
    assert [sheet.model.shown(row, 2) for row in range(5)] == ["22:00", "22:13", "22:23", "22:33", ""]
    answers = {patrol.session.answer(path) for row in range(24) for path in sheet.model.check_paths(row)}
    assert answers == {"normal"}


def test_one_two_three_answer_and_move_on(patrol: FillPage) -> None:
    sheet = sheet_of(patrol)
    checks = sheet.model.check_columns()
    sheet.view.go(0, checks[0])
    press(Key.Key_1, Key.Key_3)
    first = sheet.model.check_paths(0)
    assert [patrol.session.answer(path) for path in first[:3]] == ["normal", "na", None]
    assert sheet.view.currentIndex().column() == checks[2]


def test_abnormal_asks_for_its_remark_at_the_end_of_the_row(patrol: FillPage) -> None:
    sheet = sheet_of(patrol)
    checks = sheet.model.check_columns()
    sheet.view.go(3, checks[1])
    press(Key.Key_2)
    assert isinstance(focus(), QLineEdit)
    type_text("boxes")
    press(Key.Key_Return)
    path = sheet.model.check_paths(3)[1]
    assert patrol.session.finding(path)["text"] == "boxes"
    assert (sheet.view.currentIndex().row(), sheet.view.currentIndex().column()) == (3, checks[2])
    assert focus() is sheet.view


def test_space_opens_the_whole_finding_below_and_escape_closes_it(patrol: FillPage) -> None:
    sheet = sheet_of(patrol)
    column = sheet.model.check_columns()[0]
    path = sheet.model.check_paths(5)[0]
    patrol.session.set_check(path, "abnormal")
    sheet.view.go(5, column)
    press(Key.Key_Space)
    assert isinstance(focus(), QPlainTextEdit)
    type_text("ok")
    assert patrol.session.finding(path)["text"] == "ok"
    press(Key.Key_Escape)
    assert focus() is sheet.view
    assert sheet.panel is None


def test_no_key_completes_the_whole_sheet(patrol: FillPage) -> None:
    sheet = sheet_of(patrol)
    sheet.view.go(0, sheet.model.check_columns()[0])
    for modifiers in (
        Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.AltModifier,
    ):
        press(Key.Key_Return, modifiers=modifiers)
    press(Key.Key_Q)
    answered = [row for row in range(24) if sheet.model.is_row_full(row)]
    assert len(answered) <= 1


def test_unkeyed_cells_are_empty(patrol: FillPage) -> None:
    sheet = sheet_of(patrol)
    assert all(
        patrol.session.answer(path) is None for row in range(24) for path in sheet.model.check_paths(row)
    )


def test_backspace_empties_a_cell_and_undo_brings_it_back(patrol: FillPage) -> None:
    sheet = sheet_of(patrol)
    column = sheet.model.check_columns()[0]
    sheet.view.go(0, column)
    press(Key.Key_1)
    sheet.view.go(0, column)
    press(Key.Key_Backspace)
    path = sheet.model.check_paths(0)[0]
    assert patrol.session.answer(path) is None
    press(Key.Key_Z, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert patrol.session.answer(path) == "normal"


def test_every_cell_is_saved_at_once(patrol: FillPage, saves: Saves, qtbot: QtBot) -> None:
    sheet = sheet_of(patrol)
    sheet.view.go(0, sheet.model.check_columns()[0])
    for count in range(1, 6):
        press(Key.Key_1)
        qtbot.waitUntil(lambda: patrol.session.is_settled)
        rows = saves.snapshots[-1].answers["places"]
        assert isinstance(rows, list)
        first = rows[0]
        assert isinstance(first, dict)
        assert sum(1 for value in first.values() if isinstance(value, dict)) == count


def test_a_problem_in_a_cell_is_landed_in(patrol: FillPage) -> None:
    sheet = sheet_of(patrol)
    path = sheet.model.check_paths(9)[2]
    patrol.session.set_check(path, "abnormal")
    problems = patrol.session.problems()
    patrol.show_problems(problems)
    wanted = next(problem for problem in problems if problem.key == "handling")
    patrol.focus_problem(wanted)
    assert focus().accessibleName().startswith("怎么处理")


def test_a_second_place_turns_the_page_into_a_sheet_and_undo_turns_it_back(qtbot: QtBot) -> None:
    shown = page()
    qtbot.add_widget(shown)
    shown.present(view(one_place_round()))
    seen = [shown.sheet is None]
    shown.add_places(shown.session.form.field("places"), ["P01", "P02"])
    seen.append(shown.sheet is not None)
    shown.undo()
    seen.append(shown.sheet is None)
    assert seen == [True, True, True]


def test_the_header_counts_the_cells_and_is_full_only_when_no_time_is_missing_either(
    patrol: FillPage,
) -> None:
    sheet = sheet_of(patrol)
    sheet.view.go(0, sheet.model.check_columns()[0])
    press(Key.Key_1)
    assert patrol.header.total.accessibleName() == "已录 1 共 192", "24 places, 7 items and the time of each"
    patrol.session.mark_rest([path for row in range(24) for path in sheet.model.check_paths(row)])
    assert patrol.header.total.accessibleName() == "已录 168 共 192"
    for row in range(24):
        patrol.session.set_value((*sheet.model.check_paths(row)[0][:2], "time"), "22:00")
    assert patrol.header.total.accessibleName() == "已录 192 共 192"
    assert patrol.session.problems() == ()


def test_a_screen_reader_hears_row_place_item_and_answer(patrol: FillPage) -> None:
    sheet = sheet_of(patrol)
    column = sheet.model.check_columns()[0]
    patrol.session.set_check(sheet.model.check_paths(8)[0], "normal")
    said = sheet.model.data(sheet.model.index(8, column), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "第 9 行，2 号楼梯间 1–3 层，用火、用电有无违章情况，正常"


@pytest.mark.parametrize(
    ("typed", "above", "meant"),
    [
        ("2205", "", "22:05"),
        ("5", "22:01", "22:05"),
        ("05", "22:58", "23:05"),
        ("02", "23:59", "00:02"),
        ("22:05", "21:00", "22:05"),
        ("75", "22:00", None),
        ("x", "22:00", None),
    ],
)
def test_minutes_follow_the_time_above(typed: str, above: str, meant: str | None) -> None:
    assert read_row_time(typed, above) == meant


class Keyboard:
    """One person's hands: every key counts, and a word written with an input method counts its letters and a blank."""

    def __init__(self) -> None:
        self.presses = 0

    def press(self, *keys: Key) -> None:
        for key in keys:
            QTest.keyClick(focus(), key)
            self.presses += 1

    def digits(self, text: str) -> None:
        for digit in text:
            QTest.keyClicks(focus(), digit)
            self.presses += 1

    def word(self, letters: str, meant: str) -> None:
        self.presses += len(letters) + 1
        write(focus(), letters, meant)


def write(target: QWidget, letters: str, meant: str) -> None:
    """What an input method sends: the letters as they are typed, then the word."""
    for end in range(1, len(letters) + 1):
        QApplication.sendEvent(target, QInputMethodEvent(letters[:end], []))
    commit = QInputMethodEvent()
    commit.setCommitString(meant)
    QApplication.sendEvent(target, commit)


def test_24_places_with_two_exceptions_take_at_most_200_keys_and_leave_nothing_to_be_asked(
    patrol: FillPage,
) -> None:
    hand = Keyboard()
    exceptions = {8: (1, "dfzw", "堆放杂物"), 13: (4, "fhmck", "防火门敞开")}
    sheet = sheet_of(patrol)
    for row in range(24):
        hand.digits("2200" if row == 0 else f"{row:02d}")
        if row:
            hand.press(Key.Key_Return)
        if row in exceptions:
            before, letters, meant = exceptions[row]
            hand.press(*[Key.Key_1] * before, Key.Key_2)
            hand.word(letters, meant)
            hand.press(Key.Key_Return, Key.Key_Left, Key.Key_Space)  # its panel
            hand.press(*[Key.Key_Tab] * 4, Key.Key_Down, Key.Key_Tab, Key.Key_1, Key.Key_Tab)
            hand.word("yqz", "已清走")
            hand.press(Key.Key_Escape)
        hand.press(Key.Key_Return)
    assert [problem.message for problem in patrol.session.problems()] == []
    assert [sheet.model.shown(row, len(sheet.model.columns) - 1) for row in (8, 13)] == [
        "堆放杂物→当场整改",
        "防火门敞开→当场整改",
    ]
    assert hand.presses <= 200


def test_the_whole_sheet_of_24_stands_without_scrolling(patrol: FillPage) -> None:
    view_ = sheet_of(patrol).view
    assert view_.verticalScrollBar().maximum() == 0
    assert view_.horizontalScrollBar().maximum() == 0
    assert not view_.delegate.folds_remark


def test_a_word_begun_in_a_remark_is_whole_by_key_and_by_input_method(patrol: FillPage) -> None:
    sheet = sheet_of(patrol)
    path = sheet.model.check_paths(0)[0]
    patrol.session.set_check(path, "abnormal")
    sheet.view.go(0, len(sheet.model.columns) - 1)
    type_text("ab")
    press(Key.Key_Return)
    assert patrol.session.finding(path)["text"] == "ab"
    sheet.view.go(0, len(sheet.model.columns) - 1)
    write(sheet.view, "zx", "纸箱")
    press(Key.Key_Return)
    assert patrol.session.finding(path)["text"] == "纸箱"


def test_digits_come_as_keys_in_answer_cells_and_words_through_the_input_method_in_word_cells(
    patrol: FillPage,
) -> None:
    sheet = sheet_of(patrol)
    enabled = Qt.WidgetAttribute.WA_InputMethodEnabled
    heads = [column.head for column in sheet.model.columns]
    seen = {}
    for column in range(1, len(heads)):
        sheet.view.go(2, column)
        seen[heads[column]] = sheet.view.testAttribute(enabled)
    words = {head for head, is_on in seen.items() if is_on}
    assert words == {"部位", "备注", "异常说明"}


def test_what_enter_marked_is_told_above_the_table_with_the_way_back(patrol: FillPage) -> None:
    sheet = sheet_of(patrol)
    sheet.view.go(0, sheet.model.check_columns()[0])
    press(Key.Key_Return)
    assert sheet.told == "已把本行 7 项记为正常，记录会注明"
    press(Key.Key_Z, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert not sheet.model.is_row_full(0)
    press(Key.Key_Y, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert sheet.model.is_row_full(0)
