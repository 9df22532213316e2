"""Whether an answer is the county's to this very call, and what it says. The only module that knows status codes."""

from __future__ import annotations

import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from sync.outcomes import Cause, Delivered, Rejected, Unauthorized, Unexpected, Unreachable
from sync.wire.codec import WireError, decode
from sync.wire.digest import content_digest
from sync.wire.headers import CALL_NUMBER
from sync.wire.problem import CONTENT_TYPE, ProblemDetail

LARGEST = 128 << 20  # bytes of one answer

_TOO_LARGE = ProblemDetail(
    kind="too-large",
    title="too large",
    status=413,
    detail="路上的设备嫌这一批太大，没有让过。记录都在本机，程序会分成小批再送。",
)
_SIGN_IN = ProblemDetail(
    kind="token-unknown",
    title="token unknown",
    status=401,
    detail="通行证过期了，程序会自己换一张。",
)
_REFUSED = ProblemDetail(
    kind="refused",
    title="refused",
    status=404,
    detail="县里现在不收这个附件。附件还在本机，下次再送。",
)
_UNKNOWN = ("device-revoked", "device-unknown", "token-unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer that arrived whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes


CallOutcome = Delivered[Reply] | Rejected | Unauthorized | Unreachable | Unexpected


def judge(reply: Reply, number: str) -> CallOutcome:
    """Only what repeats the call's number, and is what its digest says, is taken for the county's word."""
    is_ours = reply.headers.get(CALL_NUMBER) == number
    content_type = reply.headers.get("Content-Type", "").partition(";")[0]
    if is_ours and reply.status in (409, 422) and "Upload-Offset" in reply.headers:
        return Delivered(message=Reply(status=reply.status, headers=reply.headers, body=b""))
    if is_ours and content_type == CONTENT_TYPE:
        return _judge_problem(reply, number[:8])
    if is_ours and _is_message(reply.status, content_type):
        return _open(reply)
    return _judge_stranger(reply, number[:8])


def _is_message(status: int, content_type: str) -> bool:
    return status == 204 or (
        status in (200, 206) and content_type in ("application/json", "application/octet-stream")
    )


def _judge_stranger(reply: Reply, code: str) -> CallOutcome:
    """What somebody between the county and here answered in its place, or the county's server as it fell."""
    match reply.status:
        case 407:
            return Unreachable(cause=Cause.PROXY)
        case 408:
            return Unreachable(cause=Cause.TIMEOUT)
        case 413:
            return Rejected(problem=_TOO_LARGE)
        case 429:
            return Unreachable(cause=Cause.BUSY, retry_after_s=_retry_after(reply.headers))
        case 502 | 503 | 504:
            return Unreachable(cause=Cause.GATEWAY, retry_after_s=_retry_after(reply.headers))
        case status if status >= 500 and status != 511:
            return Unexpected(code=code)
        case _:
            return Unreachable(cause=Cause.PORTAL)


def _open(reply: Reply) -> CallOutcome:
    digest = reply.headers.get("Content-Digest")
    if reply.body and digest is None:
        return Unreachable(cause=Cause.PORTAL)
    if reply.body and digest != content_digest(reply.body):
        return Unreachable(cause=Cause.CUT)
    body = reply.body
    if reply.headers.get("Content-Encoding") == "gzip":
        inflater = zlib.decompressobj(wbits=31)
        try:
            body = inflater.decompress(body, LARGEST)
        except zlib.error:
            return Unreachable(cause=Cause.CUT)
        if not inflater.eof:
            return Unreachable(cause=Cause.CUT)
    return Delivered(message=Reply(status=reply.status, headers=reply.headers, body=body))


def _judge_problem(reply: Reply, code: str) -> CallOutcome:
    if reply.status in (429, 503):
        return Unreachable(cause=Cause.BUSY, retry_after_s=_retry_after(reply.headers))
    if reply.status >= 500:
        return Unexpected(code=code)
    problem = _read_problem(reply)
    if problem is None:
        return Unreachable(cause=Cause.CUT)
    is_unknown = reply.status == 401 or problem.kind in _UNKNOWN
    return Unauthorized(problem=problem) if is_unknown else Rejected(problem=problem)


def _read_problem(reply: Reply) -> ProblemDetail | None:
    """None for one that was damaged. The answer to HEAD has no body: signing in again brings the whole sentence."""
    if not reply.body:
        return _SIGN_IN if reply.status in (401, 403) else _REFUSED
    if reply.headers.get("Content-Digest") != content_digest(reply.body):
        return None
    try:
        return ProblemDetail.from_json(decode(reply.body))
    except WireError:
        return None


def _retry_after(headers: Mapping[str, str]) -> int | None:
    """Seconds, from a number or a date; None for anything else."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return int(text[:9])
    try:
        moment = parsedate_to_datetime(text)
        return max(0, int(moment.timestamp() - time.time()))
    except (ValueError, TypeError, OverflowError):
        return None
