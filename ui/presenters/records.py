"""Reads lists of records and the pane beside them."""

from __future__ import annotations

from datetime import datetime, timedelta

from forms.clock import ZONE, local
from models.queries import people, places, records
from models.queries.records import Page as RowPage
from models.queries.records import RecordFilter, RecordItem, RecordView
from ui.pages.page import Page
from ui.pages.records import Options, RecordQuestion, RecordsPage
from ui.presenters.chapters import CHAPTERS
from ui.presenters.presenter import Presenter
from ui.presenters.record_export import RecordExport
from ui.presenters.record_model import pane_of


class RecordsPresenter(Presenter):
    name = "records"
    kinds = frozenset({"records", "outbox", "hazards"})

    def build(self) -> Page:
        page = RecordsPage(self.desk.now)
        page.question_changed.connect(lambda _: self.refresh())
        page.more_requested.connect(self._on_more)
        page.selected.connect(self._on_selected)
        page.open_requested.connect(self.desk.roads.open_record)
        page.print_requested.connect(self.desk.roads.print_record)
        page.correct_requested.connect(self.desk.roads.correct_record)
        export = RecordExport(self.desk)
        page.export_requested.connect(lambda: export.ask(page.question.form_id, self._filter()))
        self._shown = page
        self._cursor: tuple[datetime, str] | None = None
        self._read_options()
        return page

    def ask_unsigned(self) -> None:
        """Show what I sealed and nobody has countersigned."""
        self._shown.ask(RecordQuestion(person=self.desk.reader.staff_no, unsigned=True))

    def refresh(self) -> None:
        catalog, reader, wanted = self.desk.store.catalog, self.desk.reader, self._filter()
        self.desk.read(
            "records",
            lambda session: records.find(session, catalog, wanted, reader),
            self._on_rows,
        )

    def _on_rows(self, rows: RowPage) -> None:
        self._cursor, self._count = rows.cursor, rows.count
        self._shown.present(rows.rows, rows.count, has_more=rows.cursor is not None)

    def _on_more(self) -> None:
        catalog, reader, wanted, cursor = (
            self.desk.store.catalog,
            self.desk.reader,
            self._filter(),
            self._cursor,
        )

        def shown(rows: RowPage) -> None:
            self._cursor = rows.cursor
            self._shown.present_more(rows.rows, self._count, has_more=rows.cursor is not None)

        self.desk.read(
            "records", lambda session: records.find(session, catalog, wanted, reader, cursor=cursor), shown
        )

    def _filter(self) -> RecordFilter:
        asked = self._shown.question
        return RecordFilter(
            form_id=asked.form_id or None,
            chapter=asked.chapter or None,
            kinds=("record", "log", "event"),
            place=asked.place or None,
            person=asked.person or None,
            since=since(asked.period, self.desk.now()),
            status=asked.status or None,
            late=True if asked.late else None,
            unsigned=True if asked.unsigned else None,
            delivery=asked.delivery or None,
            text=asked.text,
        )

    def _read_options(self) -> None:
        entries = self.desk.store.catalog.current()
        chapters = {entry.chapter for entry in entries}
        forms = tuple((entry.id, entry.title) for entry in entries)
        offered = tuple(one for one in CHAPTERS if one[0] in chapters)
        self.desk.read(
            "records.options",
            lambda session: Options(
                chapters=offered,
                places=tuple((one.code, one.name) for one in places.all_places(session)),
                people=tuple(
                    (one.staff_no, f"{one.name} {one.staff_no}") for one in people.all_people(session)
                ),
                forms=forms,
            ),
            self._shown.present_options,
        )

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


def since(period: str, now: datetime) -> datetime | None:
    """The first instant of a period of the records page; None for all time."""
    here = local(now)
    midnight = datetime(here.year, here.month, here.day, tzinfo=ZONE)
    match period:
        case "today":
            return midnight
        case "week":
            return midnight - timedelta(days=6)
        case "month":
            return midnight.replace(day=1)
        case "quarter":
            return midnight.replace(month=(here.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return midnight.replace(month=1, day=1)
        case _:
            return None
