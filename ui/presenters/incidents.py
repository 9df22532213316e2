"""Reads the incident reports this person may see, and the anonymous ones for the quality office."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.queries import anonymous_reports, incidents
from models.queries.anonymous_reports import AnonymousItem
from models.queries.incidents import IncidentItem
from ui import wording
from ui.pages.incidents import IncidentRow, IncidentsPage
from ui.pages.page import Page
from ui.presenters.presenter import Presenter
from ui.theme.states import State, Tone

NO_CLOCK = State("没有在走的时限", "circle-check", Tone.NA)
SHIFTS = {"day": "白班", "evening": "小夜", "night": "大夜"}


class IncidentsPresenter(Presenter):
    name = "incidents"
    kinds = frozenset({"records", "incidents", "time"})

    def build(self) -> Page:
        page = IncidentsPage()
        page.open_requested.connect(self._on_open)
        page.report_requested.connect(lambda: self.desk.window.command_requested.emit("incident"))
        self._shown = page
        catalog = self.desk.store.catalog
        self._grades = {choice.code: choice.label for choice in catalog.choice_list("incident_grade")}
        self._categories = {choice.code: choice.label for choice in catalog.choice_list("incident_category")}
        return page

    def refresh(self) -> None:
        reader, catalog = self.desk.reader, self.desk.store.catalog

        def work(session: Session) -> tuple[tuple[IncidentItem, ...], tuple[AnonymousItem, ...]]:
            return incidents.find(session, catalog, reader), anonymous_reports.find_anonymous(
                session, catalog, reader
            )

        self.desk.read("incidents", work, self._on_read)

    def _on_read(self, found: tuple[tuple[IncidentItem, ...], tuple[AnonymousItem, ...]]) -> None:
        named, anonymous = found
        now = self.desk.now()
        rows = [self._named(item, now) for item in named] + [self._anonymous(item) for item in anonymous]
        running = sum(row.clock.tone in (Tone.WARN, Tone.BAD) for row in rows)
        beside = f"{len(named)} 份署名" + (f"，{len(anonymous)} 份匿名" if anonymous else "")
        rows.sort(key=lambda row: row.clock.tone not in (Tone.BAD, Tone.WARN))
        self._shown.present(rows, beside + (f"，{running} 份有时限在走" if running else ""))

    def _named(self, item: IncidentItem, now: datetime) -> IncidentRow:
        return IncidentRow(
            key=item.record_id,
            anonymous=False,
            grade=self._grade(item.grade),
            title=item.title,
            category=self._category(item.category),
            where=item.department or "（不记科室）",
            when=wording.day(item.happened_at, now) if item.happened_at else "（不记时间）",
            author=item.author_name,
            clock=_clock(item, now),
        )

    def _anonymous(self, item: AnonymousItem) -> IncidentRow:
        return IncidentRow(
            key=item.report_id,
            anonymous=True,
            grade="待定级",
            title=item.what,
            category=self._category(item.category),
            where="（不记科室）",
            when=f"{item.day[5:]} {SHIFTS.get(item.shift, '')}",
            author="匿名",
            clock=State(f"{item.opened_on[5:]} 打开过", "eye", Tone.NA)
            if item.opened_on
            else State("还没打开", "inbox", Tone.WARN),
        )

    def _grade(self, code: str | None) -> str:
        return self._grades.get(code or "", "待定级").split("（")[0][:6]

    def _category(self, code: str | None) -> str:
        return self._categories.get(code or "", "（未分类）")

    def _on_open(self, row: IncidentRow) -> None:
        if row.anonymous:
            self.desk.roads.read_anonymous(row.key)
        else:
            self.desk.roads.open_record(row.key)


def _clock(item: IncidentItem, now: datetime) -> State:
    """The earliest clock that has not run out, else the last one that has."""
    running = [clock for clock in item.clocks if clock.due > now]
    if running:
        return State(f"{wording.moment(running[0].due, now)} 前", "hourglass", Tone.WARN)
    if item.clocks:
        return State(f"{wording.moment(item.clocks[-1].due, now)} 已到时", "clock-alert", Tone.BAD)
    return NO_CLOCK
