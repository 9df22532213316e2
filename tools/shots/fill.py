"""The fill page and the round sheet: empty, under way, a problem, photos, and keyed from paper."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tools.photo import take_photo
from tools.shots.shot import BOTH, CONTRAST, DARK, LARGE, LIGHT, NURSE, OFFICER, Shot
from tools.window_driver import Driver
from ui.dialogs.places import PlacesDialog
from ui.filling.entries import CheckEntry
from ui.filling.fill_page import FillPage
from ui.roads import Wish

Key = Qt.Key
BAD = 5  # index of the item that is found wrong


def _round(driver: Driver, first: int, last: int) -> FillPage:
    """A patrol of the places from ``first`` on, chosen in its dialog."""
    driver.desk.roads.fill(Wish(form_id="fire.daily_patrol"))
    driver.until(lambda: isinstance(driver.window.overlay.panel, PlacesDialog))
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, PlacesDialog)
    dialog.boxes.set_chosen([one.code for one in dialog.boxes.options][first:last])
    dialog.given.emit(dialog.boxes.chosen)
    driver.settle()
    page = driver.page
    assert isinstance(page, FillPage)
    return page


def _one_place(driver: Driver) -> FillPage:
    """Five items normal, the sixth wrong and nearly told."""
    page = _round(driver, 7, 8)
    checks = [item.path for item in page.session.items if item.field.answers is not None]
    page.items.focus(checks[0])
    for key in (*[Key.Key_1] * BAD, Key.Key_2):
        driver.key(key)
    page.session.set_finding(checks[BAD], "text", "2 号楼梯间二层平台堆放纸箱 6 个，占通道约一半。")
    page.session.set_finding(checks[BAD], "handling", "hazard")
    page.session.set_finding(checks[BAD], "owner", "0415")
    driver.key(Key.Key_Escape)
    return page


def under_way(driver: Driver) -> None:
    """One 异常 unfolded, the next item current."""
    page = _one_place(driver)
    entry = page.items.entry(page.items.current or ())
    assert isinstance(entry, CheckEntry)
    assert entry.panel is not None
    entry.panel.photos.add(take_photo(driver.home / "photo.jpg", "二层平台"), "photo.jpg")
    driver.settle()
    driver.key(Key.Key_Down)
    driver.key(Key.Key_1)


def rest(driver: Driver) -> None:
    """其余正常 was used, and can be taken back."""
    _one_place(driver)
    driver.key(Key.Key_Down)
    driver.key(Key.Key_Q)


def problem(driver: Driver) -> None:
    """Sealing was asked for; the first of what is missing has the keys."""
    _one_place(driver)
    driver.key(Key.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)
    driver.key(Key.Key_Return)


def empty_sheet(driver: Driver) -> None:
    _round(driver, 0, 24)


def sheet(driver: Driver) -> None:
    """Sixteen of twenty-four rows keyed, two exceptions among them."""
    page = _round(driver, 0, 24)
    for row in range(16):
        for digit in "2201" if row == 0 else f"{row + 1:02d}":
            driver.type(digit)
        if row:
            driver.key(Key.Key_Return)
        if row == 8:
            driver.key(Key.Key_1)
            driver.key(Key.Key_2)
            driver.key(Key.Key_Return)
        if row == 15:
            for _ in range(3):
                driver.key(Key.Key_1)
            break
        driver.key(Key.Key_Return)
    assert page.sheet is not None
    path = page.sheet.model.bad_paths(8)[0]
    for key, value in (("text", "二层平台堆纸箱"), ("handling", "hazard")):
        page.session.set_finding(path, key, value)


def sheet_finding(driver: Driver) -> None:
    """The whole of one exception, below the table."""
    sheet(driver)
    page = driver.page
    assert isinstance(page, FillPage)
    assert page.sheet is not None
    page.sheet.view.go(8, page.sheet.model.check_columns()[1])
    driver.key(Key.Key_Space)


SHOTS = (
    Shot(name="fill-places", who=NURSE, steps=("go today", "Return")),
    Shot(name="fill", who=NURSE, steps=(under_way,), looks=(LIGHT, DARK, CONTRAST, LARGE)),
    Shot(name="fill-rest", who=NURSE, steps=(rest,)),
    Shot(name="fill-problem", who=NURSE, steps=(problem,), looks=BOTH),
    Shot(name="fill-step", who=OFFICER, steps=("go hazards", "M")),
    Shot(name="sheet-empty", who=OFFICER, steps=(empty_sheet,)),
    Shot(name="sheet", who=OFFICER, steps=(sheet,), looks=(LIGHT, DARK, CONTRAST, LARGE)),
    Shot(name="sheet-finding", who=OFFICER, steps=(sheet_finding,)),
)
