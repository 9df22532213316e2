"""Names of all that is allowed, rare characters, emoji, writing from right to left, 10,000 characters in one cell."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from forms.clock import FixedClock
from models.store import Store
from models.workflow import demo, people
from models.workflow.setup import set_up
from tests.hospital import ADMIN, PIN, START, abnormal, patrol_with, seal_sample
from tools.window_driver import Driver
from ui.pages.answer_row import AnswerLine, AnswerRow
from ui.pages.record import RecordPage
from ui.pages.records import RecordsPage
from ui.theme import look, paragraph
from ui.theme.tokens import Type
from ui.widgets.tip import LONGEST, plain_tip

HOSPITAL = ("示范县第一卫生院" + "住院医技综合楼𬱖" * 13)[:60]
WHO = "示" + "𬱖𠅤" * 19 + "某"
PLACE = ("二楼" + "内科病区东侧走廊🔥" * 9)[:60]
FINDING = ("<b>楼梯间</b> مخرج الطوارئ مسدود 堆放纸箱🔥🧯 " + "很长的一段话" * 1700)[:10_000]
STAFF_NO = "9001"


@pytest.fixture(scope="module")
def bad_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hospital that was named, and filled its forms, as badly as the forms allow."""
    home = tmp_path_factory.mktemp("bad") / "home"
    store = Store.open(home, clock=FixedClock(START))
    set_up(
        store,
        hospital=HOSPITAL,
        level="township",
        admin_no=ADMIN,
        admin_name=WHO,
        admin_pin=PIN,
        departments=demo.DEPARTMENTS,
        demo=True,
        pins={person[0]: PIN for person in demo.PEOPLE},
    )
    people.add_person(store, ADMIN, staff_no=STAFF_NO, name=WHO, role="nurse", department="内科病区", pin=PIN)
    seal_sample(store, "register.place", author=ADMIN, answers={"code": "P99", "name": PLACE})
    rows = patrol_with(store, {0: {"exits": abnormal(text=FINDING)}})["places"]
    assert isinstance(rows, list)
    assert isinstance(rows[0], dict)
    rows[0]["place"] = "P99"
    seal_sample(
        store, "fire.daily_patrol", author=STAFF_NO, answers={"places": rows[:2], "patrollers": [STAFF_NO]}
    )
    store.close()
    return home


@pytest.fixture
def driver(bad_home: Path, tmp_path: Path) -> Iterator[Driver]:
    home = tmp_path / "home"
    shutil.copytree(bad_home, home)
    opened = Driver(home, wide=1280, high=720)
    opened.sign_in(STAFF_NO, PIN)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", ["today", "catalogue", "records", "hazards", "sync"])
def test_no_name_makes_a_page_or_the_frame_wider_than_the_window(driver: Driver, name: str) -> None:
    driver.desk.go(name)
    driver.settle()
    assert driver.window.width() == 1280
    assert driver.page.minimumSizeHint().width() <= driver.page.width()
    top = driver.window.top
    assert top.minimumSizeHint().width() <= top.width()


def test_a_row_of_the_list_stays_one_row_and_its_tool_tip_says_the_whole_name(driver: Driver) -> None:
    driver.desk.go("records")
    driver.settle()
    page = driver.page
    assert isinstance(page, RecordsPage)
    (row,) = (one for one in page.rows if one.author == STAFF_NO)
    at = page.rows.index(row)
    assert page.table.rowHeight(at) == look.row(44)
    model = page.table.model()
    tips = [
        model.data(model.index(at, column), Qt.ItemDataRole.ToolTipRole)
        for column in range(model.columnCount())
    ]
    assert plain_tip(WHO) in tips
    places = model.index(at, 2)
    assert tips[2] == plain_tip(str(model.data(places)))


def test_the_record_shows_every_character_of_a_very_long_finding(driver: Driver) -> None:
    driver.desk.go("records")
    driver.settle()
    listed = driver.page
    assert isinstance(listed, RecordsPage)
    (row,) = (one for one in listed.rows if one.author == STAFF_NO)
    driver.desk.roads.open_record(row.record_id)
    driver.settle()
    page = driver.page
    assert isinstance(page, RecordPage)
    assert page.minimumSizeHint().width() <= page.width()
    (long,) = (one for one in page.answers.findChildren(AnswerRow) if FINDING in one.line.note)
    assert FINDING in long.accessibleName()
    needed = paragraph.height(long.line.note, Type.META, long.width() - 64)
    assert long.height() >= needed > 2000
    assert page.answers.horizontalScrollBar().maximum() == 0


def test_a_word_without_spaces_is_broken_and_not_cut_off() -> None:
    word = "a" * 4000
    row = AnswerRow(AnswerLine(label="说明", value=word))
    row.resize(600, row.heightForWidth(600))
    assert paragraph.height(word, Type.BODY, 400) > 40 * paragraph.height("a", Type.BODY, 400)
    assert row.height() > 1000


def test_a_tool_tip_is_text_whatever_was_typed_and_not_endless() -> None:
    assert plain_tip("<b>粗</b>\n& 下一行") == "<qt>&lt;b&gt;粗&lt;/b&gt;<br>&amp; 下一行</qt>"
    assert len(plain_tip(FINDING)) < LONGEST * 6
    assert plain_tip(" ") == ""
