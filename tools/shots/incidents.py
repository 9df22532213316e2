"""事件: the list in its views, full and empty; one incident; the quick report, signed and anonymous."""

from __future__ import annotations

from tools.shots.shot import BOTH, LIGHT, LOOKS, NURSE, QUALITY, Home, Shot
from tools.window_driver import Driver
from ui.dialogs.quick_incident import QuickIncident
from ui.pages.incident import IncidentPage
from ui.pages.incidents import IncidentsPage
from ui.widgets.fishbone import Fishbone
from ui.widgets.scroll import Scroll


def _open(driver: Driver, wanted: str) -> IncidentPage | None:
    """The first incident of the list with such a drawing, None where none has it."""
    page = driver.page
    assert isinstance(page, IncidentsPage)
    for row in page.rows:
        driver.desk.roads.open_incident(row.key)
        driver.settle()
        shown = driver.page
        if isinstance(shown, IncidentPage) and shown.model is not None and getattr(shown.model, wanted):
            return shown
    return None


def analysed(driver: Driver) -> None:
    """An incident whose causes were drawn, with the drawing in sight."""
    page = _open(driver, "analyses")
    bone = page.findChild(Fishbone) if page is not None else None
    if page is not None and bone is not None:
        for scroll in page.findChildren(Scroll):
            if scroll.isAncestorOf(bone):
                scroll.ensureWidgetVisible(bone, 0, 160)


def running(driver: Driver) -> None:
    """An incident with a clock that runs."""
    _open(driver, "running")


def _overdue(driver: Driver) -> None:
    """Those whose time has run out, of one grade."""
    page = driver.page
    assert isinstance(page, IncidentsPage)
    page.filters.turn(clock="overdue", grade="III")


def anonymous_code(driver: Driver) -> None:
    """An anonymous report that was sent: its pick-up code."""
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, QuickIncident)
    dialog.write("what_happened", "床栏没有拉起，病人差点坠床")
    dialog.write("outcome", "not_reached")
    driver.click(dialog.go)


SHOTS = (
    Shot(name="incidents", who=QUALITY, steps=("go incidents",), home=Home.FULL, looks=LOOKS),
    Shot(
        name="incidents-closed", who=QUALITY, steps=("go incidents", "V", "V"), home=Home.FULL, looks=(LIGHT,)
    ),
    Shot(name="incidents-told", who=QUALITY, steps=("go incidents", "V", "V", "V"), home=Home.FULL),
    Shot(name="incidents-filtered", who=QUALITY, steps=("go incidents", _overdue), home=Home.FULL),
    Shot(name="incidents-empty", who=QUALITY, steps=("go incidents",), home=Home.EMPTY),
    Shot(name="incident", who=QUALITY, steps=("go incidents", running), home=Home.FULL, looks=LOOKS),
    Shot(name="incident-analysed", who=QUALITY, steps=("go incidents", analysed), home=Home.FULL),
    Shot(name="quick-incident", who=NURSE, steps=("go today", "N", "1"), looks=BOTH),
    Shot(name="quick-incident-anonymous", who=NURSE, steps=("go today", "N", "2"), looks=LOOKS),
    Shot(name="quick-incident-code", who=NURSE, steps=("go today", "N", "2", anonymous_code), looks=(LIGHT,)),
)
