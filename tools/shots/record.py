"""One record: its answers, its versions side by side, its photos, and one that was sent back."""

from __future__ import annotations

from collections.abc import Callable

from models.queries.records import RecordItem
from tools.shots.shot import BOTH, CONTRAST, DARK, LARGE, LIGHT, OFFICER, Home, Shot
from tools.window_driver import Driver
from ui.pages.record import RecordPage
from ui.pages.records import RecordsPage
from ui.widgets.photo_pair import PhotoTile

EVERY = (LIGHT, DARK, CONTRAST, LARGE)


def _open(driver: Driver, is_it: Callable[[RecordItem], bool]) -> None:
    """Open the newest record of which that is true."""
    page = driver.page
    assert isinstance(page, RecordsPage)
    page.ask()
    driver.settle()
    page.table.go_to(next(n for n, row in enumerate(page.rows) if is_it(row)))
    page.open_requested.emit(page.rows[page.table.currentIndex().row()].record_id)


def to_the_corrected(driver: Driver) -> None:
    """Open the record that has two versions."""
    _open(driver, lambda row: row.versions > 1)


def _returned(driver: Driver) -> None:
    _open(driver, lambda row: bool(row.returned))


def _with_photos(driver: Driver) -> None:
    """Down to the first photo of a record that has some."""
    _open(driver, lambda row: row.attachments > 0 and row.abnormal > 0)
    driver.settle()
    page = driver.page
    assert isinstance(page, RecordPage)
    tile = page.answers.findChild(PhotoTile)
    assert isinstance(tile, PhotoTile)
    page.answers.ensureWidgetVisible(tile, 0, 120)


SHOTS = (
    Shot(name="record", who=OFFICER, steps=("go records", "Return"), looks=EVERY),
    Shot(name="record-versions", who=OFFICER, steps=("go records", to_the_corrected, "V"), looks=BOTH),
    Shot(name="record-photos", who=OFFICER, steps=("go records", _with_photos), home=Home.FULL),
    Shot(
        name="record-returned", who=OFFICER, steps=("go records", _returned), home=Home.FULL, looks=(LIGHT,)
    ),
    Shot(name="correct", who=OFFICER, steps=("go records", "G"), looks=BOTH),
)
