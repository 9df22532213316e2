"""One computer and many people: who switches, who locks, who has forgotten the PIN; driven by keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit
from sqlalchemy import select

from forms.answer_store import Path
from forms.definition import FieldType
from forms.json_value import Json
from models.tables.audit import AuditEntry
from models.workflow import drafts
from tools.window_driver import Driver
from ui.dialogs.forgotten_pin import ForgottenPin
from ui.dialogs.reason import ReasonDialog
from ui.dialogs.sign_in import SignIn
from ui.filling.fill_page import FillPage
from ui.filling.finding_panel import FindingPanel
from ui.operations import Changes
from ui.presenters.fill import FillPresenter
from ui.roads import Wish

Open = Callable[..., Driver]
CONTROL = Qt.KeyboardModifier.ControlModifier


def fill_page(driver: Driver) -> FillPage:
    page = driver.page
    assert isinstance(page, FillPage)
    return page


def open_half_filled(driver: Driver, form_id: str = "management.weekly_meeting") -> FillPage:
    """A form of the person signed in, with something in it."""
    draft = drafts.start(
        driver.store, form_id=form_id, person=driver.desk.reader.staff_no, department="院办", answers={}
    )
    presenter = driver.desk.presenter("fill")
    assert isinstance(presenter, FillPresenter)
    presenter.open_draft(draft)
    driver.settle()
    return fill_page(driver)


def lock(driver: Driver) -> SignIn:
    driver.key(Qt.Key.Key_L, modifiers=CONTROL)
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, SignIn)
    return dialog


def writing(driver: Driver) -> QPlainTextEdit:
    """Go with Tab to a long text and write into it."""
    for _ in range(60):
        focus = driver.focus
        if isinstance(focus, QPlainTextEdit):
            return focus
        driver.key(Qt.Key.Key_Tab)
    raise AssertionError("no long text is reached")


def test_another_person_is_signed_in_with_f2_the_number_and_the_pin(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0231")
    keys = 0

    for key in (Qt.Key.Key_F2, *"0188", Qt.Key.Key_Return, *"2468", Qt.Key.Key_Return):
        keys += 1
        if isinstance(key, str):
            QTest.keyClicks(driver.focus, key)
        else:
            QTest.keyClick(driver.focus, key)
    driver.settle()
    assert driver.desk.reader.staff_no == "0188"
    assert keys == 11  # at four keys a second: under three


def test_locking_disturbs_nothing_of_an_open_form(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0301")
    page = open_half_filled(driver)
    text = writing(driver)
    driver.type("abc def")
    for _ in range(3):
        driver.key(Qt.Key.Key_Left)
    at, said, scrolled = (
        text.textCursor().position(),
        text.toPlainText(),
        page.middle.items.verticalScrollBar().value(),
    )
    lock(driver)
    assert driver.desk.person is None
    assert driver.window.overlay.panel is not None
    assert driver.window.overlay.panel.covers
    driver.key(Qt.Key.Key_Return, modifiers=CONTROL)  # seals nothing
    driver.alt(Qt.Key.Key_3)
    driver.sign_in("0301")
    assert driver.page is page
    assert driver.focus is text
    assert (text.textCursor().position(), text.toPlainText()) == (at, said)
    assert page.middle.items.verticalScrollBar().value() == scrolled
    driver.type("X")
    assert text.toPlainText() == said[:at] + "X" + said[at:]


def panels(page: FillPage) -> list[FindingPanel]:
    return [panel for panel in page.findChildren(FindingPanel) if panel.isVisible()]


def checks(page: FillPage) -> list[Path]:
    return [item.path for item in page.session.items if item.field.type is FieldType.CHECK]


def answers(page: FillPage) -> list[str | None]:
    return [page.session.answer(path) for path in checks(page)[:4]]


def test_what_was_done_last_can_be_taken_back_and_findings_stay_unfolded_after_the_lock(
    open_window: Open,
) -> None:
    driver = open_window()
    driver.sign_in("0107")
    driver.desk.roads.fill(Wish(form_id="fire.inspection"))
    driver.settle()
    page = fill_page(driver)
    page.items.focus(checks(page)[0])
    driver.key(Qt.Key.Key_1)
    driver.key(Qt.Key.Key_2)
    driver.type("boxes in the way")
    driver.key(Qt.Key.Key_Escape)
    driver.key(Qt.Key.Key_Down)
    driver.key(Qt.Key.Key_1)
    driver.key(Qt.Key.Key_3)
    assert answers(page) == ["conform", "nonconform", "conform", "na"]
    (panel,) = panels(page)
    top, line = panel.mapTo(page, QPoint(0, 0)), driver.focus
    lock(driver)
    driver.key(Qt.Key.Key_Z, modifiers=CONTROL)  # takes nothing back behind the lock
    driver.store.clock.advance(minutes=50)  # type: ignore[attr-defined]
    driver.desk._clock.timeout.emit()
    driver.desk.bus.announce(Changes(kinds=frozenset({"records", "people", "places", "time", "drafts"})))
    driver.settle()
    driver.sign_in("0107")
    assert driver.page is page
    assert driver.focus is line
    assert panels(page) == [panel]
    assert panel.mapTo(page, QPoint(0, 0)) == top
    assert panel._text.toPlainText() == "boxes in the way"
    for left in (
        ["conform", "nonconform", "conform", None],
        ["conform", "nonconform", None, None],
        ["conform", "nonconform", None, None],  # the words of the finding
        ["conform", None, None, None],
        [None, None, None, None],
    ):
        driver.key(Qt.Key.Key_Z, modifiers=CONTROL)
        assert answers(page) == left
    assert panels(page) == []
    for _ in range(5):
        driver.key(Qt.Key.Key_Y, modifiers=CONTROL)
    assert answers(page) == ["conform", "nonconform", "conform", "na"]
    assert panels(page)[0]._text.toPlainText() == "boxes in the way"


def test_the_rest_of_a_section_is_taken_back_after_the_lock(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0107")
    page = open_half_filled(driver, "fire.inspection")
    page.items.focus(checks(page)[0])
    driver.key(Qt.Key.Key_Q)
    assert answers(page)[0] == "conform"
    marked = set(page.session.filling.bulk)
    lock(driver)
    driver.sign_in("0107")
    assert page.session.filling.bulk == marked != set()
    driver.key(Qt.Key.Key_Z, modifiers=CONTROL)
    assert page.session.filling.bulk == set()
    assert answers(page) == [None] * 4


def test_a_round_sheet_keeps_its_cell_its_panel_and_what_can_be_taken_back_over_the_lock(
    open_window: Open,
) -> None:
    driver = open_window()
    driver.sign_in("0231")
    rows: list[Json] = [{"row_id": str(at), "place": f"P0{at}"} for at in range(1, 7)]
    draft = drafts.start(
        driver.store,
        form_id="fire.daily_patrol",
        person="0231",
        department="内科病区",
        answers={"places": rows},
    )
    presenter = driver.desk.presenter("fill")
    assert isinstance(presenter, FillPresenter)
    presenter.open_draft(draft)
    driver.settle()
    page = fill_page(driver)
    sheet = page.sheet
    assert sheet is not None
    column = sheet.model.check_columns()[0]
    sheet.view.go(2, column)
    driver.key(Qt.Key.Key_2)
    driver.type("boxes")
    driver.key(Qt.Key.Key_Return)
    sheet.view.go(2, column)
    driver.key(Qt.Key.Key_Space)
    panel = sheet.panel
    assert panel is not None
    lock(driver)
    driver.sign_in("0231")
    assert sheet.panel is panel
    assert panel.isVisible()
    assert panel._text.toPlainText() == "boxes"
    assert driver.focus is panel._text
    driver.key(Qt.Key.Key_Escape)
    assert (sheet.view.currentIndex().row(), sheet.view.currentIndex().column()) == (2, column)
    path = sheet.model.check_paths(2)[0]
    for _ in range(2):  # the remark, the answer
        assert page.session.answer(path) == "abnormal"
        driver.key(Qt.Key.Key_Z, modifiers=CONTROL)
    assert page.session.answer(path) is None


def test_a_dialog_with_words_in_it_is_there_again_after_the_lock(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0107")
    driver.alt(Qt.Key.Key_3)
    driver.key(Qt.Key.Key_Home)
    driver.key(Qt.Key.Key_Return)
    driver.key(Qt.Key.Key_G)
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, ReasonDialog)
    driver.type("mistyped", dialog.reason)
    driver.desk.lock()
    driver.settle()
    assert not dialog.isVisible()
    driver.sign_in("0107")
    assert driver.window.overlay.panel is dialog
    assert dialog.reason.toPlainText() == "mistyped"
    assert driver.focus is dialog.reason


def test_another_person_unlocks_to_their_own_desk_and_is_not_told_what_was_written(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0301")
    page = open_half_filled(driver)
    writing(driver)
    driver.type("abc")
    lock(driver)
    driver.sign_in("0188")
    assert driver.page is not page
    assert driver.desk.reader.staff_no == "0188"
    told = driver.window.banner.accessibleName()
    assert "周某有" in told
    assert "没填完" in told
    assert "abc" not in told
    (kept,) = drafts.open_drafts(driver.store, "0301")
    assert "abc" in str(kept.answers)
    driver.key(Qt.Key.Key_F2)
    driver.sign_in("0301")
    presenter = driver.desk.presenter("fill")
    assert isinstance(presenter, FillPresenter)
    presenter.open_draft(kept)
    driver.settle()
    assert "abc" in str(fill_page(driver).session.filling.answers)


def test_after_some_minutes_without_a_key_the_window_locks_itself(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0231")
    driver.store.clock.advance(minutes=driver.desk.settings.lock_minutes + 1)  # type: ignore[attr-defined]
    driver.desk._clock.timeout.emit()
    driver.settle()
    assert driver.desk.person is None
    assert isinstance(driver.window.overlay.panel, SignIn)
    application = QApplication.instance()
    assert application is not None
    application.sendEvent(
        driver.window, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    )
    assert driver.desk.person is None


@pytest.mark.parametrize("command", ["find", "send", "demo"])
def test_no_command_works_in_a_locked_window(open_window: Open, command: str) -> None:
    driver = open_window()
    driver.sign_in("0231")
    dialog = lock(driver)
    driver.window.command_requested.emit(command)
    driver.settle()
    assert driver.window.overlay.panel is dialog


def test_what_comes_while_it_is_locked_neither_unlocks_nor_shows_itself(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0231")
    dialog = lock(driver)
    driver.window.close_dialog()
    assert driver.window.overlay.panel is dialog
    late = ReasonDialog("更正", "为什么", "什么都不变")
    driver.window.open_dialog(late)
    assert driver.window.overlay.panel is dialog
    assert not late.isVisible()
    driver.sign_in("0231")
    assert driver.window.overlay.panel is late


def forgotten(driver: Driver) -> ForgottenPin:
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, SignIn)
    for _ in range(12):
        if driver.focus is dialog.forgot:
            break
        driver.key(Qt.Key.Key_Tab)
    driver.key(Qt.Key.Key_Space)
    found = driver.window.overlay.panel
    assert isinstance(found, ForgottenPin)
    return found


def audit_of(driver: Driver, action: str) -> list[tuple[str | None, str | None]]:
    with driver.store.read() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.action == action))
        return [(row.actor, row.subject) for row in rows]


def test_a_forgotten_pin_is_set_anew_by_the_head_at_the_locked_window(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0231")
    page = open_half_filled(driver, "patient.infection_check")
    lock(driver)
    ask = forgotten(driver)
    assert "转录" in " ".join(label.text() for label in ask.findChildren(QLabel))
    assert driver.focus is ask.helper
    driver.type("0188")
    driver.key(Qt.Key.Key_Tab)
    for digits in ("9999", "8642", "8642"):
        driver.type(digits)
        driver.key(Qt.Key.Key_Return)
    assert "PIN 不对" in ask.helper_pin.accessibleDescription()
    assert audit_of(driver, "pin.reset") == []
    driver.type("2468")
    driver.key(Qt.Key.Key_Return)
    ask.go.click()
    driver.settle()
    assert audit_of(driver, "pin.reset") == [("0188", "0231")]
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, SignIn)
    assert dialog.covers
    driver.sign_in("0231", "8642")
    assert driver.page is page


def test_the_administrator_comes_back_with_the_printed_code_and_nobody_else_does(open_window: Open) -> None:
    driver = open_window()
    code = driver.store.keys.recovery_code()
    ask = forgotten(driver)
    ask.way.chosen.emit("code")
    ask.way.set_current("code")
    for number, sentence in (("0231", "恢复码只能重设管理员"), ("0001", "")):
        ask.number.setText(number)
        ask.code.setText(code)
        ask.new.setText("8642")
        ask.again.setText("8642")
        ask.go.click()
        driver.settle()
        if sentence:
            assert sentence in ask.code.accessibleDescription()
    assert audit_of(driver, "pin.recovered") == [("0001", "0001")]
    driver.sign_in("0001", "8642")
    assert driver.desk.reader.staff_no == "0001"


def test_five_wrong_pins_close_the_number_for_a_while_and_say_until_when(open_window: Open) -> None:
    driver = open_window()
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, SignIn)
    driver.type("0231", dialog.number)
    driver.key(Qt.Key.Key_Return)
    for _ in range(5):
        driver.type("1111")
        driver.key(Qt.Key.Key_Return)
    assert "锁到 22:21" in dialog.pin.accessibleDescription()
    driver.type("2468")
    driver.key(Qt.Key.Key_Return)
    assert driver.desk.person is None
    driver.store.clock.advance(minutes=16)  # type: ignore[attr-defined]
    driver.type("2468")
    driver.key(Qt.Key.Key_Return)
    assert driver.desk.reader.staff_no == "0231"
