"""填报: the catalogue, what is found by initials, and what is not offered."""

from __future__ import annotations

from tools.shots.shot import CONTRAST, LARGE, LIGHT, NURSE, OFFICER, Home, Shot
from tools.window_driver import Driver
from ui.pages.catalogue import CataloguePage


def _sought(driver: Driver) -> None:
    """A form that this hospital does not fill; Chinese has no keys."""
    page = driver.page
    assert isinstance(page, CataloguePage)
    page.search.setText("手术")


SHOTS = (
    Shot(name="catalogue", who=OFFICER, steps=("go catalogue",), looks=(LIGHT, CONTRAST, LARGE)),
    Shot(name="catalogue-found", who=OFFICER, steps=("go catalogue", "Slash", "type fhjc"), looks=(LIGHT,)),
    Shot(name="catalogue-not-ours", who=NURSE, steps=("go catalogue", _sought), looks=(LIGHT,)),
    Shot(name="catalogue-empty", who=NURSE, steps=("go catalogue",), home=Home.EMPTY, looks=(LIGHT,)),
)
