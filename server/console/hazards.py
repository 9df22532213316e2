"""Open hazards of all hospitals, one hazard with its steps, and the county's order about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from forms.clock import to_text
from forms.order import Order, build_order, read_order
from forms.revision import Revision, read_revision
from server.console.access import NotAllowedError, OwnForm, Reader, SignedIn, frame
from server.console.names import form_titles, read_names
from server.console.rendering import render
from server.county import County, TheCounty, Writing
from server.examining import Kept
from server.intake import Arrival, take_in
from server.officers import note
from server.problems import RequestRefusedError
from server.projections.hazards import fold_again
from server.tables.contents import HazardRow, OrderRow, RevisionRow
from server.tables.facilities import Facility
from server.tables.objects import StoredObject
from sync.wire.digest import sha256_hex
from sync.wire.outcomes import ObjectKind

router = APIRouter()

STATES = {
    "registered": ("已登记", "inbox", "na"),
    "rectifying": ("整改中", "wrench", "brand"),
    "awaiting_recheck": ("待复查", "search", "warn"),
    "closed": ("已销号", "circle-check", "ok"),
    "to_check": ("待核", "circle-help", "warn"),
    "void": ("已作废", "ban", "na"),
}
LEVELS = {"general": ("一般", "flag", "na"), "major": ("重大", "octagon-alert", "bad-solid")}
_LIMIT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardFilter:
    facility: str = ""
    overdue: str = ""
    level: str = ""


@router.get("/hazards")
def show_hazards(
    reader: SignedIn, county: TheCounty, session: Writing, wanted: Annotated[HazardFilter, Depends()]
) -> Response:
    now = county.clock.now()
    note(session, officer=reader.name, act="view-hazards", now=now, facility_id=wanted.facility or None)
    rows = session.execute(_select(wanted, to_text(now))).all()
    books = {
        facility_id: read_names(session, facility_id, county.catalog)
        for facility_id in {row.HazardRow.facility_id for row in rows}
    }
    facilities = select(Facility.facility_id, Facility.name).where(Facility.facility_id.is_not(None))
    return render(
        "hazards.html",
        {
            **frame(county, reader, "hazards"),
            "rows": rows,
            "books": books,
            "wanted": wanted,
            "facilities": session.execute(facilities.order_by(Facility.name)).all(),
            "states": STATES,
            "levels": LEVELS,
            "now_text": to_text(now),
        },
    )


def _select(wanted: HazardFilter, now: str) -> Select[HazardRow, str]:
    """Overdue first: the earliest deadline on top, those without one at the end."""
    query = (
        select(HazardRow, Facility.name)
        .join(Facility, Facility.facility_id == HazardRow.facility_id)
        .where(HazardRow.is_open)
        .order_by(HazardRow.due_at.is_(None), HazardRow.due_at, HazardRow.hazard_id)
        .limit(_LIMIT)
    )
    if wanted.facility:
        query = query.where(HazardRow.facility_id == wanted.facility)
    if wanted.overdue:
        query = query.where(HazardRow.due_at < now)
    if wanted.level:
        query = query.where(HazardRow.level == wanted.level)
    return query


@router.get("/hazards/{facility_id}/{hazard_id}")
def show_hazard(
    facility_id: str, hazard_id: str, reader: SignedIn, county: TheCounty, session: Writing
) -> Response:
    row = _find(session, facility_id, hazard_id)
    now = county.clock.now()
    note(session, officer=reader.name, act="view-hazard", now=now, facility_id=facility_id, target=hazard_id)
    return render("hazard.html", _facts(session, county, reader, row, problem=""))


def _facts(
    session: Session, county: County, reader: Reader, row: HazardRow, *, problem: str
) -> dict[str, object]:
    origin = _newest(session, row.facility_id, row.record_id)
    return {
        **frame(county, reader, "hazards"),
        "hazard": row,
        "origin": origin,
        "steps": _steps(session, row),
        "orders": _orders(session, row),
        "names": read_names(session, row.facility_id, county.catalog),
        "facility": session.execute(
            select(Facility.name).where(Facility.facility_id == row.facility_id)
        ).scalar_one(),
        "titles": form_titles(county.catalog),
        "states": STATES,
        "levels": LEVELS,
        "now_text": to_text(county.clock.now()),
        "problem": problem,
        "to_text": to_text,
    }


@router.post("/hazards/{facility_id}/{hazard_id}/orders")
def issue_order(
    facility_id: str,
    hazard_id: str,
    reader: OwnForm,
    county: TheCounty,
    session: Writing,
    action: Annotated[str, Form()] = "supervise",
    text: Annotated[str, Form()] = "",
    due: Annotated[str, Form()] = "",
) -> Response:
    """挂牌督办, or lifting it: sealed, numbered and signed like everything else, and pulled by the hospital."""
    if not reader.may_order:
        raise NotAllowedError
    row = _find(session, facility_id, hazard_id)
    now = county.clock.now()
    day, problem = _check(action, text, due, now)
    if problem:
        return render("hazard.html", _facts(session, county, reader, row, problem=problem), status=422)
    sealed = build_order(
        facility=facility_id,
        subject=hazard_id,
        action=action,
        text=text.strip(),
        officer=reader.name,
        officer_name=reader.name,
        issued_at=now,
        due=day,
    )
    order_id = sha256_hex(sealed)
    arrival = Arrival(
        object_id=order_id, kind=ObjectKind.ORDER, sealed=sealed, device_id=None, kept=Kept(content=None)
    )
    take_in(session, facility_id=facility_id, arrivals=[arrival], now=now, key=county.signing_key)
    session.add(OrderRow(facility_id=facility_id, object_id=order_id, subject=hazard_id))
    session.flush()
    fold_again(session, facility_id, county.catalog, hazard_id)
    note(session, officer=reader.name, act="order", now=now, facility_id=facility_id, target=order_id)
    return RedirectResponse(f"/hazards/{facility_id}/{hazard_id}", status_code=303)


def _check(action: str, text: str, due: str, now: datetime) -> tuple[date | None, str]:
    """The deadline, and a sentence if something is missing."""
    if action not in ("supervise", "release"):
        return None, "还没选是督办还是解除。"
    if not text.strip():
        return None, "还没写督办内容。写清要做什么，医院才好办。"
    if not due:
        return None, ""
    try:
        day = date.fromisoformat(due)
    except ValueError:
        return None, f"“{due}”不是日期。请照 2026-11-30 这样写。"
    return (None, "期限早于今天。请改成今天或以后。") if day < now.date() else (day, "")


def _find(session: Session, facility_id: str, hazard_id: str) -> HazardRow:
    row = session.get(HazardRow, (facility_id, hazard_id))
    if row is None:
        raise RequestRefusedError(404, "hazard-unknown", "县里没有这条隐患，也许还没送到。")
    return row


def _newest(session: Session, facility_id: str, record_id: str) -> RevisionRow:
    query = (
        select(RevisionRow)
        .where(RevisionRow.facility_id == facility_id, RevisionRow.record_id == record_id)
        .order_by(RevisionRow.server_seq.desc())
        .limit(1)
    )
    return session.execute(query).scalar_one()


def _steps(session: Session, row: HazardRow) -> list[Revision]:
    query = (
        select(StoredObject.sealed)
        .join(
            RevisionRow,
            (RevisionRow.facility_id == StoredObject.facility_id)
            & (RevisionRow.rev_id == StoredObject.object_id),
        )
        .where(RevisionRow.facility_id == row.facility_id, RevisionRow.subject == row.hazard_id)
    )
    steps = map(read_revision, session.execute(query).scalars())
    return sorted(steps, key=lambda step: (step.claimed_at, step.rev_id))


def _orders(session: Session, row: HazardRow) -> list[Order]:
    query = (
        select(StoredObject.sealed)
        .join(
            OrderRow,
            (OrderRow.facility_id == StoredObject.facility_id)
            & (OrderRow.object_id == StoredObject.object_id),
        )
        .where(OrderRow.facility_id == row.facility_id, OrderRow.subject == row.hazard_id)
    )
    return sorted(map(read_order, session.execute(query).scalars()), key=lambda order: order.issued_at)
