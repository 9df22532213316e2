"""A ledger goes to the printer, is signed, and its page comes back through the window to every record on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from models.queries import records
from models.queries.records import RecordFilter, RecordItem
from models.workflow.batch import Batch
from tests.gui.test_log_sheet import at
from tests.gui.test_preview import PaperPrinters
from tests.scans import drawn, turned
from tools.window_driver import Driver
from ui.dialogs.reason import ReasonDialog
from ui.pages.preview import PreviewPage
from ui.pages.record import RecordPage
from ui.pages.scans import ScansPage
from ui.presenters.preview import PreviewPresenter
from ui.widgets.button import Button

OFFICER = "0107"
PATROL = "fire.daily_patrol"
HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def patrols(driver: Driver) -> tuple[RecordItem, ...]:
    with driver.store.read() as session:
        wanted = RecordFilter(form_id=PATROL)
        return records.find(session, driver.store.catalog, wanted, driver.desk.reader).rows


def test_a_ledger_is_printed_waits_for_its_signatures_and_files_every_record_on_it(
    open_window: Callable[..., Driver], tmp_path: Path
) -> None:
    driver = open_window()
    printers = PaperPrinters(tmp_path, "护士站")
    preview = driver.desk.presenter("preview")
    assert isinstance(preview, PreviewPresenter)
    preview.printers = printers
    driver.sign_in(OFFICER)
    some = patrols(driver)[:4]
    ids = tuple(row.record_id for row in some)
    driver.desk.roads.print_many(lambda: Batch(record_ids=ids, layout="ledger", is_bound=False))
    driver.settle()
    assert at(driver, PreviewPage).print is driver.focus
    driver.key(Qt.Key.Key_Return)
    printed = printers.paper(1)

    driver.key(Qt.Key.Key_S, modifiers=HELD)
    page = at(driver, ScansPage)
    driver.until(lambda: "台账　4 份" in page.waiting.accessibleName())
    scan = tmp_path / "签好的.png"
    turned(1)(drawn((tmp_path / "1.pdf").read_bytes(), 1, 200)).save(scan)
    assert printed.pages == 1
    driver.desk.roads.file_scans((scan,))
    driver.until(lambda: bool(page.lines))
    (line,) = page.lines
    assert (line.state.word, line.advice) == ("将归档", "归档后这 4 份都是“已签归档”")
    driver.key(Qt.Key.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)
    driver.until(lambda: page.lines[0].state.word == "已签归档")
    assert {row.paper for row in patrols(driver) if row.record_id in ids} == {"filed"}
    driver.desk.roads.file_scans((scan,))
    driver.until(lambda: len(page.lines) == 2)
    assert page.lines[1].state.word == "归过了"

    driver.desk.roads.open_record(ids[0])
    driver.settle()
    off = next(one for one in at(driver, RecordPage).findChildren(Button) if one.text() == "取下")
    assert off.accessibleName().startswith("取下台账第 1 页，共 1 页")
    driver.click(off)
    reason = driver.window.overlay.panel
    assert isinstance(reason, ReasonDialog)
    reason.reason.setPlainText("还差一个人的签字")
    driver.click(reason.go)
    assert {row.paper for row in patrols(driver) if row.record_id in ids} == {""}
