"""The page of a record that is worked off in steps: where it stands, and the step that may follow at one press."""

from __future__ import annotations

from collections.abc import Callable

from models.queries import today
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal
from tests.hospital import HEAD, NURSE, answers_for
from tools.demo_days import PIN
from tools.window_driver import Driver
from ui.filling.fill_page import FillPage
from ui.pages.case_card import CaseCard
from ui.pages.record import RecordPage
from ui.presenters.today_words import model


def sealed(driver: Driver, form_id: str, *, subject: str | None = None, **answers: str) -> Sealed:
    whole = answers_for(driver.store, form_id) | answers
    return seal(driver.store, author=NURSE, pin=PIN, form=form_id, answers=whole, subject=subject)


def card_on(driver: Driver, record_id: str) -> CaseCard:
    driver.desk.roads.open_record(record_id)
    driver.settle()
    assert isinstance(driver.page, RecordPage)
    (card,) = driver.page.findChildren(CaseCard)
    return card


def test_the_next_phase_is_filled_from_the_record_that_it_follows(open_window: Callable[..., Driver]) -> None:
    driver = open_window()
    opened = sealed(driver, "surgery.safety_check")
    driver.sign_in(NURSE)
    card = card_on(driver, opened.record_id)
    assert [button.text() for button in card.buttons] == ["手术安全核查：麻醉实施前"]
    card.buttons[0].click()
    driver.settle()
    page = driver.page
    assert isinstance(page, FillPage)
    assert page.session.filling.form.id == "surgery.check_before_anaesthesia"


def test_a_step_that_was_taken_stands_on_the_page_with_its_record_beside_it(
    open_window: Callable[..., Driver],
) -> None:
    driver = open_window()
    opened = sealed(driver, "surgery.safety_check")
    taken = sealed(
        driver,
        "surgery.check_before_anaesthesia",
        subject=opened.record_id,
        result="before_anaesthesia_passed",
    )
    assert taken.awaiting == ("surgeon", "anaesthetist")
    driver.sign_in(HEAD)
    card = card_on(driver, opened.record_id)
    assert [(button.text(), button.isEnabled()) for button in card.buttons] == [
        ("手术安全核查：手术开始前", False)
    ]
    card.record_requested.emit(taken.record_id)
    driver.settle()
    page = driver.page
    assert isinstance(page, RecordPage)
    assert page.title.text() == "手术安全核查：麻醉实施前"
    assert page.findChildren(CaseCard) == []


def test_an_open_case_stands_on_the_page_of_today_for_whoever_may_take_its_next_step(
    open_window: Callable[..., Driver],
) -> None:
    driver = open_window()
    opened = sealed(driver, "surgery.safety_check", department="普外科", operation="阑尾切除术")
    driver.sign_in(NURSE)
    view = today.read(
        driver.store.path,
        driver.store.catalog.current(),
        staff_no=NURSE,
        roles=("nurse",),
        department=None,
        now=driver.desk.now(),
        area_names={},
    )
    rows = [row for group in model(view, grade_word=str).groups for row in group.rows]
    (row,) = [row for row in rows if row.key == f"record:{opened.record_id}"]
    assert (row.title, row.meta, row.button) == (
        "手术安全核查表·普外科 阑尾切除术",
        "待麻醉实施前核查",
        "办下一步",
    )
