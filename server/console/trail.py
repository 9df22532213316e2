"""The trail: which officer did or viewed what, and when. Open to every officer."""

from __future__ import annotations

from fastapi import APIRouter, Response
from sqlalchemy import select

from server.console.access import SignedIn, frame
from server.console.rendering import render
from server.county import Reading, TheCounty
from server.tables.county import AuditRow
from server.tables.facilities import Facility

router = APIRouter()

ACTS = {
    "sign-in": "登录",
    "sign-out": "退出",
    "view-hospitals": "看了医院一览",
    "view-gaps": "看了没到的",
    "view-records": "看了记录一览",
    "view-record": "看了一份记录",
    "view-attachment": "看了一个附件",
    "view-hazards": "看了隐患一览",
    "view-hazard": "看了一条隐患",
    "view-anonymous": "看了匿名报告一览",
    "view-anonymous-report": "看了一份匿名报告",
    "view-advice": "看了提示",
    "print": "打印了一份记录",
    "order": "发出督办",
}
_LIMIT = 200


@router.get("/trail")
def show_trail(reader: SignedIn, county: TheCounty, session: Reading) -> Response:
    query = (
        select(AuditRow, Facility.name)
        .outerjoin(Facility, Facility.facility_id == AuditRow.facility_id)
        .order_by(AuditRow.id.desc())
        .limit(_LIMIT)
    )
    rows = session.execute(query).all()
    return render("trail.html", {**frame(county, reader, "trail"), "rows": rows, "acts": ACTS})
