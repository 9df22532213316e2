"""The preview: zoomed and turned by keys, printed on what was chosen last, counted once, told plainly where it fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from models.queries.records import RecordFilter
from models.tables.audit import AuditEntry
from models.workflow.batch import Batch, chosen
from tests.gui.test_printer import LIKE, Shown, difference, virtual
from tests.papers import text_of
from tools.window_driver import Driver
from ui.pages.preview import PreviewPage
from ui.pages.reports import ReportsPage
from ui.presenters.preview import PreviewPresenter
from ui.printer import PrinterItem, PrintOrder

OFFICER = "0107"


class PaperPrinters:
    """Printers whose paper are files of a folder, numbered as they are printed."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.folder, self.names = folder, names
        self.orders: list[PrintOrder] = []

    def found(self) -> tuple[PrinterItem, ...]:
        return tuple(PrinterItem(name=name, is_default=not at) for at, name in enumerate(self.names))

    def open(self, order: PrintOrder, _name: str) -> QPrinter:
        self.orders.append(order)
        return virtual(self.folder / f"{len(self.orders)}.pdf")

    def paper(self, number: int) -> Shown:
        return Shown((self.folder / f"{number}.pdf").read_bytes())


@pytest.fixture
def printers(tmp_path: Path) -> PaperPrinters:
    folder = tmp_path / "paper"
    folder.mkdir()
    return PaperPrinters(folder, "保卫科", "护士站")


@pytest.fixture
def driver(open_window: Callable[..., Driver], printers: PaperPrinters) -> Driver:
    """The officer looks at the paper of the newest record."""
    opened = open_window()
    preview = opened.desk.presenter("preview")
    assert isinstance(preview, PreviewPresenter)
    preview.printers = printers
    opened.sign_in(OFFICER)
    opened.desk.go("records")
    opened.settle()
    opened.key(Qt.Key.Key_P)
    return opened


def page_of(driver: Driver) -> PreviewPage:
    page = driver.page
    assert isinstance(page, PreviewPage)
    return page


def counted(driver: Driver) -> list[int]:
    with driver.store.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "record.printed"))
        return [int(entry.detail["print"]) for entry in entries]


def show_records(driver: Driver, many: int = 100) -> None:
    """So many of the newest records of the demo hospital, a sheet each."""
    store, reader = driver.store, driver.desk.reader
    driver.desk.roads.print_many(
        lambda: Batch(record_ids=chosen(store, RecordFilter(), reader)[:many], layout="sheet", is_bound=False)
    )
    driver.settle()


