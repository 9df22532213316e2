"""隐患 in the real window with a real load: the board, its filters and saved views, dragging, one hazard whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from forms.clock import FixedClock
from forms.json_value import Json
from forms.samples import sample_answers
from models.queries import hazard_search, hazards
from models.queries.hazard_search import HazardFilter
from models.queries.hazards import HazardItem
from models.queries.people import get_person
from models.store import Store
from models.workflow import sealing
from models.workflow.credentials import Proof
from tests.bad_text import BAD_TEXTS, EMOJI, LINES, LONG, RARE, RIGHT_TO_LEFT
from tools import hazard_days
from tools.demo_days import NOW
from tools.window_driver import Driver
from ui.dialogs.entry import EntryDialog
from ui.filling.fill_page import FillPage
from ui.pages.hazard import HazardPage
from ui.pages.hazard_board import HazardBoard
from ui.pages.hazard_cards import HazardCard, Lane
from ui.pages.hazards import HazardsPage
from ui.presenters.hazards import HazardsPresenter
from ui.small_images import small_image
from ui.theme.states import HAZARD, HAZARD_LEVEL, State, Tone

OFFICER, HEAD, STAFF = "0107", "0188", "0415"
COUNT = 2 * len(hazard_days.WAYS)


@pytest.fixture(scope="module")
def laden_home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo hospital with two hazards of every state more."""
    home = tmp_path_factory.mktemp("laden") / "home"
    shutil.copytree(demo_home, home)
    store = Store.open(home, clock=FixedClock(NOW))
    hazard_days.add(store, COUNT)
    store.close()
    return home


@pytest.fixture
def open_laden(laden_home: Path, tmp_path: Path) -> Iterator[Callable[..., Driver]]:
    opened: list[Driver] = []

    def close() -> None:
        while opened:
            opened.pop().close()

    def open_one(*, wide: int = 1440, high: int = 900, who: str = OFFICER) -> Driver:
        """One window at a time, on the same store within a test."""
        close()
        home = tmp_path / "laden"
        if not home.exists():
            shutil.copytree(laden_home, home)
        driver = Driver(home, wide=wide, high=high)
        opened.append(driver)
        driver.sign_in(who)
        driver.desk.go("hazards")
        driver.settle()
        return driver

    yield open_one
    close()


def page_of(driver: Driver) -> HazardsPage:
    page = driver.page
    assert isinstance(page, HazardsPage)
    return page


def shown_in(board: HazardBoard, at: int) -> list[str]:
    return [card.key for _, card, _ in board._card_rects(at)]


def centre_of(board: HazardBoard, at: int, number: int = 0) -> QPoint:
    return board._card_rects(at)[number][2].center().toPoint()


