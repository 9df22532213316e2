"""Scanned papers: none yet, a stack with everything that can come, filed, and a page matched by hand."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageFilter
from PySide6.QtCore import Qt

from models.queries import records
from models.queries.records import RecordFilter, RecordItem
from models.workflow import paper
from models.workflow.prints import count
from tools.shots.shot import CONTRAST, DARK, LARGE, LIGHT, OFFICER, Shot
from tools.window_driver import Driver
from ui.dialogs.match_scan import MatchDialog
from ui.pages.scans import ScansPage

PATROL = "fire.daily_patrol"
SCAN_DPI = 150


def a_stack(driver: Driver) -> None:
    """Scans of real prints: current ones, a ledger, one corrected since, one too blurred, a blank form, a telephone's file."""
    found = _patrols(driver)
    old = next(one for one in found if one.versions > 1)
    current = [one for one in found if one.versions == 1][:2]
    store, who = driver.store, OFFICER
    pages = [_scanned(paper.print_record(store, one.record_id, person=who), 1.2) for one in current]
    listed = paper.prepare_ledger(store, [one.record_id for one in found[2:6]], person=who)
    count(store, listed.prints, person=who)
    pages.append(_scanned(listed.pdf, 0.6))
    pages.append(_scanned(paper.print_record(store, old.record_id, person=who, version=1), -0.8))
    pages.append(_scanned(paper.print_record(store, current[0].record_id, person=who), 4, blur=5))
    pages.append(_scanned(paper.print_blank(store, store.catalog.latest(PATROL), person=who), 0.5, page=-1))
    with tempfile.TemporaryDirectory(prefix="yian-scans-") as folder:
        stack = Path(folder) / "扫描1122.tif"
        pages[0].save(stack, save_all=True, append_images=pages[1:])
        photo = Path(folder) / "IMG_0412.HEIC"
        photo.write_bytes(b"\0\0\0\x18ftypheic" + bytes(64))
        driver.desk.roads.file_scans((stack, photo))
        driver.until(lambda: len(_page(driver).lines) == len(pages) + 1)


def papers_out(driver: Driver) -> None:
    """Two records and a ledger are printed and their papers have not come back."""
    found = _patrols(driver)
    for one in found[:2]:
        paper.print_record(driver.store, one.record_id, person=OFFICER)
    listed = paper.prepare_ledger(driver.store, [one.record_id for one in found[2:6]], person=OFFICER)
    count(driver.store, listed.prints, person=OFFICER)


def record_of_the_first(driver: Driver) -> None:
    """The record whose paper was filed, with its scan beside it."""
    driver.until(lambda: _page(driver).lines[0].state.word == "已签归档")
    driver.desk.roads.open_record(_page(driver).lines[0].record_id)


def match(driver: Driver) -> None:
    """Ask which page the blurred one is, and find it by its number."""
    page = _page(driver)
    page.match_requested.emit(next(line.key for line in page.lines if line.may_match))
    driver.settle()
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, MatchDialog)
    serial = next(one for one in _patrols(driver) if one.versions == 1).serial
    dialog.code.setText(serial)
    driver.key(Qt.Key.Key_Return, dialog.code)
    driver.until(lambda: dialog.ours.has_picture)


def _page(driver: Driver) -> ScansPage:
    page = driver.page
    assert isinstance(page, ScansPage)
    return page


def _patrols(driver: Driver) -> tuple[RecordItem, ...]:
    store = driver.store
    with store.read() as session:
        wanted = RecordFilter(form_id=PATROL)
        return records.find(session, store.catalog, wanted, driver.desk.reader).rows


def _scanned(pdf: bytes, degrees: float, *, blur: float = 0.6, page: int = 0) -> Image.Image:
    """A page of a print, as a scanner gives it back: a little grey, a little askew."""
    document = pypdfium2.PdfDocument(pdf)
    image: Image.Image = (
        document[page % len(document)].render(scale=SCAN_DPI / 72).to_pil().convert("L").copy()
    )
    document.close()
    image = image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    image = image.filter(ImageFilter.GaussianBlur(blur))
    return image.point(lambda value: round(18 + value * 0.9))


SHOTS = (
    Shot(name="scans-empty", who=OFFICER, steps=(papers_out, "Ctrl+Shift+S")),
    Shot(name="scans", who=OFFICER, steps=(a_stack,), looks=(LIGHT, DARK, CONTRAST, LARGE)),
    Shot(name="scans-filed", who=OFFICER, steps=(a_stack, "Ctrl+Return")),
    Shot(name="record-filed", who=OFFICER, steps=(a_stack, "Ctrl+Return", record_of_the_first)),
    Shot(name="scans-match", who=OFFICER, steps=(a_stack, match)),
)
