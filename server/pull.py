"""Gives a hospital's computers what the hospital has, page by page, in the order of commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from server.bodies import answer
from server.county import County, Reading, TheCounty, current_epoch
from server.journal import note_of
from server.problems import RequestRefusedError
from server.receipts import read_receipts
from server.tables.objects import StoredObject
from server.tokens import Caller, EnrolledDevice
from sync.wire.limits import MAX_BATCH_BYTES, MAX_PAGE_ITEMS
from sync.wire.pull import PullItem, PullPage
from sync.wire.receipt import Leaf

router = APIRouter()


@router.get("/v1/sync/pull")
def pull(
    request: Request,
    caller: EnrolledDevice,
    county: TheCounty,
    session: Reading,
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE_ITEMS)] = MAX_PAGE_ITEMS,
    mine: Annotated[bool, Query()] = False,  # noqa: FBT002 - a query parameter, named in every request
) -> Response:
    """Own objects come without their bytes, unless ``mine``. 410 for a cursor that leads nowhere any more."""
    page = read_page(session, county, caller, cursor, limit=limit, mine=mine)
    note_of(request).counts["items"] = len(page.items)
    return answer(page, request)


def read_page(
    session: Session, county: County, caller: Caller, cursor: str, *, limit: int = MAX_PAGE_ITEMS, mine: bool
) -> PullPage:
    """What stands after the cursor; RequestRefusedError (410) for one that leads nowhere any more."""
    epoch = current_epoch(session)
    after = _position(session, county, caller, cursor, epoch) if cursor else 0
    query = (
        select(
            StoredObject.object_id,
            StoredObject.kind,
            StoredObject.device_id,
            func.length(StoredObject.sealed).label("size"),
        )
        .where(StoredObject.facility_id == caller.facility_id, StoredObject.server_seq > after)
        .order_by(StoredObject.server_seq)
        .limit(limit + 1)
    )
    rows = session.execute(query).all()
    page: list[Row[tuple[str, str, str | None, int]]] = []
    wanted: list[str] = []
    weight = 0
    for row in rows[:limit]:
        if row.device_id != caller.device_id or mine:
            weight += row.size
            if page and weight > MAX_BATCH_BYTES:
                break
            wanted.append(row.object_id)
        page.append(row)
    receipts = read_receipts(session, caller.facility_id, [row.object_id for row in page])
    sealed = _sealed(session, caller.facility_id, wanted)
    items = [
        PullItem(
            kind=row.kind,
            object_id=row.object_id,
            sealed=sealed.get(row.object_id),
            receipt=receipts[row.object_id],
        )
        for row in page
    ]
    if items:
        last = items[-1].receipt.leaf
        cursor = county.sealer.seal("cursor", caller.facility_id, epoch, last.server_seq, _mark(last))
    return PullPage(
        items=tuple(items),
        next_cursor=cursor,
        more=len(items) < len(rows),
        server_epoch=epoch,
    )


def _sealed(session: Session, facility_id: str, object_ids: Sequence[str]) -> Mapping[str, bytes]:
    query = select(StoredObject.object_id, StoredObject.sealed).where(
        StoredObject.facility_id == facility_id, StoredObject.object_id.in_(object_ids)
    )
    return {row.object_id: row.sealed for row in session.execute(query)} if object_ids else {}


def _position(session: Session, county: County, caller: Caller, cursor: str, epoch: str) -> int:
    """Where the cursor stands, if the very object that was there still is: else this server went back in time."""
    match county.sealer.open("cursor", cursor):
        case (caller.facility_id, str(cursor_epoch), int(position), str(mark)) if cursor_epoch == epoch:
            there = select(StoredObject.object_id).where(
                StoredObject.facility_id == caller.facility_id, StoredObject.server_seq == position
            )
            receipts = read_receipts(session, caller.facility_id, session.scalars(there).all())
            if any(_mark(receipt.leaf) == mark for receipt in receipts.values()):
                return position
    raise RequestRefusedError(410, "cursor-unknown", "县里的记录换过一次底，程序会从头核对一遍，不会重复。")


def _mark(leaf: Leaf) -> str:
    return leaf.digest().hex()[:16]
