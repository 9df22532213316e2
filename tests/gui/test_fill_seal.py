"""The seal dialog, the second signature, the incident in a minute: what has the focus and what is asked for."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from forms.filling import Filling
from tests.gui.fill_builders import PEOPLE, around, filling, form, one_place_round
from ui.dialogs.countersign import CountersignDialog
from ui.dialogs.problem_list import ProblemRow
from ui.dialogs.quick_incident import QuickIncident
from ui.dialogs.seal import SealDialog
from ui.dialogs.seal_facts import SealFacts, SignerSlot, numbers_of, ranges, totals_of, warnings_of
from ui.filling.editors.signature import SignaturePad
from ui.widgets.overlay import Dialog, Overlay

Key = Qt.Key
SLOTS = (
    SignerSlot(role="patroller", title="巡查人员", is_author=True, person=PEOPLE[0], options=PEOPLE[:1]),
    SignerSlot(role="supervisor", title="主管人员", is_author=False, person=PEOPLE[1], options=PEOPLE[1:3]),
)


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1280, 720)
    qtbot.add_widget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def open_on(host: QWidget, dialog: Dialog) -> None:
    layer = Overlay(host)
    layer.open(dialog)
    QApplication.processEvents()


def facts(of: Filling) -> SealFacts:
    numbers = numbers_of(of)
    return SealFacts(
        title="每日防火巡查记录",
        problems=of.problems(),
        numbers=numbers,
        warnings=warnings_of(of, numbers),
        totals=totals_of(of),
        slots=SLOTS,
    )


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_all_problems_stand_at_once_and_the_first_has_the_focus(host: QWidget, qtbot: QtBot) -> None:
    of = one_place_round()
    dialog = SealDialog(facts(of))
    open_on(host, dialog)
    assert dialog.problem_list is not None
    assert len(dialog.problem_list.rows) == 24
    assert focus() is dialog.problem_list.rows[0]
    with qtbot.waitSignal(dialog.fix_requested) as asked:
        QTest.keyClick(focus(), Key.Key_Return)
    assert asked.args == [of.problems()[0]]


def test_a_problem_names_number_item_fact_and_place(host: QWidget) -> None:
    of = one_place_round()
    dialog = SealDialog(facts(of))
    open_on(host, dialog)
    assert dialog.problem_list is not None
    said = dialog.problem_list.rows[0].accessibleName()
    assert said.startswith("第 1 处，第 1 项 无违章用火、动火作业，无吸烟：还没选答案")
    assert isinstance(focus(), ProblemRow)


def test_the_pin_of_the_author_seals_on_its_sixth_digit(host: QWidget, qtbot: QtBot) -> None:
    of = one_place_round()
    of.rest_normal()
    dialog = SealDialog(facts(of))
    open_on(host, dialog)
    assert focus() is dialog.cards[0].pin
    with qtbot.waitSignal(dialog.seal_requested) as asked:
        QTest.keyClicks(focus(), "246810")
    assert asked.args == ["246810", None]
    dialog.show_sealed(at="22:24:10", serial="示一 F01 003", awaiting=("supervisor",))
    assert focus() is dialog.cards[1].pin
    with qtbot.waitSignal(dialog.sign_requested) as signed:
        QTest.keyClicks(focus(), "135790")
    assert signed.args == ["supervisor", "0188", "135790", None]


def test_leaving_after_the_seal_is_not_leaving_a_draft(host: QWidget, qtbot: QtBot) -> None:
    of = one_place_round()
    of.rest_normal()
    dialog = SealDialog(facts(of))
    open_on(host, dialog)
    dialog.show_sealed(at="22:24:10", serial="示一 F01 003", awaiting=("supervisor",))
    with qtbot.waitSignal(dialog.left) as left:
        QTest.keyClick(dialog, Key.Key_Escape)
    assert left.args == ["done"]


def test_use_of_rest_normal_is_told_before_sealing() -> None:
    of = one_place_round()
    of.rest_normal()
    assert warnings_of(of, numbers_of(of)) == ("可以封存，但会注明：第 1–24 项用了“其余正常”",)
    assert [total.figure for total in totals_of(of)] == ["24 项", "0 项", "0 项", "用于 24 项"]


def test_numbers_are_said_as_ranges() -> None:
    assert ranges([1, 2, 3, 7, 9, 10]) == "1–3、7、9–10"


def test_sending_back_needs_a_reason(host: QWidget, qtbot: QtBot) -> None:
    slot = SignerSlot(
        role="supervisor", title="主管人员", is_author=False, person=PEOPLE[1], options=PEOPLE[1:2]
    )
    dialog = CountersignDialog("每日防火巡查记录", "示一 F01 003 张某 填", slot)
    open_on(host, dialog)
    dialog.back.click()
    with qtbot.assertNotEmitted(dialog.return_requested):
        QTest.keyClicks(dialog.card.pin, "246810")
    dialog.reason.setPlainText("第 6 项写得看不懂")
    with qtbot.waitSignal(dialog.return_requested) as asked:
        QTest.keyClick(dialog.card.pin, Key.Key_Return)
    assert asked.args == ["0188", "246810", "第 6 项写得看不懂"]


def test_the_incident_asks_who_reports_before_anything_else(host: QWidget) -> None:
    dialog = QuickIncident(filling(form("event.adverse_event")), around(), person="张某 0231")
    open_on(host, dialog)
    assert focus() is dialog.who
    assert not dialog.go.isEnabled()
    QTest.keyClick(focus(), Key.Key_1)
    assert not dialog.is_anonymous
    assert focus().accessibleName() == "发生了什么"


def test_an_anonymous_report_carries_no_time_of_day_and_no_name(host: QWidget, qtbot: QtBot) -> None:
    dialog = QuickIncident(filling(form("event.adverse_event")), around(), person="张某 0231")
    open_on(host, dialog)
    QTest.keyClick(focus(), Key.Key_1)
    dialog.write("occurred_time", "21:50")
    QTest.keyClick(dialog.who, Key.Key_2)
    dialog.write("what_happened", "抽药时发现剂量不对，没有注射。")
    dialog.write("outcome", "not_reached")
    with qtbot.waitSignal(dialog.anonymous_requested) as asked:
        QTest.keyClick(dialog, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    answers = asked.args[0]
    assert "occurred_time" not in answers
    assert "0231" not in str(answers)
    assert "张某" not in str(answers)


def test_a_signed_report_asks_for_the_pin_last(host: QWidget, qtbot: QtBot) -> None:
    dialog = QuickIncident(filling(form("event.adverse_event")), around(), person="张某 0231")
    open_on(host, dialog)
    QTest.keyClick(focus(), Key.Key_1)
    dialog.write("what_happened", "抽药时发现剂量不对，没有注射。")
    dialog.write("outcome", "not_reached")
    dialog.go.click()
    assert focus() is dialog.pin
    with qtbot.waitSignal(dialog.report_requested) as asked:
        QTest.keyClicks(focus(), "246810")
    assert asked.args[1] == "246810"


def test_a_drawn_signature_becomes_a_png_and_backspace_clears_it(qtbot: QtBot) -> None:
    pad = SignaturePad()
    pad.resize(340, 120)
    qtbot.add_widget(pad)
    pad.show()
    assert pad.png() is None
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(40, 40))
    for x in range(40, 200, 8):
        QTest.mouseMove(pad, QPoint(x, 40 + x % 30))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(200, 60))
    drawn = pad.png()
    assert drawn is not None
    assert drawn.startswith(b"\x89PNG")
    QTest.keyClick(pad, Key.Key_Backspace)
    assert pad.is_empty()
