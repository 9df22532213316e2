"""Anonymous reports at the county: the day and the answers; no person, no computer, no instant."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.definition import Form
from forms.json_value import Json
from server.console.access import SignedIn, frame
from server.console.names import FacilityNames
from server.console.reading import Block, lay_out
from server.console.rendering import render
from server.county import County, TheCounty, Writing
from server.officers import note
from server.problems import RequestRefusedError
from server.tables.facilities import Facility
from server.tables.objects import AnonymousObject

router = APIRouter()

_SHIFTS = {"day": "白班", "evening": "小夜班", "night": "大夜班"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    title: str
    day: str
    shift: str
    blocks: tuple[Block, ...]


@router.get("/anonymous")
def show_reports(reader: SignedIn, county: TheCounty, session: Writing) -> Response:
    """By day and hospital; within a day in the order of random names."""
    note(session, officer=reader.name, act="view-anonymous", now=county.clock.now())
    query = (
        select(AnonymousObject.facility_id, AnonymousObject.object_id, AnonymousObject.day, Facility.name)
        .join(Facility, Facility.facility_id == AnonymousObject.facility_id)
        .order_by(AnonymousObject.day.desc(), Facility.name, AnonymousObject.object_id)
    )
    rows = session.execute(query).all()
    return render("reports.html", {**frame(county, reader, "anonymous"), "rows": rows})


@router.get("/anonymous/{facility_id}/{object_id}")
def show_report(
    facility_id: str, object_id: str, reader: SignedIn, county: TheCounty, session: Writing
) -> Response:
    row = session.get(AnonymousObject, (facility_id, object_id))
    if row is None:
        raise RequestRefusedError(404, "report-unknown", "县里没有这份报告。")
    note(
        session,
        officer=reader.name,
        act="view-anonymous-report",
        now=county.clock.now(),
        facility_id=facility_id,
        target=object_id,
    )
    return render(
        "report.html",
        {
            **frame(county, reader, "anonymous"),
            "report": _read(county, row),
            "facility": _facility_name(session, facility_id),
        },
    )


def _read(county: County, row: AnonymousObject) -> Report:
    content: Mapping[str, Json] = json.loads(row.sealed)
    form = _form(county, content)
    answers = content.get("answers")
    names = FacilityNames(people={}, places={}, assets={})
    return Report(
        title=form.title if form else "匿名报告",
        day=str(content.get("day", row.day)),
        shift=_SHIFTS.get(str(content.get("shift", "")), ""),
        blocks=lay_out(form, answers, names) if form and isinstance(answers, dict) else (),
    )


def _form(county: County, content: Mapping[str, Json]) -> Form | None:
    try:
        return county.catalog.get(str(content.get("form_id")), str(content.get("form_version")))
    except KeyError:
        return None


def _facility_name(session: Session, facility_id: str) -> str:
    return session.execute(select(Facility.name).where(Facility.facility_id == facility_id)).scalar_one()
