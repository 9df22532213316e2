"""The county's first page: every hospital, what has come from it and when, and what is open there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Response
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import from_text, to_text
from server.console.access import SignedIn, frame
from server.console.names import card_forms
from server.console.rendering import render
from server.county import TheCounty, Writing
from server.officers import note
from server.tables.blobs import Blob
from server.tables.contents import HazardRow, ManifestRow, RevisionRow
from server.tables.facilities import Facility
from server.tables.gaps import SetApartRow
from server.tables.objects import StoredObject

router = APIRouter()

QUIET_DAYS = 3  # after so long without anything the county looks why


@dataclass(frozen=True, slots=True, kw_only=True)
class HospitalRow:
    name: str
    facility_id: str | None
    records: int
    last_received_at: str | None
    quiet_days: int  # 0: something came lately
    open_hazards: int
    overdue: int
    major: int
    attachments: int  # named
    attachments_here: int
    set_apart: int  # a computer said that it could not deliver them


@router.get("/")
def show_hospitals(reader: SignedIn, county: TheCounty, session: Writing) -> Response:
    now = county.clock.now()
    note(session, officer=reader.name, act="view-hospitals", now=now)
    rows = read_hospitals(session, county.catalog, to_text(now))
    return render("hospitals.html", {**frame(county, reader, "hospitals"), "rows": rows})


def read_hospitals(session: Session, catalog: Catalog, now: str) -> tuple[HospitalRow, ...]:
    """By name. Register cards do not count as records."""
    records = _counts(
        session,
        RevisionRow.facility_id,
        func.count(RevisionRow.record_id.distinct()),
        RevisionRow.form_id.not_in(card_forms(catalog)),
    )
    is_open = HazardRow.is_open
    open_hazards = _counts(session, HazardRow.facility_id, func.count(), is_open)
    overdue = _counts(session, HazardRow.facility_id, func.count(), is_open, HazardRow.due_at < now)
    major = _counts(session, HazardRow.facility_id, func.count(), is_open, HazardRow.level == "major")
    named = _counts(session, ManifestRow.facility_id, func.count(ManifestRow.sha256.distinct()))
    here = _counts(session, Blob.facility_id, func.count(), Blob.is_complete)
    came = exists().where(
        StoredObject.facility_id == SetApartRow.facility_id, StoredObject.object_id == SetApartRow.about
    )
    set_apart = _counts(session, SetApartRow.facility_id, func.count(SetApartRow.about.distinct()), ~came)
    moment = from_text(now)
    rows = []
    for facility in session.execute(select(Facility).order_by(Facility.name)).scalars():
        key = facility.facility_id or ""
        last = facility.last_received_at
        quiet = (moment - from_text(last)).days if last else 0
        rows.append(
            HospitalRow(
                name=facility.name,
                facility_id=facility.facility_id,
                records=records.get(key, 0),
                last_received_at=last,
                quiet_days=quiet if quiet >= QUIET_DAYS else 0,
                open_hazards=open_hazards.get(key, 0),
                overdue=overdue.get(key, 0),
                major=major.get(key, 0),
                attachments=named.get(key, 0),
                attachments_here=here.get(key, 0),
                set_apart=set_apart.get(key, 0),
            )
        )
    return tuple(rows)


def _counts(session: Session, key: object, count: object, *where: object) -> Mapping[str, int]:
    query = select(key, count).where(*where).group_by(key)  # type: ignore[call-overload]
    return {str(name): int(number) for name, number in session.execute(query)}
