"""Signed papers filed in the real window: dropped, read, told apart, filed by one press, matched by hand, taken off."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QLibraryInfo, QMimeData, QPointF, Qt, QUrl, QVersionNumber
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from models.queries import records
from models.queries.records import RecordFilter, RecordItem
from models.workflow import paper, scanning
from tests.scans import blurred, drawn, turned
from tools.window_driver import Driver
from ui.dialogs.match_scan import MatchDialog
from ui.dialogs.reason import ReasonDialog
from ui.pages.record import RecordPage
from ui.pages.records import RecordsPage
from ui.pages.scans import ScansPage

OFFICER, NURSE = "0107", "0231"
PATROL = "fire.daily_patrol"
HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def driver(open_window: Callable[..., Driver]) -> Driver:
    opened = open_window()
    opened.sign_in(OFFICER)
    return opened


def patrols(driver: Driver) -> tuple[RecordItem, ...]:
    with driver.store.read() as session:
        wanted = RecordFilter(form_id=PATROL)
        return records.find(session, driver.store.catalog, wanted, driver.desk.reader).rows


def state_of(driver: Driver, record_id: str) -> str:
    return next(row.paper for row in patrols(driver) if row.record_id == record_id)


def drop(driver: Driver, target: QWidget, *paths: Path) -> bool:
    """Files fall on a widget; whether it took them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(40, 40)
    # The old Qt knows whole pixels only, the new one warns of them.
    is_old = QLibraryInfo.version() < QVersionNumber(6, 10)
    entered = QDragEnterEvent(place.toPoint() if is_old else place, copy, data, left, none)
    entered.ignore()
    QApplication.sendEvent(target, entered)
    if not entered.isAccepted():
        return False
    fallen = QDropEvent(place, copy, data, left, none)
    fallen.ignore()
    QApplication.sendEvent(target, fallen)
    driver.settle()
    return fallen.isAccepted()


def scans(driver: Driver) -> ScansPage:
    page = driver.page
    assert isinstance(page, ScansPage)
    return page


def words(page: ScansPage) -> list[str]:
    return [line.state.word for line in page.lines]


def stack(folder: Path, *pages: Image.Image) -> Path:
    file = folder / "stack.pdf"
    pages[0].save(file, save_all=True, append_images=pages[1:], resolution=150)
    return file


