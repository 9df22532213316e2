"""隐患: board and list, full, narrowed, with nothing found and empty; one of them at each stage."""

from __future__ import annotations

from tools.shots.shot import BOTH, CONTRAST, LIGHT, LOOKS, NURSE, OFFICER, Home, Shot
from tools.window_driver import Driver
from ui.pages.hazards import HazardsPage


def _page(driver: Driver) -> HazardsPage:
    page = driver.page
    assert isinstance(page, HazardsPage)
    return page


def narrowed(driver: Driver) -> None:
    """Only what is late, as a list, the grave first."""
    _page(driver).filters.turn(due="overdue", order="level")


def nothing_found(driver: Driver) -> None:
    """Words that stand in no hazard."""
    _page(driver).filters.turn(text="没有的字")


CLOSED = ("Right",) * 3  # the lane of what is closed
FULL = Home.FULL
SHOTS = (
    Shot(name="hazards", who=OFFICER, steps=("go hazards",), home=FULL, looks=LOOKS),
    Shot(name="hazards-list", who=OFFICER, steps=("go hazards", "V"), home=FULL, looks=BOTH),
    Shot(name="hazards-filtered", who=OFFICER, steps=("go hazards", "V", narrowed), home=FULL),
    Shot(name="hazards-nothing", who=OFFICER, steps=("go hazards", nothing_found), home=FULL, looks=(LIGHT,)),
    Shot(name="hazards-empty", who=OFFICER, steps=("go hazards",), home=Home.EMPTY, looks=(LIGHT,)),
    Shot(name="hazards-closed", who=OFFICER, steps=("go hazards", *CLOSED), home=FULL, looks=(CONTRAST,)),
    Shot(name="hazard", who=OFFICER, steps=("go hazards", "Return"), looks=BOTH),
    Shot(name="hazard-ordered", who=OFFICER, steps=("go hazards", "Right", "Return"), home=FULL, looks=LOOKS),
    Shot(name="hazard-closed", who=OFFICER, steps=("go hazards", *CLOSED, "Return"), home=FULL),
    Shot(name="hazard-not-mine", who=NURSE, steps=("go hazards", "Return"), looks=(LIGHT,)),
)
