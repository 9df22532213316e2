"""The whole window over a real store: a round is filled, sealed, and signed by the second person."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from forms.clock import SystemClock, to_text
from models.queries import people as people_queries
from models.queries import records
from models.store import Store
from models.workflow import drafts
from models.workflow.setup import set_up
from ui.background import Background
from ui.composition import seat_all
from ui.desk import Desk
from ui.dialogs.countersign import CountersignDialog
from ui.dialogs.discard import DiscardDialog
from ui.dialogs.paper import PaperDialog
from ui.dialogs.places import PlacesDialog
from ui.dialogs.quick_incident import QuickIncident
from ui.dialogs.seal import SealDialog
from ui.filling.fill_page import FillPage
from ui.main_window import MainWindow
from ui.presenters.fill import FillPresenter
from ui.roads import Wish
from ui.settings_file import WindowSettings

PIN = "246810"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "home", clock=SystemClock())
    set_up(
        made,
        hospital="示范县第一卫生院",
        level="township",
        admin_no="0001",
        admin_name="管某",
        admin_pin=PIN,
        demo=True,
    )
    yield made
    made.close()


@pytest.fixture
def desk(store: Store, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    window = MainWindow()
    background = Background(window)
    installation = store.installation()
    assert installation is not None
    made = Desk(
        window,
        store,
        background,
        home=tmp_path / "home",
        settings=WindowSettings(),
        installation=installation,
    )
    seat_all(made)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    with store.read() as session:
        everybody = people_queries.all_people(session)
    made._on_signed_in(next(person for person in everybody if "nurse" in person.roles))
    yield made
    # The window is not the bot's: it would be deleted before this, and what is under way would never come back.
    qtbot.waitUntil(lambda: background.is_idle)
    made.close()
    background.close()
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def panel(desk: Desk, kind: type[QWidget]) -> Callable[[], bool]:
    return lambda: isinstance(desk.window.overlay.panel, kind)


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def page_of(desk: Desk) -> FillPage:
    presenter = desk.presenter("fill")
    assert isinstance(presenter, FillPresenter)
    page = presenter.page
    assert isinstance(page, FillPage)
    return page


def begin_round(desk: Desk, qtbot: QtBot, places: int) -> FillPage:
    desk.roads.fill(Wish(form_id="fire.daily_patrol"))
    qtbot.waitUntil(panel(desk, PlacesDialog))
    dialog = desk.window.overlay.panel
    assert isinstance(dialog, PlacesDialog)
    dialog.boxes.set_chosen([choice.code for choice in dialog.boxes.options[:places]])
    dialog.given.emit(dialog.boxes.chosen)
    return page_of(desk)


def test_a_round_of_one_place_is_filled_sealed_and_waits_for_the_second_signature(
    desk: Desk, qtbot: QtBot
) -> None:
    page = begin_round(desk, qtbot, 1)
    page.session.set_value(("start_time",), "22:00")
    page.session.set_value(("patrollers",), [desk.reader.staff_no])
    for group in page.groups:
        page.session.mark_rest(group.paths)
    qtbot.waitUntil(lambda: page.session.is_settled)
    page.request_seal()
    qtbot.waitUntil(panel(desk, SealDialog))
    dialog = desk.window.overlay.panel
    assert isinstance(dialog, SealDialog)
    assert dialog.problem_list is None, [problem.message for problem in dialog.facts.problems]
    QTest.keyClicks(dialog.cards[0].pin, PIN)
    qtbot.waitUntil(lambda: dialog.is_sealed)
    assert "已封存" in dialog.kept.text()
    dialog.left.emit("done")
    assert drafts.open_drafts(desk.store) == ()


@pytest.mark.parametrize("places", [1, 2])
def test_leaving_the_seal_gives_the_keys_back_to_the_form(desk: Desk, qtbot: QtBot, places: int) -> None:
    page = begin_round(desk, qtbot, places)
    page.focus_current()
    page.request_seal()
    qtbot.waitUntil(panel(desk, SealDialog))
    QTest.keyClick(focus(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not desk.window.overlay.is_open)
    assert page.isAncestorOf(focus())
    assert not isinstance(focus(), QAbstractButton)  # Enter must not turn the page


def test_a_wrong_pin_keeps_the_form_and_says_how_many_tries_are_left(desk: Desk, qtbot: QtBot) -> None:
    page = begin_round(desk, qtbot, 1)
    page.session.set_value(("start_time",), "22:00")
    page.session.set_value(("patrollers",), [desk.reader.staff_no])
    for group in page.groups:
        page.session.mark_rest(group.paths)
    page.request_seal()
    qtbot.waitUntil(panel(desk, SealDialog))
    dialog = desk.window.overlay.panel
    assert isinstance(dialog, SealDialog)
    QTest.keyClicks(dialog.cards[0].pin, "000000")
    qtbot.waitUntil(lambda: "PIN 不对" in dialog.cards[0].refusal)
    assert not dialog.is_sealed
    assert dialog.cards[0].pin.text() == ""
    dialog.dismissed.emit()
    assert len(drafts.open_drafts(desk.store)) == 1


@pytest.mark.fault(6)
def test_on_a_full_disk_the_form_stays_says_that_it_is_not_saved_and_is_sealed_once_when_there_is_room(
    desk: Desk, qtbot: QtBot
) -> None:
    """SQLite itself says that the disk is full: no page may be added any more."""
    page = begin_round(desk, qtbot, 1)
    qtbot.waitUntil(lambda: page.session.is_settled)
    page.session.set_value(("patrollers",), [desk.reader.staff_no])
    for group in page.groups:
        page.session.mark_rest(group.paths)
    page.session.set_value(("start_time",), "21:00")
    qtbot.waitUntil(lambda: page.session.is_settled)
    allow_pages(desk.store, 0)
    page.session.set_value(("start_time",), "22:00")
    rows = page.session.filling.answers["places"]
    assert isinstance(rows, list)
    assert isinstance(rows[0], dict)
    page.session.set_value(("places", str(rows[0]["row_id"]), "remark"), "填" * 3000)
    qtbot.waitUntil(lambda: page.header.saved.text == "还没写进本机")
    assert "没有存进去" in page.key_bar.accessibleDescription()
    page.request_seal()
    qtbot.waitUntil(panel(desk, SealDialog))
    dialog = desk.window.overlay.panel
    assert isinstance(dialog, SealDialog)
    QTest.keyClicks(dialog.cards[0].pin, PIN)
    qtbot.waitUntil(lambda: "硬盘满了" in dialog.cards[0].refusal)
    assert not dialog.is_sealed
    assert page.session.filling.answers["start_time"] == "22:00"
    allow_pages(desk.store, 10_000)
    QTest.keyClicks(dialog.cards[0].pin, PIN)
    qtbot.waitUntil(lambda: dialog.is_sealed)
    dialog.left.emit("done")
    with desk.store.read() as session:
        found = records.find(session, desk.store.catalog, records.RecordFilter(), desk.reader).rows
        (row,) = [row for row in found if row.form_id == "fire.daily_patrol"]
        view = records.get(session, desk.store.catalog, row.record_id, desk.reader)
    assert view is not None
    assert view.revision.answers["start_time"] == "22:00"


def allow_pages(store: Store, more: int) -> None:
    with store.write() as session:
        used = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count = {used + more}"))


def test_what_is_keyed_is_in_the_store_before_the_page_says_saved(desk: Desk, qtbot: QtBot) -> None:
    page = begin_round(desk, qtbot, 24)
    sheet = page.sheet
    assert sheet is not None
    sheet.view.go(0, sheet.model.check_columns()[0])
    sheet.view.setFocus()
    QTest.keyClick(sheet.view, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: page.session.is_settled)
    kept = drafts.open_drafts(desk.store)[0]
    rows = kept.answers["places"]
    assert isinstance(rows, list)
    first = rows[0]
    assert isinstance(first, dict)
    assert first["fire_power"] == {"value": "normal"}
    assert page.header.saved.text.startswith("已保存在本机") or page.header.saved.text.startswith("已存")


def test_the_second_person_signs_later_at_the_same_window(desk: Desk, qtbot: QtBot) -> None:
    page = begin_round(desk, qtbot, 1)
    page.session.set_value(("start_time",), "22:00")
    page.session.set_value(("patrollers",), [desk.reader.staff_no])
    for group in page.groups:
        page.session.mark_rest(group.paths)
    page.request_seal()
    qtbot.waitUntil(panel(desk, SealDialog))
    sealing = desk.window.overlay.panel
    assert isinstance(sealing, SealDialog)
    QTest.keyClicks(sealing.cards[0].pin, PIN)
    qtbot.waitUntil(lambda: sealing.is_sealed)
    sealing.left.emit("done")
    with desk.store.read() as session:
        head = next(one for one in people_queries.all_people(session) if "head" in one.roles)
        record = records.find(session, desk.store.catalog, records.RecordFilter(), head).rows[0]
        view = records.get(session, desk.store.catalog, record.record_id, head)
    assert view is not None
    assert view.awaiting == ("supervisor",)
    desk._on_signed_in(head)
    desk.roads.sign_record(view)
    qtbot.waitUntil(panel(desk, CountersignDialog))
    signing = desk.window.overlay.panel
    assert isinstance(signing, CountersignDialog)
    QTest.keyClicks(signing.card.pin, PIN)
    qtbot.waitUntil(lambda: not desk.window.overlay.is_open)
    with desk.store.read() as session:
        again = records.get(session, desk.store.catalog, record.record_id, head)
    assert again is not None
    assert again.awaiting == ()


def test_a_draft_thrown_away_is_gone_and_one_kept_is_not(desk: Desk, qtbot: QtBot) -> None:
    page = begin_round(desk, qtbot, 2)
    page.discard_requested.emit()
    qtbot.waitUntil(panel(desk, DiscardDialog))
    dialog = desk.window.overlay.panel
    assert isinstance(dialog, DiscardDialog)
    dialog.stay.click()
    assert len(drafts.open_drafts(desk.store)) == 1
    page.discard_requested.emit()
    qtbot.waitUntil(panel(desk, DiscardDialog))
    dialog = desk.window.overlay.panel
    assert isinstance(dialog, DiscardDialog)
    dialog.throw.click()
    qtbot.waitUntil(lambda: drafts.open_drafts(desk.store) == ())


def test_an_anonymous_report_shows_its_code_once_and_leaves_no_draft(desk: Desk, qtbot: QtBot) -> None:
    desk.window.command_requested.emit("incident")
    qtbot.waitUntil(panel(desk, QuickIncident))
    dialog = desk.window.overlay.panel
    assert isinstance(dialog, QuickIncident)
    QTest.keyClick(focus(), Qt.Key.Key_2)
    assert dialog.is_anonymous
    dialog.write("what_happened", "抽药时发现剂量不对，没有注射。")
    dialog.write("outcome", "not_reached")
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(dialog.code))
    assert len(dialog.code.replace("-", "")) == 12
    assert drafts.open_drafts(desk.store) == ()
    assert dialog.answers() == {}


def test_a_paper_keyed_later_keeps_its_own_time_and_number(desk: Desk, qtbot: QtBot) -> None:
    page = begin_round(desk, qtbot, 1)
    page.paper_requested.emit()
    qtbot.waitUntil(panel(desk, PaperDialog))
    dialog = desk.window.overlay.panel
    assert isinstance(dialog, PaperDialog)
    yesterday = desk.now().replace(second=0, microsecond=0) - timedelta(hours=30)
    dialog.given.emit(yesterday, "2026-1120-03")
    qtbot.waitUntil(lambda: page.session.is_settled)
    kept = drafts.open_drafts(desk.store)[0].meta
    assert kept["paper_no"] == "2026-1120-03"
    assert kept["claimed_at"] == to_text(yesterday)
