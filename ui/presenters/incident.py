"""Reads one incident, named or anonymous, and opens the form that a step needs."""

from __future__ import annotations

from sqlalchemy.orm import Session

from forms.ledgers.incident_next import CLINICAL
from models.projections.objects import heads_of, revisions_of
from models.queries import anonymous_reports, incidents
from models.queries.delivery import deliveries
from models.queries.names import read_names
from models.queries.rights import may
from models.workflow import anonymous
from ui.operations import RECORDS, Changes
from ui.pages.incident import IncidentModel, IncidentPage
from ui.pages.page import Page
from ui.presenters.incident_page_words import IncidentPageWords
from ui.presenters.incident_words import ANONYMOUS
from ui.presenters.names import PaperNames
from ui.presenters.presenter import Presenter
from ui.presenters.step_words import lines_of
from ui.roads import Wish
from ui.theme.states import DELIVERY

MOST_LINES = 12  # of the report; the whole of it is one key away


class IncidentPresenter(Presenter):
    name = "incident"
    kinds = frozenset({"records", "incidents", "outbox", "time"})
    key = ""

    def build(self) -> Page:
        page = IncidentPage()
        page.back_requested.connect(self.desk.go_back)
        page.step_requested.connect(self._on_step)
        page.record_requested.connect(self.desk.roads.open_record)
        page.print_requested.connect(self.desk.roads.print_record)
        page.report_requested.connect(self._on_report)
        self._shown = page
        self._chain = ""
        self._words = IncidentPageWords(self.desk.store.catalog)
        return page

    def open(self, key: str) -> None:
        """An incident by its report; opening an anonymous one starts its clocks, once."""
        self.key, self._chain = key, ""
        if key.startswith(ANONYMOUS):
            store, reader = self.desk.store, self.desk.reader.staff_no
            self.desk.operations.do(
                lambda: anonymous.open_report(store, reader, key.removeprefix(ANONYMOUS)),
                None,
                self.desk.tell,
                changes=Changes(kinds=RECORDS),
            )

    def refresh(self) -> None:
        key = self.key
        work = self._anonymous if key.startswith(ANONYMOUS) else self._named
        self.desk.read("incident", lambda session: work(session, key), self._on_read)

    def _on_read(self, found: tuple[str, IncidentModel] | None) -> None:
        if found is None:
            self.desk.banner("这件事你看不了", "报告只给报告的人和主管部门看。要看请找质控科", "知道了")
            self.desk.go_back()
            return
        self._chain, model = found
        self._shown.present(model)

    def _named(self, session: Session, key: str) -> tuple[str, IncidentModel] | None:
        catalog, reader, now = self.desk.store.catalog, self.desk.reader, self.desk.now()
        view = incidents.get(session, catalog, reader, key)
        if view is None:
            return None
        sent = deliveries(session, [step.record_id for step in view.steps])
        model = self._words.model(
            view,
            PaperNames(read_names(session)),
            now,
            may_fill=lambda form_id: may(
                catalog.latest(form_id), "correct" if form_id == CLINICAL else "fill", reader.roles
            ),
            delivered={
                record_id: DELIVERY.get(state, DELIVERY["pending"]) for record_id, state in sent.items()
            },
            report=self._report(session, key),
            papers=tuple(
                (record_id, title)
                for record_id, form_id, title in (
                    *((step.record_id, step.form_id, step.title) for step in reversed(view.steps)),
                    (key, view.item.form_id, catalog.latest(view.item.form_id).title),
                )
                if may(catalog.latest(form_id), "print", reader.roles)
            ),
        )
        return key, model

    def _report(self, session: Session, record_id: str) -> tuple[tuple[str, str], ...]:
        """What the report says now; what identifies anybody is not in it."""
        revision = heads_of(revisions_of(session, record_id))[0]
        form = self.desk.store.catalog.get(revision.form_id, revision.form_version)
        return lines_of(form, revision.answers, PaperNames(read_names(session)))[:MOST_LINES]

    def _anonymous(self, session: Session, key: str) -> tuple[str, IncidentModel] | None:
        catalog, reader, now = self.desk.store.catalog, self.desk.reader, self.desk.now()
        found = anonymous_reports.find_anonymous(session, catalog, reader)
        item = next((one for one in found if ANONYMOUS + one.report_id == key), None)
        if item is None:
            return None
        steps = anonymous_reports.steps_on(session, catalog, item.chain)
        return item.chain, self._words.anonymous_model(item, steps, PaperNames(read_names(session)), now)

    def _on_step(self, form_id: str) -> None:
        if form_id == CLINICAL:
            self.desk.roads.correct_record(self.key)
        elif self._chain:
            self.desk.roads.fill(Wish(form_id=form_id, subject=self._chain))

    def _on_report(self) -> None:
        if self.key.startswith(ANONYMOUS):
            self.desk.roads.read_anonymous(self.key.removeprefix(ANONYMOUS))
        else:
            self.desk.roads.open_record(self.key)
