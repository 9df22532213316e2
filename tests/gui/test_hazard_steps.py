"""The next step of a hazard opens its form with what the finding has said already."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from models.queries import hazards
from tools.window_driver import Driver
from ui.filling.fill_page import FillPage

OFFICER = "0107"


def test_an_order_begins_with_the_owner_that_the_finding_named(open_window: Callable[..., Driver]) -> None:
    driver = open_window()
    driver.sign_in(OFFICER)
    driver.desk.go("hazards")
    driver.settle()
    with driver.store.read() as session:
        first = hazards.find(session, states=("registered",))[0]
    driver.key(Qt.Key.Key_M)
    driver.settle()
    page = driver.page
    assert isinstance(page, FillPage)
    answers = page.session.filling.answers
    assert answers["owner"] == first.owner
    if first.due is None or first.due <= driver.desk.now():
        assert "due" not in answers
