"""From an empty folder to the first patrol on 今日, with every click and key of a newcomer counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QLineEdit, QWidget

from models.workflow.people import sign_in
from tests.gui.test_first_day import Chosen, fill, text_of
from tests.gui.test_first_start import until
from ui import first_notes, settings_file
from ui.application import Start
from ui.dialogs.first_lists import FirstLists
from ui.dialogs.first_papers import FirstPapers
from ui.dialogs.import_sheet import ImportDialog
from ui.dialogs.sign_in import SignIn
from ui.dialogs.wizard import Wizard
from ui.first_notes import Stage
from ui.pages.today import TodayPage

PIN = "2468"
PER_CLICK_S, PER_KEY_S = 3, 1  # a newcomer looks for the button, and types with two fingers
SYSTEM_DIALOG = 3  # clicks in the system's own dialog for a file
STAFF = (
    ("0107", "李某", "安全员", "保卫科"),
    ("0188", "王某", "科主任、护士长", "内科病区"),
    ("0231", "张某", "护士", "内科病区"),
    ("0236", "陈某", "护士", "急诊科"),
    ("0415", "赵某", "职工", "总务科"),
)
PLACES = (
    ("P01", "1 楼门诊大厅", "门诊区", "1 楼"),
    ("P04", "1 楼急诊与抢救室", "急诊区", "1 楼"),
    ("P07", "2 楼内科病区", "住院区", "2 楼"),
    ("P14", "配电间", "变配电室", "1 楼"),
)


@dataclass
class Newcomer:
    """Somebody at the program for the first time."""

    start: Start
    files: Chosen
    clicks: int = 0
    keys: int = 0
    told: list[str] = field(default_factory=list)

    def panel(self, kind: type[QWidget]) -> QWidget:
        def is_there() -> bool:
            background = self.start.background
            shown = background is not None and isinstance(self.start.window.overlay.panel, kind)
            return shown and background is not None and background.is_idle

        until(is_there)
        found = self.start.window.overlay.panel
        assert found is not None
        return found

    @property
    def wizard(self) -> Wizard:
        found = self.panel(Wizard)
        assert isinstance(found, Wizard)
        return found

    def click(self, button: QAbstractButton) -> None:
        assert button.isVisible()
        assert button.isEnabled()
        self.clicks += 1
        centre = button.rect().center()
        at = QPoint(10, centre.y()) if isinstance(button, QCheckBox) else centre
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=at)
        QApplication.processEvents()

    def write(self, line: QLineEdit, text: str) -> None:
        assert line.isVisible()
        self.clicks += 1
        self.keys += len(text)
        line.setFocus()
        if text.isascii():
            QTest.keyClicks(line, text)
        else:
            line.insert(text)  # an input method gives Chinese; it has no keys of its own
            line.textEdited.emit(line.text())
        QApplication.processEvents()

    @property
    def seconds(self) -> int:
        return self.clicks * PER_CLICK_S + self.keys * PER_KEY_S


@pytest.fixture
def begin(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[], Newcomer]]:
    """Starts the program on the same folder, as often as it is asked to."""
    begun: list[Start] = []
    home, files = tmp_path / "home", Chosen(tmp_path)

    def one() -> Newcomer:
        end()
        settings = replace(settings_file.load(home), scheme="light", motion=False)
        begun.append(Start(qapp, home, settings, files=files))
        begun[-1].show()
        return Newcomer(begun[-1], files)

    def end() -> None:
        while begun:
            start = begun.pop()
            start.close()
            start.window.close()
            start.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    yield one
    end()


def make_hospital(one: Newcomer) -> None:
    wizard = one.wizard
    one.write(wizard.hospital, "示范县第一卫生院")
    one.click(wizard.go)
    one.write(wizard.profile.beds, "60")
    one.click(wizard.profile.boxes["boiler"])
    one.click(wizard.go)
    one.write(wizard.number, "0001")
    one.write(wizard.name, "郑某")
    one.write(wizard.pin, PIN)
    one.write(wizard.again, PIN)
    one.click(wizard.go)
    until(lambda: bool(wizard.code.text()))


def bring_in(one: Newcomer, sheet: QWidget, rows: tuple[tuple[str, ...], ...]) -> None:
    """Save the sheet to fill, fill it, bring it in, with the PIN."""
    assert isinstance(sheet, ImportDialog)
    one.click(sheet.template)
    until(lambda: "模板存在" in sheet.told.text())
    one.files.opened.append(fill(one.files.saved[-1], *rows))
    one.keys += sum(len(cell) for row in rows for cell in row)
    one.click(sheet.go)
    one.clicks += 2 * SYSTEM_DIALOG
    until(lambda: f"可以导入 {len(rows)} 行" in sheet.summary.text())
    one.write(sheet.pin, PIN)
    one.click(sheet.go)
    until(lambda: bool(sheet.result.text()))


def test_a_newcomer_has_the_first_patrol_on_today_in_under_fifteen_minutes(
    begin: Callable[[], Newcomer],
) -> None:
    one = begin()
    make_hospital(one)
    wizard = one.wizard
    one.click(wizard.sheet.save)
    one.clicks += SYSTEM_DIALOG
    until(lambda: "已存成" in wizard.sheet.told.text())
    one.click(wizard.copied)
    one.click(wizard.go)
    one.click(wizard.go)  # the county, later
    lists = one.panel(FirstLists)
    assert isinstance(lists, FirstLists)
    one.click(lists.people)
    sheet = one.panel(ImportDialog)
    bring_in(one, sheet, STAFF)
    assert isinstance(sheet, ImportDialog)
    one.click(sheet.slips.save)
    one.clicks += SYSTEM_DIALOG
    until(lambda: "已存成" in sheet.slips.told.text())
    slips = text_of(one.files.saved[-1])
    one.click(sheet.slips.kept)
    one.click(sheet.go)
    lists = one.panel(FirstLists)
    assert isinstance(lists, FirstLists)
    one.click(lists.places)
    sheet = one.panel(ImportDialog)
    bring_in(one, sheet, PLACES)
    assert isinstance(sheet, ImportDialog)
    one.click(sheet.go)
    lists = one.panel(FirstLists)
    assert isinstance(lists, FirstLists)
    one.click(lists.go)
    papers = one.panel(FirstPapers)
    assert isinstance(papers, FirstPapers)
    one.click(papers.save)
    one.clicks += SYSTEM_DIALOG
    until(lambda: "已存成" in papers.told.text())
    blank = text_of(one.files.saved[-1])
    assert "每日防火巡查记录" in blank
    assert "季度安全生产大检查表" in blank
    one.click(papers.go)
    dialog = one.panel(SignIn)
    assert isinstance(dialog, SignIn)
    pin = slips.split("0231")[1].split("PIN")[1][:6]
    one.write(dialog.number, "0231")
    one.write(dialog.pin, pin)
    until(lambda: one.start.desk is not None and one.start.desk.person is not None)
    today = one.start.window.page("today")
    assert isinstance(today, TodayPage)
    until(lambda: "防火巡查" in today.tasks.accessibleName())
    assert one.start.desk is not None
    assert one.start.desk.reader.name == "张某"
    assert first_notes.load(one.start.home) is None
    print(f"{one.clicks} clicks, {one.keys} keys: {one.seconds} s")
    assert one.seconds < 15 * 60


def test_what_was_typed_is_there_after_the_computer_was_switched_off(begin: Callable[[], Newcomer]) -> None:
    one = begin()
    wizard = one.wizard
    for bad, told in (
        ("", "还没填"),
        ("某" * 61, "最多 60 个字"),
        ("某院（演示）", "演示医院用的"),
        ("某\u200b院", "印不出来"),
    ):
        wizard.hospital.setText(bad)
        one.click(wizard.go)
        assert told in wizard.hospital.accessibleDescription()
    wizard.hospital.clear()
    one.write(wizard.hospital, "示范县第二卫生院")
    wizard.level.set_current("county")
    one.click(wizard.go)
    one.write(wizard.profile.beds, "20")
    one.click(wizard.profile.boxes["gas"])
    one.click(wizard.go)
    one.click(wizard.back)
    one.click(wizard.back)
    assert wizard.hospital.text() == "示范县第二卫生院"
    again = begin()
    wizard = again.wizard
    assert wizard.hospital.text() == "示范县第二卫生院"
    assert wizard.level.current == "county"
    assert wizard.profile.figures == {"beds": 20}
    assert wizard.profile.switches == ("gas",)


def test_a_first_start_that_was_cut_off_goes_on_where_it_was_after_the_pin(
    begin: Callable[[], Newcomer],
) -> None:
    one = begin()
    make_hospital(one)
    code = one.wizard.code.text()
    again = begin()
    wizard = again.wizard
    assert not wizard.code.isVisible()
    again.write(wizard.resume_pin, "9753")
    again.click(wizard.go)
    until(lambda: "PIN 不对" in wizard.resume_pin.accessibleDescription())
    again.write(wizard.resume_pin, PIN)
    again.click(wizard.go)
    until(lambda: wizard.code.text() == code)
    again.click(wizard.copied)
    again.click(wizard.go)
    notes = first_notes.load(again.start.home)
    assert notes is not None
    assert notes.stage is Stage.COUNTY
    third = begin()
    wizard = third.wizard
    third.write(wizard.resume_pin, PIN)
    third.click(wizard.go)
    until(wizard.county.isVisible)
    third.click(wizard.back)
    assert wizard.code.text() == code
    third.click(wizard.go)
    third.click(wizard.go)
    third.panel(FirstLists)
    assert third.start.store is not None
    assert sign_in(third.start.store, "0001", PIN).name == "郑某"
