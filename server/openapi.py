"""The OpenAPI document of the protocol: what FastAPI sees of the calls, and the messages that it can't see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from server.message_schemas import JsonSchema, Schemas
from sync.wire.anonymous import AnonymousAnswer, AnonymousPage, AnonymousReport
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
from sync.wire.problem import CONTENT_TYPE, ProblemDetail
from sync.wire.pull import PullPage
from sync.wire.push import CheckAnswer, CheckRequest, PushAnswer, PushRequest
from sync.wire.updates import SignedUpdates

URL = "/v1/openapi.json"

_BYTES = "application/octet-stream"
_ALWAYS = (422, 426, 429, 500, 503)
_OFFSETS = ("Upload-Offset", "Upload-Length", "Upload-Complete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """``answer`` is a message, or bytes; None if the answer is in its headers."""

    summary: str
    request: type | None = None
    answer: type | None = None
    status: int = 200
    refusals: tuple[int, ...] = ()  # beside those that every call can meet
    others: tuple[int, ...] = ()  # answers without a body
    device: bool = False
    facility: bool = False
    headers: tuple[str, ...] = ()


_CALLS: dict[tuple[str, str], Call] = {
    ("get", "/v1/meta"): Call(summary="Epoch, protocol window, time, a nonce, limits", answer=Meta),
    ("post", "/v1/tokens"): Call(
        summary="A bearer token for a signed nonce",
        request=TokenRequest,
        answer=TokenAnswer,
        refusals=(401, 403),
    ),
    ("post", "/v1/enrolments"): Call(
        summary="A computer becomes known by a one-time code",
        request=EnrolmentRequest,
        answer=EnrolmentAnswer,
        refusals=(403, 409),
    ),
    ("post", "/v1/enrolments/copies"): Call(
        summary="A computer that exists twice takes an id of its own",
        request=CopyRequest,
        answer=EnrolmentAnswer,
        device=True,
    ),
    ("get", "/v1/devices"): Call(summary="The hospital's computers", answer=DeviceList, device=True),
    ("post", "/v1/sync/push"): Call(
        summary="Hand over a batch of objects, one result per object",
        request=PushRequest,
        answer=PushAnswer,
        refusals=(400, 408, 413, 415),
        device=True,
    ),
    ("post", "/v1/sync/check"): Call(
        summary="Which of these does the county lack?",
        request=CheckRequest,
        answer=CheckAnswer,
        refusals=(400, 408, 413, 415),
        device=True,
    ),
    ("get", "/v1/sync/pull"): Call(
        summary="The hospital's objects in the order in which they were committed",
        answer=PullPage,
        refusals=(410,),
        device=True,
    ),
    ("post", "/v1/sync/anonymous"): Call(
        summary="A report without a person",
        request=AnonymousReport,
        answer=AnonymousAnswer,
        refusals=(400, 403, 408, 413, 415),
        facility=True,
    ),
    ("get", "/v1/sync/anonymous"): Call(
        summary="The hospital's reports without a person", answer=AnonymousPage, device=True, facility=True
    ),
    ("head", "/v1/blobs/{sha256}"): Call(
        summary="How much of an attachment is here",
        status=204,
        refusals=(404,),
        device=True,
        facility=True,
        headers=_OFFSETS,
    ),
    ("patch", "/v1/blobs/{sha256}"): Call(
        summary="The next chunk of an attachment",
        request=bytes,
        status=204,
        refusals=(400, 404, 408, 409, 413),
        device=True,
        facility=True,
        headers=_OFFSETS,
    ),
    ("get", "/v1/blobs/{sha256}"): Call(
        summary="An attachment, or a Range of it",
        answer=bytes,
        refusals=(404, 416),
        others=(206,),
        device=True,
        facility=True,
    ),
    ("get", "/v1/forms"): Call(
        summary="The signed list of the county's forms", answer=SignedManifest, others=(304,), device=True
    ),
    ("get", "/v1/forms/{sha256}"): Call(
        summary="One form's file", answer=bytes, refusals=(404,), device=True
    ),
    ("get", "/v1/updates"): Call(
        summary="The signed list of program versions", answer=SignedUpdates, device=True
    ),
    ("get", "/v1/updates/{sha256}"): Call(
        summary="A Range of an update's file",
        answer=bytes,
        status=206,
        refusals=(404, 416),
        device=True,
    ),
}


def messages() -> tuple[type, ...]:
    """All that travels as a message of its own."""
    found = {kind for call in _CALLS.values() for kind in (call.request, call.answer)} - {None, bytes}
    return (
        *sorted((kind for kind in found if kind is not None), key=lambda kind: kind.__name__),
        ProblemDetail,
    )


def install(app: FastAPI) -> None:
    """The document is made the first time somebody asks for it."""
    document: dict[str, Any] = {}

    def make() -> dict[str, Any]:
        if not document:
            document.update(_complete(get_openapi(title=app.title, version="1", routes=app.routes)))
        return document

    app.openapi = make  # type: ignore[method-assign]  # as FastAPI's own manual does


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    """KeyError for a call of the protocol that nobody described."""
    schemas = Schemas()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _describe(operation, _CALLS[method, path], schemas)
    document["components"] = {
        "schemas": schemas.components,
        "securitySchemes": {
            "device": {"type": "http", "scheme": "bearer", "description": "of POST /v1/tokens, for an hour"},
            "facility": {
                "type": "apiKey",
                "in": "header",
                "name": "Authorization",
                "description": "Facility FACILITY_ID:CREDENTIAL, the same on all computers of a hospital",
            },
        },
    }
    return document


def _describe(operation: dict[str, Any], call: Call, schemas: Schemas) -> None:
    operation["summary"] = call.summary
    operation.pop("description", None)
    if call.request is not None:
        operation["requestBody"] = {"required": True, "content": _content(call.request, schemas)}
    if call.device or call.facility:
        names = [name for name in ("device", "facility") if getattr(call, name)]
        operation["security"] = [{name: []} for name in names]
    responses: dict[str, Any] = {str(call.status): {"description": "as asked"}}
    if call.answer is not None:
        responses[str(call.status)]["content"] = _content(call.answer, schemas)
    if call.headers:
        responses[str(call.status)]["headers"] = {
            name: {"schema": {"type": "string"}} for name in call.headers
        }
    for status in call.others:
        responses[str(status)] = {"description": "without a message"}
    refusals = {*call.refusals, *_ALWAYS, *((401, 403) if "security" in operation else ())}
    for status in sorted(refusals):
        problem = {CONTENT_TYPE: {"schema": schemas.ref(ProblemDetail)}}
        refusal: dict[str, Any] = {"description": "a problem", "content": problem}
        if status in (429, 503):
            refusal["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}
        responses[str(status)] = refusal
    operation["responses"] = responses


def _content(message: type, schemas: Schemas) -> dict[str, JsonSchema]:
    if message is bytes:
        return {_BYTES: {"schema": {"type": "string", "format": "binary"}}}
    return {"application/json": {"schema": schemas.ref(message)}}