def drag(board: HazardBoard, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(board, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(board, start + QPoint(30, 10))
    QTest.mouseMove(board, end)
    QTest.mouseRelease(board, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)


def words_on(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def search(store: Store, wanted: HazardFilter, **facts: object) -> tuple[HazardItem, ...]:
    with store.read() as session:
        return hazard_search.search(session, wanted, **facts)  # type: ignore[arg-type]


def test_the_lanes_show_what_fits_the_overdue_first_and_count_the_rest(
    open_laden: Callable[..., Driver],
) -> None:
    driver = open_laden(high=720, wide=1440)
    page = page_of(driver)
    board = page.board
    assert [lane.id for lane in board._lanes] == ["registered", "rectifying", "awaiting_recheck", "closed"]
    rectifying = board._lanes[1]
    shown = shown_in(board, 1)
    assert 0 < len(shown) < rectifying.total
    assert [card.overdue for card in rectifying.cards] == sorted(
        (card.overdue for card in rectifying.cards), reverse=True
    )
    for lane in range(4):
        for _, _, rect in board._card_rects(lane):
            assert board._lane_rect(lane).contains(rect)
    assert page.table.isVisible() is False
    assert str(sum(lane.total for lane in board._lanes[:3])) in page.header.beside.text()


def test_down_leads_through_every_card_of_a_lane_and_keeps_it_in_sight(
    open_laden: Callable[..., Driver],
) -> None:
    driver = open_laden(high=720)
    board = page_of(driver).board
    driver.key(Qt.Key.Key_Right, board)
    lane = board._lanes[board._lane]
    seen = [board.current]
    for _ in range(lane.total - 1):
        QTest.keyClick(board, Qt.Key.Key_Down)
        assert board.current in shown_in(board, board._lane)
        seen.append(board.current)
    assert seen == [card.key for card in lane.cards]


def test_a_narrow_page_folds_what_is_closed_until_the_keys_come_to_it(
    open_laden: Callable[..., Driver],
) -> None:
    driver = open_laden(wide=1280, high=720)
    board = page_of(driver).board
    assert board._is_folded(3)
    assert board._lane_rect(3).width() < 60
    assert shown_in(board, 3) == []
    for _ in range(3):
        driver.key(Qt.Key.Key_Right, board)
    assert not board._is_folded(3)
    assert board.current in shown_in(board, 3)
    driver.key(Qt.Key.Key_Left, board)
    assert board._is_folded(3)
    assert all(len(shown_in(board, lane)) >= 2 for lane in (0, 1, 2))


def test_dragging_a_card_to_the_next_lane_only_begins_the_step_that_its_key_begins(
    open_laden: Callable[..., Driver],
) -> None:
    driver = open_laden()
    board = page_of(driver).board
    drag(board, centre_of(board, 0), board._lane_rect(2).center().toPoint())
    driver.settle()
    assert page_of(driver).board is board  # two lanes on is no step
    with driver.store.read() as session:
        before = {one.hazard_id: one.state for one in hazards.find(session)}
    drag(board, centre_of(board, 0), board._lane_rect(1).center().toPoint())
    driver.settle()
    fill = driver.page
    assert isinstance(fill, FillPage)
    assert fill.session.filling.form.id == "hazard.order"
    with driver.store.read() as session:
        assert {one.hazard_id: one.state for one in hazards.find(session)} == before


def test_dragging_back_from_the_recheck_begins_the_sending_back(open_laden: Callable[..., Driver]) -> None:
    driver = open_laden()
    board = page_of(driver).board
    drag(board, centre_of(board, 2), board._lane_rect(1).center().toPoint())
    driver.settle()
    fill = driver.page
    assert isinstance(fill, FillPage)
    assert fill.session.filling.form.id == "hazard.recheck"


def test_what_a_person_asked_for_is_there_again_for_him_and_for_nobody_else(
    open_laden: Callable[..., Driver],
) -> None:
    driver = open_laden()
    page = page_of(driver)
    page.filters.turn(mark="supervised", order="found")
    driver.settle()
    QTest.keyClick(page.board, Qt.Key.Key_V)
    driver.settle()
    found = [row[0].key for row in page._rows.rows]
    assert 0 < len(found) < COUNT
    assert "符合" in page.header.beside.text()
    again = open_laden()
    page = page_of(again)
    assert dict(page.filters.asked) == {"mark": "supervised", "order": "found"}
    assert page.views.current == "list"
    assert [row[0].key for row in page._rows.rows] == found
    other = open_laden(who=HEAD)
    assert not page_of(other).filters.asked
    assert page_of(other).views.current == "board"


def test_a_set_of_filters_is_kept_under_a_name_and_forgotten_again(open_laden: Callable[..., Driver]) -> None:
    driver = open_laden()
    page = page_of(driver)
    page.filters.turn(owner="me", due="overdue")
    page.filters.keep_requested.emit()
    driver.settle()
    dialog = driver.window.overlay.panel
    assert isinstance(dialog, EntryDialog)
    name = dialog.frames["name"].editor
    assert isinstance(name, QLineEdit)
    assert name.text() == "我自己·逾期"
    name.setText("wode")
    driver.key(Qt.Key.Key_Return, dialog, modifiers=Qt.KeyboardModifier.ControlModifier)
    driver.click(page.filters.clear)
    assert not page.filters.asked
    presenter = driver.desk.presenter("hazards")
    assert isinstance(presenter, HazardsPresenter)
    kept = presenter._kept
    kept.choose("view:wode")
    driver.settle()
    assert dict(page.filters.asked) == {"owner": "me", "due": "overdue"}
    kept.choose("drop:wode")
    assert kept.view == ""
    assert dict(page.filters.asked) == {"owner": "me", "due": "overdue"}
    driver.key(Qt.Key.Key_Z, page.board, Qt.KeyboardModifier.ControlModifier)
    assert kept.view == "wode"


def test_nothing_found_says_so_and_how_to_see_all_again(open_laden: Callable[..., Driver]) -> None:
    driver = open_laden()
    page = page_of(driver)
    driver.key(Qt.Key.Key_Slash, page.board)
    assert page.filters.search.hasFocus()
    driver.type("zzzz")
    driver.key(Qt.Key.Key_Return)
    assert page.empty.isVisible()
    assert "没有符合的隐患" in words_on(page.empty)
    driver.click(page.filters.clear)
    assert page.board.isVisible()


@pytest.fixture(scope="module")
def laden_store(laden_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = tmp_path_factory.mktemp("asked") / "home"
    shutil.copytree(laden_home, home)
    store = Store.open(home, clock=FixedClock(NOW))
    yield store
    store.close()


SPLIT = NOW - timedelta(days=1)
ASKED: tuple[tuple[HazardFilter, Callable[[HazardItem], bool]], ...] = (
    (HazardFilter(level="major"), lambda one: one.level == "major"),
    (HazardFilter(owner=STAFF), lambda one: one.owner == STAFF),
    (HazardFilter(department="总务科"), lambda one: one.owner == STAFF),
    (HazardFilter(place="P14"), lambda one: one.place == "配电间"),
    (HazardFilter(source="fire.daily_patrol"), lambda one: one.source_title == "每日防火巡查记录"),
    (HazardFilter(mark="supervised"), lambda one: one.supervised),
    (HazardFilter(mark="returned"), lambda one: one.returned),
    (HazardFilter(mark="extended"), lambda one: one.extended or one.extension_waits),
    (HazardFilter(overdue_at=NOW), lambda one: one.is_overdue(NOW)),
    (HazardFilter(to_recheck_by=STAFF), lambda one: one.state == "awaiting_recheck" and one.fixer != STAFF),
    (HazardFilter(until=SPLIT), lambda one: one.found_at < SPLIT),
    (HazardFilter(since=SPLIT), lambda one: one.found_at >= SPLIT),
    (HazardFilter(text="配电间"), lambda one: "配电间" in one.title),
)


@pytest.mark.parametrize("number", range(len(ASKED)))
def test_a_filter_leaves_exactly_what_it_names(laden_store: Store, number: int) -> None:
    wanted, holds = ASKED[number]
    found = search(laden_store, wanted)
    every = search(laden_store, HazardFilter())
    assert 0 < len(found) < len(every)
    assert {one.hazard_id for one in found} == {one.hazard_id for one in every if holds(one)}


def test_every_order_keeps_what_was_found_and_the_grave_come_first_when_asked(laden_store: Store) -> None:
    every = {one.hazard_id for one in search(laden_store, HazardFilter())}
    for order in hazard_search.ORDERS:
        assert {one.hazard_id for one in search(laden_store, HazardFilter(), order=order)} == every
    levels = [one.level for one in search(laden_store, HazardFilter(), order="level")]
    assert levels == sorted(levels, reverse=True)
    with pytest.raises(ValueError, match="sorted by"):
        search(laden_store, HazardFilter(), order="colour")


def test_who_put_it_right_is_told_why_he_may_not_recheck_it(open_laden: Callable[..., Driver]) -> None:
    driver = open_laden(who=HEAD)
    page = page_of(driver)
    with driver.store.read() as session:
        reader = get_person(session, HEAD)
        mine = next(
            one
            for one in hazards.find(session, states=("awaiting_recheck",))
            if reader is not None and one.fixer == HEAD
        )
    page.next_requested.emit(mine.hazard_id)
    driver.settle()
    assert driver.page is page
    assert "你是整改人，请别人来复查" in driver.window.banner.accessibleName()
    page.open_requested.emit(mine.hazard_id)
    driver.settle()
    shown = driver.page
    assert isinstance(shown, HazardPage)
    assert not shown.next.isEnabled()
    assert "你是整改人，请别人来复查" in words_on(shown)
    assert shown.isAncestorOf(driver.focus)


def test_a_fresh_hazard_shows_the_finding_and_what_is_asked_next(open_laden: Callable[..., Driver]) -> None:
    driver = open_laden()
    driver.key(Qt.Key.Key_Return)
    shown = driver.page
    assert isinstance(shown, HazardPage)
    assert shown.model is not None
    assert [one.name for one in shown.model.settled] == ["责任", "资金", "措施", "期限", "应急预案"]
    assert not any(one.is_done for one in shown.model.settled)
    words = words_on(shown)
    for part in (shown.model.finding, "下一步：下达整改", "五落实", "登记时没有拍照"):
        assert part in words


def test_an_ordered_hazard_shows_the_five_things_in_the_words_of_its_order(
    open_laden: Callable[..., Driver],
) -> None:
    driver = open_laden()
    with driver.store.read() as session:
        key = hazards.find(session, states=("rectifying",))[0].hazard_id
    page_of(driver).open_requested.emit(key)
    driver.settle()
    shown = driver.page
    assert isinstance(shown, HazardPage)
    assert shown.model is not None
    assert all(one.is_done and one.value for one in shown.model.settled)
    assert [title for _, title in shown.model.papers][-1] == "事故隐患登记表"
    assert "隐患整改通知书" in [title for _, title in shown.model.papers]


@pytest.mark.parametrize("text", [LONG, RIGHT_TO_LEFT, f"{RARE}{EMOJI}", LINES], ids=range(4))
def test_a_finding_of_any_text_stands_whole_on_its_page_and_widens_nothing(
    open_laden: Callable[..., Driver], text: str
) -> None:
    driver = open_laden(wide=1280, high=720)
    store = driver.store
    given: dict[str, Json] = {"text": text, "on_the_spot": "no", "owner": STAFF, "level": "general"}
    answers = sample_answers(
        store.catalog.latest("hazard.register"),
        places=["P14"],
        people=[OFFICER],
        assets=[],
        now=NOW,
        given=given,
    )
    sealed = sealing.seal(
        store, form="hazard.register", author=OFFICER, proof=Proof(staff_no=OFFICER), answers=answers
    )
    with store.read() as session:
        (item,) = hazards.hazards_of_record(session, sealed.record_id)
    driver.desk.roads.open_hazard(item.hazard_id)
    driver.settle()
    shown = driver.page
    assert isinstance(shown, HazardPage)
    assert item.title in [label.text() for label in shown.findChildren(QLabel)]
    assert len(shown.title.text()) <= 61
    assert driver.window.width() == 1280
    drawn = QPixmap(shown.size())
    shown.render(drawn)
    assert shown.next.geometry().right() <= shown.width()


def card(title: str, **facts: object) -> HazardCard:
    given: dict[str, object] = {
        "key": title[:8],
        "title": title,
        "level": HAZARD_LEVEL["general"],
        "flag": None,
        "number": "YH-1120-0000",
        "source": "巡查",
        "place": "配电间",
        "owner": "赵某",
        "due": State("还剩 3 天", "clock", Tone.NA),
    }
    return HazardCard(**given | facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("is_narrow", [False, True])
def test_cards_of_whatever_text_keep_inside_their_lane(qtbot: object, is_narrow: bool) -> None:
    board = HazardBoard()
    board.resize(1150 if is_narrow else 1300, 420 if is_narrow else 640)
    cards = tuple(card(text, key=str(n), place=text, owner=text) for n, text in enumerate(BAD_TEXTS))
    board.present((Lane(id="registered", state=HAZARD["registered"], cards=cards, total=len(cards)),) * 4)
    board.fold_last(folds=is_narrow)
    for number in range(len(cards)):
        board._to_card(number)
        drawn = QPixmap(board.size())
        board.render(drawn)
        rects = board._card_rects(0)
        assert number in [at for at, _, _ in rects]
        assert all(rect.height() <= 146 for _, _, rect in rects)
    assert (
        RARE in board.accessibleName()
        or LONG[:8] in board.accessibleName()
        or cards[-1].title in (board.accessibleName())
    )


def test_a_photo_of_any_size_is_shown_small_and_what_is_no_photo_is_none(tmp_path: Path) -> None:
    most = QSize(900, 540)

    def picture(wide: int, high: int, kind: str) -> bytes:
        file = tmp_path / f"{wide}.{kind}"
        Image.new("L", (wide, high)).save(file)
        return file.read_bytes()

    tiny = small_image(picture(1, 1, "png"), most)
    assert tiny is not None
    assert tiny.size() == QSize(1, 1)
    huge = small_image(picture(10_000, 10_000, "jpg"), most)
    assert huge is not None
    assert huge.size() == QSize(540, 540)
    assert small_image(picture(10_000, 10_000, "png"), most) is None  # it would have to be decoded whole
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImage(4000, 10, QImage.Format.Format_RGB32).save(buffer, "PNG")  # type: ignore[call-overload]
    strip = small_image(bytes(buffer.data().data()), most)
    assert strip is not None
    assert strip.width() == 900
    assert small_image(b"no picture at all", most) is None
