"""The county's calls as functions: messages in, outcomes out. Keeps the token, and renews it when it ends."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

from forms.json_value import Json
from sync.judging import Reply
from sync.outcomes import Cause, Delivered, Failure, Unauthorized, Unreachable
from sync.pace import Pace
from sync.transport import Call, Transport
from sync.wire.anonymous import AnonymousAnswer, AnonymousPage, AnonymousReport
from sync.wire.blob import BlobOffset, BlobPart
from sync.wire.codec import Fields, WireError, decode, encode
from sync.wire.digest import token_challenge
from sync.wire.enrolment import (
    CopyRequest,
    DeviceList,
    EnrolmentAnswer,
    EnrolmentRequest,
    Meta,
    TokenAnswer,
    TokenRequest,
)
from sync.wire.forms import SignedManifest
from sync.wire.pull import PullPage
from sync.wire.push import CheckAnswer, CheckRequest, PushAnswer, PushRequest
from sync.wire.updates import SignedUpdates

Message = TypeVar("Message")
_RANGE = re.compile(r"bytes ([0-9]{1,9})-[0-9]{1,9}/([0-9]{1,9})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    device_id: str
    facility_id: str
    anonymous_credential: str = field(repr=False)
    sign: Callable[[bytes], bytes] = field(repr=False)


class CountyClient:
    """One pass's talk with the county. ``meta`` and ``enrol`` need no identity."""

    def __init__(
        self,
        transport: Transport,
        identity: Identity | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transport = transport
        self._identity = identity
        self._monotonic = monotonic
        self._token = ""
        self._pace = Pace()

    def take_identity(self, identity: Identity) -> None:
        """From now on this computer speaks under another id."""
        self._identity, self._token = identity, ""

    def meta(self) -> Delivered[Meta] | Failure:
        return _read(self._transport.call(Call(method="GET", path="/v1/meta")), Meta.from_json)

    def enrol(self, request: EnrolmentRequest) -> Delivered[EnrolmentAnswer] | Failure:
        call = _post("/v1/enrolments", request.to_json())
        return _read(self._transport.call(call), EnrolmentAnswer.from_json)

    def renew_device(self, request: CopyRequest) -> Delivered[EnrolmentAnswer] | Failure:
        call = _post("/v1/enrolments/copies", request.to_json())
        return _read(self._as_device(call), EnrolmentAnswer.from_json)

    def devices(self) -> Delivered[DeviceList] | Failure:
        return _read(self._as_device(Call(method="GET", path="/v1/devices")), DeviceList.from_json)

    def push(self, request: PushRequest) -> Delivered[PushAnswer] | Failure:
        body = zlib.compress(encode(request.to_json()), level=1, wbits=31)
        call = Call(method="POST", path="/v1/sync/push", body=body, headers=(("Content-Encoding", "gzip"),))
        return _read(self._as_device(call), PushAnswer.from_json)

    def check(self, request: CheckRequest) -> Delivered[CheckAnswer] | Failure:
        return _read(self._as_device(_post("/v1/sync/check", request.to_json())), CheckAnswer.from_json)

    def pull(self, cursor: str, *, mine: bool) -> Delivered[PullPage] | Failure:
        query = urlencode({"cursor": cursor, "mine": "true" if mine else "false"})
        call = Call(method="GET", path=f"/v1/sync/pull?{query}")
        return _read(self._as_device(call), PullPage.from_json)

    def blob_offset(self, sha256: str, *, anonymous: bool) -> Delivered[BlobOffset] | Failure:
        call = Call(method="HEAD", path=f"/v1/blobs/{sha256}")
        return _offset(self._as_facility(call) if anonymous else self._as_device(call))

    @property
    def chunk_bytes(self) -> int:
        """How much of an attachment should travel in the next call."""
        return self._pace.bytes

    def add_chunk(
        self, sha256: str, chunk: bytes, *, start: int, size: int, anonymous: bool
    ) -> Delivered[BlobOffset] | Failure:
        headers = (("Upload-Offset", str(start)), ("Upload-Length", str(size)))
        call = Call(method="PATCH", path=f"/v1/blobs/{sha256}", body=chunk, headers=headers)
        return _offset(self._carry(call, anonymous=anonymous))

    def get_part(self, sha256: str, start: int, *, anonymous: bool = False) -> Delivered[BlobPart] | Failure:
        """What follows from there, or the whole if it is short."""
        wanted = f"bytes={start}-{start + self.chunk_bytes - 1}"
        call = Call(method="GET", path=f"/v1/blobs/{sha256}", headers=(("Range", wanted),))
        outcome = self._carry(call, anonymous=anonymous)
        return _part(outcome.message, start) if isinstance(outcome, Delivered) else outcome

    def get_blob(self, sha256: str, *, anonymous: bool = False) -> Delivered[bytes] | Failure:
        """The whole attachment, fetched part by part, so that no single call is long."""
        content = b""
        while True:
            outcome = self.get_part(sha256, len(content), anonymous=anonymous)
            if not isinstance(outcome, Delivered):
                return outcome
            content += outcome.message.content
            if outcome.message.is_last:
                return Delivered(message=content)

    def forms(self) -> Delivered[SignedManifest] | Failure:
        return _read(self._as_device(Call(method="GET", path="/v1/forms")), SignedManifest.from_json)

    def form(self, sha256: str) -> Delivered[bytes] | Failure:
        outcome = self._as_device(Call(method="GET", path=f"/v1/forms/{sha256}"))
        return Delivered(message=outcome.message.body) if isinstance(outcome, Delivered) else outcome

    def updates(self) -> Delivered[SignedUpdates] | Failure:
        return _read(self._as_device(Call(method="GET", path="/v1/updates")), SignedUpdates.from_json)

    def update_part(self, sha256: str, start: int) -> Delivered[BlobPart] | Failure:
        """What follows from there of a program version's file."""
        wanted = f"bytes={start}-{start + self.chunk_bytes - 1}"
        call = Call(method="GET", path=f"/v1/updates/{sha256}", headers=(("Range", wanted),))
        outcome = self._carry(call, anonymous=False)
        return _part(outcome.message, start) if isinstance(outcome, Delivered) else outcome

    def report(self, report: AnonymousReport) -> Delivered[AnonymousAnswer] | Failure:
        call = _post("/v1/sync/anonymous", report.to_json())
        return _read(self._as_facility(call), AnonymousAnswer.from_json)

    def reports(self, after: str) -> Delivered[AnonymousPage] | Failure:
        call = Call(method="GET", path=f"/v1/sync/anonymous?{urlencode({'after': after})}")
        return _read(self._as_facility(call), AnonymousPage.from_json)

    def _carry(self, call: Call, *, anonymous: bool) -> Delivered[Reply] | Failure:
        """A call with a part of an attachment; how long it takes says how big the next part is."""
        begun = self._monotonic()
        outcome = self._as_facility(call) if anonymous else self._as_device(call)
        self._pace = self._pace.after(self._monotonic() - begun)
        return outcome

    def _as_facility(self, call: Call) -> Delivered[Reply] | Failure:
        """In the hospital's name: the call says nothing about this computer."""
        identity = self._require_identity()
        proof = f"Facility {identity.facility_id}:{identity.anonymous_credential}"
        return self._transport.call(_signed(call, proof))

    def _as_device(self, call: Call) -> Delivered[Reply] | Failure:
        """With a token; an expired one is renewed once, and the call goes on where it was."""
        for is_last in (False, True):
            if not self._token:
                failure = self._sign_in()
                if failure is not None:
                    return failure
            outcome = self._transport.call(_signed(call, f"Bearer {self._token}"))
            if not isinstance(outcome, Unauthorized) or outcome.problem.kind != "token-unknown" or is_last:
                return outcome
            self._token = ""
        raise AssertionError("the second try always returns")

    def _sign_in(self) -> Failure | None:
        identity = self._require_identity()
        meta = self.meta()
        if not isinstance(meta, Delivered):
            return meta
        nonce = meta.message.nonce
        request = TokenRequest(
            device_id=identity.device_id,
            nonce=nonce,
            signature=identity.sign(token_challenge(identity.device_id, nonce)),
        )
        answer = _read(self._transport.call(_post("/v1/tokens", request.to_json())), TokenAnswer.from_json)
        if not isinstance(answer, Delivered):
            return answer
        self._token = answer.message.token
        return None

    def _require_identity(self) -> Identity:
        if self._identity is None:
            raise RuntimeError("this call needs an enrolled computer")
        return self._identity


def _post(path: str, message: Json) -> Call:
    return Call(method="POST", path=path, body=encode(message))


def _signed(call: Call, authorization: str) -> Call:
    return Call(
        method=call.method,
        path=call.path,
        body=call.body,
        authorization=authorization,
        headers=call.headers,
    )


def _read(
    outcome: Delivered[Reply] | Failure, from_json: Callable[[Fields], Message]
) -> Delivered[Message] | Failure:
    """The message; an answer that is none came from somebody else."""
    if not isinstance(outcome, Delivered):
        return outcome
    try:
        return Delivered(message=from_json(decode(outcome.message.body)))
    except (WireError, ValueError):
        return Unreachable(cause=Cause.PORTAL)


def _part(reply: Reply, start: int) -> Delivered[BlobPart] | Failure:
    if reply.status == 200 and start == 0:
        return Delivered(message=BlobPart(start=0, content=reply.body, size=len(reply.body)))
    found = _RANGE.fullmatch(reply.headers.get("Content-Range", ""))
    if found is None or int(found[1]) != start:
        return Unreachable(cause=Cause.PORTAL)
    return Delivered(message=BlobPart(start=start, content=reply.body, size=int(found[2])))


def _offset(outcome: Delivered[Reply] | Failure) -> Delivered[BlobOffset] | Failure:
    """How far the county is; it is through only if both its numbers say so."""
    if not isinstance(outcome, Delivered):
        return outcome
    headers = outcome.message.headers
    received, is_complete = headers.get("Upload-Offset", ""), headers.get("Upload-Complete") == "?1"
    if not received.isascii() or not received.isdigit():
        return Unreachable(cause=Cause.PORTAL)
    if is_complete and received != headers.get("Upload-Length"):
        return Unreachable(cause=Cause.CUT)
    return Delivered(
        message=BlobOffset(
            received=int(received),
            is_complete=is_complete,
            is_refused=outcome.message.status != 204,
        )
    )
