"""What may be done to the hospital's duties from the settings: on, off, stricter, holidays, the profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from forms.clock import local
from forms.duty_settings import Local
from forms.duty_windows import PERIODS
from forms.duty_words import PERIOD_WORDS, frequency
from forms.holiday_calendar import HolidayFileError, read_year
from forms.json_value import Json
from forms.listed import Duty
from models.faults import Refusal
from models.projections.duties import HOLIDAYS, PROFILE_CARD
from models.queries import people
from models.queries.duty_list import DutyList, duty_list
from models.queries.profile import current_profile
from models.workflow.duty_setting import Change, set_duties
from models.workflow.holidays import holiday_answers
from models.workflow.hospital_profile import duties_of
from ui.desk import Desk
from ui.dialogs.entry import EntryDialog, Question
from ui.dialogs.files import Files
from ui.operations import Changes
from ui.roads import Wish

DUTIES = Changes(kinds=frozenset({"today", "records", "outbox", "duties"}))
JSON_FILES = "节假日表 (*.json)"


class BadDay(Refusal):
    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}”不是日期。没有改动。请写成 2026-12-01 这样。")


class BadNumber(Refusal):
    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}”不是整数。没有改动。请写成 3 这样。")


class DutyActs:
    """``on_changed`` is called after every sealed change."""

    def __init__(self, desk: Desk, files: Callable[[], Files]) -> None:
        self._desk = desk
        self._files = files
        self.by_name: dict[str, Callable[[str], None]] = {
            "duty.chapter": self._chapter,
            "duty.on": lambda key: self._turn_on((key,), self._duty(key).title),
            "duty.off": self._turn_off,
            "duty.stricter": self._make_stricter,
            "duty.holidays": lambda _: self._holidays(),
            "duty.year": lambda _: desk.open_below("year"),
            "profile.change": lambda _: self._change_profile(),
        }

    def read(self) -> DutyList:
        """Every duty as it is here now; for a reading thread."""
        store = self._desk.store
        return duty_list(store.path, store.catalog.current(), now=self._desk.now())

    def _duty(self, key: str) -> Duty:
        return next(
            duty for entry, duty in duties_of(self._desk.store.catalog) if f"{entry.id}/{duty.id}" == key
        )

    def _chapter(self, chapter: str) -> None:
        def ask(found: DutyList) -> None:
            keys = tuple(
                one.key for one in found.rows if one.chapter == chapter and one.applies and not one.is_on
            )
            if keys:
                self._turn_on(keys, f"这一章还没打开的 {len(keys)} 项")

        self._desk.background.run_in_background(self.read, ask, self._desk.tell)

    def _turn_on(self, keys: tuple[str, ...], what: str) -> None:
        self._ask(
            "打开",
            f"{what}：从这一天起出任务，这一天以前的不算漏做",
            (self._start_question(), _PIN),
            lambda given: self._set([Change(key=key) for key in keys], f"做 {len(keys)} 项：{what}", given),
        )

    def _turn_off(self, key: str) -> None:
        duty = self._duty(key)

        def ask(leaders: tuple[tuple[str, str], ...]) -> None:
            self._ask(
                "关掉",
                f"{duty.title}：要写原因，院领导签字的第二天起才停。以前漏做的还是漏做",
                (
                    Question(name="reason", label="为什么不做"),
                    Question(name="leader", label="哪位院领导同意", kind="choice", options=leaders),
                    _PIN,
                ),
                lambda given: self._set([Change(key=key, is_on=False)], f"不做：{duty.title}", given),
            )

        self._desk.read("leaders", _leaders, ask)

    def _make_stricter(self, key: str) -> None:
        duty = self._duty(key)
        self._ask(
            "改严",
            f"{duty.title}按规定是{frequency(duty)}，只能更严。都不填，就照规定做",
            (
                *_stricter(duty),
                replace(_REASON, label="依据", hint="如县里的通知"),
                self._start_question(),
                _PIN,
            ),
            lambda given: self._set(
                [Change(key=key, local_rule=_local(given))], f"改严：{duty.title}", given
            ),
        )

    def _holidays(self) -> None:
        path = self._files().to_open(self._desk.window, "选一年的节假日表", JSON_FILES)
        if path is None:
            return

        def opened(answers: dict[str, Json]) -> None:
            self._desk.roads.fill(Wish(form_id=HOLIDAYS, answers=answers))

        self._desk.background.run_in_background(lambda: _year_in(path), opened, self._desk.tell)

    def _change_profile(self) -> None:
        """A new card that begins with what holds now."""
        desk = self._desk
        name = desk.installation.facility_name

        def answers(session: Session) -> dict[str, Json]:
            now = current_profile(session, desk.now())
            if now is None:
                return {"hospital": name, "level": desk.installation.level}
            switches: list[Json] = []
            switches.extend(sorted(now.switches))
            return {"hospital": name, "level": now.level, "switches": switches, **now.figures}

        desk.read(
            "profile",
            answers,
            lambda found: desk.roads.fill(Wish(form_id=PROFILE_CARD, answers=found)),
        )

    def _start_question(self) -> Question:
        return Question(name="start", label="从哪天起", value=local(self._desk.now()).date().isoformat())

    def _set(self, changes: list[Change], summary: str, given: dict[str, str]) -> object:
        """In the writing thread. Refusal for a day or a number that is none, and for whatever ``seal`` refuses."""
        today = local(self._desk.now()).date()
        return set_duties(
            self._desk.store,
            changes,
            author=self._desk.reader.staff_no,
            start=_day(given["start"]) if given.get("start") else today,
            summary=summary,
            reason=given.get("reason", ""),
            leader=given.get("leader", ""),
            pin=given["pin"],
        )

    def _ask(
        self,
        verb: str,
        line: str,
        questions: tuple[Question, ...],
        work: Callable[[dict[str, str]], object],
    ) -> None:
        dialog = EntryDialog(verb, line, questions)
        dialog.given.connect(
            lambda answers: self._desk.operations.do(
                lambda: work(answers),
                lambda _: self._desk.window.close_dialog(),
                dialog.refuse,
                changes=DUTIES,
            )
        )
        self._desk.window.open_dialog(dialog)


_PIN = Question(name="pin", label="你的 PIN", kind="pin", hint="这是一张要封存的设定单，用 PIN 签")
_REASON = Question(name="reason", label="原因", required=False)


def _stricter(duty: Duty) -> tuple[Question, ...]:
    """What may be asked of such a duty."""
    if duty.every in PERIODS:
        order = list(PERIODS)
        shorter = order[order.index(duty.every) + 1 :]
        options = (("", "照规定"), *((one, PERIOD_WORDS[one]) for one in shorter))
        return (
            Question(name="every", label="周期改成", kind="choice", options=options, required=False),
            Question(name="early", label="或提前几天做完", required=False, hint="只填一样"),
        )
    if duty.every == "day":
        return (
            Question(name="times_day", label="白天几次", required=False),
            Question(name="times_night", label="夜间几次", required=False),
        )
    if duty.every == "hours":
        return (Question(name="hours", label="隔几小时", required=False),)
    if duty.days is not None:
        return (Question(name="days", label="改成几天", required=False),)
    return ()


def _local(given: dict[str, str]) -> Local:
    return Local(
        every=given.get("every", ""),
        times_day=_number(given.get("times_day", "")),
        times_night=_number(given.get("times_night", "")),
        hours=_number(given.get("hours", "")),
        days=_number(given.get("days", "")),
        early=_number(given.get("early", "")) or 0,
    )


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        raise BadNumber(text)
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDay(text) from None


def _leaders(session: Session) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.staff_no, f"{one.name}（{one.staff_no}）")
        for one in people.all_people(session)
        if one.active and "leader" in one.roles
    )


class BadHolidays(Refusal):
    """The file holds no year of holidays."""


def _year_in(path: Path) -> dict[str, Json]:
    try:
        return holiday_answers(read_year(path.read_text(encoding="utf-8-sig")))
    except HolidayFileError as error:
        raise BadHolidays(str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadHolidays("这个文件打不开，或不是 UTF-8 编码。没有改动。请换一个文件。") from error
