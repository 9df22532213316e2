"""The first day by the window: recovery sheet, county, lists from Excel, PIN slips, texts still to be checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from forms.clock import FixedClock, SystemClock
from models.queries.people import all_people
from models.queries.places import all_places
from models.store import Store
from models.workflow.people import sign_in
from server.settings import Settings
from tests.county import running_county
from tests.gui.test_first_start import until
from tools.demo_days import PIN
from tools.window_driver import Driver
from ui.background import Background
from ui.dialogs.first_lists import FirstLists
from ui.dialogs.first_papers import FirstPapers
from ui.dialogs.import_sheet import ImportDialog
from ui.dialogs.wizard import Wizard
from ui.first_start import FirstStart
from ui.main_window import MainWindow
from ui.pages.settings import SettingsPage
from ui.presenters.settings import SettingsPresenter


@dataclass
class Chosen:
    """Stands for the system's file dialog: somebody who chooses these files."""

    folder: Path
    opened: list[Path] = field(default_factory=list)
    saved: list[Path] = field(default_factory=list)

    def to_save(self, parent: QWidget, title: str, name: str, kind: str) -> Path | None:
        self.saved.append(self.folder / name)
        return self.saved[-1]

    def to_open(self, parent: QWidget, title: str, kind: str) -> Path | None:
        return self.opened[-1] if self.opened else None


@dataclass
class Day:
    window: MainWindow
    store: Store
    background: Background
    first: FirstStart
    files: Chosen
    finished: list[bool] = field(default_factory=list)

    def panel(self, kind: type[QWidget]) -> None:
        until(lambda: isinstance(self.window.overlay.panel, kind) and self.background.is_idle)

    @property
    def wizard(self) -> Wizard:
        panel = self.window.overlay.panel
        assert isinstance(panel, Wizard)
        return panel

    @property
    def lists(self) -> FirstLists:
        self.panel(FirstLists)
        panel = self.window.overlay.panel
        assert isinstance(panel, FirstLists)
        return panel

    @property
    def papers(self) -> FirstPapers:
        self.panel(FirstPapers)
        panel = self.window.overlay.panel
        assert isinstance(panel, FirstPapers)
        return panel

    @property
    def sheet(self) -> ImportDialog:
        panel = self.window.overlay.panel
        assert isinstance(panel, ImportDialog)
        return panel

    def settle(self) -> None:
        until(lambda: self.background.is_idle)

    def make_hospital(self) -> None:
        """Up to the recovery code, by keys."""
        wizard = self.wizard
        wizard.hospital.setText("示范县第一卫生院")
        control_enter(wizard)
        control_enter(wizard)
        QTest.keyClicks(wizard.number, "0001")
        wizard.name.setText("郑某")
        QTest.keyClicks(wizard.pin, PIN)
        QTest.keyClicks(wizard.again, PIN)
        control_enter(wizard)
        until(lambda: bool(wizard.code.text()))

    def go_on_from_the_code(self) -> None:
        self.wizard.copied.setChecked(True)
        control_enter(self.wizard)


