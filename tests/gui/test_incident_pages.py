"""事件 and one incident: clocks on top, the register of what was told, the next step, an answer by code."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from models.queries import anonymous_reports
from models.queries.people import get_person
from models.workflow import anonymous
from models.workflow.sealing import seal
from tests.hospital import answers_for
from tools.demo_days import PIN
from tools.window_driver import Driver
from ui.dialogs.pick_up import PickUpDialog
from ui.filling.fill_page import FillPage
from ui.pages.incident import IncidentPage
from ui.pages.incidents import IncidentsPage
from ui.presenters.incidents import IncidentsPresenter

OFFICER, QUALITY = "0107", "0520"
Open = Callable[..., Driver]


class OneFile:
    """Says where a file goes, as a person would in the system's dialog."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def to_save(self, parent: QWidget, title: str, name: str, kind: str) -> Path | None:
        return self.path

    def to_open(self, parent: QWidget, title: str, kind: str) -> Path | None:
        return None


@pytest.fixture
def driver(open_window: Open) -> Driver:
    """A lift with people in it was reported, nobody outside told yet; the quality office is signed in."""
    window = open_window()
    answers = answers_for(window.store, "event.safety_event")
    changes = {"kind": "lift", "event_name": "东侧电梯困人", "told": "no"}
    seal(window.store, author=OFFICER, pin=PIN, form="event.safety_event", answers={**answers, **changes})
    window.sign_in(QUALITY)
    window.desk.go("incidents")
    window.settle()
    return window


def page_of(driver: Driver) -> IncidentsPage:
    page = driver.page
    assert isinstance(page, IncidentsPage)
    return page


def words_on(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_the_running_clock_stands_on_top_and_its_incident_first(driver: Driver) -> None:
    page = page_of(driver)
    assert page.rows[0].title == "东侧电梯困人"
    assert "安全事件 2 小时内报告" in words_on(page)
    assert "个时限在走" in page.header.beside.text()


def test_enter_opens_the_incident_and_m_the_form_that_it_needs_next(driver: Driver) -> None:
    driver.key(Qt.Key.Key_Return)
    shown = driver.page
    assert isinstance(shown, IncidentPage)
    assert shown.model is not None
    assert [one.form_id for one in shown.model.next] == ["incident.report_up"]
    assert shown.next.text() == "登记对外报告"
    driver.key(Qt.Key.Key_M)
    fill = driver.page
    assert isinstance(fill, FillPage)
    assert fill.session.filling.form.id == "incident.report_up"


def test_escape_leads_back_to_the_list(driver: Driver) -> None:
    driver.key(Qt.Key.Key_Return)
    driver.key(Qt.Key.Key_Escape)
    assert driver.page.name == "incidents"


def test_the_register_says_what_is_still_to_be_reported_and_is_kept_as_a_table(
    driver: Driver, tmp_path: Path
) -> None:
    for _ in range(3):
        driver.key(Qt.Key.Key_V)
    page = page_of(driver)
    assert page.views.current == "told"
    assert [row.title for row in page.told_rows][:1] == ["东侧电梯困人"]
    assert page.export.isVisible()
    presenter = driver.desk.presenter("incidents")
    assert isinstance(presenter, IncidentsPresenter)
    presenter.files = OneFile(tmp_path / "told.csv")
    driver.click(page.export)
    table = list(csv.reader((tmp_path / "told.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert table[1][1] == "东侧电梯困人"
    assert table[1][8] == "待报"


def test_a_file_that_cannot_be_kept_says_in_words_why(driver: Driver, tmp_path: Path) -> None:
    for _ in range(3):
        driver.key(Qt.Key.Key_V)
    presenter = driver.desk.presenter("incidents")
    assert isinstance(presenter, IncidentsPresenter)
    presenter.files = OneFile(tmp_path / "nowhere" / "told.csv")
    driver.click(page_of(driver).export)
    said = driver.window.banner.accessibleName()
    assert "told.csv 没有存成" in said
    assert "没有这个文件或文件夹" in said
    assert "换个位置再存" in said


def test_a_pick_up_code_shows_the_answer_and_a_wrong_one_says_so(driver: Driver) -> None:
    answers = {
        "what_happened": "夜间拿错针剂，用前发现",
        "occurred_on": "2026-11-20",
        "outcome": "not_reached",
    }
    code = anonymous.submit(
        driver.store, form="event.adverse_event", answers={**answers, "report_kind": "quick"}
    )
    with driver.store.read() as session:
        reader = get_person(session, QUALITY)
        assert reader is not None
        found = anonymous_reports.find_anonymous(session, driver.store.catalog, reader)
    item = next(one for one in found if one.what == answers["what_happened"])
    feedback = answers_for(driver.store, "incident.feedback") | {"answer": "谢谢，已经分开放。"}
    seal(
        driver.store, author=QUALITY, pin=PIN, form="incident.feedback", answers=feedback, subject=item.chain
    )
    driver.click(page_of(driver).code)
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, PickUpDialog)
    driver.type("23456789ABCD", dialog.code)
    driver.key(Qt.Key.Key_Return, dialog.code)
    assert "还没有消息" in words_on(dialog)
    dialog.code.clear()
    driver.type(code, dialog.code)
    driver.key(Qt.Key.Key_Return, dialog.code)
    assert "谢谢，已经分开放。" in words_on(dialog)
    assert dialog.code.text() == ""
    assert QApplication.clipboard().text() != code


def test_an_anonymous_report_is_opened_and_worked_on_like_the_others(driver: Driver) -> None:
    answers = {"what_happened": "床栏没有拉起", "occurred_on": "2026-11-20", "outcome": "no_harm"}
    anonymous.submit(driver.store, form="event.adverse_event", answers={**answers, "report_kind": "quick"})
    driver.desk.go("incidents")
    driver.settle()
    row = next(one for one in page_of(driver).rows if one.title == "床栏没有拉起")
    assert (row.author, row.stage.word) == ("匿名", "还没打开")
    page_of(driver).open_requested.emit(row.key)
    driver.settle()
    driver.desk.presenter("incident").refresh()
    driver.settle()
    shown = driver.page
    assert isinstance(shown, IncidentPage)
    assert shown.model is not None
    assert [one.text for one in shown.model.clocks] == ["Ⅲ、Ⅳ级事件补全书面报告"]
    assert shown.model.next[0].form_id == "incident.accept"
    driver.key(Qt.Key.Key_M)
    fill = driver.page
    assert isinstance(fill, FillPage)
    assert fill.session.filling.form.id == "incident.accept"


@pytest.mark.qt_log_ignore("This plugin does not support grabbing", extend=True)  # a menu without a screen
def test_another_report_is_chosen_from_a_menu_that_is_gone_afterwards(driver: Driver) -> None:
    driver.click(page_of(driver).others)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [one.text() for one in menu.actions()] == [
        "突发事件（重要信息）报告",
        "安全事件（非医疗）报告",
    ]
    driver.key(Qt.Key.Key_Down, menu)
    driver.key(Qt.Key.Key_Return, menu)
    assert isinstance(driver.page, FillPage)
    assert driver.window.findChildren(QMenu) == []
