"""Two questions of whoever watches over the server: does the process live, and may it be given work?"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from forms.json_value import Json
from server.county import County, TheCounty
from server.engines import UnsafeDatabaseError
from server.gate import Presence
from server.schema import VERSION_TABLE, head
from server.tables.county import CountyState
from sync.wire.codec import encode

router = APIRouter()


@router.get("/health", include_in_schema=False)
async def health() -> Response:
    """The process answers. Asks nothing of the database: a restart would not bring that back."""
    return _say(200, {"status": "alive"})


@router.get("/ready", include_in_schema=False)
def ready(request: Request, county: TheCounty) -> Response:
    """503 with the reason while work should go to another process, or wait."""
    presence: Presence = request.app.state.presence
    reason = "stopping" if presence.is_stopping else _what_is_wrong(county)
    if reason:
        return _say(503, {"status": "not-ready", "reason": reason})
    return _say(200, {"status": "ready"})


def _what_is_wrong(county: County) -> str:
    try:
        with county.database.read() as session:
            return "" if _is_current(session) else "schema"
    except (SQLAlchemyError, UnsafeDatabaseError):
        return "database"


def _is_current(session: Session) -> bool:
    session.execute(select(CountyState.epoch)).scalar_one()
    version = session.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one()  # noqa: S608 - a constant
    return bool(version == head())


def _say(status: int, document: dict[str, Json]) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(encode(document), status_code=status, media_type="application/json", headers=headers)
