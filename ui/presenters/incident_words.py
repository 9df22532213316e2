"""Incidents put into words and states: rows of the lists, and clocks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from forms.catalog import Catalog
from forms.ledgers.incident_next import CLINICAL
from forms.ledgers.outside import IncidentClock as LedgerClock
from models.queries.anonymous_reports import AnonymousItem
from models.queries.incidents import IncidentClock, IncidentItem
from models.queries.outside_register import PENDING, RegisterRow
from ui import wording
from ui.pages.incidents import IncidentRow, ToldRow
from ui.presenters.incident_filters import UNGRADED
from ui.theme.states import INCIDENT, State, Tone
from ui.widgets.clock_tile import Clock

ANONYMOUS = "anonymous:"
NO_CLOCK = State("没有在走的时限", "circle-check", Tone.NA)
NEAR = timedelta(hours=24)  # what runs out later does not stand out
OVER = ("closed", "void")
INSIDE = "office"  # the receiver inside the hospital
SHIFTS = {"day": "白班", "evening": "小夜", "night": "大夜"}


def words_of(catalog: Catalog, name: str) -> dict[str, str]:
    return {choice.code: choice.label for choice in catalog.choice_list(name)}


class IncidentWords:
    """What a catalogue calls grades, categories, kinds and receivers."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._grades = words_of(catalog, "incident_grade")
        self._categories = words_of(catalog, "incident_category")
        self._kinds = words_of(catalog, "safety_event_kind") | words_of(catalog, "emergency_kind")
        self._ways = words_of(catalog, "report_way")
        self._stages = words_of(catalog, "report_stage")
        self._receivers = words_of(catalog, "report_receiver")
        self._supplements = words_of(catalog, "incident_supplement")

    # the list ---------------------------------------------------------------------

    def row(self, item: IncidentItem, now: datetime) -> IncidentRow:
        return IncidentRow(
            key=item.record_id,
            grade=self.grade(item.grade) if item.form_id == CLINICAL else "—",
            title=item.title,
            category=self.category(item),
            where=item.department or "（不记科室）",
            when=wording.day(item.happened_at, now) if item.happened_at else "（不记时间）",
            author=item.author_name,
            stage=INCIDENT[item.state],
            clock=_running(item.running, now) if runs(item) else _left_over(item.running),
        )

    def anonymous_row(self, item: AnonymousItem, now: datetime) -> IncidentRow:
        running = tuple(clock for clock in item.clocks if clock.met_at is None)
        waits = State("还没打开", "inbox", Tone.WARN)
        return IncidentRow(
            key=ANONYMOUS + item.report_id,
            grade=self.grade(item.grade),
            title=item.what,
            category=self._categories.get(item.category or "", "（未分类）"),
            where="（不记科室）",
            when=f"{item.day[5:]} {SHIFTS.get(item.shift, '')}",
            author="匿名",
            stage=INCIDENT[item.state] if item.opened_on else waits,
            clock=deadline(min(clock.due_at for clock in running), now) if running else NO_CLOCK,
        )

    def clocks(
        self, items: Iterable[IncidentItem], unnamed: Iterable[AnonymousItem], now: datetime
    ) -> tuple[Clock, ...]:
        """Every running clock of these incidents, the earliest first."""
        found = [
            (clock, item.record_id, item.title) for item in items for clock in item.running if runs(item)
        ]
        for one in unnamed:
            if one.state in OVER:
                continue
            key, title = f"{ANONYMOUS}{one.report_id}", f"匿名：{one.what}"
            found += [(told_clock(clock), key, title) for clock in one.clocks if clock.met_at is None]
        found.sort(key=lambda one: (one[0].due, one[0].text))
        return tuple(self.tile(clock, key, title, now) for clock, key, title in found)

    def tile(self, clock: IncidentClock, key: str, title: str, now: datetime) -> Clock:
        whole = (clock.due - clock.start).total_seconds() or 1
        left = clock.due - now
        overdue = left <= timedelta()
        return Clock(
            key=key,
            title=title,
            text=clock.text,
            due=f"{wording.due(clock.due, now)}，{wording.moment(clock.due, now)} {'到时' if overdue else '前'}",
            source=clock.source,
            share=max(0.0, left.total_seconds() / whole),
            words="已到时" if overdue else wording.left(int(left.total_seconds() // 60)),
            kind=self.kind_of(clock),
            overdue=overdue,
            near=left <= NEAR,
        )

    def kind_of(self, clock: IncidentClock) -> State:
        """To whom a clock runs: inside the hospital, or who outside."""
        inside = clock.receiver in ("", INSIDE)
        word = self._receivers.get(clock.receiver, "对外报告") if clock.receiver else "院内"
        return State(word, "hospital" if inside else "send", Tone.NA if inside else Tone.BRAND)

    def told_row(self, row: RegisterRow, now: datetime) -> ToldRow:
        when = wording.moment(row.told_at, now) if row.told_at else ""
        if row.state == PENDING:
            state = deadline(row.due, now) if row.due else State(PENDING, "send", Tone.WARN)
        else:
            late = row.in_time is False
            state = State(row.state, "clock-alert" if late else "check", Tone.BAD if late else Tone.OK)
        return ToldRow(
            key=row.record_id,
            title=row.title,
            receiver=row.receiver,
            stage=row.stage,
            way=row.way,
            number=row.number,
            when=when,
            author=row.author_name,
            state=state,
        )

    def grades(self) -> tuple[tuple[str, str], ...]:
        """(code, word) of every grade, and of what nobody has graded yet."""
        return (*((code, self.grade(code)) for code in self._grades), (UNGRADED, "待定级"))

    def categories(self, codes: Iterable[str]) -> list[tuple[str, str]]:
        """(code, word), in the order of the codes."""
        return [(code, self._categories.get(code) or self._kinds.get(code, code)) for code in codes]

    def grade(self, code: str | None) -> str:
        return self._grades.get(code or "", "待定级").split("（")[0][:6]

    def category(self, item: IncidentItem) -> str:
        return self._categories.get(item.category or "") or self._kinds.get(item.kind or "", "（未分类）")


def told_clock(clock: LedgerClock) -> IncidentClock:
    return IncidentClock(
        text=clock.text,
        start=clock.started_at,
        due=clock.due_at,
        met=clock.met_at,
        receiver=clock.receiver,
        source=clock.source,
    )


def runs(item: IncidentItem) -> bool:
    """A clock that nobody has stopped still runs, until the incident is closed."""
    return item.state not in OVER


def _left_over(clocks: Sequence[IncidentClock]) -> State:
    return State(f"{len(clocks)} 项没有办", "circle-minus", Tone.NA) if clocks else NO_CLOCK


def _running(clocks: Sequence[IncidentClock], now: datetime) -> State:
    return deadline(min(clock.due for clock in clocks), now) if clocks else NO_CLOCK


def deadline(due: datetime, now: datetime) -> State:
    if due <= now:
        return State(f"{wording.moment(due, now)} 已到时", "clock-alert", Tone.BAD)
    words = f"{wording.moment(due, now)} 前"
    return State(words, "hourglass", Tone.WARN) if due - now <= NEAR else State(words, "clock", Tone.NA)
