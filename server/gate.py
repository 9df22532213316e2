"""Sends requests away before they cost anything, and writes one line about each that comes in."""

from __future__ import annotations

import logging
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.county import County
from server.journal import Note, note_of, request_id
from server.limits import Limits, Rate
from server.problems import RequestRefusedError, answer_fault, answer_refusal, come_again
from sync.wire.headers import PROTOCOL_VERSION

journal = logging.getLogger("yian.server.request")

ALWAYS_OPEN: Final = ("/health", "/ready")
_FOR_EVERY_VERSION: Final = ("/v1/meta", "/v1/openapi.json")
_MOST_BUCKETS = 20_000
_UNNAMED = "facility"  # a caller that says which hospital, and on purpose not which computer


@dataclass(slots=True)
class Presence:
    """Whether this process still takes requests."""

    is_stopping: bool = False


class Buckets:
    """Calls of each caller: how many are left at this moment. Forgets who was quiet for longest."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # calls left, when that was

    def seconds_to_wait(self, caller: str, rate: Rate) -> float:
        """0 if the call is allowed, and then it is counted."""
        now = self._monotonic()
        left, since = self._left.pop(caller, (float(rate.burst), now))
        left = min(float(rate.burst), left + (now - since) * rate.per_second)
        is_allowed = left >= 1.0
        self._left[caller] = (left - 1.0 if is_allowed else left, now)
        if len(self._left) > _MOST_BUCKETS:
            self._left.popitem(last=False)
        return 0.0 if is_allowed else (1.0 - left) / rate.per_second


class Gate:
    """The way into one process. What it refuses is refused before its body is read."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        county: County,
        limits: Limits,
        presence: Presence,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._limits = limits
        self._sealer = county.sealer
        self._protocol = county.protocol
        self._presence = presence
        self._monotonic = monotonic
        self._buckets = Buckets(monotonic)
        self._in_flight = 0
        self._of_facility: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in ALWAYS_OPEN:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        note = note_of(request)
        caller, facility = self._who(request)
        note.is_silent = caller == _UNNAMED
        refusal = self._refuse(caller, facility) or self._refuse_version(request)
        if refusal is not None:
            note.facility, note.problem = facility, refusal.problem.kind
            await self._log(answer_refusal(refusal.problem, refusal.headers), request, note, receive, send)
            return
        self._in_flight += 1
        self._of_facility[facility] += 1
        try:
            await self._log(self._app, request, note, receive, send)
        finally:
            self._in_flight -= 1
            self._of_facility[facility] -= 1
            if not self._of_facility[facility]:
                del self._of_facility[facility]

    def _who(self, request: Request) -> tuple[str, str]:
        """By whom calls are counted, and the hospital if it is proved."""
        scheme, _, credential = request.headers.get("Authorization", "").partition(" ")
        if scheme == "Bearer" and (facts := self._sealer.open("token", credential)):
            return f"device {facts[0]}", str(facts[-1])
        if scheme == "Facility":
            facility, _, proof = credential.partition(":")
            if self._sealer.proves("anonymous", facility, proof):
                return _UNNAMED, facility
        return f"address {request.client.host if request.client else ''}", ""

    def _refuse(self, caller: str, facility: str) -> RequestRefusedError | None:
        limits = self._limits
        if self._presence.is_stopping:
            return _sent_away(503, "stopping", "县里的服务器正在停下来维护，过一会儿会自己再送。", 5.0)
        rate = limits.per_address if caller.startswith("address") else limits.per_device
        wait = self._buckets.seconds_to_wait(f"{caller} {facility}", rate)
        if wait:
            return _sent_away(429, "too-many-requests", "这台电脑问得太密，过一会儿会自己再送。", wait)
        if facility and self._of_facility[facility] >= limits.in_flight_per_facility:
            return _sent_away(429, "too-many-at-once", "这家医院同时送的电脑太多，过一会儿会自己再送。", 1.0)
        if self._in_flight >= limits.in_flight:
            return _sent_away(503, "busy", "县里的服务器现在腾不出手，过一会儿会自己再送。", 2.0)
        return None

    def _refuse_version(self, request: Request) -> RequestRefusedError | None:
        """A caller that does not say which version it speaks is judged by what it sends."""
        version = request.headers.get(PROTOCOL_VERSION)
        if version is None or request.url.path in _FOR_EVERY_VERSION:
            return None
        if version.isascii() and version.isdigit() and int(version[:9]) in self._protocol:
            return None
        return RequestRefusedError(
            426,
            "upgrade-required",
            "县里的服务器和这台电脑的医安版本对不上，现在送不了。记录都保存在本机，照常能填。请找信息员更新。",
        )

    async def _log(self, app: ASGIApp, request: Request, note: Note, receive: Receive, send: Send) -> None:
        started = self._monotonic()
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await app(request.scope, receive, watch)
        except Exception:
            journal.exception("a request ended in a fault", extra={"facts": {"id": request_id(request)}})
            note.problem = "server-fault"
            if status:
                raise
            await answer_fault(request_id(request))(request.scope, receive, watch)
        finally:
            if not note.is_silent:
                journal.info(
                    "request", extra={"facts": _facts(request, note, status, self._monotonic() - started)}
                )


def _facts(request: Request, note: Note, status: int, seconds: float) -> dict[str, object]:
    facts = {
        "id": request_id(request),
        "method": request.method,
        "route": getattr(request.scope.get("route"), "path", ""),
        "status": status,
        "ms": round(seconds * 1000),
        "facility": note.facility,
        "device": note.device,
        "problem": note.problem,
        **note.counts,
    }
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _sent_away(status: int, kind: str, detail: str, seconds: float) -> RequestRefusedError:
    return RequestRefusedError(status, kind, detail, headers={"Retry-After": come_again(seconds)})
