"""Refusals of a whole request: exceptions that carry their status, written as RFC 9457 problems."""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Mapping

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from server.journal import note_of, request_id
from sync.wire.codec import WireError, encode
from sync.wire.digest import content_digest
from sync.wire.problem import CONTENT_TYPE, ProblemDetail

log = logging.getLogger("yian.server")

# Classes of SQLSTATE that another try may not meet: connection, transaction, resources, locks, shutdown, disk.
_PASSING = ("08", "25", "40", "53", "55", "57", "58")


class RequestRefusedError(Exception):
    """``kind`` is a word of the protocol, ``detail`` a sentence that the hospital's screen shows."""

    def __init__(
        self, status: int, kind: str, detail: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(kind)
        self.problem = ProblemDetail(kind=kind, title=kind.replace("-", " "), status=status, detail=detail)
        self.headers = dict(headers or {})


def answer_refusal(problem: ProblemDetail, headers: Mapping[str, str] | None = None) -> Response:
    content = encode(problem.to_json())
    return Response(
        content,
        status_code=problem.status,
        media_type=CONTENT_TYPE,
        headers={"Content-Digest": content_digest(content), **(headers or {})},
    )


def answer_fault(request_id: str) -> Response:
    """For what the server itself did wrong: nothing of the request was kept."""
    code = request_id or str(uuid.uuid4())
    detail = f"县里的服务器没能处理这一条。打电话时报：{code[:8]}"
    return answer_refusal(_problem(500, "server-fault", detail))


def come_again(seconds: float) -> str:
    """A Retry-After of about so many seconds, spread so that not all come back in the same one."""
    return str(max(1, round(seconds + random.uniform(0.0, 1.0 + 2.0 * seconds))))


def install(app: FastAPI) -> None:
    @app.exception_handler(RequestRefusedError)
    def on_refusal(request: Request, error: RequestRefusedError) -> Response:
        return _answer(request, error.problem, error.headers)

    @app.exception_handler(WireError)
    def on_wire_error(request: Request, error: WireError) -> Response:
        log.warning("unreadable request: %s", error)
        return _answer(request, _problem(422, "unreadable", "县里的服务器读不懂这次送来的内容。"))

    @app.exception_handler(OperationalError)
    @app.exception_handler(InterfaceError)
    @app.exception_handler(PoolTimeout)
    def on_database_away(request: Request, error: Exception) -> Response:
        """Away, restarting, full, too busy or too slow: all pass, and nothing of the request was kept."""
        cause = error.orig if isinstance(error, DBAPIError) else None
        state = getattr(cause, "sqlstate", None)
        log.error("the database can't be used: %s %s", type(cause or error).__name__, state or "")
        if state is not None and not state.startswith(_PASSING):
            note_of(request).problem = "server-fault"
            return answer_fault(request_id(request))
        detail = "县里的服务器现在腾不出手，过一会儿会自己再送。"
        return _answer(request, _problem(503, "busy", detail), {"Retry-After": come_again(10.0)})

    @app.exception_handler(RequestValidationError)
    async def on_wrong_parameter(request: Request, error: RequestValidationError) -> Response:
        if not _is_protocol(request):
            return await request_validation_exception_handler(request, error)
        return _answer(request, _problem(422, "unreadable", "县里的服务器读不懂这次问的内容。"))

    @app.exception_handler(HTTPException)
    async def on_no_such_call(request: Request, error: HTTPException) -> Response:
        if not _is_protocol(request):
            return await http_exception_handler(request, error)
        problem = _problem(error.status_code, "no-such-call", "县里的服务器没有这个入口，可能版本不同。")
        return _answer(request, problem, error.headers)


def _is_protocol(request: Request) -> bool:
    return request.url.path.startswith("/v1/")


def _problem(status: int, kind: str, detail: str) -> ProblemDetail:
    return ProblemDetail(kind=kind, title=kind.replace("-", " "), status=status, detail=detail)


def _answer(request: Request, problem: ProblemDetail, headers: Mapping[str, str] | None = None) -> Response:
    note_of(request).problem = problem.kind
    return answer_refusal(problem, headers)
