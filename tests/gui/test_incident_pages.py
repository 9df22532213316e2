"""事件 and one incident: clocks on top, the register of what was told, the next step, an answer by code."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QWidget

from forms.json_value import Json
from models.queries import anonymous_reports
from models.queries.people import get_person
from models.workflow import anonymous
from models.workflow.sealing import seal
from tests.bad_text import EMOJI, LONG, RIGHT_TO_LEFT
from tests.hospital import answers_for
from tools.demo_days import PIN
from tools.window_driver import Driver
from ui.dialogs.entry import EntryDialog
from ui.dialogs.pick_up import PickUpDialog
from ui.dialogs.quick_incident import QuickIncident
from ui.filling.fill_page import FillPage
from ui.pages.incident import IncidentPage
from ui.pages.incidents import IncidentsPage
from ui.presenters.incidents import IncidentsPresenter
from ui.widgets.clock_tile import ClockTile
from ui.widgets.fishbone import Fishbone

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


def test_filters_leave_what_they_name_of_the_named_and_the_anonymous(driver: Driver) -> None:
    what = {
        "what_happened": "床栏没有拉起",
        "occurred_on": "2026-11-20",
        "outcome": "not_reached",
        "category": "k08",
    }
    anonymous.submit(driver.store, form="event.adverse_event", answers={**what, "report_kind": "quick"})
    page = page_of(driver)
    filters = page.filters
    driver.desk.presenter("incidents").refresh()
    driver.settle()
    everything = {row.title for row in page.rows}
    assert {"东侧电梯困人", "床栏没有拉起"} <= everything

    def shown(**codes: str) -> set[str]:
        filters.turn_to(codes)
        driver.settle()
        return {row.title for row in page.rows}

    assert shown(form_id="event.safety_event") == {"东侧电梯困人"}
    assert shown(category="lift") == {"东侧电梯困人"}
    assert shown(category="k08") == {"床栏没有拉起"}
    assert shown(who="anonymous") == {"床栏没有拉起"}
    assert shown(who="named") == everything - {"床栏没有拉起"}
    assert "东侧电梯困人" in shown(clock="day")
    assert shown(clock="day", who="anonymous") == set()
    assert "没有符合的事件" in words_on(page.empty)
    assert shown(text="床栏") == {"床栏没有拉起"}
    assert shown(happened="2026-01-01/2026-01-02") == set()
    driver.click(filters.clear)
    assert {row.title for row in page.rows} == everything
    lift = next(word for code, word in filters._choices["category"] if code == "lift")
    assert lift in {row.category for row in page.rows}


def test_filters_and_the_view_belong_to_one_person_and_a_set_of_them_comes_back_by_its_name(
    driver: Driver,
) -> None:
    page = page_of(driver)
    driver.key(Qt.Key.Key_V)
    page.filters.turn(category="lift", clock="day")
    driver.key(Qt.Key.Key_S, page.table, Qt.KeyboardModifier.ControlModifier)
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, EntryDialog)
    name = dialog.frames["name"].editor
    assert isinstance(name, QLineEdit)
    assert name.text().endswith("·24 小时内到时")
    name.setText("快到时的电梯")
    driver.key(Qt.Key.Key_Return, dialog, Qt.KeyboardModifier.ControlModifier)
    assert page.filters.views.accessibleName() == "常用筛选 快到时的电梯，已选"
    driver.key(Qt.Key.Key_F2)
    driver.sign_in(OFFICER)
    assert (page.views.current, page.filters.asked) == ("open", {})
    driver.key(Qt.Key.Key_F2)
    driver.sign_in(QUALITY)
    assert (page.views.current, page.filters.asked) == ("running", {"category": "lift", "clock": "day"})
    driver.click(page.filters.clear)
    presenter = driver.desk.presenter("incidents")
    assert isinstance(presenter, IncidentsPresenter)
    presenter._kept.choose("view:快到时的电梯")
    driver.settle()
    assert [row.title for row in page.rows] == ["东侧电梯困人"]


def test_the_table_of_reports_outside_holds_what_the_filters_leave(driver: Driver, tmp_path: Path) -> None:
    for _ in range(3):
        driver.key(Qt.Key.Key_V)
    page = page_of(driver)
    assert page.told_rows
    page.filters.turn(form_id="event.adverse_event")
    driver.settle()
    assert not any(row.title == "东侧电梯困人" for row in page.told_rows)
    presenter = driver.desk.presenter("incidents")
    assert isinstance(presenter, IncidentsPresenter)
    presenter.files = OneFile(tmp_path / "told.csv")
    driver.click(page.export)
    assert "东侧电梯困人" not in (tmp_path / "told.csv").read_text(encoding="utf-8-sig")


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


WHAT = "huanzherucesihuadao"  # keyed without an input method; a Chinese sentence takes about as many keys


def keys_of_a_report(driver: Driver, who: Qt.Key) -> int:
    """Report what happened by keys alone from any page; how many were pressed besides the text itself."""
    pressed = 0

    def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        nonlocal pressed
        pressed += 1
        driver.key(key, modifiers=modifiers)

    press(Qt.Key.Key_N)
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, QuickIncident)
    press(who)
    driver.type(WHAT)
    while dialog.answers().get("outcome") is None:
        press(Qt.Key.Key_Tab)
        if dialog._frames["outcome"].isAncestorOf(driver.focus):
            press(Qt.Key.Key_2)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    if not dialog.is_anonymous:
        driver.type(PIN)
        pressed += len(PIN)
        press(Qt.Key.Key_Return)
    return pressed


def test_a_signed_report_takes_fewer_than_twenty_keys_besides_its_text(driver: Driver) -> None:
    pressed = keys_of_a_report(driver, Qt.Key.Key_1)
    assert driver.window.overlay.panel is None
    assert "事件已上报" in driver.window.banner.accessibleName()
    assert WHAT in [row.title for row in page_of(driver).rows]
    assert pressed < 20


def test_the_anonymous_way_is_as_short_and_names_nobody_on_it(driver: Driver) -> None:
    names = (driver.desk.reader.name, QUALITY)
    pressed = keys_of_a_report(driver, Qt.Key.Key_2)
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, QuickIncident)
    assert dialog.code
    shown = [widget for widget in dialog.findChildren(QWidget) if widget.isVisible()]
    said = words_on(dialog) + " ".join(widget.accessibleName() for widget in shown)
    assert not any(name in said for name in names)
    assert pressed < 20
    driver.key(Qt.Key.Key_Return)
    assert driver.window.overlay.panel is None
    row = next(one for one in page_of(driver).rows if one.title == WHAT)
    assert row.author == "匿名"


def test_the_quick_report_stands_on_a_small_window_without_scrolling(open_window: Open) -> None:
    window = open_window(wide=1280, high=720)
    window.sign_in(OFFICER)
    window.key(Qt.Key.Key_N)
    dialog = window.window.overlay.panel
    assert isinstance(dialog, QuickIncident)
    for who in (Qt.Key.Key_1, Qt.Key.Key_2):
        window.key(who, dialog.who)
        assert dialog.scroller.verticalScrollBar().maximum() == 0


def test_a_report_of_ten_thousand_characters_is_short_in_its_head_and_whole_below(driver: Driver) -> None:
    answers = {"what_happened": f"{RIGHT_TO_LEFT}\n{EMOJI}{LONG}", "occurred_on": "2026-11-20"}
    report = seal(
        driver.store,
        author=QUALITY,
        pin=PIN,
        form="event.adverse_event",
        answers={**answers, "outcome": "no_harm", "report_kind": "quick"},
    )
    driver.window.resize(1280, 720)
    driver.desk.roads.open_incident(report.record_id)
    driver.settle()
    page = driver.page
    assert isinstance(page, IncidentPage)
    assert page.model is not None
    assert len(page.title.text()) <= 61
    assert "\n" not in page.title.text()
    assert dict(page.model.report)["发生了什么"] == answers["what_happened"]
    assert driver.window.width() == 1280
    driver.key(Qt.Key.Key_Escape)
    assert page_of(driver).table.isVisible()


@pytest.fixture
def analysed(driver: Driver) -> IncidentPage:
    """A report that was analysed, with measures and an answer, open on its page."""
    answers = {"what_happened": "病理标本标签贴错", "occurred_on": "2026-11-20", "outcome": "not_reached"}
    report = seal(
        driver.store,
        author=OFFICER,
        pin=PIN,
        form="event.adverse_event",
        answers={**answers, "report_kind": "quick"},
    )
    branches = (("people", "人手少", "no"), ("method", "没有双人核对" * 20, "yes"), ("method", LONG, "no"))
    given: dict[str, dict[str, Json]] = {
        "incident.analyse": {
            "problem": "标签贴错",
            "causes": [
                {"row_id": str(n), "branch": branch, "cause": cause, "is_root": root}
                for n, (branch, cause, root) in enumerate(branches)
            ],
            "whys": [{"row_id": "w", "why": "为什么贴错", "because": "放在一起"}],
        },
        "incident.improve": {
            "measures": [
                {
                    "row_id": "m",
                    "cause": "没有双人核对",
                    "measure": "双人核对",
                    "owner": OFFICER,
                    "due": "2026-11-18",
                    "state": "open",
                }
            ],
            "verdict": "partly",
        },
    }
    for form, changes in given.items():
        seal(
            driver.store,
            author=QUALITY,
            pin=PIN,
            form=form,
            answers=answers_for(driver.store, form) | changes,
            subject=report.record_id,
        )
    driver.desk.roads.open_incident(report.record_id)
    driver.settle()
    page = driver.page
    assert isinstance(page, IncidentPage)
    return page


def test_an_analysis_is_drawn_with_its_roots_and_measures_tell_what_is_late(analysed: IncidentPage) -> None:
    model = analysed.model
    assert model is not None
    (analysis,) = model.analyses.values()
    assert [one.name for one in analysis.branches] == ["人", "机", "料", "法", "环"]
    assert [is_root for one in analysis.branches for _, is_root in one.causes] == [False, True, False]
    bone = analysed.findChild(Fishbone)
    assert bone is not None
    assert "没有双人核对" in bone.accessibleName()
    assert "根本原因" in bone.accessibleName()
    ((measures, effect),) = model.measures.values()
    assert measures[0].state.word == "逾期 2 天"
    assert effect is not None
    assert effect.state.word == "部分有效"
    assert dict(model.report)["发生了什么"] == "病理标本标签贴错"
    assert analysed.window().minimumSizeHint().width() <= 1280


def test_the_clocks_of_an_incident_stand_on_top_with_whom_they_run_to(analysed: IncidentPage) -> None:
    tiles = analysed.findChildren(ClockTile)
    assert len(tiles) == 1
    assert "院内主管部门" in tiles[0].accessibleName()


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
