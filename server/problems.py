"""Refusals of a whole request: exceptions that carry their status, written as RFC 9457 problems."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping

from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from sync.wire.codec import WireError, encode
from sync.wire.digest import content_digest
from sync.wire.problem import CONTENT_TYPE, ProblemDetail

log = logging.getLogger("yian.server")


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


def install(app: FastAPI) -> None:
    @app.exception_handler(RequestRefusedError)
    def on_refusal(_request: Request, error: RequestRefusedError) -> Response:
        return answer_refusal(error.problem, error.headers)

    @app.exception_handler(WireError)
    def on_wire_error(_request: Request, error: WireError) -> Response:
        log.warning("unreadable request: %s", error)
        return answer_refusal(
            ProblemDetail(
                kind="unreadable", title="unreadable", status=422, detail="县里的服务器读不懂这次送来的内容。"
            )
        )

    @app.exception_handler(DBAPIError)
    @app.exception_handler(PoolTimeout)
    def on_database_error(_request: Request, error: Exception) -> Response:
        log.error("database: %s", type(error).__name__)
        return answer_refusal(
            ProblemDetail(
                kind="busy", title="busy", status=503, detail="县里的服务器现在腾不出手，过一会儿会自己再送。"
            ),
            {"Retry-After": "15"},
        )

    @app.exception_handler(Exception)
    def on_bug(request: Request, error: Exception) -> Response:
        code = request.headers.get("X-Request-ID") or str(uuid.uuid4())
        log.error("request %s ended in %s", code, type(error).__name__)
        return answer_refusal(
            ProblemDetail(
                kind="server-fault",
                title="server fault",
                status=500,
                detail=f"县里的服务器没能处理这一条。打电话时报：{code[:8]}",
            )
        )
