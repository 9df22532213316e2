"""What is printed on the first day: an empty form for the hand for everything that is to be done regularly.

Importing this loads reportlab.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from forms.clock import local
from forms.printing.binding import bind, bound
from forms.printing.fonts import load_fonts
from forms.printing.job import Layout, PrintJob
from forms.printing.render import document_of
from forms.printing.styles import make_styles
from forms.printing.writer import Document
from models.installation import read_installation
from models.queries.duty_list import duty_list
from models.queries.names import PaperNames, read_names
from models.queries.places import all_places
from models.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """One thing that is done regularly from a day on."""

    form_id: str
    title: str
    often: str
    starts: date


def what_begins(store: Store) -> tuple[Begun, ...]:
    """The duties that apply and are on or will be, in the order of the catalogue."""
    now = store.clock.now()
    found = duty_list(store.path, store.catalog.current(), now=now)
    return tuple(
        Begun(form_id=one.form_id, title=one.title, often=one.often_here, starts=one.starts)
        for one in found.rows
        if one.applies and one.starts is not None and (one.is_on or one.starts > local(now).date())
    )


def blank_forms(store: Store, form_ids: Iterable[str]) -> bytes:
    """One PDF with each form once, empty, one after the other."""
    styles = make_styles(load_fonts())
    now = store.clock.now()
    with store.read() as session:
        installation = read_installation(session)
        names = PaperNames(read_names(session))
        places = tuple(place.name for place in all_places(session))
    facility = installation.facility_name if installation else ""
    jobs = [
        PrintJob(
            form=store.catalog.latest(form_id),
            record=None,
            facility=facility,
            names=names,
            printed_at=now,
            places=places,
        )
        for form_id in dict.fromkeys(form_ids)
    ]

    def maker(job: PrintJob) -> Callable[[], Document]:
        return lambda: document_of(job, Layout.BLANK, styles)

    papers = [bound(maker(job), styles) for job in jobs]
    pdf = bind(papers, styles, title="空白表", author=facility, printed_at=now, numbered=False)
    assert pdf is not None  # nobody asked it to stop
    return pdf
