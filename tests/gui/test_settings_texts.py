"""待核对的条文: each text once, filtered by document and form, and a kept record of who held it against what."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from models.queries.text_checks import text_checks
from tools.demo_days import PIN
from tools.window_driver import Driver
from ui.dialogs.entry import EntryDialog
from ui.filling.fill_page import FillPage
from ui.pages.settings import SettingsPage
from ui.pages.unverified_panel import TextRow, UnverifiedPanel
from ui.roads import Wish

OFFICER = "0107"


def texts_of(driver: Driver) -> UnverifiedPanel:
    driver.desk.go("settings")
    driver.settle()
    page = driver.page
    assert isinstance(page, SettingsPage)
    page.groups.show_group("texts")
    page.texts.table.setFocus()
    driver.settle()
    return page.texts


def give(driver: Driver, **answers: str) -> None:
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, EntryDialog)
    for name, text in {**answers, "pin": PIN}.items():
        editor = dialog.frames[name].editor
        assert isinstance(editor, QLineEdit)
        editor.setText(text)
    driver.click(dialog.go)
    assert driver.window.overlay.panel is None


def test_a_text_that_was_checked_is_kept_as_a_record_and_shown_beside_the_item(
    open_window: Callable[..., Driver],
) -> None:
    driver = open_window()
    driver.sign_in(OFFICER)
    panel = texts_of(driver)
    before = len(panel.rows.rows)
    assert len({(one.article, one.text) for one in panel.rows.rows}) == before  # each text once
    panel.words.setText("住院区及门诊区在白天至少巡查2次")
    row = panel.table.current
    assert isinstance(row, TextRow)
    assert any("防火巡查" in form for form in row.forms)
    panel.table.setFocus()
    driver.key(Qt.Key.Key_C)
    give(driver, document="《九项规定》县卫健局合订本")
    with driver.store.read() as session:
        check = text_checks(session)[row.article, row.text]
    assert (check.is_same, check.document, check.by) == (True, "《九项规定》县卫健局合订本", "李某")
    panel.words.clear()
    driver.settle()
    assert len(panel.rows.rows) == before - 1
    panel.states.set_current("same")
    panel.states.chosen.emit("same")
    assert panel.table.current is not None
    assert panel.table.current.told.startswith("李某 2026-11-20 对照 《九项规定》")


def test_a_text_that_differs_keeps_how_the_document_has_it(open_window: Callable[..., Driver]) -> None:
    driver = open_window()
    driver.sign_in(OFFICER)
    panel = texts_of(driver)
    form = driver.store.catalog.latest("fire.daily_patrol")
    item = next(field for section in form.sections for field in section.fields if field.fields).fields[2]
    source = item.source or form.sources[0]
    panel.words.setText(source.text[:12])
    panel.table.setFocus()
    row = panel.table.current
    assert row is not None
    driver.key(Qt.Key.Key_D)
    give(driver, document="正式文本", official="正式文本这样写")
    panel.words.clear()
    panel.states.set_current("differs")
    panel.states.chosen.emit("differs")
    assert panel.table.current is not None
    assert panel.table.current.official == "正式文本这样写"
    assert "正式文本这样写" in panel.told.text()
    driver.desk.roads.fill(Wish(form_id="fire.daily_patrol"))
    driver.settle()
    page = driver.page
    assert isinstance(page, FillPage)
    told = page.rule.told_of(row.article, row.text)
    assert told == "李某 2026-11-20 对照 正式文本：有出入"


def test_texts_are_narrowed_by_document_and_form_and_a_whole_document_is_checked_in_one_act(
    open_window: Callable[..., Driver],
) -> None:
    driver = open_window()
    driver.sign_in(OFFICER)
    panel = texts_of(driver)
    every = panel.rows.rows
    document = min(
        (one for one in {row.document for row in every} if 2 <= sum(r.document == one for r in every) <= 4),
        key=lambda one: (sum(r.document == one for r in every), one),
    )
    panel.documents.setCurrentIndex(panel.documents.findData(document))
    panel.documents.activated.emit(panel.documents.currentIndex())
    shown = panel.rows.rows
    assert {one.document for one in shown} == {document}
    assert panel.whole.isVisible()
    driver.click(panel.whole)
    give(driver, document=document)
    with driver.store.read() as session:
        checks = text_checks(session)
    assert {(one.article, one.text) for one in shown} == set(checks)
    assert len({one.record_id for one in checks.values()}) == 1
    panel.documents.setCurrentIndex(0)
    panel.documents.activated.emit(0)
    form = every[0].forms[0]
    panel.forms.setCurrentIndex(panel.forms.findData(form))
    panel.forms.activated.emit(panel.forms.currentIndex())
    assert panel.rows.rows
    assert all(form in one.forms for one in panel.rows.rows)
