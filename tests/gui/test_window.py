"""The whole window on a real store: signing in, going about by keys, refusals in words."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QToolTip, QWidget

from models.workflow.drafts import open_drafts
from tools.demo_days import PIN
from tools.window_driver import Driver
from ui.actions import PAGES
from ui.dialogs.palette import PaletteDialog
from ui.dialogs.reason import ReasonDialog
from ui.dialogs.sign_in import SignIn
from ui.pages.answer_row import AnswerRow
from ui.pages.hazard import HazardPage
from ui.pages.hazards import HazardsPage
from ui.pages.page import Page
from ui.pages.record import RecordPage
from ui.pages.records import RecordsPage
from ui.pages.today import TodayPage
from ui.roads import Wish
from ui.widgets.focus_chain import tab_chain
from ui.widgets.sync_indicator import SyncState
from ui.widgets.whole import Whole

Open = Callable[..., Driver]
DIGITS = (
    Qt.Key.Key_1,
    Qt.Key.Key_2,
    Qt.Key.Key_3,
    Qt.Key.Key_4,
    Qt.Key.Key_5,
    Qt.Key.Key_6,
    Qt.Key.Key_7,
    Qt.Key.Key_8,
    Qt.Key.Key_9,
)


def test_the_window_asks_who_works_before_it_shows_anything(open_window: Open) -> None:
    driver = open_window()
    sign_in_of(driver)
    driver.key(Qt.Key.Key_Escape)
    sign_in_of(driver)
    driver.sign_in("0231")
    assert not driver.window.overlay.is_open
    assert isinstance(driver.page, TodayPage)
    assert driver.focus is driver.page.tasks


def test_a_wrong_pin_says_how_many_tries_are_left_and_keeps_the_number(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0231", "9753")
    dialog = sign_in_of(driver)
    assert "还可以再试 4 次" in dialog.pin.accessibleDescription()
    assert dialog.number.text() == "0231"
    assert dialog.pin.text() == ""
    dialog.number.clear()
    driver.sign_in("0231", PIN)
    assert driver.desk.reader.name == "张某"


def test_alt_and_a_digit_opens_each_page_and_something_on_it_has_the_keys(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0107")
    for digit, entry in zip(DIGITS, PAGES, strict=True):
        driver.alt(digit)
        assert driver.page.name == entry.id
        assert driver.window.rail.current == entry.id
        assert driver.page is driver.focus or driver.page.isAncestorOf(driver.focus), entry.id


def test_while_alt_is_held_the_rail_shows_the_digits(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0231")
    plain = driver.window.rail.grab().toImage()
    QTest.keyPress(driver.focus, Qt.Key.Key_Alt)
    assert driver.window.rail.grab().toImage() != plain
    QTest.keyRelease(driver.focus, Qt.Key.Key_Alt)
    assert driver.window.rail.grab().toImage() == plain


def test_everything_that_tab_reaches_on_each_page_says_its_name(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0107")
    for entry in PAGES:
        driver.desk.go(entry.id)
        driver.settle()
        chain = tab_chain(driver.page)
        assert chain, entry.id
        silent = [type(widget).__name__ for widget in chain if not spoken(widget)]
        assert silent == [], entry.id


def sign_in_of(driver: Driver) -> SignIn:
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, SignIn)
    return dialog


def spoken(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text


def test_enter_opens_a_record_and_escape_leads_back_to_the_same_row(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0107")
    driver.alt(Qt.Key.Key_3)
    page = driver.page
    assert isinstance(page, RecordsPage)
    driver.key(Qt.Key.Key_Down)
    chosen = page.table.current
    assert chosen is not None
    driver.key(Qt.Key.Key_Return)
    shown: Page = driver.page
    assert isinstance(shown, RecordPage)
    assert shown.title.text() == chosen.title
    driver.key(Qt.Key.Key_Escape)
    assert driver.window.current_page is page
    assert page.table.current is not None
    assert page.table.current.record_id == chosen.record_id


def test_filters_narrow_the_records_and_are_cleared_together(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0107")
    driver.alt(Qt.Key.Key_3)
    page = driver.page
    assert isinstance(page, RecordsPage)
    all_of_them = page.table.model().rowCount()
    driver.click(page.filters.chips["late"])
    assert page.table.model().rowCount() == 1
    assert page.table.current is not None
    assert page.table.current.timeliness == "late"
    driver.click(page.filters.clear)
    assert not page.filters.is_narrowed
    assert page.table.model().rowCount() == all_of_them


def test_a_record_that_was_corrected_shows_both_versions_side_by_side(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0107")
    driver.alt(Qt.Key.Key_3)
    page = driver.page
    assert isinstance(page, RecordsPage)
    corrected = next(n for n, row in enumerate(page.rows) if row.versions == 2)
    page.table.go_to(corrected)
    driver.key(Qt.Key.Key_Return)
    shown = driver.page
    assert isinstance(shown, RecordPage)
    shown.compare_requested.emit()
    driver.settle()
    changed = [row.line for row in shown.findChildren(AnswerRow) if row.line.is_changed]
    assert [line.label for line in changed] == ["结束时间"]
    assert (changed[0].value, changed[0].other) == ("21:59", "21:58")


def test_correcting_needs_a_reason(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0107")
    driver.alt(Qt.Key.Key_3)
    driver.key(Qt.Key.Key_G)
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, ReasonDialog)
    driver.key(Qt.Key.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert driver.window.overlay.panel is dialog
    assert "还没写原因" in dialog.reason.accessibleDescription()
    driver.key(Qt.Key.Key_Escape)
    assert driver.window.overlay.panel is None


def test_the_board_puts_the_overdue_hazard_first_and_enter_opens_its_chain(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0107")
    driver.alt(Qt.Key.Key_4)
    page = driver.page
    assert isinstance(page, HazardsPage)
    assert "逾期" in page.board.accessibleName()
    driver.key(Qt.Key.Key_Return)
    shown = driver.page
    assert isinstance(shown, HazardPage)
    assert shown.next.text() == "下达整改"
    driver.key(Qt.Key.Key_Escape)
    assert driver.window.current_page is page


def test_moving_a_hazard_opens_the_form_that_the_step_needs(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0107")
    driver.alt(Qt.Key.Key_4)
    driver.key(Qt.Key.Key_M)
    driver.until(lambda: driver.page.name == "fill")
    with driver.store.read() as session:
        from models.tables.drafts import Draft

        draft = session.query(Draft).one()
        assert draft.form_id == "hazard.order"
        assert draft.subject


def test_the_palette_finds_a_form_by_initials_and_a_command_goes_to_its_page(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0231")
    driver.key(Qt.Key.Key_K, modifiers=Qt.KeyboardModifier.ControlModifier)
    palette = driver.window.overlay.panel
    assert isinstance(palette, PaletteDialog)
    driver.type("fhxc")
    driver.until(
        lambda: palette.findings.current is not None and palette.findings.current.group == "现在该做"
    )
    found = palette.findings.current
    assert found is not None
    assert "防火巡查" in found.title
    while found.group != "表单":
        driver.key(Qt.Key.Key_Down)
        found = palette.findings.current
        assert found is not None
    assert found.title == "每日防火巡查记录"
    assert found.marks == ((2, 6),)
    assert palette.bar.accessibleDescription().startswith("共 ")
    driver.key(Qt.Key.Key_Tab)
    assert palette.findings.current == found
    assert palette.bar.accessibleDescription() == "表单 1 项"  # those that are shown
    driver.key(Qt.Key.Key_Tab)
    palette.field.clear()
    driver.type("mhq-")
    driver.until(lambda: palette.findings.current is not None and palette.findings.current.group == "台账")
    found = palette.findings.current
    assert found is not None
    assert found.detail == "灭火器·1 楼门诊大厅"  # what it is in words, and where
    palette.field.clear()
    driver.type("qqqq")
    driver.until(palette.nothing.isVisible)
    assert palette.bar.accessibleName() == "Esc 关上"
    palette.field.clear()
    driver.type("qyh")
    driver.until(lambda: palette.findings.current is not None and palette.findings.current.group == "命令")
    driver.key(Qt.Key.Key_Return)
    assert driver.page.name == "hazards"


@pytest.mark.parametrize("way", ["another page", "the task itself"])
def test_what_was_found_again_is_told_until_the_person_has_gone_on(open_window: Open, way: str) -> None:
    driver = open_window()
    driver.sign_in("0231")
    driver.desk.roads.fill(Wish(form_id="fire.daily_patrol"))
    driver.settle()
    driver.key(Qt.Key.Key_Escape)
    driver.desk.go("today")
    driver.desk.roads.offer_drafts()
    banner = driver.window.banner
    driver.until(banner.isVisible)
    assert "找回" in banner.accessibleName()
    if way == "another page":
        driver.desk.go("today")  # the page it is told on
        driver.settle()
        assert banner.isVisible()
        driver.desk.go("records")
    else:
        (draft, *_) = open_drafts(driver.store, "0231")
        driver.desk.roads.open_draft(draft)
    driver.settle()
    assert not banner.isVisible()


def test_another_person_takes_over_with_f2_and_lands_on_their_own_day(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0231")
    driver.key(Qt.Key.Key_F2)
    driver.sign_in("0188")
    assert driver.desk.reader.staff_no == "0188"
    assert "等你签字" in driver.page.tasks.accessibleName() or any(  # type: ignore[attr-defined]
        row.key.startswith("record:")
        for group in driver.page.tasks._groups  # type: ignore[attr-defined]
        for row in group.rows
    )


def test_locking_hides_the_work_and_the_pin_brings_it_back(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0231")
    driver.alt(Qt.Key.Key_3)
    driver.key(Qt.Key.Key_L, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert driver.desk.person is None
    driver.alt(Qt.Key.Key_4)
    assert driver.page.name == "records"
    driver.sign_in("0231")
    assert driver.page.name == "records"


def test_the_focus_stays_in_a_dialog_and_returns_where_it_was(open_window: Open) -> None:
    driver = open_window()
    driver.sign_in("0107")
    driver.alt(Qt.Key.Key_3)
    before = driver.focus
    driver.key(Qt.Key.Key_F2)
    panel = driver.window.overlay.panel
    assert panel is not None
    for _ in range(8):
        driver.key(Qt.Key.Key_Tab)
        assert panel.isAncestorOf(driver.focus)
    driver.key(Qt.Key.Key_Escape)
    assert driver.focus is before


@pytest.mark.parametrize(("wide", "high"), [(1280, 720), (1440, 900)])
def test_no_page_is_wider_than_the_window(open_window: Open, wide: int, high: int) -> None:
    driver = open_window(wide=wide, high=high)
    driver.sign_in("0107")
    for entry in PAGES:
        driver.desk.go(entry.id)
        driver.settle()
        assert driver.window.width() == wide, entry.id
        assert driver.page.minimumSizeHint().width() <= driver.page.width(), entry.id


def test_below_the_smallest_page_the_rail_shows_icons_and_stays_while_the_page_follows_the_keys(
    open_window: Open,
) -> None:
    driver = open_window(wide=911, high=512)  # 1366×768 at 150 %
    driver.sign_in("0231")
    whole = driver.window.centralWidget()
    assert isinstance(whole, Whole)
    assert (whole.horizontalScrollBar().maximum(), whole.verticalScrollBar().maximum()) != (0, 0)
    rail = driver.window.rail
    assert rail.is_narrow
    for _ in range(12):
        driver.key(Qt.Key.Key_Tab)
        seen = driver.focus.visibleRegion().boundingRect()
        assert not seen.isEmpty()
        if driver.focus is not rail:
            shown = driver.focus.mapTo(whole, seen.topLeft())
            assert shown.x() >= rail.width()
    driver.window.resize(640, 325)  # 1280×720 at 200 %, less the bars of the system
    driver.settle()
    assert driver.window.size() == QSize(640, 325), "else it is larger than the screen"
    for _ in range(12):
        driver.key(Qt.Key.Key_Tab)
        if driver.focus is not rail and driver.focus.height() < 200:
            assert driver.focus.visibleRegion().boundingRect().height() == driver.focus.height()
    for bar in (whole.horizontalScrollBar(), whole.verticalScrollBar()):
        bar.setValue(bar.maximum())
        assert rail.mapTo(whole, QPoint(0, 0)) == QPoint(0, 0)
    rects = [part.rect for part in rail.heard_parts()]
    assert [part.name for part in rail.heard_parts()] == [entry.word for entry in PAGES]
    assert all(rail.rect().contains(rect) for rect in rects)
    assert not any(one.intersects(other) for one, other in pairwise(rects))
    assert all(rect.height() >= 24 for rect in rects)
    driver.click(rail, rects[2].center())
    assert driver.page.name == "records"
    spot = rects[4].center()
    QApplication.sendEvent(rail, QHelpEvent(QEvent.Type.ToolTip, spot, rail.mapToGlobal(spot)))
    assert QToolTip.text() == "事件（Alt 5）"
    QToolTip.hideText()
    driver.window.resize(1280, 720)
    driver.settle()
    assert (whole.horizontalScrollBar().maximum(), whole.verticalScrollBar().maximum()) == (0, 0)
    assert not rail.is_narrow


def test_a_window_a_little_too_narrow_for_the_words_of_the_rail_is_not_scrolled(open_window: Open) -> None:
    driver = open_window(wide=1060, high=700)
    driver.sign_in("0107")
    whole = driver.window.centralWidget()
    assert isinstance(whole, Whole)
    assert driver.window.rail.is_narrow
    for entry in PAGES:
        driver.desk.go(entry.id)
        driver.settle()
        assert whole.horizontalScrollBar().maximum() == 0, entry.id


@pytest.mark.parametrize("wide", [1060, 1280])
def test_a_long_name_of_the_hospital_gives_way_to_what_the_county_has_and_who_is_here(
    open_window: Open, wide: int
) -> None:
    driver = open_window(wide=wide, high=720)
    driver.sign_in("0107")
    top = driver.window.top
    top.show_place("某某市某某县某某镇中心卫生院（某某街道社区卫生服务中心）", "预防保健与公共卫生科")
    top.show_person("欧阳某某", "0107·安全员、保卫科负责人")
    top.show_sync(SyncState(pending=1116, connected=False))
    top.show_demo(shown=True)
    driver.settle()
    for part in (top.demo, top.sync, top.person):
        assert part.width() >= part.sizeHint().width()
    shown = [one for one in (top.place, top.demo, top.search, top.sync, top.person) if one.isVisible()]
    assert all(one.geometry().right() < other.geometry().left() for one, other in pairwise(shown))
    assert top.person.geometry().right() < top.width()


def test_a_banner_over_a_long_record_leaves_the_top_bar_where_it_is(
    open_window: Callable[..., Driver],
) -> None:
    driver = open_window(wide=1280, high=660)
    driver.sign_in("0107")
    driver.desk.go("records")
    driver.settle()
    driver.key(Qt.Key.Key_Return)
    driver.window.show_banner(("归档了 3 页", "图片和记录一起保存、备份、报县里。" * 8, "知道了"))
    driver.settle()
    centre = driver.window.rail.parentWidget()
    assert centre is not None
    assert centre.height() == driver.window.height()
    assert driver.window.top.mapTo(driver.window, driver.window.top.rect().topLeft()).y() == 0
