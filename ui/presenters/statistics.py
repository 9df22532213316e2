"""Reads the figures of a period, and leads from each to what stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from forms.clock import local
from forms.indicator import WORSE_IN_A_ROW, Indicator
from forms.indicator_loader import load_indicators
from forms.period import Period, PeriodKind, period_of
from models.home import DATABASE
from models.queries import duty_coverage, indicators
from models.queries.figures import FigureMemory
from models.queries.hazard_months import HazardMonth, hazard_months
from models.queries.kept_days import kept_days
from models.queries.profile import profile_facts
from models.queries.statistics import read_figures
from ui.pages.page import Page
from ui.pages.records import RecordsPage
from ui.pages.statistics import StatisticsPage
from ui.periods import span
from ui.presenters.behind import Behind, BehindPresenter
from ui.presenters.indicators import IndicatorsPresenter
from ui.presenters.presenter import Presenter
from ui.presenters.statistics_words import REPORTS, Found, Words


class StatisticsPresenter(Presenter):
    name = "statistics"
    kinds = frozenset({"records", "hazards", "incidents", "duties"})

    def build(self) -> Page:
        page = StatisticsPage()
        page.period_chosen.connect(self._on_period)
        page.stepped.connect(self._on_step)
        page.figure_opened.connect(self._on_figure)
        page.form_turned.connect(self._on_form)
        page.open_requested.connect(self._open_form)
        page.below_requested.connect(self.desk.open_below)
        self._shown = page
        self._period = period_of(local(self.desk.now()).date())
        self._memory = FigureMemory()
        self._wanted: tuple[Indicator, ...] = load_indicators()
        self._at_form = 0
        self._found: Found | None = None
        self._behind: dict[str, Behind] = {}
        self._roads: dict[str, tuple[str, str]] = {}
        return page

    def refresh(self) -> None:
        store, now, period = self.desk.store, self.desk.now(), self._period
        catalog, database = store.catalog, self.desk.home / DATABASE
        entries, until = catalog.current(), min(now, period.end_at)
        areas = {one.code: one.label for one in catalog.choice_list("place_area")}
        wanted, memory = self._wanted, self._memory

        def read(session: Session) -> Found:
            profile = profile_facts(session, now)
            reports = [one for one in wanted if one.id == REPORTS]
            others = [one for one in wanted if one.id != REPORTS]
            day = min(local(now).date(), period.end.replace(day=1))
            own = indicators.read(
                session, catalog, others, now=now, profile=profile, memory=memory, periods=WORSE_IN_A_ROW + 1
            )
            rated = indicators.read(
                session,
                catalog,
                reports,
                now=now,
                profile=profile,
                memory=memory,
                until=day,
                kind=period.kind,
            )
            return Found(
                period=period,
                now=now,
                figures=read_figures(session, since=period.start_at, now=now, until=period.end_at),
                coverage=duty_coverage.coverage(database, entries, since=period.start_at, now=until),
                kept=kept_days(database, entries, period=period, now=now, area_names=areas),
                months=_begun(hazard_months(session, now=now), self.desk.installation.effective_from),
                indicators=(*rated, *own),
            )

        self.desk.read("statistics", read, self._on_read)

    def _on_read(self, found: Found) -> None:
        self._found = found
        self._show()

    def _show(self) -> None:
        if self._found is None:
            return
        categories = {one.code: one.label for one in self.desk.store.catalog.choice_list("incident_category")}
        words = Words(found=self._found, categories=categories, at_form=self._at_form)
        self._shown.present(words.model())
        self._behind, self._roads = words.behind, words.roads

    def _on_period(self, kind: str) -> None:
        self._period = period_of(local(self.desk.now()).date(), PeriodKind(kind))
        self.refresh()

    def _on_step(self, by: int) -> None:
        wanted = self._period.earlier(-by)
        if wanted.start_at <= self.desk.now():
            self._period = wanted
            self.refresh()

    def _on_form(self) -> None:
        self._at_form += 1
        self._show()

    def _on_figure(self, key: str) -> None:
        if key in self._behind:
            behind = self.desk.presenter("behind")
            assert isinstance(behind, BehindPresenter)
            behind.ask(self._behind[key])
            return
        page, about = self._roads.get(key, ("", ""))
        match page:
            case "records":
                self._open_form(about)
            case "indicators":
                presenter = self.desk.presenter("indicators")
                assert isinstance(presenter, IndicatorsPresenter)
                presenter.ask(about)
            case _:
                self.desk.open_below(page or "hazards")

    def _open_form(self, form_id: str) -> None:
        page = self.desk.presenter("records").page
        self.desk.open_below("records")
        if isinstance(page, RecordsPage):
            page.ask(form_id=form_id, period=self._asked_period())

    def _asked_period(self) -> str:
        """The code of the records page for this period: its word while it runs, its days once it is over."""
        running: Sequence[Period] = [period_of(local(self.desk.now()).date(), kind) for kind in PeriodKind]
        if self._period in running:
            return self._period.kind.value
        return span(self._period.first, self._period.end - timedelta(days=1))


def _begun(months: tuple[HazardMonth, ...], since: str) -> tuple[HazardMonth, ...]:
    """Without the months before the hospital began with the program; three at least, so that a line can be seen."""
    first = next((at for at, one in enumerate(months) if one.month.end.isoformat() > since or one.found), 0)
    return months[min(first, len(months) - 3) :]
