"""One record whole: what changed and why, photos, findings and their hazards, prints, however long a text is."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from models.queries import records
from models.queries.records import RecordFilter, RecordItem
from models.workflow import attachments, paper
from tools.window_driver import Driver
from ui.dialogs.photo import PhotoDialog
from ui.pages.answer_row import AnswerLine, AnswerRow
from ui.pages.hazard import HazardPage
from ui.pages.record import RecordPage
from ui.pages.record_answers import AnswerSection
from ui.presenters.record_answers import GONE, NEW, Around, answers_of, changed_only
from ui.presenters.record_model import before_of
from ui.widgets.button import Button
from ui.widgets.photo_pair import PhotoTile
from ui.widgets.timeline import Timeline

OpenWindow = Callable[..., Driver]


@pytest.fixture
def driver(open_window: OpenWindow) -> Driver:
    opened = open_window()
    opened.sign_in("0107")
    return opened


def found(driver: Driver, wanted: Callable[[RecordItem], bool]) -> RecordItem:
    with driver.store.read() as session:
        rows = records.find(session, driver.store.catalog, RecordFilter(), driver.desk.reader).rows
    return next(row for row in rows if wanted(row))


def opened(driver: Driver, wanted: Callable[[RecordItem], bool]) -> RecordPage:
    driver.desk.roads.open_record(found(driver, wanted).record_id)
    driver.settle()
    page = driver.page
    assert isinstance(page, RecordPage)
    return page


def lines_of(page: RecordPage) -> list[AnswerLine]:
    return [row.line for row in page.answers.findChildren(AnswerRow)]


def test_beside_the_version_before_only_what_changed_is_shown_with_who_and_why_and_all_at_a_key(
    driver: Driver,
) -> None:
    page = opened(driver, lambda row: row.versions == 2)
    everything = len(lines_of(page))
    driver.key(Qt.Key.Key_V)
    assert [(line.label, line.other, line.value) for line in lines_of(page)] == [
        ("结束时间", "21:58", "21:59")
    ]
    assert page.versions.changes.text() == f"比第 1 版改了 1 处，共 {everything} 项"
    assert "王某" in page.versions.story.text()
    assert "结束时间写错了" in page.versions.story.text()
    driver.key(Qt.Key.Key_A)
    assert len(lines_of(page)) == everything
    driver.key(Qt.Key.Key_A)
    driver.key(Qt.Key.Key_V)
    assert not any(line.is_changed for line in lines_of(page))


def test_the_first_version_is_compared_by_showing_what_the_second_made_of_it(driver: Driver) -> None:
    page = opened(driver, lambda row: row.versions == 2)
    first = page.versions.switch._options[0][0]
    page.version_requested.emit(first)
    assert page.versions.changes.text() == "第 1 版，还没有更正"
    driver.key(Qt.Key.Key_V)
    assert [line.value for line in lines_of(page)] == ["21:59"]


def test_rows_that_came_and_rows_that_went_are_said_to_be_so(driver: Driver) -> None:
    item = found(driver, lambda row: row.versions == 2)
    with driver.store.read() as session:
        view = records.get(session, driver.store.catalog, item.record_id, driver.desk.reader)
    assert view is not None
    assert view.form is not None
    before = before_of(view, view.revision)
    assert before is not None
    rows = view.revision.answers["places"]
    assert isinstance(rows, list)
    assert isinstance(rows[0], dict)
    fewer = {**view.revision.answers, "places": [*rows[1:], {**rows[0], "row_id": "newrow01"}]}
    shown = replace(view.revision, answers=fewer)
    around = Around(names=_Codes())
    changed = changed_only(answers_of(view.form, shown, around, before))
    assert [section.change for section in changed if section.change] == [NEW, GONE]
    gone = next(section for section in changed if section.change == GONE)
    assert all(line.value == "" and line.other for line in gone.lines)


def test_a_finding_leads_to_its_hazard(driver: Driver) -> None:
    page = opened(driver, lambda row: row.abnormal > 0)
    finding = next(line for line in lines_of(page) if line.hazard)
    assert finding.said == "异常"
    link = next(one for one in page.answers.findChildren(Button) if one.text() == "看这条隐患")
    driver.click(link)
    assert isinstance(driver.page, HazardPage)


def test_photos_stand_below_their_answer_and_open_large(driver: Driver) -> None:
    page = opened(driver, lambda row: row.versions == 1)
    sha = attachments.add(driver.store, picture(), "image/png")
    small = QImage.fromData(picture())
    line = AnswerLine(label="照片", value="照片 1 张", photos=(sha,))
    page.answers.present((AnswerSection(title="附件", lines=(line,)),), images={sha: small})
    driver.settle()
    tile = page.answers.findChild(PhotoTile)
    assert isinstance(tile, PhotoTile)
    assert tile.isEnabled()
    driver.click(tile)
    assert isinstance(driver.window.overlay.panel, PhotoDialog)
    driver.key(Qt.Key.Key_Escape)
    page.photo_requested.emit("0" * 64)
    driver.settle()
    assert "这张照片看不了" in driver.window.banner.accessibleName()


def picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (640, 480), "grey").save(held, "PNG")
    return held.getvalue()


def test_the_story_says_who_printed_it_and_for_which_time(driver: Driver) -> None:
    item = found(driver, lambda row: row.versions == 1)
    paper.print_record(driver.store, item.record_id, person="0231")
    paper.print_record(driver.store, item.record_id, person="0107")
    page = opened(driver, lambda row: row.record_id == item.record_id)
    told = page.findChild(Timeline)
    assert isinstance(told, Timeline)
    assert [one.fact for one in told._moments[:2]] == ["第 2 次打印", "第 1 次打印"]
    assert "张某" in told._moments[1].detail


class _Codes:
    """Names that are their codes."""

    def person(self, staff_no: str) -> str:
        return staff_no

    def place(self, place_id: str) -> str:
        return place_id

    def asset(self, asset_id: str) -> str:
        return asset_id

    def department(self, department: str) -> str:
        return department
