"""Reports without a person: their own way in and out, in the order of random keys, with a day instead of a time."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import local
from server.blobs import find_missing_blobs
from server.bodies import Decoded, answer
from server.county import County, Reading, TheCounty, Writing, current_epoch
from server.database import insert_once
from server.problems import RequestRefusedError
from server.tables.contents import ManifestRow
from server.tables.objects import AnonymousObject
from server.tokens import AnyCaller
from sync.wire.anonymous import AnonymousAnswer, AnonymousPage, AnonymousReport
from sync.wire.digest import is_sha256, sha256_hex
from sync.wire.limits import MAX_SEALED_BYTES
from sync.wire.outcomes import Outcome
from sync.wire.receipt import Leaf, Receipt, sign_batch

router = APIRouter()


@router.post("/v1/sync/anonymous")
def take_report(message: Decoded, caller: AnyCaller, county: TheCounty, session: Writing) -> Response:
    """Asks for the hospital's credential on purpose: with a computer's token the report would have a computer."""
    if caller.device_id is not None:
        raise RequestRefusedError(
            403, "not-with-a-device", "匿名的报告不带电脑的身份，程序会换一种方式再送。"
        )
    return answer(keep_report(session, county, caller.facility_id, AnonymousReport.from_json(message)))


def keep_report(
    session: Session, county: County, facility_id: str, report: AnonymousReport
) -> AnonymousAnswer:
    """Kept once, with the day only; RequestRefusedError (422) for bytes that are not what their name says."""
    if len(report.sealed) > MAX_SEALED_BYTES or sha256_hex(report.sealed) != report.object_id:
        raise RequestRefusedError(
            422, "digest-mismatch", "这份报告的内容和它的校验码对不上，县里没有收。报告还在本机。"
        )
    leaf = Leaf(
        facility_id=facility_id,
        object_id=report.object_id,
        server_seq=0,
        received_at=local(county.clock.now()).date().isoformat(),
        epoch=current_epoch(session),
    )
    (receipt,) = sign_batch([leaf], county.signing_key)
    key = (facility_id, report.object_id)
    row = {
        "facility_id": facility_id,
        "object_id": report.object_id,
        "sealed": report.sealed,
        "day": leaf.received_at,
        "epoch": leaf.epoch,
        "key_id": receipt.key_id,
        "signature": receipt.signature,
    }
    new = insert_once(session, AnonymousObject).values(row).returning(AnonymousObject.object_id)
    is_new = session.execute(new).first() is not None
    blobs = named_blobs(report.sealed)
    names = [{"facility_id": key[0], "object_id": key[1], "sha256": sha256} for sha256 in blobs]
    if names:
        session.execute(insert_once(session, ManifestRow), names)
    return AnonymousAnswer(
        outcome=Outcome.STORED if is_new else Outcome.DUPLICATE,
        receipt=_receipt(session.get_one(AnonymousObject, key)),
        missing_blobs=find_missing_blobs(session, facility_id, blobs),
        server_epoch=current_epoch(session),
    )


@router.get("/v1/sync/anonymous")
def give_reports(
    request: Request,
    caller: AnyCaller,
    session: Reading,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    query = (
        select(AnonymousObject)
        .where(AnonymousObject.facility_id == caller.facility_id, AnonymousObject.object_id > after)
        .order_by(AnonymousObject.object_id)
        .limit(limit + 1)
    )
    rows = session.execute(query).scalars().all()
    reports = tuple(AnonymousReport(object_id=row.object_id, sealed=row.sealed) for row in rows[:limit])
    return answer(AnonymousPage(reports=reports, more=len(rows) > limit), request)


def _receipt(row: AnonymousObject) -> Receipt:
    leaf = Leaf(
        facility_id=row.facility_id,
        object_id=row.object_id,
        server_seq=0,
        received_at=row.day,
        epoch=row.epoch,
    )
    return Receipt(leaf=leaf, path=(), key_id=row.key_id, signature=row.signature)


def named_blobs(sealed: bytes) -> tuple[str, ...]:
    """The digests in the report's list of attachments; none if it can't be read."""
    try:
        content = json.loads(sealed)
    except ValueError:
        return ()
    attachments = content.get("attachments") if isinstance(content, dict) else None
    if not isinstance(attachments, list):
        return ()
    names = (entry.get("sha256") for entry in attachments if isinstance(entry, dict))
    return tuple(name for name in names if isinstance(name, str) and is_sha256(name))
