"""Reads the figures of a period and puts them into words."""

from __future__ import annotations

from models.home import DATABASE
from models.queries import duty_coverage
from models.queries.statistics import Figures, read_figures
from models.queries.today_view import Coverage
from ui.pages.page import Page
from ui.pages.records import RecordQuestion, RecordsPage
from ui.pages.statistics import CoverageRow, Figure, StatisticsPage
from ui.presenters.presenter import Presenter
from ui.presenters.records import since
from ui.theme.states import TARGET, State, Tone

FULL = "目标 100 %"


class StatisticsPresenter(Presenter):
    name = "statistics"
    kinds = frozenset({"records", "hazards", "incidents"})

    def build(self) -> Page:
        page = StatisticsPage()
        page.period_chosen.connect(self._on_period)
        page.open_requested.connect(self._on_open)
        page.below_requested.connect(self.desk.open_below)
        self._shown = page
        self._period = "month"
        return page

    def refresh(self) -> None:
        store, now = self.desk.store, self.desk.now()
        start = since(self._period, now)
        if start is None:
            return
        entries, database = store.catalog.current(), self.desk.home / DATABASE
        self.desk.read(
            "statistics",
            lambda session: (
                read_figures(session, since=start, now=now),
                duty_coverage.coverage(database, entries, since=start, now=now),
            ),
            self._on_read,
        )

    def _on_read(self, found: tuple[Figures, tuple[Coverage, ...]]) -> None:
        figures, coverage = found
        kept = [one for one in coverage if one.due]
        self._shown.present(_figures(figures, kept), [_row(one) for one in kept], f"{figures.records} 份记录")

    def _on_period(self, period: str) -> None:
        self._period = period
        self.refresh()

    def _on_open(self, form_id: str) -> None:
        page = self.desk.presenter("records").page
        self.desk.open_below("records")
        if isinstance(page, RecordsPage):
            page.ask(RecordQuestion(form_id=form_id, period=self._period))


def _figures(figures: Figures, coverage: list[Coverage]) -> list[Figure]:
    due, on_time = sum(one.due for one in coverage), sum(one.on_time for one in coverage)
    return [
        Figure(
            title="按时率",
            value=_rate(on_time, due),
            counts=f"按时 {on_time}，应做 {due}",
            note=f"补录 {figures.late} 份，不算按时",
        ),
        Figure(
            title="隐患整改率",
            value=_rate(figures.hazards_closed, figures.hazards),
            counts=f"已销号 {figures.hazards_closed}，发现 {figures.hazards}",
            note=f"现在逾期 {figures.overdue} 条",
        ),
        Figure(
            title="重大隐患整改率",
            value=_rate(figures.major_closed, figures.major),
            counts=f"已销号 {figures.major_closed}，发现 {figures.major}",
            target=None
            if not figures.major
            else TARGET["met" if figures.major_closed == figures.major else "unmet"],
            note=FULL,
        ),
        Figure(
            title="不良事件报告",
            value=str(figures.incidents),
            counts=f"署名 {figures.incidents} 份",
            note=f"匿名的不记时间，历年共 {figures.anonymous} 份",
        ),
    ]


def _row(one: Coverage) -> CoverageRow:
    return CoverageRow(
        form_id=one.form_id,
        title=one.title,
        due=str(one.due),
        on_time=str(one.on_time),
        late=str(one.late),
        missed=str(one.missed),
        rate=_rate(one.on_time, one.due),
        state=State("没有漏做", "check", Tone.OK)
        if not one.missed
        else State(f"漏做 {one.missed}", "ban", Tone.BAD),
    )


def _rate(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.0f} %" if whole else "还没有"
