"""A log at the window: a row is keyed, the next one follows at once, and the sheet is signed in one act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from PySide6.QtCore import Qt

from forms.clock import local
from forms.json_value import Json
from models.workflow import drafts
from models.workflow.sealing import seal
from tools.demo_days import NOW, PIN
from tools.window_driver import Driver
from ui.dialogs.countersign import CountersignDialog
from ui.dialogs.seal import SealDialog
from ui.filling.fill_page import FillPage
from ui.pages.page import Page
from ui.pages.sheet import SheetPage
from ui.pages.today import TodayPage

FORM = "fire.duty_room"
DAY = local(NOW).date()
P = TypeVar("P", bound=Page)


def at(driver: Driver, kind: type[P]) -> P:
    """The page that is shown, which is one of that kind."""
    page = driver.page
    assert isinstance(page, kind)
    return page


def certify(driver: Driver, *people: str) -> None:
    for person in people:
        facts: dict[str, Json] = {
            "person": person,
            "kind": "fire_control",
            "number": person,
            "name": "消防设施操作员",
            "issued": "2024-01-01",
            "expiry": "2028-01-01",
        }
        seal(driver.store, author="0107", pin=PIN, form="register.certificate", answers=facts)


def fill_row(driver: Driver) -> None:
    page = at(driver, FillPage)
    starts = local(NOW).replace(minute=0)
    page.session.set_value(("shift_starts",), starts.isoformat(timespec="minutes"))
    page.session.set_value(("shift_ends",), (starts + timedelta(hours=8)).isoformat(timespec="minutes"))
    page.session.set_value(("operator_2",), "0415")
    for group in page.groups:
        page.session.mark_rest(group.paths)
    driver.settle()


def seal_row(driver: Driver) -> SealDialog:
    driver.key(Qt.Key.Key_Return, driver.page, Qt.KeyboardModifier.ControlModifier)
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, SealDialog)
    assert dialog.problem_list is None, [problem.message for problem in dialog.facts.problems]
    driver.type(PIN, dialog.cards[0].pin)
    driver.key(Qt.Key.Key_Return, dialog.cards[0].pin)
    driver.until(lambda: dialog.is_sealed)
    return dialog


def test_a_row_is_keyed_the_next_follows_at_enter_and_the_sheet_is_signed_under_one_pin(
    open_window: Callable[..., Driver],
) -> None:
    driver = open_window()
    certify(driver, "0231", "0415")
    driver.sign_in("0231")
    driver.desk.roads.open_sheet(FORM, DAY)
    driver.settle()
    sheet = at(driver, SheetPage)
    assert not [line.record_id for line in sheet.rows]
    driver.key(Qt.Key.Key_A, sheet)
    fill_row(driver)
    first = seal_row(driver)
    assert [card.slot.title for card in first.cards] == ["值班员", "同班值班员"]
    assert first.go.hasFocus()
    driver.key(Qt.Key.Key_Return, first.go)
    page = at(driver, FillPage)
    assert page.session.filling.value(("operator_2",)) == "0415"
    assert len(drafts.open_drafts(driver.store, "0231")) == 1
    fill_row(driver)
    second = seal_row(driver)
    driver.click(second.later)
    assert at(driver, SheetPage) is sheet
    assert len(sheet.rows) == 2
    assert not sheet.sign.isVisible()
    driver.key(Qt.Key.Key_F2, sheet)
    driver.sign_in("0107")
    today = at(driver, TodayPage)
    waiting = f"sheet:{FORM}/{DAY.isoformat()}"
    today.tasks.set_current(waiting)
    assert today.tasks.current == waiting
    driver.key(Qt.Key.Key_Return, today.tasks)
    assert sheet.sign.text() == "签这一张 2 条"
    driver.key(Qt.Key.Key_S, sheet.table)
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, CountersignDialog)
    assert not dialog.back.isVisible()
    driver.type(PIN, dialog.card.pin)
    driver.key(Qt.Key.Key_Return, dialog.card.pin)
    driver.until(lambda: not driver.window.overlay.is_open)
    driver.settle()
    assert not sheet.sign.isVisible()
    assert [line.state.word for line in sheet.rows] == ["等同班值班员"] * 2
