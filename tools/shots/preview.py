"""The paper before it is printed: one record, an old version, a volume, no printer, a printer that stopped."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter

from models.queries import records
from models.queries.records import RecordFilter
from models.workflow.batch import Batch, chosen
from tools.shots.shot import DARK, LIGHT, LOOKS, OFFICER, Shot
from tools.window_driver import Driver
from ui.pages.preview import PreviewPage
from ui.presenters.preview import PreviewPresenter
from ui.printer import PrinterGone, PrinterItem, PrintOrder


class TwoPrinters:
    """What a picture shows of printers: two names; whoever prints on them runs out of paper."""

    def found(self) -> tuple[PrinterItem, ...]:
        return (
            PrinterItem(name="办公室打印机", is_default=True),
            PrinterItem(name="护士站 Brother", can_duplex=False),
        )

    def open(self, order: PrintOrder, _name: str) -> QPrinter:
        raise PrinterGone(2, order.pages[2:])


def with_printers(driver: Driver) -> None:
    preview = driver.desk.presenter("preview")
    assert isinstance(preview, PreviewPresenter)
    preview.printers = TwoPrinters()


def until_drawn(driver: Driver) -> None:
    """Wait until the paper has been drawn."""
    driver.until(lambda: isinstance(driver.page, PreviewPage) and driver.page.paper is not None)
    page = driver.page
    assert isinstance(page, PreviewPage)
    driver.until(lambda: _has_ink(page.view.viewport().grab().toImage()))


def _has_ink(image: QImage) -> bool:
    """Whether something dark has been drawn down the middle, where the paper lies."""
    return any(
        image.pixelColor(x, y).lightness() < 90
        for x in range(image.width() // 3, image.width() * 2 // 3, 5)
        for y in range(0, image.height(), 5)
    )


def whole_month(driver: Driver) -> None:
    """Every patrol of the demo hospital as a volume, at its index."""
    store, reader = driver.store, driver.desk.reader
    driver.desk.roads.print_many(
        lambda: Batch(
            record_ids=chosen(store, RecordFilter(form_id="fire.daily_patrol"), reader), layout="sheet"
        )
    )
    driver.settle()


def next_page(driver: Driver) -> None:
    driver.key(Qt.Key.Key_PageDown)


def before_correction(driver: Driver) -> None:
    """The newest record that was corrected, as it was before."""
    with driver.store.read() as session:
        found = records.find(session, driver.store.catalog, RecordFilter(), driver.desk.reader)
    driver.desk.roads.print_record(next(row.record_id for row in found.rows if row.versions > 1))
    driver.settle()
    page = driver.page
    assert isinstance(page, PreviewPage)
    page.version_requested.emit(1)
    driver.settle()


OPEN = (with_printers, "go records", "P", until_drawn)
SHOTS = (
    Shot(name="preview", who=OFFICER, steps=OPEN, looks=LOOKS),
    Shot(name="preview-no-printer", who=OFFICER, steps=("go records", "P", until_drawn), looks=(LIGHT,)),
    Shot(
        name="preview-old-version",
        who=OFFICER,
        steps=(with_printers, before_correction, until_drawn),
        looks=(LIGHT,),
    ),
    Shot(
        name="preview-volume",
        who=OFFICER,
        steps=(with_printers, whole_month, until_drawn, next_page, until_drawn),
        looks=(LIGHT, DARK),
    ),
    Shot(
        name="preview-printer-stopped",
        who=OFFICER,
        steps=(with_printers, whole_month, until_drawn, "Return"),
        looks=(LIGHT,),
    ),
)
