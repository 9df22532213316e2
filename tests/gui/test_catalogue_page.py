"""The catalogue: recent forms first, found by name, number and initials; what is not offered says why."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from tools.window_driver import Driver
from ui.pages.catalogue import CataloguePage

OpenWindow = Callable[..., Driver]


@pytest.fixture
def driver(open_window: OpenWindow) -> Driver:
    opened = open_window()
    opened.sign_in("0231")
    opened.alt(Qt.Key.Key_2)
    return opened


@pytest.fixture
def page(driver: Driver) -> CataloguePage:
    shown = driver.page
    assert isinstance(shown, CataloguePage)
    return shown


def titles(page: CataloguePage) -> list[str]:
    return [tile.title for chapter in page.grid._chapters for tile in chapter.tiles]


def test_what_one_filled_lately_stands_first(page: CataloguePage) -> None:
    first = page.grid._chapters[0]
    assert first.title == "你最近填的"
    assert "每日防火巡查记录" in [tile.title for tile in first.tiles]


@pytest.mark.parametrize("typed", ["每日防火", "mrfhxc", "F01·", "f01·"])
def test_a_form_is_found_by_name_initials_and_number_and_enter_leads_to_it(
    driver: Driver, page: CataloguePage, typed: str
) -> None:
    driver.key(Qt.Key.Key_Slash, page.grid)
    assert driver.focus is page.search
    page.search.setText(typed)  # Chinese has no keys
    assert set(titles(page)) == {"每日防火巡查记录"}
    driver.key(Qt.Key.Key_Return, page.search)
    assert driver.focus is page.grid
    driver.key(Qt.Key.Key_Escape, page.grid)
    assert page.search.text() == ""
    assert len(titles(page)) > 20


def test_a_form_that_does_not_apply_is_not_shown_but_says_why_when_it_is_sought(page: CataloguePage) -> None:
    assert "手术安全核查表" not in titles(page)
    assert "张按医院情况不适用" in page.hidden.text()
    page.search.setText("手术安全核查")
    assert titles(page) == []
    assert "《手术安全核查表》没有列出：按医院情况卡" in page.hidden.text()
    assert page.empty.isHidden()
    page.search.setText("没有这样的表名")
    assert not page.empty.isHidden()
    assert page.hidden.isHidden()


def test_a_form_of_another_role_says_so(page: CataloguePage) -> None:
    others = [one for one in page._hidden if one.is_for_us]
    assert others
    page.search.setText(others[0].tile.title)
    assert "由别的岗位填" in page.hidden.text()
