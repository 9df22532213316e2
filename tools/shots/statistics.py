"""统计 with its charts and tables, 指标, 报表, and what stands behind a figure."""

from __future__ import annotations

from tools.shots.preview import until_drawn
from tools.shots.shot import ADMIN, BOTH, CONTRAST, DARK, LARGE, LIGHT, OFFICER, Home, Shot
from tools.window_driver import Driver
from ui.pages.indicators import IndicatorsPage
from ui.pages.statistics import StatisticsPage


def _year(driver: Driver) -> None:
    page = driver.page
    assert isinstance(page, StatisticsPage)
    page.periods.set_current("year")
    page.periods.chosen.emit("year")


def _reports(driver: Driver) -> None:
    """Go to the rate of reported events."""
    page = driver.page
    assert isinstance(page, IndicatorsPage)
    wanted = "patient.reports_per_100_discharges"
    page.table.go_to(next(at for at, one in enumerate(page.rows) if one.id == wanted))


SHOTS = (
    Shot(
        name="statistics",
        who=OFFICER,
        steps=("go statistics",),
        home=Home.FULL,
        looks=(LIGHT, DARK, CONTRAST, LARGE),
    ),
    Shot(name="statistics-table", who=OFFICER, steps=("go statistics", "T"), home=Home.FULL),
    Shot(name="statistics-year", who=OFFICER, steps=("go statistics", _year), home=Home.FULL, looks=(LIGHT,)),
    Shot(name="statistics-empty", who=ADMIN, steps=("go statistics",), home=Home.EMPTY),
    Shot(
        name="statistics-behind",
        who=OFFICER,
        steps=("go statistics", "Right", "Return"),
        home=Home.FULL,
    ),
    Shot(name="indicators", who=OFFICER, steps=("go statistics", "I"), home=Home.FULL, looks=BOTH),
    Shot(name="indicators-target", who=OFFICER, steps=("go statistics", "I", _reports, "G"), home=Home.FULL),
    Shot(name="reports", who=OFFICER, steps=("go statistics", "P"), looks=BOTH),
    Shot(name="report", who=OFFICER, steps=("go statistics", "P", "Right", "Return", until_drawn)),
)
