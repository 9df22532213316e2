"""How a row of 今日 is reached by keys."""

from __future__ import annotations

from tools.stage import Stage
from ui.pages.today import TodayPage


def open_task(stage: Stage, title: str) -> str:
    """Go down 今日 to the row whose words hold the title and open it; all its words."""
    driver = stage.driver
    driver.press("Alt+1")
    page = driver.page("today")
    assert isinstance(page, TodayPage)
    tasks = page.tasks
    driver.until(lambda: driver.has_focus(tasks), "任务清单")
    driver.press("Home")
    driver.tab_to(lambda _: title in tasks.accessibleName(), f"“{title}”", key="Down")
    driver.picture("今日")
    said = tasks.accessibleName()
    driver.press("Enter")
    return said
