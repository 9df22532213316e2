"""Reading a request's body within limits, and answering with a message."""

from __future__ import annotations

import asyncio
import zlib
from typing import Annotated, Protocol

from fastapi import Depends, Request, Response
from starlette.requests import ClientDisconnect

from forms.json_value import Json
from server.limits import Limits
from server.problems import RequestRefusedError
from sync.wire.codec import Fields, decode, encode
from sync.wire.digest import content_digest
from sync.wire.limits import CHUNK_BYTES, MAX_BODY_BYTES


class Message(Protocol):
    def to_json(self) -> dict[str, Json]: ...


async def read_body(request: Request) -> bytes:
    """The body as it was sent. 413 as soon as it is too long, 408 if it comes too slowly, 422 if its digest differs."""
    limit = MAX_BODY_BYTES if request.url.path.endswith("push") else max(CHUNK_BYTES, 512 << 10)
    limits: Limits = request.app.state.limits
    body = bytearray()
    try:
        async with asyncio.timeout(limits.body_s):
            parts = aiter(request.stream())
            while (part := await asyncio.wait_for(anext(parts, None), limits.silence_s)) is not None:
                body += part
                if len(body) > limit:
                    raise RequestRefusedError(413, "too-large", "这一批太大，程序会分成小批再送。")
    except TimeoutError as error:
        raise RequestRefusedError(408, "too-slow", "这一批送得太慢，没有收。程序会分成小批再送。") from error
    except ClientDisconnect as error:  # nobody is there to read the answer; nothing was begun
        raise RequestRefusedError(400, "cut", "这一批没有送完，程序会再送一次。") from error
    claimed = request.headers.get("Content-Digest")
    if claimed is not None and claimed != content_digest(bytes(body)):
        raise RequestRefusedError(422, "digest-mismatch", "这一批在路上坏了，程序会再送一次。")
    return bytes(body)


Body = Annotated[bytes, Depends(read_body)]


def read_message(request: Request, body: Body) -> Fields:
    """The decoded JSON object of a request; a zip bomb is stopped while it inflates."""
    match request.headers.get("Content-Encoding", "identity"):
        case "identity":
            return decode(body)
        case "gzip":
            return decode(_inflate(body))
        case _:
            raise RequestRefusedError(415, "encoding-unknown", "县里的服务器读不懂这种压缩，可能版本不同。")


Decoded = Annotated[Fields, Depends(read_message)]


def _inflate(body: bytes) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    try:
        plain = inflater.decompress(body, MAX_BODY_BYTES + 1)
    except zlib.error as error:
        raise RequestRefusedError(422, "digest-mismatch", "这一批在路上坏了，程序会再送一次。") from error
    if len(plain) > MAX_BODY_BYTES:
        raise RequestRefusedError(413, "too-large", "这一批太大，程序会分成小批再送。")
    if not inflater.eof:
        raise RequestRefusedError(422, "digest-mismatch", "这一批在路上坏了，程序会再送一次。")
    return plain


def answer(message: Message, request: Request | None = None) -> Response:
    """The message with its digest; gzipped if the request allows it."""
    content = encode(message.to_json())
    headers = {"Cache-Control": "no-store"}
    if request is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        content = zlib.compress(content, level=1, wbits=31)
        headers["Content-Encoding"] = "gzip"
    headers["Content-Digest"] = content_digest(content)
    return Response(content, media_type="application/json", headers=headers)
