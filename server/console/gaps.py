"""What one hospital has and the county does not: per computer, and the attachments that are missing."""

from __future__ import annotations

from fastapi import APIRouter, Response
from sqlalchemy import select

from server.console.access import SignedIn, frame
from server.console.rendering import render
from server.county import TheCounty, Writing
from server.gaps import find_gaps
from server.officers import note
from server.problems import RequestRefusedError
from server.tables.facilities import Facility

router = APIRouter()


@router.get("/gaps/{facility_id}")
def show_gaps(facility_id: str, reader: SignedIn, county: TheCounty, session: Writing) -> Response:
    name = session.execute(select(Facility.name).where(Facility.facility_id == facility_id)).scalar()
    if name is None:
        raise RequestRefusedError(404, "facility-unknown", "名册上没有这家医院。")
    note(session, officer=reader.name, act="view-gaps", now=county.clock.now(), facility_id=facility_id)
    gaps = find_gaps(session, facility_id)
    return render("gaps.html", {**frame(county, reader, "hospitals"), "hospital": name, "gaps": gaps})
