"""Makes reports and volumes in the background, shows them as paper, keeps their sheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from forms.clock import ZONE, local
from forms.period import Period, PeriodKind, period_of
from forms.printing.report import report_pdf
from forms.printing.values import long_date
from forms.report import Report
from forms.volume import volume_of, volume_titles
from models.queries import reports
from models.queries.busiest import busiest_forms
from models.queries.figures import FigureMemory
from models.queries.records import RecordFilter
from models.workflow.binding import bind_volume
from ui.background import Pace
from ui.dialogs.entry import EntryDialog, Question
from ui.dialogs.files import EXCEL, Files, SystemFiles
from ui.pages.page import Page
from ui.pages.preview import Paper
from ui.pages.reports import ReportRow, ReportsPage
from ui.presenters.presenter import Presenter
from ui.presenters.preview_papers import Ready
from ui.presenters.record_batch import RecordBatch
from ui.saving import save

ABOUT = {
    "bulletin": "指标与预警、隐患、不良事件、该做的做了多少、记录汇总",
    "circular": "安全大检查、隐患、不良事件、指标与预警",
    "year": "一年里各项工作的次数、指标、隐患、事件、各项制度的记录",
    "hazards": "整改率，按类别和部位统计，逐条列出",
}
VOLUME = "volume:"
MONTH = "month:"
MONTHS = 6  # forms of which a month is offered as a volume: those with most records lately
Days = tuple[date, date]  # the last one included


class ReportsPresenter(Presenter):
    name = "reports"
    kinds = frozenset[str]()
    files: Files = SystemFiles()

    def build(self) -> Page:
        page = ReportsPage()
        page.back_requested.connect(self.desk.go_back)
        page.show_requested.connect(self._on_show)
        page.sheet_requested.connect(self._on_sheet)
        page.days_requested.connect(self._on_days)
        page.stepped.connect(self._on_stepped)
        self._shown = page
        self._memory = FigureMemory()
        self._periods: dict[str, Period] = {}
        self._days: dict[str, Days] = {}
        self._batch = RecordBatch(self.desk)
        self._busiest: tuple[tuple[str, str], ...] = ()
        return page

    def refresh(self) -> None:
        """What can be made, and of which forms a month makes a volume."""
        self._show_rows()
        catalog, since = self.desk.store.catalog, self.desk.now() - timedelta(days=92)

        def found(forms: tuple[tuple[str, str], ...]) -> None:
            if forms != self._busiest:
                self._busiest = forms
                self._show_rows()

        self.desk.read(
            "reports.months", lambda session: busiest_forms(session, catalog, since, limit=MONTHS), found
        )

    def _show_rows(self) -> None:
        rows = [
            ReportRow(
                code=kind.code, title=kind.title, about=ABOUT[kind.code], period=self._period(kind.code).label
            )
            for kind in reports.KINDS
        ]
        rows += [
            ReportRow(
                code=VOLUME + code,
                title=title,
                about="目录、签名情况、缺项和原因、全部记录，连续编页",
                period=self._span_words(VOLUME + code),
                has_sheet=False,
                has_days=True,
            )
            for code, title in volume_titles()
        ]
        rows += [
            ReportRow(
                code=MONTH + form_id,
                title=f"{title}（一月一册）",
                about="封面、目录、漏做和补录的说明，全部记录，连续编页",
                period=self._period(MONTH + form_id).label,
                has_sheet=False,
            )
            for form_id, title in self._busiest
        ]
        self._shown.present(rows)

    # periods

    def _period(self, code: str) -> Period:
        """The one that was chosen; at first the last whole one, of a year the present one."""
        if code not in self._periods:
            kind = PeriodKind.MONTH if code.startswith(MONTH) else PeriodKind.YEAR
            if not code.startswith((VOLUME, MONTH)):
                kind = reports.kind_of(code).period or PeriodKind.MONTH
            here = period_of(local(self.desk.now()).date(), kind)
            self._periods[code] = here if kind is PeriodKind.YEAR else here.earlier()
        return self._periods[code]

    def _on_stepped(self, code: str, by: int) -> None:
        moved = self._period(code).earlier(-by)
        if moved.first <= local(self.desk.now()).date():
            self._periods[code] = moved
            self._days.pop(code, None)
            self.refresh()

    def _span(self, code: str) -> Days:
        period = self._period(code)
        today = local(self.desk.now()).date()
        return self._days.get(code, (period.first, min(period.end - timedelta(days=1), today)))

    def _span_words(self, code: str) -> str:
        first, last = self._span(code)
        return f"{long_date(first)}—{long_date(last)}"

    def _on_days(self, code: str) -> None:
        first, last = self._span(code)
        dialog = EntryDialog(
            "自选日期",
            "装订哪些天的记录，两头都算",
            (
                Question(name="since", label="从哪天", value=first.isoformat(), hint="写成 2026-01-01"),
                Question(name="until", label="到哪天", value=last.isoformat(), hint="写成 2026-12-31"),
            ),
        )

        def given(answers: dict[str, str]) -> None:
            try:
                days = date.fromisoformat(answers["since"]), date.fromisoformat(answers["until"])
            except ValueError:
                dialog.refuse(ValueError("日期要写成 2026-11-20 这样"))
                return
            if days[0] > days[1]:
                dialog.refuse(ValueError("开始的日子在结束的日子之后，改一改"))
                return
            self._days[code] = days
            self.desk.window.close_dialog()
            self.refresh()

        dialog.given.connect(given)
        self.desk.window.open_dialog(dialog)

    # making

    def _build(self, code: str) -> Callable[[Session], Report]:
        store, reader, now = self.desk.store, self.desk.reader, self.desk.now()
        kind, period, memory = reports.kind_of(code), self._period(code), self._memory
        return lambda session: reports.build(
            session,
            store.catalog,
            kind,
            period,
            reader,
            database=store.path,
            now=now,
            memory=memory,
        )

    def _on_show(self, code: str) -> None:
        if code.startswith(VOLUME):
            self._bind(code)
            return
        if code.startswith(MONTH):
            self._batch.show_month(self._month(code), layout="")
            return
        store, build, now = self.desk.store, self._build(code), self.desk.now()
        by = f"{self.desk.reader.name} {self.desk.reader.staff_no}"
        name = f"{reports.kind_of(code).title} {self._period(code).key}"

        def make() -> Paper:
            with store.read() as session:
                report = build(session)
            return Paper(
                title=report.title,
                line=report.period,
                pdf=report_pdf(report, printed_at=now, printed_by=by),
                layout="sheet",
                layouts=("sheet",),
                file_name=f"{name}.pdf",
            )

        self.desk.roads.show_paper(make)

    def _month(self, code: str) -> RecordFilter:
        period = self._period(code)
        return RecordFilter(
            form_id=code.removeprefix(MONTH),
            since=_midnight(period.first),
            until=min(_midnight(period.end), self.desk.now()),
            status="sealed",
        )

    def _on_sheet(self, code: str) -> None:
        name = f"{reports.kind_of(code).title} {self._period(code).key}.xlsx"
        path = self.files.to_save(self.desk.window, "存成 Excel", name, EXCEL)
        if path is None:
            return
        store, build = self.desk.store, self._build(code)

        def made() -> bytes:
            from models.report_book import (
                report_book,  # brings openpyxl, which costs as much as a bare window
            )

            with store.read() as session:
                return report_book(build(session))

        save(self.desk, path, made)

    def _bind(self, code: str) -> None:
        store, reader = self.desk.store, self.desk.reader
        volume = volume_of(code.removeprefix(VOLUME), store.catalog.current())
        first, last = self._span(code)

        def bind(pace: Pace) -> Ready:
            made = bind_volume(
                store,
                volume,
                reader,
                since=_midnight(first),
                until=_midnight(last + timedelta(days=1)),
                on_progress=pace.tell,
            )
            gaps = sum(bool(one.gaps) for one in made.headings)
            paper = Paper(
                title=made.title,
                line=f"{made.pages} 页，{gaps} 项有缺或要另装",
                pdf=made.pdf,
                layout="sheet",
                layouts=("sheet",),
                file_name=f"{made.title.replace('：', ' ')}.pdf",
                form="volume",
            )
            return Ready(paper=paper, prints=made.prints)

        self.desk.roads.show_long(bind)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
