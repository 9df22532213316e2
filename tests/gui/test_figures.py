"""Figures in the window: indicators lead to their records, reports show as paper, a long one can be stopped."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from forms.samples import sample_answers
from models.workflow.sealing import seal
from tools.demo_days import PIN
from tools.window_driver import Driver
from ui.dialogs.entry import EntryDialog
from ui.pages.advice import AdvicePage
from ui.pages.indicators import IndicatorsPage
from ui.pages.preview import PreviewPage
from ui.pages.record import RecordPage
from ui.pages.reports import ReportsPage
from ui.theme.states import TARGET

OFFICER, NURSE = "0107", "0231"
OpenWindow = Callable[..., Driver]


@pytest.fixture
def driver(open_window: OpenWindow) -> Driver:
    opened = open_window()
    opened.sign_in(OFFICER)
    opened.desk.go("statistics")
    opened.settle()
    return opened


def test_an_indicator_shows_its_figures_and_opens_what_stands_behind(driver: Driver) -> None:
    driver.key(Qt.Key.Key_I)
    driver.settle()
    page = driver.page
    assert isinstance(page, IndicatorsPage)
    assert driver.window.rail.current == "statistics"
    page.table.go_to(next(at for at, one in enumerate(page.rows) if one.title == "逾期未整改的隐患"))
    driver.settle()
    assert page.pane.title.text() == "逾期未整改的隐患"
    assert "背后的记录" in page.pane.behind.text()
    driver.key(Qt.Key.Key_Return)
    driver.settle()
    driver.key(Qt.Key.Key_Return)
    driver.settle()
    assert driver.window.rail.current == "hazards"
    driver.desk.go_back()
    driver.settle()
    assert isinstance(driver.page, IndicatorsPage)


def test_esc_leads_back_to_the_figures(driver: Driver) -> None:
    for key, kind in (
        (Qt.Key.Key_I, IndicatorsPage),
        (Qt.Key.Key_P, ReportsPage),
        (Qt.Key.Key_A, AdvicePage),
    ):
        driver.key(key)
        driver.settle()
        assert isinstance(driver.page, kind)
        driver.key(Qt.Key.Key_Escape)
        driver.settle()
        assert driver.page.name == "statistics"


def test_a_report_is_shown_as_paper_for_the_period_that_was_chosen(driver: Driver) -> None:
    driver.key(Qt.Key.Key_P)
    driver.settle()
    page = driver.page
    assert isinstance(page, ReportsPage)
    driver.key(Qt.Key.Key_Right)
    driver.settle()
    assert page.table.current is not None
    assert page.table.current.period == "2026年11月"
    driver.key(Qt.Key.Key_Right)
    driver.settle()
    assert page.table.current.period == "2026年11月"  # the next month has not come
    driver.key(Qt.Key.Key_Return)
    driver.settle()
    assert isinstance(driver.page, PreviewPage)
    assert driver.page.title.text() == "质量安全月刊"


def test_the_fire_archive_is_bound_and_shown(driver: Driver) -> None:
    driver.key(Qt.Key.Key_P)
    driver.settle()
    page = driver.page
    assert isinstance(page, ReportsPage)
    page.table.go_to(4)
    driver.settle()
    assert page.table.current is not None
    assert page.table.current.title == "消防档案"
    driver.key(Qt.Key.Key_Return)
    shown = driver.page
    assert isinstance(shown, PreviewPage)
    assert shown.title.text() == "消防档案"
    assert shown.view.pages > 3
    assert not shown.progress.isVisible()


def test_binding_can_be_stopped(driver: Driver) -> None:
    driver.key(Qt.Key.Key_P)
    driver.settle()
    page = driver.page
    assert isinstance(page, ReportsPage)
    page.table.go_to(4)
    driver.settle()
    page.show_requested.emit("volume:fire")
    shown = driver.page
    assert isinstance(shown, PreviewPage)
    shown.stop_requested.emit()
    driver.settle()
    assert isinstance(driver.page, ReportsPage)
    assert not shown.progress.isVisible()


def test_hints_are_not_shown_to_a_nurse(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.sign_in(NURSE)
    driver.desk.go("statistics")
    driver.settle()
    driver.key(Qt.Key.Key_A)
    driver.settle()
    page = driver.page
    assert isinstance(page, AdvicePage)
    assert page.empty.isVisible()
    assert not page.card.isVisible()


def test_only_the_forms_one_may_export_are_offered(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.sign_in(NURSE)
    driver.desk.go("records")
    driver.settle()
    driver.key(Qt.Key.Key_E)
    driver.settle()
    allowed = [
        form.title for form in driver.store.catalog.forms() if {"*", "nurse"} & set(form.rights.export)
    ]
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, EntryDialog)
    choices = dialog.frames["form"].editor
    assert isinstance(choices, QComboBox)
    assert sorted(choices.itemText(at) for at in range(choices.count())) == sorted(allowed)


def test_the_trend_says_its_values_to_who_does_not_see_it(driver: Driver) -> None:
    driver.key(Qt.Key.Key_I)
    driver.settle()
    page = driver.page
    assert isinstance(page, IndicatorsPage)
    page.table.go_to(next(at for at, one in enumerate(page.rows) if one.title == "逾期未整改的隐患"))
    driver.settle()
    assert page.pane.trend.accessibleName().startswith("趋势：")
    assert page.pane.trend.accessibleName().endswith("11月 1，目标 ≤ 0")
    page.table.go_to(next(at for at, one in enumerate(page.rows) if one.state == TARGET["none"]))
    driver.settle()
    assert page.pane.trend.accessibleName().startswith("趋势：还没有数")
    assert not page.pane.trend.grab().isNull()


def test_a_record_behind_a_figure_opens(open_window: OpenWindow) -> None:
    driver = open_window()
    store = driver.store
    answers = sample_answers(
        store.catalog.latest("fire.training"),
        places=[],
        people=[OFFICER, NURSE],
        assets=[],
        now=store.clock.now(),
    )
    sealed = seal(store, author=OFFICER, pin=PIN, form="fire.training", answers=answers)
    driver.sign_in(OFFICER)
    driver.desk.go("statistics")
    driver.key(Qt.Key.Key_I)
    driver.settle()
    page = driver.page
    assert isinstance(page, IndicatorsPage)
    page.table.go_to(next(at for at, one in enumerate(page.rows) if one.id == "training.fire"))
    driver.settle()
    behind = page.pane.table.current
    assert behind is not None
    assert behind.key == sealed.record_id
    page.opened.emit(behind)
    driver.settle()
    assert isinstance(driver.page, RecordPage)


def test_the_hospital_sets_a_stricter_target_and_no_looser_one(driver: Driver) -> None:
    """Sealed as a card of its own; what it replaces stays beside it."""
    driver.key(Qt.Key.Key_I)
    driver.settle()
    page = driver.page
    assert isinstance(page, IndicatorsPage)
    aim = "patient.reports_per_100_discharges"
    page.table.go_to(next(at for at, one in enumerate(page.rows) if one.id == aim))
    driver.settle()
    assert page.pane.aim.text().startswith("目标 > 2.5")

    def give(value: str) -> EntryDialog:
        dialog = driver.window.overlay.panel
        assert isinstance(dialog, EntryDialog)
        for name, text in (("value", value), ("reason", "县里的考核要求"), ("pin", PIN)):
            editor = dialog.frames[name].editor
            assert isinstance(editor, QLineEdit)
            editor.setText(text)
        dialog.go.setEnabled(True)
        driver.click(dialog.go)
        return dialog

    driver.key(Qt.Key.Key_G)
    dialog = give("2")
    assert "不比文件的目标 > 2.5更严" in dialog.frames["pin"].editor.accessibleDescription()
    give("3")
    driver.settle()
    assert driver.window.overlay.panel is None
    assert page.pane.aim.text().startswith("本院目标 ≥ 3（文件：2.5）")
    assert next(one.aim for one in page.rows if one.id == aim) == "本院 ≥ 3"


def test_a_figure_that_is_missing_leads_to_where_it_is_filled_in(driver: Driver) -> None:
    driver.key(Qt.Key.Key_I)
    driver.settle()
    page = driver.page
    assert isinstance(page, IndicatorsPage)
    wanted = "patient.reports_per_100_discharges"
    page.table.go_to(next(at for at, one in enumerate(page.rows) if one.id == wanted))
    driver.settle()
    assert "还没有填" in page.pane.note.text() or "缺" in page.pane.note.text()
    assert page.pane.fill.text().startswith("去填《")
    driver.key(Qt.Key.Key_E)
    driver.settle()
    assert driver.page.name == "fill"