def control_enter(widget: QWidget) -> None:
    QTest.keyClick(widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()


@pytest.fixture
def day(qapp: QApplication, tmp_path: Path) -> Iterator[Day]:
    store = Store.open(tmp_path / "home", clock=SystemClock())
    window = MainWindow()
    background = Background(window)
    window.resize(1440, 900)
    window.show()
    files = Chosen(tmp_path)
    day = Day(window, store, background, FirstStart(window, store, background, files), files)
    day.first.finished.connect(lambda: day.finished.append(True))
    yield day
    background.close()
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    store.close()


def text_of(pdf: Path) -> str:
    return "".join("\n".join(page.extract_text() for page in PdfReader(pdf).pages).split())


def fill(template: Path, *rows: tuple[str, ...]) -> Path:
    """Write rows under the headings of a saved template, as Excel would."""
    book = load_workbook(BytesIO(template.read_bytes()))
    for number, row in enumerate(rows, start=2):
        for at, value in enumerate(row, start=1):
            book.worksheets[0].cell(number, at).value = value
    book.save(template)
    return template


def test_the_recovery_sheet_is_kept_as_a_pdf_with_the_code_on_it(day: Day) -> None:
    day.make_hospital()
    assert not day.wizard.go.isEnabled()
    day.wizard.sheet.save.click()
    until(lambda: "已存成" in day.wizard.sheet.told.text())
    paper = text_of(day.files.saved[0])
    assert "".join(day.wizard.code.text().split()) in paper.replace("-", "")
    assert "示范县第一卫生院" in paper
    assert "郑某（0001）" in paper


def test_a_place_that_cannot_be_written_loses_no_code(day: Day) -> None:
    day.make_hospital()
    day.files.folder = day.files.folder / "nowhere"
    day.wizard.sheet.save.click()
    until(lambda: "没有存成" in day.wizard.sheet.told.text())
    assert day.wizard.code.text()
    assert not day.wizard.go.isEnabled()


def test_the_county_is_left_for_later_by_one_key(day: Day) -> None:
    day.make_hospital()
    day.go_on_from_the_code()
    assert day.wizard.go.text() == "以后再填"
    control_enter(day.wizard)
    control_enter(day.lists)
    control_enter(day.papers)
    assert day.finished == [True]
    assert not day.store.require_installation().is_enrolled


def test_a_county_that_does_not_answer_loses_no_hospital(day: Day) -> None:
    day.make_hospital()
    day.go_on_from_the_code()
    wizard = day.wizard
    wizard.county.setText("http://127.0.0.1:9")
    assert wizard.go.text() == "接入县里"
    control_enter(wizard)
    assert wizard.county_code.accessibleDescription() == "还没填接入码，问县里要"
    wizard.county_code.setText("AAAA-BBBB")
    control_enter(wizard)
    until(lambda: "医院已经建好" in wizard.county_code.accessibleDescription())
    assert day.store.require_installation().facility_name == "示范县第一卫生院"
    assert wizard.go.isEnabled()
    wizard.later.click()
    control_enter(day.lists)
    control_enter(day.papers)
    assert day.finished == [True]


def test_the_county_takes_the_new_hospital_at_once(day: Day) -> None:
    folder = day.files.folder / "county"
    with running_county(Settings.embedded(folder, clock=FixedClock(datetime.now(UTC)))) as county:
        county.add_hospital()
        day.make_hospital()
        day.go_on_from_the_code()
        day.wizard.county.setText(county.url)
        day.wizard.county_code.setText(county.code())
        control_enter(day.wizard)
        assert isinstance(day.lists, FirstLists)
    installation = day.store.require_installation()
    assert installation.is_enrolled
    assert installation.server_url == county.url
    assert installation.county_keys
    control_enter(day.lists)
    control_enter(day.papers)
    assert day.finished == [True]


def test_people_come_from_the_filled_template_with_slips_and_bad_rows_told(day: Day) -> None:
    day.make_hospital()
    day.go_on_from_the_code()
    control_enter(day.wizard)
    day.lists.people.click()
    sheet = day.sheet
    sheet.template.click()
    until(lambda: "模板存在" in sheet.told.text())
    rows = (("0231", "张某", "护士", "儿科"), ("0236", "陈某", "大夫", "儿科"))
    day.files.opened.append(fill(day.files.saved[-1], *rows))
    sheet.go.click()
    until(lambda: "可以导入 1 行，1 行有问题" in sheet.summary.text())
    assert "第 3 行" in sheet.bad.toPlainText()
    assert "陈某" in sheet.bad.toPlainText()
    assert "儿科" in sheet.notes.text()
    QTest.keyClicks(sheet.pin, "1357")
    control_enter(sheet)
    until(lambda: "PIN 不对" in sheet.pin.accessibleDescription())
    QTest.keyClicks(sheet.pin, PIN)
    control_enter(sheet)
    until(lambda: sheet.result.text() == "登记了 1 人")
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert day.window.overlay.panel is sheet
    assert not sheet.go.isEnabled()
    sheet.slips.save.click()
    until(lambda: "已存成" in sheet.slips.told.text())
    slip = text_of(day.files.saved[-1])
    pin = slip.split("PIN")[1][:6]
    assert sign_in(day.store, "0231", pin).name == "张某"
    sheet.slips.kept.setChecked(True)
    control_enter(sheet)
    control_enter(day.lists)
    control_enter(day.papers)
    assert day.finished == [True]


def test_a_wrong_file_is_told_and_the_lists_can_be_left(day: Day) -> None:
    day.make_hospital()
    day.go_on_from_the_code()
    control_enter(day.wizard)
    day.lists.places.click()
    sheet = day.sheet
    wrong = day.files.folder / "x.xlsx"
    wrong.write_bytes(b"nothing of Excel")
    day.files.opened.append(wrong)
    sheet.go.click()
    until(lambda: "不是 .xlsx" in sheet.told.text())
    day.files.opened.append(day.files.folder / "gone.xlsx")
    sheet.go.click()
    until(lambda: "读写不了" in sheet.told.text())
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert isinstance(day.lists, FirstLists)


def settings_of(driver: Driver, group: str) -> SettingsPage:
    driver.desk.go("settings")
    driver.settle()
    page = driver.page
    assert isinstance(page, SettingsPage)
    while page.groups.current != group:
        before = page.groups.current
        driver.key(Qt.Key.Key_Down, page.groups)
        assert page.groups.current != before, f"no group {group}"
    return page


def test_places_are_imported_from_the_settings_by_the_one_signed_in(
    open_window: Callable[..., Driver], tmp_path: Path
) -> None:
    driver = open_window()
    driver.sign_in("0001")
    page = settings_of(driver, "places")
    presenter = driver.desk.presenter("settings")
    assert isinstance(presenter, SettingsPresenter)
    files = Chosen(tmp_path)
    presenter.files = files
    before = page.places.count.text()
    page.places.acted.emit("add.places", "")
    sheet = driver.window.overlay.panel
    assert isinstance(sheet, ImportDialog)
    sheet.template.click()
    driver.settle()
    files.opened.append(fill(files.saved[-1], ("P90", "4 楼儿科病区", "住院区", "4 楼", "儿科")))
    sheet.go.click()
    driver.settle()
    driver.type(PIN, sheet.pin)
    driver.key(Qt.Key.Key_Return, sheet, Qt.KeyboardModifier.ControlModifier)
    assert sheet.result.text() == "加上了 1 处"
    driver.key(Qt.Key.Key_Return, sheet, Qt.KeyboardModifier.ControlModifier)
    assert driver.window.overlay.panel is None
    assert page.places.count.text() == f"{int(before.removesuffix(' 处')) + 1} 处"
    assert "儿科" in driver.desk.installation.departments
    with driver.store.read() as session:
        assert "P90" in {place.code for place in all_places(session)}
        assert len(all_people(session)) > 1


def test_the_rail_shows_where_a_page_belongs(open_window: Callable[..., Driver]) -> None:
    driver = open_window()
    driver.sign_in("0107")
    driver.desk.go("today")
    driver.settle()
    driver.desk.open_below("record")
    assert driver.window.rail.current == "records"
    driver.desk.open_below("preview")
    assert driver.window.rail.current == "records"
    driver.desk.go_back()
    driver.desk.go_back()
    assert driver.window.rail.current == "today"
    driver.desk.open_below("fill")
    assert driver.window.rail.current == "catalogue"
    driver.desk.go("statistics")
    driver.desk.open_below("hazard")
    assert driver.window.rail.current == "hazards"
    driver.settle()
