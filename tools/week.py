"""``python -m tools.week [DAYS]``: a week of a hospital, keyed through the real window; says what was kept and how.

Four rounds a day over all places, whatever 今日 asks of each person, and every signature that waits. The clock of
the store is turned from one visit to the next; nothing else is different from a ward.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from forms.clock import ZONE, FixedClock, local
from forms.definition import Field, FieldType
from forms.json_value import Json
from forms.samples import sample_answers
from models.queries import assets, today
from models.queries.duty_coverage import coverage
from models.queries.people import all_people, get_person
from models.queries.places import all_places
from models.queries.today_view import Coverage, TaskItem, TodayView
from models.store import Store
from models.verifying import verify
from models.workflow.setup import set_up
from tools.driving import Driver, StuckError
from tools.form_hand import Answer, FormHand
from tools.scenes.forms import open_form
from tools.scenes.patrol import is_at
from tools.stage import Stage
from ui.background import Background
from ui.composition import seat_all
from ui.desk import Desk
from ui.dialogs.countersign import CountersignDialog
from ui.dialogs.places import PlacesDialog
from ui.dialogs.roll_call import RollCallDialog
from ui.filling.fill_page import FillPage
from ui.main_window import MainWindow
from ui.none_references import keep_none_alive
from ui.pages.record import RecordPage
from ui.pages.today import TodayPage
from ui.settings_file import WindowSettings
from ui.theme import look
from ui.theme.tokens import Scheme
from ui.theme.typography import load_fonts
from ui.widgets.button import Button

PIN = "271828"
MONDAY = date(2026, 11, 16)
HOSPITAL = "示范县第一卫生院"
ADMIN, OFFICER, HEAD, LEADER, QUALITY, STAFF = "0101", "0107", "0188", "0301", "0520", "0415"
NURSES = ("0231", "0236")
ROUNDS = (
    (10, 0),
    (16, 30),
    (22, 0),
    (28, 30),
)  # hours of the day and minutes; 28 is four in the morning after
VISITS = ((9, NURSES[0]), (11, OFFICER), (14, STAFF), (15, QUALITY), (17, HEAD), (18, LEADER), (19, OFFICER))
MOST_TRIES = 3  # at one field
MOST_ROWS = 200  # of 今日
MOST_STEPS = 600  # answers to one form


@dataclass
class Seat:
    """One computer with the window open, and a clock that can be turned."""

    home: Path
    clock: FixedClock = field(init=False)
    store: Store = field(init=False)
    window: MainWindow = field(init=False)
    background: Background = field(init=False)
    desk: Desk = field(init=False)

    def open(self) -> None:
        self.clock = FixedClock(datetime(MONDAY.year, MONDAY.month, MONDAY.day, 8, 0, tzinfo=ZONE))
        self.store = Store.open(self.home, clock=self.clock)
        set_up(
            self.store,
            hospital=HOSPITAL,
            level="township",
            admin_no=ADMIN,
            admin_name="钱某",
            admin_pin=PIN,
            departments=("院办", "内科病区", "急诊科", "保卫科", "总务科", "质控科"),
            demo=True,
            pins={"*": PIN},
        )
        self.window = MainWindow()
        self.background = Background(self.window)
        self.desk = Desk(
            self.window,
            self.store,
            self.background,
            home=self.home,
            settings=WindowSettings(),
            installation=self.store.require_installation(),
        )
        seat_all(self.desk)
        self.window.resize(1440, 900)
        self.window.show()
        self.window.activateWindow()
        self.desk.start()

    def turn_to(self, moment: datetime) -> None:
        self.clock.advance(seconds=(moment - self.clock.now()).total_seconds())

    def view(self, staff_no: str) -> TodayView:
        with self.store.read() as session:
            person = get_person(session, staff_no)
        assert person is not None
        return today.read(
            self.store.path,
            self.store.catalog.current(),
            staff_no=staff_no,
            roles=person.roles,
            department=person.department,
            now=self.clock.now(),
            area_names={choice.code: choice.label for choice in self.store.catalog.choice_list("place_area")},
        )


@dataclass
class Week:
    seat: Seat
    stage: Stage
    sealed: int = 0
    signed: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    who: str = ""

    @property
    def driver(self) -> Driver:
        return self.stage.driver

    def day(self, day: date) -> None:
        acts = [(at, "round", NURSES[n % 2]) for n, at in enumerate(ROUNDS)]
        acts += [((hour, 0), "visit", person) for hour, person in VISITS]
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
        for (hour, minute), act, person in sorted(acts):
            self.seat.turn_to(midnight + timedelta(hours=hour, minutes=minute))
            self._sit_down(person)
            if act == "round":
                self._round()
            else:
                self._visit(person)
        self.stage.say(f"{day:%m-%d} 过完：封存 {self.sealed} 份，补签 {self.signed} 个")

    def _sit_down(self, person: str) -> None:
        if self.who != person:
            self.stage.sign_in(person)
            self.who = person

    def _round(self) -> None:
        """All places of the hospital on one round sheet, a time and Enter for each."""
        driver = self.driver
        open_form(self.stage, "每日防火巡查")
        driver.dialog(PlacesDialog)
        driver.tab_to(lambda at: isinstance(at, Button) and at.text().startswith("全院"), "“全院”")
        driver.press("Space", "Enter")
        driver.dialog_gone()
        hand = FormHand(driver)
        sheet = driver.until(lambda: hand.page.sheet, "巡查表")
        driver.until(lambda: driver.has_focus(sheet.view), "巡查表等按键")
        now = local(self.seat.clock.now())
        rows = hand.page.session.filling.row_ids("places")
        for number in range(len(rows)):
            driver.until(partial(is_at, sheet, number), f"第 {number + 1} 行")
            driver.write(f"{now - timedelta(minutes=len(rows) - number):%H%M}")
            driver.press("Enter")
        self._finish(hand, "每日防火巡查")

    def _visit(self, person: str) -> None:
        tried: set[str] = set()
        while (task := self._next_task(person, tried)) is not None:
            tried.add(task.key)
            self._do(task)
        for item in self.seat.view(person).to_sign:
            if item.returned is None:
                self._sign(item.title)

    def _next_task(self, person: str, tried: set[str]) -> TaskItem | None:
        due = (one for one in self.seat.view(person).tasks if one.group in ("overdue", "now", "period"))
        return next((one for one in due if one.key not in tried and one.form_id != "fire.daily_patrol"), None)

    def _do(self, task: TaskItem) -> None:
        with self.seat.store.read() as session:
            asset = assets.get(session, task.subject) if task.per == "asset" and task.subject else None
        self._open(task.title if asset is None else asset.code)
        self.driver.until(lambda: isinstance(self.seat.window.current_page, FillPage), f"填 {task.title}")
        hand = FormHand(self.driver)
        self._answer(hand)
        self._finish(hand, task.form_title)

    def _open(self, words: str) -> None:
        """Go down 今日, unfolding what is folded, to the row that holds the words."""
        driver = self.driver
        self.seat.window.activateWindow()  # a window manager does it after a list has closed
        driver.press("Alt+1")
        page = driver.page("today")
        assert isinstance(page, TodayPage)
        tasks = page.tasks
        driver.until(lambda: driver.has_focus(tasks), "任务清单")
        driver.press("Home")
        for _ in range(MOST_ROWS):
            said = tasks.accessibleName()
            if words in said:
                driver.press("Enter")
                return
            driver.press("Enter" if "这段时间" in said and "展开" in said else "Down")
        raise StuckError(f"今日里没有“{words}”")

    def _answer(self, hand: FormHand) -> None:
        """Whatever the form still asks, one after the other, as somebody who has nothing to report would."""
        filling = hand.page.session.filling
        with self.seat.store.read() as session:
            places = [place.code for place in all_places(session)]
            people = [one.staff_no for one in all_people(session)]
            things = [item.asset_id for item in assets.find(session)]
        sample = sample_answers(
            filling.form,
            places=places,
            people=[self.who, *(one for one in people if one != self.who)],
            assets=things,
            now=self.seat.clock.now(),
            context=filling.context,
            given={
                name: value
                for name, value in filling.answers.items()
                if value and not isinstance(value, list)
            },
        )
        told: list[tuple[str, ...]] = []
        for _ in range(MOST_STEPS):
            problem = next(iter(filling.problems()), None)
            if problem is None:
                return
            if told[-MOST_TRIES:].count(problem.path) == MOST_TRIES:
                break
            told.append(problem.path)
            path, asked = problem.path, filling.field_at(problem.path)
            if asked.type is FieldType.ROWS:
                self._add_rows(hand, path[0])
                continue
            row = (path[0], path[1]) if len(path) == 3 else None
            value = _sampled(sample, path, filling.row_ids(path[0]) if row else ())
            hand.answer({path[-1]: _keyed(asked, value)}, row=row)
            self.driver.settle()
        raise StuckError(
            f"{filling.form.title}：{filling.problems()[0].path} {filling.problems()[0].message}"
        )

    def _add_rows(self, hand: FormHand, table: str) -> None:
        """One more row, or everybody at once where the names are called."""
        driver, filling = self.driver, hand.page.session.filling
        before = filling.row_ids(table)
        hand.go_to((table,))
        driver.press("Space")
        driver.until(
            lambda: (
                filling.row_ids(table) != before or isinstance(self.seat.window.overlay.panel, RollCallDialog)
            ),
            f"新的一行 {table}",
        )
        if isinstance(self.seat.window.overlay.panel, RollCallDialog):
            for word in ("全院", "都到了", "加上"):
                driver.tab_to(_is_button(word), word)
                driver.press("Space")
            driver.dialog_gone()

    def _finish(self, hand: FormHand, title: str) -> None:
        began = time.monotonic()
        hand.seal(PIN)
        self.seconds[title] = max(self.seconds.get(title, 0), time.monotonic() - began)
        self.sealed += 1

    def _sign(self, title: str) -> None:
        driver = self.driver
        self._open(f"等你签字：{title}")
        page = driver.page("record")
        assert isinstance(page, RecordPage)
        driver.until(page.sign.isVisible, "签字的按钮")
        driver.until(self.seat.window.isActiveWindow, "窗口在前面")
        driver.press("S")
        dialog = driver.dialog(CountersignDialog)
        driver.until(lambda: driver.has_focus(dialog.card.pin), "PIN 的格子")
        driver.write(PIN)
        driver.dialog_gone()
        driver.settle()
        self.signed += 1

    def coverage(self) -> Iterator[Coverage]:
        since = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=ZONE)
        kept = coverage(
            self.seat.store.path,
            self.seat.store.catalog.current(),
            since=since,
            now=self.seat.clock.now(),
        )
        return (one for one in kept if one.due)


def _sampled(sample: dict[str, Json], path: tuple[str, ...], row_ids: tuple[str, ...]) -> Json:
    value = sample.get(path[0])
    if len(path) == 1:
        return value
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    at = row_ids.index(path[1])
    return rows[min(at, len(rows) - 1)].get(path[2]) if rows else None


def _keyed(asked: Field, value: Json) -> Answer:
    """The answer as it is typed."""
    match asked.type:
        case FieldType.CHECK:
            code = value.get("value") if isinstance(value, dict) else None
            choices = asked.answers.choices if asked.answers else ()
            return next((one.label for one in choices if one.code == code), choices[0].label)
        case FieldType.ONE_OF:
            return next(one.label for one in asked.choices if one.code == value)
        case FieldType.MANY_OF:
            chosen = value if isinstance(value, list) else []
            return tuple(one.label for one in asked.choices if one.code in chosen)
        case FieldType.DATE if asked.precision == "month":
            return f"{date.fromisoformat(str(value)):%Y-%m}"
        case FieldType.DATE:
            return f"{date.fromisoformat(str(value)):%m-%d}"
        case FieldType.DATETIME:
            return f"{datetime.fromisoformat(str(value)):%m-%d %H%M}"
        case FieldType.TIME:
            return str(value).replace(":", "")
        case FieldType.PERSON | FieldType.PLACE | FieldType.ASSET if isinstance(value, list):
            return tuple(str(one) for one in value)
        case _:
            return str(value)


def _is_button(word: str) -> Callable[[QWidget], bool]:
    return lambda at: isinstance(at, Button) and at.text().startswith(word)


def main(argv: list[str]) -> int:
    """0 when every slot of the week was kept in time and every record is as it was sealed."""
    days = int(argv[0]) if argv else 7
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    keep_none_alive()
    application = QApplication([])
    load_fonts()
    look.apply(application, Scheme.LIGHT, motion=False)
    with tempfile.TemporaryDirectory(prefix="yian-week-") as folder:
        seat = Seat(Path(folder) / "home")
        seat.open()
        driver = Driver(seat, screens=Path(folder) / "screens", prefix="week")
        week = Week(seat, Stage(driver=driver, folder=Path(folder), pc="PC1"))
        for number in range(days):
            week.day(MONDAY + timedelta(days=number))
        told = tuple(week.coverage())
        report = verify(seat.store)
        seat.desk.close()
        seat.store.close()
    for one in told:
        print(f"{one.title}{one.part}：该做 {one.due}，按时 {one.on_time}，补录 {one.late}，漏 {one.missed}")
    print(f"{days} 天：封存 {week.sealed} 份，补签 {week.signed} 个；核对：{report}")
    return int(any(one.missed or one.late for one in told))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
