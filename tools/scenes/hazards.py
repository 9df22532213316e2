"""The hazard of the patrol, by keys on the board: which card it is, and the form of its next step."""

from __future__ import annotations

from tools.form_hand import FormHand
from tools.stage import Stage
from ui.pages.hazard import HazardPage
from ui.pages.hazards import HazardsPage

HAZARD = "地下库房应急照明灯"


def open_step(stage: Stage, stage_word: str, button: str) -> FormHand:
    """Go to the card in its lane, open its chain, and begin the next step with M."""
    driver = stage.driver
    page = show_board(stage)
    find_card(stage, page, stage_word)
    driver.picture("隐患看板")
    driver.press("Enter")
    chain = driver.page("hazard")
    assert isinstance(chain, HazardPage)
    driver.until(lambda: button in chain.next.text(), f"“{button}”")
    driver.picture("隐患-经过")
    driver.press("M")
    return FormHand(driver)


def show_board(stage: Stage) -> HazardsPage:
    stage.driver.press("Alt+4")
    page = stage.driver.page("hazards")
    assert isinstance(page, HazardsPage)
    stage.driver.until(lambda: stage.driver.has_focus(page.board), "隐患看板")
    return page


def find_card(stage: Stage, page: HazardsPage, stage_word: str) -> None:
    """Right to the lane, down to the card."""
    driver = stage.driver
    driver.press("Left", "Left", "Left", "Left")
    driver.tab_to(
        lambda _: stage_word in page.board.accessibleName(), f"“{stage_word}”一列", key="Right", most=5
    )
    driver.tab_to(lambda _: HAZARD in page.board.accessibleName(), HAZARD, key="Down")
