"""One call over HTTP, and what came of it. The only module that knows status codes and requests."""

from __future__ import annotations

import ipaddress
import ssl
import time
import uuid
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
import truststore
import urllib3
from requests.adapters import HTTPAdapter

from sync.outcomes import Cause, Delivered, Rejected, Unauthorized, Unexpected, Unreachable
from sync.wire.codec import WireError, decode
from sync.wire.digest import content_digest
from sync.wire.problem import CONTENT_TYPE, ProblemDetail

CONNECT_S = 5.0
READ_S = 30.0
DEADLINE_S = 120.0
_PART = 64 << 10
_LARGEST = 128 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    method: str
    path: str
    body: bytes = b""
    authorization: str = field(default="", repr=False)
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer that really is the county's: its bytes are whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes


CallOutcome = Delivered[Reply] | Rejected | Unauthorized | Unreachable | Unexpected


class Transport(Protocol):
    def call(self, call: Call) -> CallOutcome:
        """What came of the call. Never raises for what the network or the server does."""
        ...


class AddressError(ValueError):
    """A Chinese sentence for who typed the address."""


def check_address(address: str) -> str:
    """The server's address without a slash at its end. Plain HTTP only inside the hospital's own network."""
    try:
        parts = urlsplit(address.strip())
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # half an IPv6 address, a port beyond all ports
        is_one = False
    if not is_one or parts.hostname is None:
        raise AddressError(f"“{address}”不是服务器地址，应当像 https://anquan.示范县.cn 这样。")
    if parts.scheme == "http" and not _is_local(parts.hostname):
        raise AddressError("县里的地址要用 https:// 开头；http:// 只许用在医院自己的网里。")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


class SystemTrust(HTTPAdapter):
    """Trusts what the operating system trusts, and never tries again on its own."""

    def __init__(self) -> None:
        super().__init__(max_retries=urllib3.Retry(0, read=False, redirect=False))

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT), **kwargs)

    def cert_verify(self, conn: Any, url: str, verify: object, cert: object) -> None:  # noqa: ARG002 - signature of requests
        """The context decides; requests would add a list of its own."""
        conn.cert_reqs = "CERT_REQUIRED"
        conn.ca_certs = None
        conn.ca_cert_dir = None


class HttpTransport:
    """One server. Follows no redirect, keeps no cookie, reads no more than it must."""

    def __init__(
        self,
        address: str,
        *,
        use_system_proxy: bool = False,
        deadline_s: float = DEADLINE_S,
        read_s: float = READ_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = check_address(address)
        self._deadline_s = deadline_s
        self._read_s = read_s
        self._monotonic = monotonic
        self._session = requests.Session()
        self._session.trust_env = use_system_proxy
        self._session.mount("https://", SystemTrust())
        self._session.mount("http://", SystemTrust())

    def close(self) -> None:
        self._session.close()

    def call(self, call: Call) -> CallOutcome:
        code = str(uuid.uuid4())
        end = self._monotonic() + self._deadline_s
        self._session.cookies.clear()
        try:
            with self._session.request(
                call.method,
                self._address + call.path,
                data=call.body,
                headers=self._headers(call, code),
                timeout=(CONNECT_S, self._read_s),
                allow_redirects=False,
                stream=True,
            ) as response:
                body = self._read(response, end)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            return Unreachable(cause=_cause(error))
        if body is None:
            return Unreachable(cause=Cause.TIMEOUT)
        return _judge(response.status_code, response.headers, body, code[:8])

    def _headers(self, call: Call, code: str) -> dict[str, str]:
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": "yian",
            "X-Request-ID": code,
        }
        if call.body or call.method in ("POST", "PATCH"):
            headers["Content-Digest"] = content_digest(call.body)
            headers["Content-Type"] = "application/json"
        if call.authorization:
            headers["Authorization"] = call.authorization
        return headers | dict(call.headers)

    def _read(self, response: requests.Response, end: float) -> bytes | None:
        """The body as it was sent; None when the deadline came first."""
        body = bytearray()
        while True:
            if self._monotonic() > end:
                return None
            part = response.raw.read1(_PART, decode_content=False)
            if not part:
                return bytes(body)
            body += part
            if len(body) > _LARGEST:
                raise urllib3.exceptions.ProtocolError("an answer beyond every limit")


