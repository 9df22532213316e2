"""The papers of a volume, made one at a time: each reads its records when its turn comes and keeps none of them.

Importing this loads reportlab.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from forms.clock import local
from forms.printing.binding import Bound, MovedError, bind, bound
from forms.printing.fonts import load_fonts
from forms.printing.job import Layout
from forms.printing.render import document_of
from forms.printing.report import report_document
from forms.printing.styles import make_styles
from forms.printing.writer import Document
from forms.report import Report
from models.faults import Refusal
from models.queries import records
from models.queries.people import PersonView
from models.queries.records import RecordView
from models.store import Store
from models.workflow import paper
from models.workflow.prints import Print, ledger_print, print_of

MOST_PAPERS = 4000

Progress = Callable[[str, int, int], bool]
"""Hears what is done, how much of how much, and answers whether to go on."""


class TooMuch(Refusal):
    """More papers than one volume should hold."""


class Stopped(Refusal):
    """Whoever asked for it did not want it any more."""

    def __init__(self) -> None:
        super().__init__("停下了，没有存文件。记录没有动。")


class Changed(Refusal):
    """A record was corrected while its volume was made."""

    def __init__(self) -> None:
        super().__init__("装订时正好有记录更正了，没有存文件。记录没有动。再装一次就是新的。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The file; ``prints`` are the records and ledgers that have pages of their own in it."""

    pdf: bytes
    pages: int
    prints: tuple[Print, ...]


@dataclass(slots=True, kw_only=True)
class Papers:
    """Makes what is bound; the rights were asked before."""

    store: Store
    reader: PersonView
    now: datetime
    on_progress: Progress
    _prints: list[tuple[Print, Bound]] = field(default_factory=list, init=False)

    @property
    def person(self) -> str | None:
        return self.reader.staff_no or None

    def of_records(self, record_ids: Sequence[str], *, layout: str, under: str) -> Bound:
        """One record as a sheet, or several as a ledger; CannotPrint with a sentence."""
        held = tuple(record_ids)
        styles = make_styles(load_fonts())
        is_ledger = layout == "ledger"
        with self.store.read() as session:
            printed = ledger_print(session, held) if is_ledger else print_of(session, held[0], layout)
        expected = printed.rows if is_ledger else (printed.rev_id,)

        def make() -> Document:
            with self.store.read() as session:
                views = [view for key in held if (view := self._view(session, key)) is not None]
                there = {view.revision.rev_id for view in (views if is_ledger else views[:1])}
                if len(views) < len(held) or there != set(expected):
                    raise Changed
                job, chosen = paper.job_of(
                    self.store,
                    session,
                    views,
                    layout,
                    self.person,
                    print_no=printed.number,
                    form=paper.form_of(views[-1]),
                )
            if chosen in (Layout.POSTER, Layout.FISHBONE):
                chosen = Layout.SHEET
            return document_of(replace(job, printed_at=self.now), chosen, styles)

        made = bound(make, styles, under)
        self._prints.append((printed, made))
        return made

    def _view(self, session: Session, record_id: str) -> RecordView | None:
        reader = self.reader if self.person else None
        return records.get(session, self.store.catalog, record_id, reader)

    def of_report(self, report: Report, under: str = "") -> Bound:
        by = f"{self.reader.name} {self.reader.staff_no}".strip() or None
        styles = make_styles(load_fonts())
        return bound(
            lambda: report_document(report, styles, printed_at=self.now, printed_by=by), styles, under
        )

    def finish(self, papers: Sequence[Bound], *, title: str, author: str, numbered: bool = True) -> Finished:
        """Draw them all; Stopped or Changed with nothing made."""
        try:
            pdf = bind(
                papers,
                make_styles(load_fonts()),
                title=title,
                author=author,
                printed_at=self.now,
                numbered=numbered,
                on_page=lambda done, whole: self.on_progress("画第几页", done, whole),
            )
        except MovedError as error:
            raise Changed from error
        if pdf is None:
            raise Stopped
        starts, page = {}, 1
        for one in papers:
            starts[id(one)] = page
            page += one.pages
        prints = tuple(
            replace(one, first=starts[id(made)], last=starts[id(made)] + made.pages - 1)
            for one, made in self._prints
        )
        return Finished(pdf=pdf, pages=page - 1, prints=prints)


def fronted(front: Callable[[int], Sequence[Bound]]) -> list[Bound]:
    """What stands before the papers; ``front`` is asked with its own number of pages until that is right."""
    length = 1
    while True:
        made = list(front(length))
        pages = sum(one.pages for one in made)
        if pages == length:
            return made
        length = pages


def by_month(views: Sequence[tuple[str, datetime, str]]) -> list[list[str]]:
    """(record_id, claimed_at, form version) by month and version, no more than a ledger holds; ids alone."""
    groups: dict[tuple[str, str], list[str]] = {}
    for record_id, claimed_at, version in views:
        groups.setdefault((f"{local(claimed_at):%Y-%m}", version), []).append(record_id)
    return [
        held[start : start + paper.LEDGER_ROWS]
        for held in groups.values()
        for start in range(0, len(held), paper.LEDGER_ROWS)
    ]
