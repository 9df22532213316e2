"""Every page at the smallest and the usual size: no text is cut that was not meant to be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tools.window_driver import Driver
from ui.actions import PAGES
from ui.pages.settings import GROUPS, SettingsPage
from ui.theme import look
from ui.theme.tokens import Density, Scheme
from ui.widgets.button import Button
from ui.widgets.label import Label

SIZES = ((1280, 720), (1440, 900))
OFFICER = "0107"
BELOW = ("indicators", "reports", "advice", "year")  # pages that are reached from 统计
SLACK = 1  # pixels: text is measured in fractions, widgets stand on whole ones


@pytest.mark.parametrize(("wide", "high"), SIZES)
def test_no_label_is_narrower_than_its_text(open_window: Callable[..., Driver], wide: int, high: int) -> None:
    driver = open_window(wide=wide, high=high)
    driver.sign_in(OFFICER)
    cut: list[str] = []
    for page in PAGES:
        driver.desk.go(page.id)
        driver.settle()
        cut += [f"{page.word}: {said}" for said in _cut(driver.window)]
    for name in BELOW:
        driver.desk.open_below(name)
        driver.settle()
        cut += [f"{name}: {said}" for said in _cut(driver.window)]
    assert cut == []


@pytest.mark.parametrize(("wide", "high"), SIZES)
def test_no_button_stands_outside_the_window(
    open_window: Callable[..., Driver], wide: int, high: int
) -> None:
    driver = open_window(wide=wide, high=high)
    driver.sign_in(OFFICER)
    outside: list[str] = []
    for page in PAGES:
        driver.desk.go(page.id)
        driver.settle()
        outside += [f"{page.word}: {said}" for said in _outside(driver.window)]
    for name in BELOW:
        driver.desk.open_below(name)
        driver.settle()
        outside += [f"{name}: {said}" for said in _outside(driver.window)]
    assert outside == []


@pytest.mark.parametrize("density", list(Density))
def test_every_group_of_the_settings_fits_into_the_smallest_window(
    open_window: Callable[..., Driver], qapp: QApplication, density: Density
) -> None:
    look.apply(qapp, Scheme.LIGHT, density=density, motion=False)
    driver = open_window(wide=1280, high=720)
    driver.sign_in(OFFICER)
    driver.desk.go("settings")
    driver.settle()
    page = driver.page
    assert isinstance(page, SettingsPage)
    wrong: list[str] = []
    for name, word, _ in GROUPS:
        page.groups.show_group(name)
        driver.settle()
        wrong += [f"{word}: {said}" for said in (*_cut(driver.window), *_outside(driver.window))]
    look.apply(qapp, Scheme.LIGHT, motion=False)
    assert wrong == []


def test_the_check_finds_a_label_that_is_cut(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label = Label("一句放不下的话", parent=window)
    label.setFixedWidth(20)
    window.show()
    assert _cut(window)[0].startswith("一句放不下的话 needs")


def _cut(window: QWidget) -> list[str]:
    """Texts of one line that are wider than their label, without those that a tool tip shows whole."""
    return [
        f"{label.text()} needs {label.fontMetrics().horizontalAdvance(label.text())}, has {label.width()}"
        for label in window.findChildren(Label)
        if label.isVisible()
        and not label.wordWrap()
        and not label.toolTip()
        and label.fontMetrics().horizontalAdvance(label.text()) > label.width() + SLACK
    ]


def _outside(window: QWidget) -> list[str]:
    """Buttons that stick out sideways; downwards a page may scroll."""
    found = []
    for button in window.findChildren(Button):
        if button.isVisible():
            place = QRect(button.mapTo(window, QPoint(0, 0)), button.size())
            if place.left() < 0 or place.right() > window.width():
                found.append(f"{button.accessibleName()} {place.left()}–{place.right()} of {window.width()}")
    return found