def _judge(status: int, headers: Mapping[str, str], body: bytes, code: str) -> CallOutcome:
    content_type = headers.get("Content-Type", "").partition(";")[0]
    if content_type == CONTENT_TYPE:
        return _refused(status, headers, body, code)
    if status == 204 or (
        status in (200, 206) and content_type in ("application/json", "application/octet-stream")
    ):
        return _whole(status, headers, body)
    if status == 407:
        return Unreachable(cause=Cause.PROXY)
    if status in (502, 503, 504):
        return Unreachable(cause=Cause.GATEWAY, retry_after_s=_retry_after(headers))
    if status == 429:
        return Unreachable(cause=Cause.BUSY, retry_after_s=_retry_after(headers))
    if status >= 500 and status != 511:
        return Unexpected(code=code)
    if status in (409, 422) and "Upload-Offset" in headers:
        return _whole(status, headers, body)
    return Unreachable(cause=Cause.PORTAL)


def _whole(status: int, headers: Mapping[str, str], body: bytes) -> CallOutcome:
    digest = headers.get("Content-Digest")
    if body and digest is None:
        return Unreachable(cause=Cause.PORTAL)
    if body and digest != content_digest(body):
        return Unreachable(cause=Cause.CUT)
    if headers.get("Content-Encoding") == "gzip":
        inflater = zlib.decompressobj(wbits=31)
        try:
            body = inflater.decompress(body, _LARGEST)
        except zlib.error:
            return Unreachable(cause=Cause.CUT)
    return Delivered(message=Reply(status=status, headers=headers, body=body))


def _refused(status: int, headers: Mapping[str, str], body: bytes, code: str) -> CallOutcome:
    try:
        problem = ProblemDetail.from_json(decode(body))
    except WireError:
        return Unexpected(code=code)
    match status:
        case 401:
            return Unauthorized(problem=problem)
        case 403 if problem.kind in ("device-revoked", "device-unknown"):
            return Unauthorized(problem=problem)
        case 429 | 503:
            return Unreachable(cause=Cause.BUSY, retry_after_s=_retry_after(headers))
        case 409 if "Upload-Offset" in headers:
            return Delivered(message=Reply(status=status, headers=headers, body=b""))
        case _ if status >= 500:
            return Unexpected(code=code)
        case _:
            return Rejected(problem=problem)


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


def _cause(error: BaseException) -> Cause:
    """What lies at the bottom of an exception of requests."""
    chain = _chain(error)
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in chain):
        text = " ".join(str(one) for one in chain)
        late = "not yet valid" in text or "expired" in text
        return Cause.CERTIFICATE_TIME if late else Cause.CERTIFICATE
    if any(isinstance(one, (ssl.SSLError, requests.exceptions.SSLError)) for one in chain):
        return Cause.CERTIFICATE
    if any(isinstance(one, requests.exceptions.ProxyError) for one in chain):
        return Cause.PROXY
    if any(isinstance(one, urllib3.exceptions.NameResolutionError) for one in chain):
        return Cause.NAME
    if any(isinstance(one, urllib3.exceptions.NewConnectionError) for one in chain):
        return Cause.OFFLINE
    if any(isinstance(one, requests.exceptions.ConnectTimeout) for one in chain):
        return Cause.OFFLINE
    timeouts = (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
    if any(isinstance(one, timeouts) for one in chain):
        return Cause.TIMEOUT
    return Cause.CUT


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    pending: list[object] = [error]
    while pending:
        one = pending.pop()
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            pending += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return found
