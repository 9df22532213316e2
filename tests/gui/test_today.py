"""Today as a board that one acts from: what is silenced, explained, gone on with, and what is out on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from forms.catalog import Catalog
from forms.json_value import Json
from models.home import DATABASE
from models.queries import today
from models.queries.today_papers import PaperOut
from models.queries.today_view import TaskItem, TodayView
from models.workflow import drafts, paper
from tools.demo_days import NOW
from tools.window_driver import Driver
from ui.kept import Kept
from ui.pages.record import RecordPage
from ui.pages.records import RecordsPage
from ui.pages.today import TodayPage
from ui.presenters.reminders import Reminders
from ui.presenters.today import TodayPresenter, may_be_silenced
from ui.presenters.today_words import MOST_ROWS, due_count, model
from ui.widgets.shift_line import ShiftLine, ShiftMark, common
from ui.widgets.task_list import TaskRow

OpenWindow = Callable[..., Driver]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def driver(open_window: OpenWindow) -> Driver:
    opened = open_window()
    opened.sign_in("0231")
    return opened


@pytest.fixture(scope="module")
def view(demo_home: Path) -> TodayView:
    """The nurse's evening, without a window."""
    catalog = Catalog.load()
    return today.read(
        demo_home / DATABASE,
        catalog.current(),
        staff_no="0231",
        roles=("nurse",),
        department="内科病区",
        now=NOW,
        area_names={one.code: one.label for one in catalog.choice_list("place_area")},
    )


def page_of(driver: Driver) -> TodayPage:
    page = driver.desk.presenter("today").page
    assert isinstance(page, TodayPage)
    return page


def rows_of(driver: Driver, group: str) -> list[TaskRow]:
    return [row for one in page_of(driver).tasks._groups if one.id == group for row in one.rows]


def read(driver: Driver) -> TodayView:
    catalog, reader = driver.store.catalog, driver.desk.reader
    return today.read(
        driver.store.path,
        catalog.current(),
        staff_no=reader.staff_no,
        roles=reader.roles,
        department=reader.department,
        now=driver.desk.now(),
        area_names={one.code: one.label for one in catalog.choice_list("place_area")},
    )


def test_a_silenced_reminder_moves_to_its_own_line_and_comes_back_by_undo_or_by_its_button(
    driver: Driver,
) -> None:
    page = page_of(driver)
    overdue = [row.key for row in rows_of(driver, "overdue")]
    badge = driver.window.rail._badges["today"].count
    driver.key(Qt.Key.Key_Z, page.tasks)
    assert [row.key for row in rows_of(driver, "overdue")] == overdue[1:]
    (quiet,) = rows_of(driver, "quiet")
    assert quiet.key == f"quiet:{overdue[0]}"
    assert (quiet.due, quiet.deadline, quiet.button) == ("先不提醒", "到 明天 08:00", "恢复提醒")
    assert driver.window.rail._badges["today"].count == badge - 1
    driver.key(Qt.Key.Key_Z, page.tasks, CTRL)
    assert [row.key for row in rows_of(driver, "overdue")] == overdue
    driver.key(Qt.Key.Key_Z, page.tasks)
    (quiet,) = rows_of(driver, "quiet")
    page.task_requested.emit(quiet.key)
    driver.settle()
    assert sorted(row.key for row in rows_of(driver, "overdue")) == sorted(overdue)


def test_silence_is_one_persons_and_is_still_there_after_a_restart(driver: Driver) -> None:
    presenter = driver.desk.presenter("today")
    assert isinstance(presenter, TodayPresenter)
    hazard = page_of(driver).hazards.list.current
    presenter.silence(hazard, "shift")
    driver.settle()
    again = Reminders(Kept(driver.home))
    now = driver.desk.now()
    assert set(again.silent("0231", now)) == {hazard}
    assert again.silent("0107", now) == {}
    assert again.silent("0231", now + timedelta(hours=12)) == {}
    assert hazard not in [line.key for line in page_of(driver).hazards.list._lines]
    assert [row.key for row in rows_of(driver, "quiet")] == [f"quiet:{hazard}"]


