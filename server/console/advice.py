"""Hints about how sheets were filled in the last month: by hospital and form, nobody named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.advice import Advice, SheetFacts, advise, facts_of
from forms.advice_words import ABOUT, WHAT, said
from forms.catalog import Catalog
from forms.clock import to_text
from forms.definition import Form
from forms.revision import read_revision
from server.console.access import SignedIn, frame
from server.console.rendering import render
from server.county import TheCounty, Writing
from server.officers import note
from server.tables.contents import ParentLink, RevisionRow
from server.tables.facilities import Facility
from server.tables.objects import StoredObject

router = APIRouter()

DAYS = 30
MOST = 5000  # sheets looked at, the newest


@dataclass(frozen=True, slots=True, kw_only=True)
class HintRow:
    hospital: str
    form: str
    what: str
    said: str  # of the one that stands out most
    count: int


@router.get("/advice")
def show_advice(reader: SignedIn, county: TheCounty, session: Writing) -> Response:
    now = county.clock.now()
    note(session, officer=reader.name, act="view-advice", now=now)
    rows = read_hints(session, county.catalog, since=to_text(now - timedelta(days=DAYS)))
    facts = {**frame(county, reader, "advice"), "rows": rows, "about": ABOUT, "days": DAYS, "most": MOST}
    return render("advice.html", facts)


def read_hints(session: Session, catalog: Catalog, *, since: str) -> tuple[HintRow, ...]:
    """By hospital and form. Reports that only some departments read are left out, and so are paper records."""
    groups: dict[tuple[str, str], list[SheetFacts]] = {}
    for hospital, form, sheet in _sheets(session, catalog, since):
        groups.setdefault((hospital, form.id), []).append(sheet)
    made: list[HintRow] = []
    for (hospital, form_id), sheets in groups.items():
        form = catalog.latest(form_id)
        made += _rows(hospital, form, advise(form, sheets))
    return tuple(sorted(made, key=lambda row: (row.hospital, row.form, row.what)))


def _rows(hospital: str, form: Form, found: tuple[Advice, ...]) -> Iterator[HintRow]:
    for hint, word in WHAT.items():
        held = [one for one in found if one.hint is hint]
        if held:
            most = max(held, key=lambda one: one.part)
            yield HintRow(hospital=hospital, form=form.title, what=word, said=said(most), count=len(held))


def _sheets(session: Session, catalog: Catalog, since: str) -> Iterator[tuple[str, Form, SheetFacts]]:
    """The newest version of each sheet."""
    corrected = (
        select(ParentLink.parent_id)
        .where(ParentLink.facility_id == RevisionRow.facility_id, ParentLink.parent_id == RevisionRow.rev_id)
        .exists()
    )
    query = (
        select(StoredObject.sealed, Facility.name)
        .join(
            RevisionRow,
            (RevisionRow.facility_id == StoredObject.facility_id)
            & (RevisionRow.rev_id == StoredObject.object_id),
        )
        .join(Facility, Facility.facility_id == RevisionRow.facility_id)
        .where(RevisionRow.claimed_at >= since, RevisionRow.is_void.is_(False), ~corrected)
        .order_by(RevisionRow.received_at.desc())
        .limit(MOST)
    )
    current = {entry.id for entry in catalog.current() if entry.kind in ("record", "log")}
    for sealed, hospital in session.execute(query):
        revision = read_revision(sealed)
        if revision.form_id in current and revision.paper_no is None:
            form = catalog.latest(revision.form_id)
            if not form.private_record:
                yield hospital, form, facts_of(form, revision)
