"""How a form is reached by keys: found on 填报 by a few words of its name."""

from __future__ import annotations

from tools.stage import Stage
from ui.pages.catalogue import CataloguePage


def open_form(stage: Stage, words: str) -> None:
    """Find a form by its name and begin it."""
    driver = stage.driver
    driver.press("Alt+2")
    page = driver.page("catalogue")
    assert isinstance(page, CataloguePage)
    driver.picture("填报")
    driver.tab_to(lambda focus: focus is page.search, "找表")
    driver.press("Ctrl+A")
    driver.write(words)
    driver.press("Enter")
    driver.until(lambda: driver.has_focus(page.grid) and page.grid.current, f"表 {words}")
    driver.press("Enter")