def test_the_clock_of_an_incident_cannot_be_silenced(view: TodayView) -> None:
    assert view.clocks
    everything = {
        key: view.now + timedelta(days=1)
        for clock in view.clocks
        for key in (clock.record_id, f"clock:{clock.record_id}", f"record:{clock.record_id}")
    }
    shown = model(view, grade_word=str, silent=everything)
    keys = [clock.key for clock in shown.clocks] + [
        line.key.removeprefix("clock:") for line in shown.more_clocks
    ]
    assert sorted(keys) == sorted(clock.record_id for clock in view.clocks)
    assert not may_be_silenced(f"clock:{view.clocks[0].record_id}")


def test_the_clock_that_can_still_be_met_stands_before_one_that_was_not(view: TodayView) -> None:
    clock = view.clocks[0]
    late = replace(clock, record_id="late", due=view.now - timedelta(days=40))
    soon = replace(clock, record_id="soon", due=view.now + timedelta(minutes=47))
    shown = model(replace(view, clocks=(late, clock, soon)), grade_word=str)
    assert [one.key for one in shown.clocks] == ["soon"]
    assert [line.key for line in shown.more_clocks] == [f"clock:{clock.record_id}", "clock:late"]


def test_what_was_missed_is_explained_from_the_board_and_then_rests_in_a_line_of_its_own(
    driver: Driver,
) -> None:
    missed = rows_of(driver, "overdue")[0]
    driver.key(Qt.Key.Key_Y, page_of(driver).tasks)
    driver.until(lambda: driver.page.name == "fill")
    (draft,) = drafts.open_drafts(driver.store, "0231")
    assert draft.form_id == "management.duty_missed"
    assert draft.answers["title"] in missed.title
    assert draft.answers["first"] == draft.answers["last"] == "2026-11-20"
    view = read(driver)
    task = next(one for one in view.tasks if f"task:{one.key}" == missed.key)
    told = model(replace(view, tasks=(replace(task, explained="设备停用"),)), grade_word=str)
    assert [group.id for group in told.groups if group.id in ("overdue", "missed")] == ["missed"]
    group = next(group for group in told.groups if group.id == "missed")
    assert group.rows[0].meta == "住院区·设备停用"
    assert group.rows[0].button == ""


def test_a_filling_that_was_left_says_how_far_it_came_and_where_it_stopped(driver: Driver) -> None:
    task = next(one for one in read(driver).tasks if one.group == "now")
    answers: dict[str, Json] = {
        "shift": "evening",
        "places": [
            {"row_id": "row00001", "place": "P05", "fire_power": "normal"},
        ],
    }
    draft = drafts.start(
        driver.store,
        form_id=task.form_id,
        person="0231",
        department="内科病区",
        task=task.key,
        answers=answers,
    )
    drafts.save(
        driver.store,
        draft.draft_id,
        answers=draft.answers,
        position="places/row00001/e_bikes",
        meta=draft.meta,
    )
    driver.desk.go("today")
    driver.settle()
    row = next(row for row in rows_of(driver, "now") if row.key == f"task:{task.key}")
    assert row.button == "继续"
    assert row.progress is not None
    assert 0 < row.progress[0] < row.progress[1]
    assert "上次停在第 3 项" in row.meta


def test_a_colleagues_filling_is_named_and_not_opened(driver: Driver) -> None:
    task = next(one for one in read(driver).tasks if one.group == "now")
    drafts.start(driver.store, form_id=task.form_id, person="0107", department="保卫科", task=task.key)
    driver.desk.go("today")
    driver.settle()
    row = next(row for row in rows_of(driver, "now") if row.key == f"task:{task.key}")
    assert "李某已开始填" in row.meta
    assert row.button == "开始"


def test_a_printed_paper_stands_beside_the_list_until_it_is_back(driver: Driver) -> None:
    with driver.store.read() as session:
        from models.queries.records import RecordFilter, find

        sealed = find(session, driver.store.catalog, RecordFilter(), driver.desk.reader).rows[0]
    paper.print_record(driver.store, sealed.record_id, person="0231")
    paper.print_record(driver.store, sealed.record_id, person="0231")
    (out,) = read(driver).papers
    assert (out.record_id, out.copies, out.serial) == (sealed.record_id, 2, sealed.serial)
    driver.desk.go("today")
    driver.settle()
    page = page_of(driver)
    assert page.papers.list.current == f"record:{sealed.record_id}"
    driver.key(Qt.Key.Key_Return, page.papers.list)
    assert isinstance(driver.page, RecordPage)
    driver.desk.go("today")
    driver.settle()
    driver.click(page.papers.link)
    listed = driver.page
    assert isinstance(listed, RecordsPage)
    assert [row.record_id for row in listed.rows] == [sealed.record_id]


