"""Reads lists of records and the pane beside them."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime

from sqlalchemy.orm import Session

from models.pinyin import initials
from models.queries import people, places, record_days, records
from models.queries.record_days import RecordDay
from models.queries.records import Page as RowPage
from models.queries.records import RecordFilter, RecordItem, RecordView
from ui.pages.page import Page
from ui.pages.record_calendar import DayFigures
from ui.pages.records import Loosening, RecordsPage
from ui.presenters.chapters import CHAPTERS
from ui.presenters.kept_filters import KeptFilters
from ui.presenters.presenter import Presenter
from ui.presenters.record_batch import RecordBatch
from ui.presenters.record_export import RecordExport
from ui.presenters.record_filters import FIXED, GIVEN, LISTED, ME, START, filter_of
from ui.presenters.record_model import pane_of
from ui.widgets.filter_bar import Asked

Choices = tuple[tuple[str, str], ...]
MOST_LOOSENINGS = 4
VIEW = "records.view"


class RecordsPresenter(Presenter):
    name = "records"
    kinds = frozenset({"records", "outbox", "hazards"})

    def build(self) -> Page:
        page = RecordsPage(self.desk.now)
        page.more_requested.connect(self._on_more)
        page.selected.connect(self._on_selected)
        page.open_requested.connect(self.desk.roads.open_record)
        page.print_requested.connect(self._on_print)
        page.correct_requested.connect(self.desk.roads.correct_record)
        self.export = RecordExport(self.desk, page.progress)
        page.export_requested.connect(self._on_export)
        self._batch = RecordBatch(self.desk)
        page.batch_requested.connect(self._on_batch)
        page.view_changed.connect(self._on_view)
        page.month.calendar.month_requested.connect(lambda _: self.refresh())
        self._shown = page
        self._kept = KeptFilters(
            self.desk, page.filters, self.name, on_changed=self.refresh, given=GIVEN, start=START
        )
        for name, choices in FIXED.items():
            page.filters.set_choices(name, choices)
        self._cursor: tuple[datetime, str] | None = None
        self._count = ""
        return page

    def ask_unsigned(self) -> None:
        """Show what I sealed and nobody has countersigned."""
        self._shown.ask(person=ME, unsigned=True)

    def ask_printed(self) -> None:
        """Show what is on paper and has not come back signed."""
        self._shown.ask(printed=True)

    def refresh(self) -> None:
        if self._kept.show_mine():
            self._shown.unmark_all()
            self._read_options()
            view = self.desk.kept.of(self.desk.reader.staff_no, VIEW)
            self._shown.show_view(view if view == "calendar" else "list")
        if self._shown.is_calendar:
            self._read_month()
        else:
            self._read_list()

    def _read_list(self) -> None:
        catalog, reader, wanted = self.desk.store.catalog, self.desk.reader, self._filter()
        self.desk.read(
            "records",
            lambda session: records.find(session, catalog, wanted, reader),
            self._on_rows,
        )

    def _read_month(self) -> None:
        """The days of the month that is shown; whatever period is set for the list."""
        catalog, reader = self.desk.store.catalog, self.desk.reader
        wanted = self._filter({**self._shown.filters.asked, "period": ""})
        month = self._shown.month.calendar.month
        last = month.replace(day=monthrange(month.year, month.month)[1])

        def shown(days: tuple[RecordDay, ...]) -> None:
            figures = {
                one.day: DayFigures(
                    count=one.count, late=one.late, unsigned=one.unsigned, abnormal=one.abnormal
                )
                for one in days
            }
            self._shown.present_month(month, figures)

        self.desk.read(
            "records.month",
            lambda session: record_days.read(session, catalog, wanted, reader, first=month, last=last),
            shown,
        )

    def _on_view(self, view: str) -> None:
        self.desk.kept.keep(self.desk.reader.staff_no, VIEW, view)
        self.refresh()

    def _on_rows(self, rows: RowPage) -> None:
        self._cursor, self._count = rows.cursor, rows.count
        self._shown.present(rows.rows, rows.count, has_more=rows.cursor is not None)
        if not rows.rows and self._shown.filters.is_narrowed:
            self._look_for_more()

    def _look_for_more(self) -> None:
        """Nothing was found: which one filter hides the most."""
        catalog, reader, filters = self.desk.store.catalog, self.desk.reader, self._shown.filters
        asked = filters.asked
        without = {
            name: (filters.word_of(name, asked[name]), self._filter({**asked, name: ""}))
            for name in filters.narrowing
        }
        every = self._filter({})

        def work(session: Session) -> tuple[tuple[Loosening, ...], str]:
            found = (
                Loosening(name=name, word=word, count=records.count(session, catalog, wanted, reader))
                for name, (word, wanted) in without.items()
            )
            useful = [one for one in found if one.count != "0"]
            useful.sort(key=lambda one: -int(one.count.rstrip("+")))
            in_all = records.count(session, catalog, every, reader)
            return tuple(useful[:MOST_LOOSENINGS]), in_all

        self.desk.read("records.loosening", work, self._on_loosening)

    def _on_loosening(self, found: tuple[tuple[Loosening, ...], str]) -> None:
        if not self._shown.rows:
            self._shown.present_loosening(*found)

    def _on_more(self) -> None:
        catalog, reader, wanted, cursor = (
            self.desk.store.catalog,
            self.desk.reader,
            self._filter(),
            self._cursor,
        )

        def shown(rows: RowPage) -> None:
            self._cursor = rows.cursor
            self._shown.present_more(rows.rows, has_more=rows.cursor is not None)

        self.desk.read(
            "records", lambda session: records.find(session, catalog, wanted, reader, cursor=cursor), shown
        )

    def _filter(self, asked: Asked | None = None) -> RecordFilter:
        wanted = self._shown.filters.asked if asked is None else asked
        return filter_of(wanted, self.desk.now(), me=self.desk.reader.staff_no)

    def _on_export(self, marked: tuple[RecordItem, ...]) -> None:
        by_form: dict[str, tuple[str, ...]] = {}
        for row in marked:
            by_form[row.form_id] = (*by_form.get(row.form_id, ()), row.record_id)
        self.export.ask(self._shown.filters.asked.get("form_id", ""), self._filter(), by_form)

    def _on_batch(self) -> None:
        self._batch.ask_found(self._count, self._filter())

    def _on_print(self, ids: tuple[str, ...]) -> None:
        if len(ids) == 1:
            self.desk.roads.print_record(ids[0])
        else:
            self._batch.ask_marked(ids)

    def _read_options(self) -> None:
        entries = self.desk.store.catalog.current()
        chapters = {entry.chapter for entry in entries}
        forms = tuple((entry.id, entry.title) for entry in entries if entry.kind in LISTED)
        offered = tuple(one for one in CHAPTERS if one[0] in chapters)

        def work(session: Session) -> tuple[dict[str, Choices], dict[str, str]]:
            found = places.all_places(session)
            who = people.all_people(session, active_only=False)
            words = [title for _, title in forms] + [one.name for one in found]
            choices = {
                "form_id": forms,
                "chapter": offered,
                "place": tuple((one.code, one.name) for one in found),
                "person": ((ME, "我"), *((one.staff_no, f"{one.name} {one.staff_no}") for one in who)),
            }
            return choices, {word: initials(word) for word in words} | {
                f"{one.name} {one.staff_no}": one.initials for one in who
            }

        self.desk.read("records.options", work, lambda read: self._on_options(*read))

    def _on_options(self, offered: dict[str, Choices], initials_of: dict[str, str]) -> None:
        filters = self._shown.filters
        for name, choices in offered.items():
            filters.set_choices(name, choices)
        filters.set_initials(initials_of)

    def _on_selected(self, row: RecordItem | None) -> None:
        if row is None:
            self._shown.present_pane(None)
            return
        catalog, reader, now = self.desk.store.catalog, self.desk.reader, self.desk.now()

        def shown(view: RecordView | None) -> None:
            self._shown.present_pane(None if view is None else pane_of(view, reader, now))

        self.desk.read(
            "records.pane", lambda session: records.get(session, catalog, row.record_id, reader), shown
        )
