"""The question before sending: what does the county lack?"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from server.blobs import find_missing_blobs
from server.bodies import Decoded, answer
from server.county import Reading, current_epoch
from server.journal import note_of
from server.problems import RequestRefusedError
from server.tables.objects import StoredObject
from server.tokens import EnrolledDevice
from sync.wire.limits import MAX_CHECK_IDS
from sync.wire.push import CheckAnswer, CheckRequest

router = APIRouter()

_SLICE = 500


@router.post("/v1/sync/check")
def check(request: Request, message: Decoded, caller: EnrolledDevice, session: Reading) -> Response:
    question = CheckRequest.from_json(message)
    note_of(request).counts["asked"] = len(question.object_ids) + len(question.blobs)
    if len(question.object_ids) + len(question.blobs) > MAX_CHECK_IDS:
        raise RequestRefusedError(413, "too-large", "一次问得太多，程序会分几次问。")
    here: set[str] = set()
    for start in range(0, len(question.object_ids), _SLICE):
        some = question.object_ids[start : start + _SLICE]
        query = select(StoredObject.object_id).where(
            StoredObject.facility_id == caller.facility_id, StoredObject.object_id.in_(some)
        )
        here.update(session.execute(query).scalars())
    return answer(
        CheckAnswer(
            missing=tuple(object_id for object_id in question.object_ids if object_id not in here),
            missing_blobs=find_missing_blobs(session, caller.facility_id, question.blobs),
            server_epoch=current_epoch(session),
        ),
        request,
    )
