"""One record, and its versions side by side."""

from __future__ import annotations

from tools.shots.shot import OFFICER, Shot
from tools.window_driver import Driver
from ui.pages.record import RecordPage
from ui.pages.records import RecordsPage


def to_the_corrected(driver: Driver) -> None:
    """Go to the record that has two versions."""
    page = driver.page
    assert isinstance(page, RecordsPage)
    page.table.go_to(next(n for n, row in enumerate(page.rows) if row.versions > 1))


def compare(driver: Driver) -> None:
    """Set its versions side by side."""
    page = driver.page
    assert isinstance(page, RecordPage)
    page.compare_requested.emit()


SHOTS = (
    Shot(name="record", who=OFFICER, steps=("go records", "Return")),
    Shot(name="record-versions", who=OFFICER, steps=("go records", to_the_corrected, "Return", compare)),
    Shot(name="correct", who=OFFICER, steps=("go records", "G")),
)
