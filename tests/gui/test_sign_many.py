"""What waits for a signature: every paper seen, one PIN, one act; and one that is sent back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from models.queries import records
from models.queries.records import RecordView
from tools.demo_days import PIN
from tools.window_driver import Driver
from ui.dialogs.countersign import CountersignDialog
from ui.pages.sign_many import SignManyPage
from ui.widgets.pin_box import BOXES

HEAD = "0188"
CONTROL = Qt.KeyboardModifier.ControlModifier
HELD = CONTROL | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def driver(open_window: Callable[..., Driver]) -> Driver:
    opened = open_window()
    opened.sign_in(HEAD)
    opened.key(Qt.Key.Key_Q, modifiers=HELD)
    return opened


def page_of(driver: Driver) -> SignManyPage:
    page = driver.page
    assert isinstance(page, SignManyPage)
    return page


def asked(driver: Driver) -> CountersignDialog:
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, CountersignDialog)
    return dialog


def give_pin(driver: Driver, dialog: CountersignDialog) -> None:
    driver.type(PIN, dialog.card.pin)
    if len(PIN) < BOXES:  # the sixth digit gives it by itself
        driver.key(Qt.Key.Key_Return, dialog.card.pin)
    assert driver.window.overlay.panel is None


def view_of(driver: Driver, record_id: str) -> RecordView:
    with driver.store.read() as session:
        view = records.get(session, driver.store.catalog, record_id, None)
    assert view is not None
    return view


def test_nothing_is_signed_unseen_and_what_was_seen_is_signed_in_one_act(driver: Driver) -> None:
    page = page_of(driver)
    many = len(page.lines)
    assert many > 2
    assert [line.is_seen for line in page.lines][1:] == [False] * (many - 1)
    while not all(line.is_seen for line in page.lines[:3]):
        driver.key(Qt.Key.Key_Return)
    driver.key(Qt.Key.Key_X, page.table)  # the one that is current is left for later
    kept = page.table.current
    assert kept is not None
    assert kept.state.word == "先不签"
    chosen = [line for line in page.lines if line.is_ready]
    others = [line for line in page.lines if not line.is_ready]
    driver.key(Qt.Key.Key_Return, page.table, modifiers=CONTROL)
    dialog = asked(driver)
    assert f"{len(chosen)} 份" in dialog.title.text()
    driver.type("000000", dialog.card.pin)
    assert dialog.card.refusal
    assert len(page.lines) == many
    give_pin(driver, dialog)
    assert [line.rev_id for line in page.lines] == [line.rev_id for line in others]
    for line in chosen:
        assert [one.person for one in view_of(driver, line.record_id).signatures] == [HEAD]
    for line in others:
        assert view_of(driver, line.record_id).signatures == ()


def test_signing_one_offers_the_others(driver: Driver) -> None:
    many = len(page_of(driver).lines)
    driver.key(Qt.Key.Key_O, page_of(driver).table)
    driver.key(Qt.Key.Key_S)
    dialog = asked(driver)
    assert dialog.others.text().startswith(f"还有 {many - 1} 份等你签")
    driver.click(dialog.others)
    assert len(page_of(driver).lines) == many


def test_one_of_them_is_sent_back_with_a_reason(driver: Driver) -> None:
    page = page_of(driver)
    line = page.table.current
    assert line is not None
    driver.key(Qt.Key.Key_R, page.table)
    dialog = asked(driver)
    dialog.reason.setPlainText("结束时间早于开始时间")
    give_pin(driver, dialog)
    assert view_of(driver, line.record_id).item.returned == "结束时间早于开始时间"
    assert line.rev_id not in [one.rev_id for one in page.lines]
