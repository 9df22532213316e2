"""Takes a batch: one answer per item, all of it durable before the first byte of the answer leaves."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from server.blobs import find_missing_blobs
from server.bodies import Decoded, answer
from server.county import County, TheCounty, Writing, current_epoch, rotate_epoch
from server.examining import Kept, Refused
from server.forms import learn_forms
from server.hosting import examine_here
from server.intake import Arrival, Stored, lock_hospital, take_in
from server.journal import note_of
from server.operations import OperationLog, log_operations
from server.problems import RequestRefusedError
from server.projections.apply import project
from server.receipts import read_receipts
from server.tables.facilities import Device
from server.tokens import Caller, EnrolledDevice, refuse_revoked
from sync.wire.limits import MAX_ITEMS
from sync.wire.outcomes import Outcome, Standing
from sync.wire.push import BadItem, Item, ItemResult, PushAnswer, PushRequest
from sync.wire.receipt import is_genuine, key_id_of

journal = logging.getLogger("yian.server.push")
router = APIRouter()

_REUSED = "这个编号以前送过别的内容，县里留着先到的那一份。记录还在本机，可以导出。"


@router.post("/v1/sync/push")
def push(
    request: Request, message: Decoded, caller: EnrolledDevice, county: TheCounty, session: Writing
) -> Response:
    if "Content-Digest" not in request.headers:
        raise RequestRefusedError(422, "digest-missing", "这一批没有带校验码，程序会再送一次。")
    batch = PushRequest.from_json(message)
    if len(batch.items) > MAX_ITEMS:
        raise RequestRefusedError(413, "too-large", "这一批太大，程序会分成小批再送。")
    told = take_batch(session, county, caller, batch)
    counts = note_of(request).counts
    counts["items"] = len(batch.items)
    for result in told.results:
        counts[result.outcome] = counts.get(result.outcome, 0) + 1
    return answer(told, request)


def take_batch(session: Session, county: County, caller: Caller, batch: PushRequest) -> PushAnswer:
    """One result per item; nothing of it counts before the session commits."""
    learn_forms(session, county.catalog)
    items = [item for item in batch.items if isinstance(item, Item)]
    verdicts = {item.op_id: examine_here(item, caller.facility_id, county) for item in items}
    assert caller.device_id is not None
    lock_hospital(session, caller.facility_id)
    # Again, now that nobody can come between: a batch of a computer revoked meanwhile is refused as a whole.
    refuse_revoked(session.get_one(Device, caller.device_id))
    # Before anything is numbered: what is kept now must carry the new epoch.
    history = _history_notice(session, county, caller, batch)
    log = log_operations(
        session,
        facility_id=caller.facility_id,
        device_id=caller.device_id,
        incarnation=batch.incarnation,
        items=items,
    )
    if log.reused:
        journal.warning("operation numbers used again for other bytes: %d", len(log.reused))
    arrivals = [
        Arrival(
            object_id=item.object_id,
            kind=item.kind,
            sealed=item.sealed,
            device_id=caller.device_id,
            kept=verdict,
        )
        for item in items
        if isinstance(verdict := verdicts[item.op_id], Kept) and item.op_id not in log.reused
    ]
    stored = take_in(
        session,
        facility_id=caller.facility_id,
        arrivals=arrivals,
        now=county.clock.now(),
        key=county.signing_key,
    )
    project(session, caller.facility_id, arrivals, stored, county.catalog)
    notices = [notice for notice in (_fork_notice(log), history) if notice]
    wanted = {sha256 for arrival in arrivals for sha256 in arrival.kept.blobs}
    return PushAnswer(
        results=_results(batch, verdicts, stored, log),
        missing_blobs=find_missing_blobs(session, caller.facility_id, wanted),
        server_epoch=current_epoch(session),
        notices=tuple(notices),
    )


def _results(
    batch: PushRequest,
    verdicts: Mapping[str, Kept | Refused],
    stored: Mapping[str, Stored],
    log: OperationLog,
) -> tuple[ItemResult, ...]:
    """One result per item, in the order of the items."""
    results: list[ItemResult] = []
    seen: set[str] = set()
    for item in batch.items:
        if isinstance(item, BadItem):
            detail = "这一条县里读不出来，没有收。记录还在本机，可以导出。"
            results.append(_refused(item.op_id, "unreadable", detail))
            continue
        verdict = verdicts[item.op_id]
        if item.op_id in log.reused:
            results.append(_refused(item.op_id, "id-reuse", _REUSED))
        elif isinstance(verdict, Refused):
            results.append(_refused(item.op_id, verdict.problem, verdict.detail))
        else:
            is_first = item.object_id not in seen
            results.append(_kept(item.op_id, verdict, stored[item.object_id], is_first=is_first))
            seen.add(item.object_id)
    return tuple(results)


def _refused(op_id: str, problem: str, detail: str) -> ItemResult:
    return ItemResult(op_id=op_id, outcome=Outcome.REJECTED, problem=problem, detail=detail)


def _kept(op_id: str, verdict: Kept, stored: Stored, *, is_first: bool) -> ItemResult:
    outcome = Outcome.DUPLICATE
    if stored.is_new and is_first:
        match stored.standing:
            case Standing.STORED:
                outcome = Outcome.STORED
            case Standing.CONFLICT:
                outcome = Outcome.STORED_CONFLICT
            case Standing.PARKED:
                outcome = Outcome.PARKED
    is_parked = stored.standing is Standing.PARKED
    return ItemResult(
        op_id=op_id,
        outcome=outcome,
        standing=stored.standing,
        receipt=stored.receipt,
        heads=stored.heads,
        problem=verdict.problem if is_parked else "",
        detail=verdict.detail if is_parked else "",
    )


def _fork_notice(log: OperationLog) -> str | None:
    return "device-fork" if log.is_fork else None


def _history_notice(session: Session, county: County, caller: Caller, batch: PushRequest) -> str | None:
    """A receipt of this epoch that is genuine, for an object that is not here: this server went back in time."""
    receipt = batch.last_receipt
    if receipt is None or receipt.leaf.facility_id != caller.facility_id:
        return None
    keys = {key_id_of(key): key for key in county.public_keys}
    if receipt.leaf.epoch != current_epoch(session) or not is_genuine(receipt, keys):
        return None
    object_id = receipt.leaf.object_id
    here = read_receipts(session, caller.facility_id, [object_id]).get(object_id)
    if here is not None and here.leaf == receipt.leaf:
        return None
    rotate_epoch(session, receipt.leaf.epoch)
    journal.warning("a genuine receipt for what is not here: this server went back in time, new epoch")
    return "history-rolled-back"
