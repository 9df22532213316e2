"""记录: the list, full, marked, filtered to nothing, as a calendar, and of a hospital that has none."""

from __future__ import annotations

from tools.shots.shot import BOTH, CONTRAST, DARK, LARGE, LIGHT, OFFICER, Home, Shot
from tools.window_driver import Driver
from ui.pages.records import RecordsPage

EVERY = (LIGHT, DARK, CONTRAST, LARGE)


def _too_narrow(driver: Driver) -> None:
    """Filters that leave nothing."""
    page = driver.page
    assert isinstance(page, RecordsPage)
    page.ask(period="month", form_id="fire.daily_patrol", person="0188", late=True)


def _unsigned(driver: Driver) -> None:
    """A given view."""
    page = driver.page
    assert isinstance(page, RecordsPage)
    page.ask(unsigned=True)


def _small(driver: Driver) -> None:
    """As on a screen of 1366×768 at 150 %."""
    driver.window.resize(911, 512)


SHOTS = (
    Shot(name="records", who=OFFICER, steps=("go records", "Down"), looks=BOTH),
    Shot(name="records-full", who=OFFICER, steps=("go records", "Down"), home=Home.FULL, looks=EVERY),
    Shot(
        name="records-marked",
        who=OFFICER,
        steps=("go records", "Space", "Space", "Space"),
        home=Home.FULL,
        looks=(LIGHT,),
    ),
    Shot(name="records-view", who=OFFICER, steps=("go records", _unsigned), home=Home.FULL, looks=(LIGHT,)),
    Shot(name="records-calendar", who=OFFICER, steps=("go records", "V"), home=Home.FULL, looks=EVERY),
    Shot(name="records-calendar-empty", who=OFFICER, steps=("go records", "V"), home=Home.EMPTY),
    Shot(name="records-small", who=OFFICER, steps=("go records", _small), home=Home.FULL, looks=(LIGHT,)),
    Shot(name="records-nothing", who=OFFICER, steps=("go records", _too_narrow), looks=(LIGHT,)),
    Shot(name="records-empty", who=OFFICER, steps=("go records",), home=Home.EMPTY, looks=(LIGHT,)),
)