def test_what_waits_for_others_can_be_silenced_too_and_is_counted_once(view: TodayView) -> None:
    waits = view.unsigned[0]
    silent = {f"record:{waits.record_id}": view.now + timedelta(hours=3)}
    both = PaperOut(
        record_id=waits.record_id,
        title=waits.title,
        serial=waits.serial,
        printed_at=view.now - timedelta(days=3),
        copies=1,
        is_part=False,
    )
    shown = model(replace(view, papers=(both,)), grade_word=str, silent=silent)
    assert shown.papers == ()
    assert [line for line in shown.unsigned if line.key in silent] == []
    (quiet,) = (group for group in shown.groups if group.id == "quiet")
    assert [row.key for row in quiet.rows] == [f"quiet:record:{waits.record_id}"]
    told = model(replace(view, papers=(both,)), grade_word=str).papers[0]
    assert (told.words, told.heavy) == ("3 天未签", True)


def test_a_hazard_beside_the_list_opens_by_enter(driver: Driver) -> None:
    cards = page_of(driver).hazards.list
    wanted = next(at for at, line in enumerate(cards._lines) if line.key.startswith("hazard:"))
    for _ in range(wanted):
        driver.key(Qt.Key.Key_Down, cards)
    driver.key(Qt.Key.Key_Return, cards)
    assert driver.page.name == "hazard"


def test_sixty_tasks_are_a_dozen_rows_and_one_line_for_the_rest(view: TodayView) -> None:
    one = next(task for task in view.tasks if task.group == "now")
    many: tuple[TaskItem, ...] = tuple(
        replace(one, key=f"{one.key}{n}", form_id=f"form.{n}", title=f"检查 {n}") for n in range(60)
    )
    shown = model(replace(view, tasks=many, to_sign=(), drafts=(), followups=(), sheets=()), grade_word=str)
    now, more = (group for group in shown.groups if group.id.startswith("now"))
    assert (len(now.rows), now.more) == (MOST_ROWS, 60 - MOST_ROWS)
    assert (len(more.rows), more.folded) == (60 - MOST_ROWS, True)
    assert due_count(replace(view, tasks=many, to_sign=(), drafts=(), followups=(), sheets=())) == 60


def test_an_evening_with_only_silenced_tasks_does_not_claim_that_all_is_done(view: TodayView) -> None:
    one = next(task for task in view.tasks if task.group == "now")
    alone = replace(view, tasks=(one,), to_sign=(), drafts=(), followups=(), sheets=(), due=())
    silent = {f"task:{one.key}": view.now + timedelta(hours=3)}
    shown = model(alone, grade_word=str, silent=silent)
    assert shown.done_fact == "要提醒的都做完了，还有先不提醒的没做"


def test_marks_that_stand_together_say_what_they_have_in_common() -> None:
    assert common(["急诊区防火巡查", "住院区防火巡查"]) == "防火巡查"
    assert common(["冰箱温度登记", "冰箱温度登记"]) == "冰箱温度登记"
    assert common(["抢救车检查", "交接班"]) == ""
    line = ShiftLine()
    line.resize(1200, 88)
    start = datetime.fromisoformat("2026-11-20T20:00+08:00")
    at = start + timedelta(hours=6)
    marks = tuple(
        ShiftMark(key=name, label=f"{name}防火巡查", said=f"{name}防火巡查·夜间第 1 次", at=at, state="open")
        for name in ("急诊区", "住院区")
    )
    line.present(start, start + timedelta(hours=12), start, marks)
    assert [group.words for group in line._groups()] == ["防火巡查 2 项"]
    assert "急诊区防火巡查·夜间第 1 次 02:00 待办" in line.accessibleName()


def test_a_day_that_was_read_ahead_is_shown_to_its_person_alone(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.sign_in("0231", "9753")  # a wrong PIN: the nurse's day has been read meanwhile, and is nobody's
    presenter = driver.desk.presenter("today")
    assert isinstance(presenter, TodayPresenter)
    assert presenter._view is None
    driver.sign_in("0107")
    assert presenter._view == read(driver)
    driver.key(Qt.Key.Key_F2)
    driver.sign_in("0231")
    assert presenter._view == read(driver)
