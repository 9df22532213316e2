"""Reads lists of records and the pane beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from forms.clock import ZONE, local
from models.pinyin import initials
from models.queries import people, places, records
from models.queries.records import Page as RowPage
from models.queries.records import RecordFilter, RecordItem, RecordView
from ui.dialogs.entry import EntryDialog, Question
from ui.pages.page import Page
from ui.pages.record_question import ME, Options, RecordQuestion, day_of, question_of
from ui.pages.records import Loosening, RecordsPage
from ui.presenters.chapters import CHAPTERS
from ui.presenters.presenter import Presenter
from ui.presenters.record_batch import RecordBatch
from ui.presenters.record_export import RecordExport
from ui.presenters.record_model import pane_of
from ui.presenters.record_views import RecordViews

LISTED = ("record", "log", "event")
START = RecordQuestion(period="month")  # of somebody who has not set anything yet
MOST_LOOSENINGS = 4
PAPERS_SOUGHT = timedelta(days=92)  # printed papers are not looked for among all records of all years


class RecordsPresenter(Presenter):
    name = "records"
    kinds = frozenset({"records", "outbox", "hazards"})

    def build(self) -> Page:
        page = RecordsPage(self.desk.now)
        page.question_changed.connect(self._on_question)
        page.more_requested.connect(self._on_more)
        page.selected.connect(self._on_selected)
        page.open_requested.connect(self.desk.roads.open_record)
        page.print_requested.connect(self._on_print)
        page.correct_requested.connect(self.desk.roads.correct_record)
        page.filters.span_wanted.connect(self._on_span)
        self.export = RecordExport(self.desk, page.progress)
        page.export_requested.connect(self._on_export)
        self._batch = RecordBatch(self.desk)
        page.batch_requested.connect(self._on_batch)
        self._shown = page
        self._views = RecordViews(self.desk, page)
        self._cursor: tuple[datetime, str] | None = None
        self._count = ""
        self._whose = ""
        return page

    def ask_unsigned(self) -> None:
        """Show what I sealed and nobody has countersigned."""
        self._shown.ask(RecordQuestion(person=ME, unsigned=True))

    def ask_printed(self) -> None:
        """Show what is on paper and has not come back signed."""
        self._shown.ask(RecordQuestion(printed=True))

    def _on_question(self, question: RecordQuestion) -> None:
        self.desk.kept.keep(self.desk.reader.staff_no, self.name, question.kept())
        self._shown.present_question(question, self._views.name_of(question))
        self.refresh()

    def refresh(self) -> None:
        self._take_up()
        catalog, reader, wanted = self.desk.store.catalog, self.desk.reader, self._filter()
        self.desk.read(
            "records",
            lambda session: records.find(session, catalog, wanted, reader),
            self._on_rows,
        )

    def _take_up(self) -> None:
        """Where this person left the list; another person's filters and marks are not shown to them."""
        staff_no = self.desk.reader.staff_no
        if staff_no == self._whose:
            return
        self._whose = staff_no
        question = question_of(self.desk.kept.of(staff_no, self.name), START)
        self._shown.unmark_all()
        self._shown.present_question(question, self._views.name_of(question))
        self._read_options()

    def _on_rows(self, rows: RowPage) -> None:
        self._cursor, self._count = rows.cursor, rows.count
        self._shown.present(rows.rows, rows.count, has_more=rows.cursor is not None)
        if not rows.rows and not self._shown.question.is_any:
            self._look_for_more()

    def _look_for_more(self) -> None:
        """Nothing was found: which one filter hides the most."""
        catalog, reader, asked = self.desk.store.catalog, self.desk.reader, self._shown.question
        without = {
            name: self._filter(replace(asked, **{name: type(getattr(asked, name))()}))
            for name in asked.set_filters()
        }
        options, every = self._views.options, self._filter(RecordQuestion())

        def work(session: Session) -> tuple[tuple[Loosening, ...], str]:
            found = (
                Loosening(
                    name=name,
                    word=asked.text if name == "text" else options.word(asked, name),
                    count=records.count(session, catalog, wanted, reader),
                )
                for name, wanted in without.items()
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

    def _filter(self, question: RecordQuestion | None = None) -> RecordFilter:
        asked = question or self._shown.question
        first, until = span_of(asked, self.desk.now())
        if asked.printed and first is None:
            first = self.desk.now() - PAPERS_SOUGHT
        return RecordFilter(
            form_id=asked.form_id or None,
            chapter=asked.chapter or None,
            kinds=LISTED,
            place=asked.place or None,
            person=(self.desk.reader.staff_no if asked.person == ME else asked.person) or None,
            since=first,
            until=until,
            status=asked.status or None,
            late=True if asked.late else None,
            unsigned=True if asked.unsigned else None,
            unfiled=True if asked.printed else None,
            abnormal=True if asked.abnormal else None,
            delivery=asked.delivery or None,
            text=asked.text,
            oldest_first=asked.oldest_first,
        )

    def _on_span(self) -> None:
        """From which day to which, both included."""
        today = local(self.desk.now()).date()
        asked = self._shown.question
        dialog = EntryDialog(
            "看这段时间",
            "两头的那一天都算在里面",
            (
                Question(name="first", label="从哪天", value=asked.first or f"{today:%Y-%m}-01"),
                Question(name="last", label="到哪天", value=asked.last or today.isoformat()),
            ),
        )

        def given(answers: dict[str, str]) -> None:
            first, last = day_of(answers["first"]), day_of(answers["last"])
            if first is None or last is None:
                dialog.refuse(ValueError("日期写成 2026-11-03 这样"))
            elif last < first:
                dialog.refuse(ValueError(f"到 {last} 早于从 {first}"))
            else:
                self.desk.window.close_dialog()
                self._shown.ask(
                    replace(
                        self._shown.question, period="span", first=first.isoformat(), last=last.isoformat()
                    )
                )

        dialog.given.connect(given)
        self.desk.window.open_dialog(dialog)

    def _on_export(self, marked: tuple[RecordItem, ...]) -> None:
        by_form: dict[str, tuple[str, ...]] = {}
        for row in marked:
            by_form[row.form_id] = (*by_form.get(row.form_id, ()), row.record_id)
        self.export.ask(self._shown.question.form_id, self._filter(), by_form)

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

        def work(session: Session) -> Options:
            found = places.all_places(session)
            who = people.all_people(session, active_only=False)
            staff = tuple((one.staff_no, f"{one.name} {one.staff_no}") for one in who)
            words = [title for _, title in forms] + [one.name for one in found]
            return Options(
                chapters=offered,
                places=tuple((one.code, one.name) for one in found),
                people=staff,
                forms=forms,
                initials={word: initials(word) for word in words}
                | {f"{one.name} {one.staff_no}": one.initials for one in who},
            )

        self.desk.read("records.options", work, self._on_options)

    def _on_options(self, options: Options) -> None:
        self._views.options = options
        self._shown.present_options(options)

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


def span_of(asked: RecordQuestion, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The first instant of what is asked for and the one after its last; None for no bound."""
    first, last = day_of(asked.first), day_of(asked.last)
    if asked.period == "span" and first is not None and last is not None:
        return _midnight(first), _midnight(last + timedelta(days=1))
    if asked.period == "last_month":
        this = since("month", now)
        assert this is not None
        return (this - timedelta(days=1)).replace(day=1), this
    return since(asked.period, now), None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


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
