"""Received records: the list with its filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Select, select

from forms.catalog import Catalog
from forms.clock import ZONE, to_text
from server.console.access import SignedIn, frame
from server.console.names import card_forms, form_titles
from server.console.rendering import render
from server.county import TheCounty, Writing
from server.officers import note
from server.tables.contents import RevisionRow
from server.tables.facilities import Facility
from server.tables.objects import StoredObject

router = APIRouter()

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilter:
    facility: str = ""
    form: str = ""
    since: str = ""
    until: str = ""
    late: str = ""
    before: str = ""  # received_at and rev_id of the last row shown

    def query(self, **changes: str) -> str:
        """The address of the same list with something changed."""
        facts = {name: getattr(self, name) for name in ("facility", "form", "since", "until", "late")}
        return "/records?" + urlencode({name: value for name, value in (facts | changes).items() if value})


@router.get("/records")
def show_records(
    reader: SignedIn, county: TheCounty, session: Writing, wanted: Annotated[RecordFilter, Depends()]
) -> Response:
    note(
        session,
        officer=reader.name,
        act="view-records",
        now=county.clock.now(),
        facility_id=wanted.facility or None,
    )
    rows = session.execute(_select(wanted, county.catalog).limit(PAGE + 1)).all()
    page = rows[:PAGE]
    more = ""
    if len(rows) > PAGE:
        last = page[-1].RevisionRow
        more = wanted.query(before=f"{last.received_at} {last.rev_id}")
    return render(
        "records.html",
        {
            **frame(county, reader, "records"),
            "rows": page,
            "more": more,
            "wanted": wanted,
            "facilities": session.execute(_facilities()).all(),
            "titles": form_titles(county.catalog),
        },
    )


def _facilities() -> Select[str | None, str]:
    return (
        select(Facility.facility_id, Facility.name)
        .where(Facility.facility_id.is_not(None))
        .order_by(Facility.name)
    )


def _select(wanted: RecordFilter, catalog: Catalog) -> Select[RevisionRow, str, str]:
    """Newest arrivals first. Register cards only if they are asked for by their form."""
    query = (
        select(RevisionRow, Facility.name, StoredObject.standing)
        .join(Facility, Facility.facility_id == RevisionRow.facility_id)
        .join(
            StoredObject,
            (StoredObject.facility_id == RevisionRow.facility_id)
            & (StoredObject.object_id == RevisionRow.rev_id),
        )
        .order_by(RevisionRow.received_at.desc(), RevisionRow.rev_id.desc())
    )
    if wanted.facility:
        query = query.where(RevisionRow.facility_id == wanted.facility)
    if wanted.form:
        query = query.where(RevisionRow.form_id == wanted.form)
    else:
        query = query.where(RevisionRow.form_id.not_in(card_forms(catalog)))
    if since := _midnight(wanted.since):
        query = query.where(RevisionRow.claimed_at >= to_text(since))
    if until := _midnight(wanted.until):
        query = query.where(RevisionRow.claimed_at < to_text(until + timedelta(days=1)))
    if wanted.late:
        query = query.where(RevisionRow.timeliness == "late")
    received_at, _, rev_id = wanted.before.partition(" ")
    if rev_id:
        is_older = RevisionRow.received_at < received_at
        is_next = (RevisionRow.received_at == received_at) & (RevisionRow.rev_id < rev_id)
        query = query.where(is_older | is_next)
    return query


def _midnight(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time(), ZONE)
    except ValueError:
        return None
