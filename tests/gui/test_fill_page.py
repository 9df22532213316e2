"""The fill page on the real fire patrol: keys, findings, 其余正常, problems, the draft's place."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from forms.answer_store import Path
from forms.definition import FieldType
from tests.gui.fill_builders import Saves, around, filling, form, one_place_round, page, view
from tests.released_forms import CATALOG
from ui.filling.editors.text import Paragraph
from ui.filling.fill_page import FillPage
from ui.filling.item_row import ItemRow
from ui.filling.options import OptionBoxes
from ui.theme.look import colour
from ui.theme.tokens import Role
from ui.widgets.label import Label
from ui.widgets.toast import Toast

Key = Qt.Key


@pytest.fixture
def saves() -> Saves:
    return Saves()


@pytest.fixture
def patrol(qtbot: QtBot, saves: Saves) -> FillPage:
    shown = page()
    shown.resize(1364, 844)
    qtbot.add_widget(shown)
    shown.present(view(one_place_round(), saves))
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    shown.focus_current()
    return shown


def press(*keys: Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(focus(), key, modifiers)


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def checks(shown: FillPage) -> list[Path]:
    return [item.path for item in shown.session.items if item.field.type is FieldType.CHECK]


def answers(shown: FillPage) -> list[str | None]:
    return [shown.session.answer(path) for path in checks(shown)]


def test_the_draft_opens_at_the_first_open_item_with_the_focus_on_it(patrol: FillPage) -> None:
    assert patrol.items.current == checks(patrol)[0]
    assert isinstance(focus(), ItemRow)


def test_one_place_is_keyed_with_one_key_an_item(patrol: FillPage) -> None:
    for _ in range(24):
        press(Key.Key_1)
    assert answers(patrol) == ["normal"] * 24
    assert patrol.session.problems() == ()


def test_the_number_pad_alone_answers_clears_and_finishes_a_group(patrol: FillPage) -> None:
    pad = Qt.KeyboardModifier.KeypadModifier
    press(Key.Key_3, modifiers=pad)
    press(Key.Key_0, modifiers=pad)
    assert answers(patrol)[:5] == ["na", "normal", "normal", "normal", None]
    assert patrol.items.current == checks(patrol)[4]


def test_backspace_clears_and_the_arrows_only_move(patrol: FillPage) -> None:
    press(Key.Key_1)
    press(Key.Key_Up)
    press(Key.Key_Backspace)
    press(Key.Key_Down)
    assert answers(patrol)[:2] == [None, None]
    assert patrol.items.current == checks(patrol)[1]


def test_abnormal_unfolds_in_place_with_the_focus_in_the_description(patrol: FillPage) -> None:
    press(Key.Key_2)
    assert isinstance(focus(), QPlainTextEdit)
    QTest.keyClicks(focus(), "12 boxes")
    path = checks(patrol)[0]
    assert patrol.session.answer(path) == "abnormal"
    assert patrol.session.finding(path)["text"] == "12 boxes"
    press(Key.Key_Escape)
    assert isinstance(focus(), ItemRow)
    assert patrol.items.current == path


def test_the_item_stays_where_it_is_when_its_panel_unfolds(patrol: FillPage, qtbot: QtBot) -> None:
    press(Key.Key_1)
    row = focus()
    bar = patrol.items.verticalScrollBar()
    bar.setValue(bar.value() + row.mapTo(patrol.items, QPoint(0, 0)).y() - 100)
    before = row.mapTo(patrol, QPoint(0, 0)).y()
    press(Key.Key_2)
    qtbot.waitUntil(lambda: isinstance(focus(), QPlainTextEdit))
    assert row.mapTo(patrol, QPoint(0, 0)).y() == before


def test_a_ready_phrase_is_written_into_the_description(patrol: FillPage) -> None:
    press(Key.Key_2)
    path = checks(patrol)[0]
    phrases = form("fire.daily_patrol").field("places").fields
    phrase = next(one for one in phrases if one.name == path[2]).finding
    assert phrase is not None
    press(Key.Key_Tab)  # phrases
    press(Key.Key_1)
    assert patrol.session.finding(path)["text"] == phrase.phrases[0]


def test_a_hazard_is_given_the_deadline_of_its_rule(patrol: FillPage) -> None:
    press(Key.Key_2)
    path = checks(patrol)[0]
    patrol.session.set_finding(path, "text", "楼道堆放纸箱")
    for _ in range(4):  # photos, phrases, place, class
        press(Key.Key_Tab)
    press(Key.Key_Tab)
    press(Key.Key_2)
    finding = patrol.session.finding(path)
    assert finding["handling"] == "hazard"
    assert finding["due"] == "2026-11-21T22:06+08:00"


def test_rest_of_the_group_is_marked_as_such_and_taken_back_by_undo(patrol: FillPage) -> None:
    press(Key.Key_2)
    press(Key.Key_Escape)
    press(Key.Key_Q)
    marked = checks(patrol)[1:4]
    assert answers(patrol)[:5] == ["abnormal", "normal", "normal", "normal", None]
    assert {"/".join(path) for path in marked} == patrol.session.filling.bulk
    press(Key.Key_Z, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert answers(patrol)[:5] == ["abnormal", None, None, None, None]
    assert patrol.session.filling.bulk == set()


def test_an_answer_changed_by_hand_is_no_longer_marked_as_rest(patrol: FillPage) -> None:
    press(Key.Key_Q)
    patrol.items.focus(checks(patrol)[0])
    press(Key.Key_1)
    assert "/".join(checks(patrol)[0]) not in patrol.session.filling.bulk


def test_undo_brings_back_a_cleared_finding(patrol: FillPage) -> None:
    press(Key.Key_2)
    QTest.keyClicks(focus(), "smoke")
    press(Key.Key_Escape)
    press(Key.Key_Backspace)
    path = checks(patrol)[0]
    assert patrol.session.answer(path) is None
    press(Key.Key_Z, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert patrol.session.finding(path)["text"] == "smoke"


def test_every_answer_is_saved_at_once(patrol: FillPage, saves: Saves, qtbot: QtBot) -> None:
    path = checks(patrol)[0]
    for expected in ("normal", "abnormal", "na"):
        patrol.session.set_check(path, expected)
        qtbot.waitUntil(lambda: patrol.session.is_settled)
        rows = saves.snapshots[-1].answers["places"]
        assert isinstance(rows, list)
        row = rows[0]
        assert isinstance(row, dict)
        assert row[path[2]] == {"value": expected}


def test_the_keys_of_a_text_are_saved_together(patrol: FillPage, saves: Saves, qtbot: QtBot) -> None:
    press(Key.Key_2)
    qtbot.waitUntil(lambda: patrol.session.is_settled)
    before = len(saves.snapshots)
    QTest.keyClicks(focus(), "abcdefgh")
    qtbot.waitUntil(lambda: patrol.session.is_settled)
    assert len(saves.snapshots) == before + 1


def test_saved_is_said_only_after_the_write_is_done(qtbot: QtBot) -> None:
    slow = Saves(at_once=False)
    shown = page()
    qtbot.add_widget(shown)
    shown.present(view(one_place_round(), slow))
    shown.session.set_check(checks(shown)[0], "normal")
    qtbot.waitUntil(lambda: bool(slow.snapshots))
    assert shown.header.saved.text == "正在写入本机"
    shown.session.set_check(checks(shown)[1], "normal")
    slow.finish()
    qtbot.waitUntil(lambda: len(slow.snapshots) == 2)
    assert shown.header.saved.text == "正在写入本机"
    slow.finish()
    assert shown.header.saved.text.startswith("已存")


def test_a_write_that_is_refused_is_told_and_tried_again(qtbot: QtBot) -> None:
    slow = Saves(at_once=False)
    shown = page()
    qtbot.add_widget(shown)
    shown.present(view(one_place_round(), slow))
    shown.session.set_check(checks(shown)[0], "normal")
    qtbot.waitUntil(lambda: bool(slow.snapshots))
    slow.refuse("磁盘满了。已保存的都在。腾出空间再接着填")
    assert shown.header.saved.text == "还没写进本机"
    assert not shown.session.is_settled
    shown.session.set_check(checks(shown)[1], "normal")
    qtbot.waitUntil(lambda: len(slow.snapshots) == 2)


def test_a_draft_is_found_again_at_its_item(qtbot: QtBot) -> None:
    begun = one_place_round()
    shown = page()
    qtbot.add_widget(shown)
    shown.present(view(begun))
    position = checks(shown)[7]
    again = filling(begun.form, begun.answers)
    shown.present(view(again, position=position))
    assert shown.items.current == position
    assert shown.session.position == position


def test_the_first_problem_is_landed_in_and_its_words_stand_there(patrol: FillPage) -> None:
    press(Key.Key_2)
    patrol.session.set_finding(checks(patrol)[0], "text", "楼道堆放纸箱")
    patrol.session.set_finding(checks(patrol)[0], "handling", "hazard")
    problems = patrol.session.problems()
    patrol.show_problems(problems)
    owner = next(problem for problem in problems if problem.key == "owner")
    patrol.focus_problem(owner)
    assert focus().accessibleName() == "责任人"
    open_item = next(problem for problem in problems if problem.path == checks(patrol)[1])
    patrol.focus_problem(open_item)
    row = focus()
    assert isinstance(row, ItemRow)
    assert row.face.problem == open_item.message
    press(Key.Key_1)
    assert row.face.problem == ""


def test_tab_goes_through_the_page_in_reading_order(patrol: FillPage) -> None:
    patrol.items.focus(("patrol_date",))
    seen = []
    for _ in range(6):
        seen.append(focus().accessibleName())
        press(Key.Key_Tab)
    assert seen[:5] == ["巡查日期", "班次", "本班第几次", "开始时间", "结束时间"]


def test_digits_are_plain_text_inside_a_text(patrol: FillPage) -> None:
    press(Key.Key_2)
    QTest.keyClicks(focus(), "123")
    assert patrol.session.finding(checks(patrol)[0])["text"] == "123"
    assert answers(patrol)[1] is None


def test_control_enter_asks_for_the_seal_from_anywhere(patrol: FillPage, qtbot: QtBot) -> None:
    press(Key.Key_2)
    before = answers(patrol)
    asked: list[object] = []
    patrol.seal_requested.connect(lambda *said: asked.append(said))
    with qtbot.waitSignal(patrol.seal_requested):
        press(Key.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert len(asked) == 1
    assert answers(patrol) == before


def test_escape_leaves_and_everything_is_written(patrol: FillPage, saves: Saves, qtbot: QtBot) -> None:
    press(Key.Key_1)
    with qtbot.waitSignal(patrol.closed):
        press(Key.Key_Escape)
    assert patrol.session.is_settled
    assert saves.snapshots[-1].position == checks(patrol)[1]


def test_nothing_opens_a_window_of_its_own(patrol: FillPage) -> None:
    press(Key.Key_2)
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert shown == [patrol]


def test_answers_need_no_input_method(patrol: FillPage) -> None:
    assert not focus().testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_a_screen_reader_hears_number_text_and_answer(patrol: FillPage) -> None:
    press(Key.Key_1)
    patrol.items.focus(checks(patrol)[0])
    assert focus().accessibleName() == "第 1 项，无违章用火、动火作业，无吸烟，正常，三选一"


def test_a_long_form_builds_what_is_seen_and_the_rest_when_idle(qtbot: QtBot) -> None:
    shown = FillPage(around())
    shown.resize(1364, 844)
    qtbot.add_widget(shown)
    shown.present(view(filling(form("management.quarterly_inspection"))))
    shown.show()
    assert shown.items.built < 40
    assert len(shown.items) > 120
    qtbot.waitUntil(lambda: shown.items.built == len(shown.items))


@pytest.mark.parametrize("entry", [one.id for one in CATALOG.forms()])
def test_every_released_form_opens_and_builds_every_line(entry: str, qtbot: QtBot) -> None:
    shown = FillPage(around())
    shown.resize(1200, 800)
    qtbot.add_widget(shown)
    made = filling(form(entry))
    for table in (one for one in made.form.fields() if one.type is FieldType.ROWS):
        made.add_row(table.name)
    shown.present(view(made))
    shown.show()
    qtbot.waitUntil(lambda: shown.items.built == len(shown.items))
    assert not shown.grab().isNull()


def test_the_toast_holds_the_whole_of_its_words_the_first_time(patrol: FillPage) -> None:
    press(Key.Key_Q)
    toast = next(one for one in patrol.findChildren(Toast) if one.isVisible())
    short = [
        label.text()
        for label in toast.findChildren(Label)
        if label.width() < label.fontMetrics().horizontalAdvance(label.text())
    ]
    assert toast.accessibleName().startswith("已把本节")
    assert short == []


def test_the_toast_never_lies_on_the_line_that_is_answered(patrol: FillPage) -> None:
    above = 0
    for _ in range(5):
        press(Key.Key_Q)
        toast = next(one for one in patrol.findChildren(Toast) if one.isVisible())
        for key in (None, Key.Key_1):  # where the key took the person, and one line further
            if key is not None:
                press(key)
            QApplication.processEvents()
            here = QRect(focus().mapTo(patrol, QPoint()), focus().size())
            lies = QRect(toast.mapTo(patrol, QPoint()), toast.size())
            assert not lies.intersects(here)
            above += lies.bottom() < here.top()
    assert above  # it lies at the foot otherwise, and the line was there


def test_the_sections_close_up_when_what_stands_below_them_needs_their_room(patrol: FillPage) -> None:
    progress = patrol.progress
    inner = progress.groups.parentWidget()
    room = inner.parentWidget() if inner is not None else None
    assert room is not None
    high, low = (len(progress.groups.heard_parts()) * row for row in (60, 50))
    progress.show_rest(shown=False)
    QApplication.processEvents()
    patrol.resize(1188, patrol.height() + high + 30 - room.height())
    for _ in range(2):
        QApplication.processEvents()
    assert progress.groups.height() == high
    progress.show_rest(shown=True)
    for _ in range(2):
        QApplication.processEvents()
    assert progress.groups.height() == low


def test_undo_and_redo_cross_fields_and_stop_at_none(patrol: FillPage) -> None:
    paths = [item.path for item in patrol.session.items if item.field.answers is not None]
    press(Key.Key_1, Key.Key_3, Key.Key_1)
    for _ in range(3):
        press(Key.Key_Z, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert [patrol.session.answer(path) for path in paths[:3]] == [None] * 3
    assert patrol.items.current == paths[0]
    for _ in range(3):
        press(Key.Key_Y, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert [patrol.session.answer(path) for path in paths[:3]] == ["normal", "na", "normal"]
    press(Key.Key_Y, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert patrol.items.current == paths[2]


def test_control_z_in_an_empty_text_takes_back_the_step_before_it(patrol: FillPage) -> None:
    press(Key.Key_2)
    assert isinstance(focus(), QPlainTextEdit)
    QTest.keyClicks(focus(), "ab")
    press(*[Key.Key_Z] * 3, modifiers=Qt.KeyboardModifier.ControlModifier)
    first = next(item.path for item in patrol.session.items if item.field.answers is not None)
    assert patrol.session.answer(first) is None
    assert patrol.items.current == first


def test_letters_do_nothing_among_the_options_of_a_finding(patrol: FillPage) -> None:
    press(Key.Key_2)
    press(Key.Key_Tab)
    assert isinstance(focus(), OptionBoxes)
    press(Key.Key_Q)
    assert patrol.session.filling.bulk == set()


def test_a_field_with_a_problem_shows_that_it_has_the_keys(patrol: FillPage) -> None:
    press(Key.Key_2)
    patrol.show_problems(patrol.session.problems())
    edges = {}
    for _ in range(5):  # description, phrases, photos, place, class
        here = focus()
        if here.property("problem"):
            edges[type(here)] = here.grab().toImage().pixelColor(1, here.height() // 2)
        press(Key.Key_Tab)
    assert edges[Paragraph] == colour(Role.FOCUS)
    assert all(edge == colour(Role.FOCUS) for edge in edges.values())
