"""The county's real server called in process, without a socket, and a road to it on which things happen."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, MutableMapping
from dataclasses import replace
from random import Random
from typing import Any
from urllib.parse import unquote

from requests.structures import CaseInsensitiveDict
from starlette.types import ASGIApp

from sync.judging import CallOutcome, Reply, judge
from sync.outcomes import Cause, Unexpected, Unreachable
from sync.transport import Call, call_headers
from tools.campaign.simulated.disk import PowerCutError
from tools.campaign.simulated.road import Fate


class InProcess:
    """A Transport: each call runs the whole application, from its first middleware to its commit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def call(self, call: Call) -> CallOutcome:
        number = str(uuid.uuid4())
        reply = self._loop.run_until_complete(self._ask(call, number))
        return judge(reply, number)

    async def _ask(self, call: Call, number: str) -> Reply:
        path, _, query = call.path.partition("?")
        headers = call_headers(call, number) | {"Host": "county", "Content-Length": str(len(call.body))}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": call.method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("county", 80),
        }
        started: MutableMapping[str, Any] = {}
        body = bytearray()
        is_asked = False

        async def receive() -> MutableMapping[str, Any]:
            nonlocal is_asked
            if is_asked:
                return {"type": "http.disconnect"}
            is_asked = True
            return {"type": "http.request", "body": call.body, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                started.update(message)
            else:
                body.extend(message.get("body", b""))

        await self.app(scope, receive, send)
        given = CaseInsensitiveDict({name.decode(): value.decode() for name, value in started["headers"]})
        return Reply(status=int(started["status"]), headers=given, body=bytes(body))


class RealRoad:
    """A Transport with the faults of the simulated road. ``meanwhile`` is what else happens during a call."""

    def __init__(self, county: InProcess, random: Random, meanwhile: Callable[[], None]) -> None:
        self.trouble = 0.0
        self.late: list[Call] = []
        self._county = county
        self._random = random
        self._meanwhile = meanwhile
        self._fates = tuple(random.choice(tuple(Fate)) for _ in range(3))

    def call(self, call: Call) -> CallOutcome:
        self._meanwhile()
        if self._random.random() >= self.trouble:
            return self._county.call(call)
        if self._random.random() < 0.15:
            if self._random.random() < 0.5:
                self._county.call(call)
            raise PowerCutError
        return self._befall(self._random.choice(self._fates), call)

    def deliver_late(self) -> None:
        while self.late:
            self._county.call(self.late.pop(0))

    def _befall(self, fate: Fate, call: Call) -> CallOutcome:
        match fate:
            case Fate.REQUEST_LOST:
                return Unreachable(cause=Cause.OFFLINE)
            case Fate.ANSWER_LOST:
                self._county.call(call)
                return Unreachable(cause=Cause.CUT)
            case Fate.TWICE:
                self._county.call(call)
                return self._county.call(call)
            case Fate.LATE:
                self.late.append(call)
                return Unreachable(cause=Cause.TIMEOUT)
            case Fate.STUMBLED:
                return Unexpected(code="384017ab")
            case Fate.GARBLED if call.body:
                spot = self._random.randrange(len(call.body))
                body = bytearray(call.body)
                body[spot] ^= 1 << self._random.randrange(8)
                digest = (("Content-Digest", call_headers(call, "")["Content-Digest"]),)
                return self._county.call(replace(call, body=bytes(body), headers=call.headers + digest))
            case Fate.BUSY:
                return Unreachable(cause=Cause.BUSY, retry_after_s=60)
            case (
                _
            ):  # an answer that was swapped or altered is told by its number: the road's own tests show it
                self._county.call(call)
                return Unreachable(cause=Cause.PORTAL)