def test_a_stack_is_dropped_on_the_records_read_and_filed_by_one_press(
    driver: Driver, tmp_path: Path
) -> None:
    found = patrols(driver)
    old = next(row for row in found if row.versions > 1)
    one, *_ = [row for row in found if row.versions == 1]
    prints = [
        paper.print_record(driver.store, one.record_id, person=OFFICER),
        paper.print_record(driver.store, old.record_id, person=OFFICER, version=1),
    ]
    lost = blurred(6)(drawn(prints[0], 1, 150))
    file = stack(tmp_path, turned(2)(drawn(prints[0], 1, 150)), drawn(prints[1], 1, 150), lost)
    driver.desk.go("records")
    driver.settle()
    assert isinstance(driver.page, RecordsPage)
    assert not drop(driver, driver.window, tmp_path / "letter.docx")
    assert drop(driver, driver.window, file)
    page = scans(driver)
    assert words(page) == ["将归档", "旧版的纸", "没认出来"]
    assert driver.focus.accessibleName().startswith("将归档，《每日防火巡查记录》")
    assert page.picture.has_picture
    driver.key(Qt.Key.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)
    driver.until(lambda: words(page) == ["已签归档", "归在旧版下", "没认出来"])
    driver.settle()
    assert (state_of(driver, one.record_id), state_of(driver, old.record_id)) == ("filed", "")

    # the one that could not be read is matched by hand, and is the page that is filed already
    driver.key(Qt.Key.Key_Down)
    driver.key(Qt.Key.Key_Down)
    driver.key(Qt.Key.Key_M)
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, MatchDialog)
    assert dialog.scan.has_picture
    driver.type("0000 1111 2222", dialog.code)
    driver.key(Qt.Key.Key_Return, dialog.code)
    assert not dialog.go.isEnabled()
    dialog.code.clear()
    driver.type(old.rev_id[:12], dialog.code)
    driver.key(Qt.Key.Key_Return, dialog.code)
    assert dialog.ours.has_picture
    driver.key(Qt.Key.Key_Return, dialog.code, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert words(page)[2] == "将归档"
    driver.key(Qt.Key.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)
    driver.until(lambda: state_of(driver, old.record_id) != "")
    with driver.store.read() as session:
        assert [row.how for row in scanning.scans_to_show(session, old.record_id)].count("hand") == 1

    # what is done goes, and what was filed can be taken off with a reason
    driver.click(page.tidy)
    assert not page.lines
    with driver.store.read() as session:
        (kept,) = scanning.scans_to_show(session, one.record_id)
    driver.desk.roads.take_off_scan(one.record_id, kept.sha256)
    driver.settle()
    reason = driver.window.overlay.panel
    assert isinstance(reason, ReasonDialog)
    reason.reason.setPlainText("扫歪了")
    driver.click(reason.go)
    assert state_of(driver, one.record_id) == ""


def test_the_page_by_its_key_lists_what_is_out_and_leads_there(driver: Driver) -> None:
    one = patrols(driver)[0]
    paper.print_record(driver.store, one.record_id, person=OFFICER)
    driver.key(Qt.Key.Key_S, modifiers=HELD)
    page = scans(driver)
    assert page.waits.isVisible()
    assert one.serial in page.waiting.accessibleName()
    driver.key(Qt.Key.Key_Return, page.waiting)
    assert isinstance(driver.page, RecordPage)


def test_a_stack_is_forgotten_when_another_person_sits_down(driver: Driver, tmp_path: Path) -> None:
    pdf = paper.print_record(driver.store, patrols(driver)[0].record_id, person=OFFICER)
    driver.desk.roads.file_scans((stack(tmp_path, drawn(pdf, 1, 150)), tmp_path / "gone.pdf"))
    driver.settle()
    assert words(scans(driver))[-1] == "打不开"
    driver.desk.lock()
    driver.settle()
    driver.sign_in(NURSE)
    driver.desk.roads.file_scans(())
    driver.settle()
    assert scans(driver).lines == ()


def test_a_new_file_of_the_scanners_folder_is_offered_and_taken_by_a_key(
    driver: Driver, tmp_path: Path
) -> None:
    pdf = paper.print_record(driver.store, patrols(driver)[0].record_id, person=OFFICER)
    folder = tmp_path / "scanner"
    folder.mkdir()
    driver.desk.keep(replace(driver.desk.settings, scan_folder=str(folder)))
    driver.desk.roads.file_scans(())
    page = scans(driver)
    driver.until(lambda: "没有新文件" in page.watched.text())
    file = stack(folder, drawn(pdf, 1, 150))
    now = driver.store.clock.now().timestamp()
    os.utime(file, (now, now))
    driver.until(page.take.isVisible)
    driver.key(Qt.Key.Key_T)
    driver.until(lambda: bool(page.lines))
    assert words(page) == ["将归档"]


def test_what_falls_while_others_are_read_is_read_after_them(driver: Driver, tmp_path: Path) -> None:
    pdf = paper.print_record(driver.store, patrols(driver)[0].record_id, person=OFFICER)
    one, two = tmp_path / "one.png", tmp_path / "two.png"
    drawn(pdf, 1, 150).save(one)
    drawn(pdf, 1, 200).save(two)
    driver.desk.roads.file_scans((one,))
    driver.desk.roads.file_scans((two,))
    page = scans(driver)
    driver.until(lambda: len(page.lines) == 2)
    assert words(page) == ["将归档", "重复的"]


def test_files_do_not_fall_where_they_are_not_meant(driver: Driver, tmp_path: Path) -> None:
    driver.desk.go("settings")
    driver.settle()
    assert not drop(driver, driver.window, tmp_path / "scan.pdf")