def test_what_is_printed_is_what_was_shown_and_the_next_print_says_so(
    driver: Driver, printers: PaperPrinters
) -> None:
    page = page_of(driver)
    assert driver.focus is page.print
    assert page.paper is not None
    shown = Shown(page.paper.pdf)
    driver.key(Qt.Key.Key_Return)
    paper = printers.paper(1)
    assert paper.pages == shown.pages
    assert difference(shown.image(0), paper.image(0)) < LIKE
    assert counted(driver) == [1]
    assert "第 2 次打印" in page.panel.note.text()
    assert driver.window.banner.isVisible()
    driver.key(Qt.Key.Key_P, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert counted(driver) == [1, 2]
    assert len(printers.orders) == 2


def test_the_printer_and_how_are_remembered_for_the_form(driver: Driver, printers: PaperPrinters) -> None:
    page = page_of(driver)
    page.panel.printer.setCurrentIndex(1)
    page.panel.duplex.setChecked(True)
    page.panel.copies.edit.setFocus()
    driver.key(Qt.Key.Key_Up)
    assert (
        page.panel.paper.text() == f"{page.view.pages} 页，2 份，用 A4 纸 {(page.view.pages + 1) // 2 * 2} 张"
    )
    driver.key(Qt.Key.Key_P, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert (printers.orders[0].printer, printers.orders[0].copies) == ("护士站", 2)
    assert printers.paper(1).pages == 2 * page.view.pages
    driver.key(Qt.Key.Key_Escape)
    driver.key(Qt.Key.Key_P)
    again = page_of(driver).panel
    assert again.order.printer == "护士站"
    assert (again.order.copies, again.order.duplex) == (2, True)


def test_pages_are_turned_and_scaled_by_keys_and_only_those_asked_for_are_printed_and_counted(
    driver: Driver, printers: PaperPrinters
) -> None:
    driver.key(Qt.Key.Key_Escape)
    show_records(driver)
    page = page_of(driver)
    assert page.view.pages > 3
    assert page.number.text() == "1"
    driver.key(Qt.Key.Key_PageDown)
    assert page.number.text() == "2"
    page.number.setFocus()
    page.number.selectAll()
    driver.type(str(page.view.pages))
    driver.key(Qt.Key.Key_Return)
    assert page.view.page == page.view.pages
    assert not page.later.isEnabled()
    driver.key(Qt.Key.Key_PageUp)
    assert page.view.page == page.view.pages - 1
    page.view.setFocus()
    driver.key(Qt.Key.Key_1)
    assert page.scale.text() == "100 %"
    driver.key(Qt.Key.Key_Plus)
    assert page.scale.text() == "110 %"
    driver.key(Qt.Key.Key_9)
    assert page.fits.current == "page"
    assert page.view.scale < 1
    driver.key(Qt.Key.Key_0)
    before = page.view.scale
    place = QPointF(page.view.viewport().rect().center())
    wheel = QWheelEvent(
        place,
        page.view.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(page.view.viewport(), wheel)
    assert page.view.scale < before
    page.panel.range.setFocus()
    driver.type("2-1")
    assert "是不是 1-2" in page.panel._range._hint.text()
    driver.key(Qt.Key.Key_Return)
    assert printers.orders == []
    page.panel.range.clear()
    driver.type("1")
    assert page.panel.paper.text() == f"1 页（共 {page.view.pages} 页），用 A4 纸 1 张"
    driver.key(Qt.Key.Key_Return)
    assert printers.paper(1).pages == 1
    assert counted(driver) == [1]


def test_without_a_printer_the_way_out_is_a_file_and_a_printer_can_be_looked_for_again(
    open_window: Callable[..., Driver], printers: PaperPrinters
) -> None:
    driver = open_window()
    preview = driver.desk.presenter("preview")
    assert isinstance(preview, PreviewPresenter)
    printers.names = ()
    preview.printers = printers
    driver.sign_in(OFFICER)
    driver.desk.go("records")
    driver.settle()
    driver.key(Qt.Key.Key_P)
    page = page_of(driver)
    assert not page.print.isVisible()
    assert driver.focus is page.save
    assert "还没有接打印机" in page.panel._none.text()
    assert "存成 PDF 就能拷去别的电脑打" in page.panel._none.text()
    printers.names = ("保卫科",)
    driver.click(page.panel.again)
    assert page.print.isVisible()
    assert page.panel.order.printer == "保卫科"


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_is_gone_is_told_and_printing_again_is_no_second_print(
    driver: Driver, printers: PaperPrinters
) -> None:
    folder, printers.folder = printers.folder, printers.folder / "gone"
    driver.key(Qt.Key.Key_Return)
    assert driver.window.banner.isVisible()
    page = page_of(driver)
    assert page.paper is not None
    assert not page.progress.isVisible()
    assert page.print.isVisible()
    printers.folder = folder
    driver.key(Qt.Key.Key_P, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert printers.paper(2).pages == 1
    assert counted(driver) == [1]


def test_a_batch_printed_again_is_made_anew_and_says_that_it_is_the_second_time(
    driver: Driver, printers: PaperPrinters
) -> None:
    driver.key(Qt.Key.Key_Escape)
    show_records(driver, many=2)
    driver.key(Qt.Key.Key_Return)
    many = len(counted(driver))
    driver.key(Qt.Key.Key_P, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert len(printers.orders) == 1
    assert driver.window.banner.isVisible()
    page = page_of(driver)
    assert f"其中 {many} 份以前打印过" in page.panel.note.text()
    driver.key(Qt.Key.Key_P, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert len(printers.orders) == 2
    assert sorted(counted(driver)) == [1] * many + [2] * many


def test_a_batch_that_is_stopped_leads_back_and_leaves_nothing(driver: Driver) -> None:
    driver.key(Qt.Key.Key_Escape)
    store, reader = driver.store, driver.desk.reader
    driver.desk.roads.print_many(lambda: Batch(record_ids=chosen(store, RecordFilter(), reader)))
    page = page_of(driver)
    assert page.paper is None
    assert not page.print.isEnabled()
    assert not page.layouts.isVisible(), "what is not known yet offers no other paper"
    page.stop_requested.emit()
    driver.settle()
    assert driver.page.name == "records"
    assert not page.progress.isVisible()
    assert counted(driver) == []


def test_a_month_of_patrols_is_a_volume_in_two_presses_from_records_and_from_reports(driver: Driver) -> None:
    driver.key(Qt.Key.Key_Escape)
    driver.desk.roads.list_records(form_id="fire.daily_patrol")
    driver.settle()
    driver.key(Qt.Key.Key_B)
    driver.key(Qt.Key.Key_Return)
    page = page_of(driver)
    assert page.title.text() == "每日防火巡查记录"
    assert page.paper is not None
    assert page.view.pages >= 3
    assert page.paper.file_name.startswith("每日防火巡查记录 2026年11月")
    driver.key(Qt.Key.Key_Escape)
    driver.desk.open_below("reports")
    driver.settle()
    reports = driver.page
    assert isinstance(reports, ReportsPage)
    driver.key(Qt.Key.Key_End)
    while reports.table.current is not None and reports.table.current.code != "month:fire.daily_patrol":
        driver.key(Qt.Key.Key_Up)
    driver.key(Qt.Key.Key_Right)
    driver.key(Qt.Key.Key_Return)
    page = page_of(driver)
    assert "漏做" in text_of(page.paper.pdf if page.paper else b"")
    assert counted(driver) == []


def test_marked_records_are_printed_together(driver: Driver, printers: PaperPrinters) -> None:
    driver.key(Qt.Key.Key_Escape)
    for _ in range(2):
        driver.key(Qt.Key.Key_Space)
        driver.key(Qt.Key.Key_Down)
    driver.key(Qt.Key.Key_P)
    driver.key(Qt.Key.Key_Right)
    driver.key(Qt.Key.Key_Tab)
    driver.key(Qt.Key.Key_Right)
    driver.key(Qt.Key.Key_Return)
    page = page_of(driver)
    assert "2 份" in page.line.text()
    driver.key(Qt.Key.Key_P, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert counted(driver) == [1, 1]
    assert printers.paper(1).pages == page.view.pages
