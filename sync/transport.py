"""One call over HTTP, and what came of it. Never raises for what the network or the server does."""

from __future__ import annotations

import ipaddress
import time
import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

import requests
import urllib3
from requests.utils import get_environ_proxies

from sync.causes import cause_of
from sync.connection import SystemTrust, TimeLimits, time_limits
from sync.judging import LARGEST, CallOutcome, Reply, judge
from sync.outcomes import Unreachable
from sync.wire.digest import content_digest
from sync.wire.headers import CALL_NUMBER, PROTOCOL_VERSION
from sync.wire.limits import PROTOCOL

CONNECT_S = 5.0
READ_S = 30.0
DEADLINE_S = 120.0
_PART = 64 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    method: str
    path: str
    body: bytes = b""
    authorization: str = field(default="", repr=False)
    headers: tuple[tuple[str, str], ...] = ()


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


def as_typed(address: str) -> str:
    """``check_address`` of what a person copied from a screen: full-width letters, blanks, no ``http://``."""
    plain = unicodedata.normalize("NFKC", address).replace("。", ".").strip()
    host = plain.partition("/")[0].partition(":")[0]
    if host.replace(".", "").isdecimal() and host.count(".") != 3:
        raise AddressError(
            f"“{address}”不是四组数，院内主机的地址像 192.168.1.5:8765 这样。请照主机屏幕上的再抄一遍。"
        )
    if "://" not in plain and ("." in host or host == "localhost"):
        plain = f"{'http' if _is_local(host) else 'https'}://{plain}"
    return check_address(plain)


def _is_local(host: str) -> bool:
    """Inside the hospital: an address of a private network, or a name that no public server can have."""
    if host == "localhost" or (host and "." not in host and ":" not in host) or host.endswith(".local"):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


class HttpTransport:
    """One server. Follows no redirect, keeps no cookie, reads no more than it must.

    An address on the open net is reached through the proxy of the operating system, if it names one.
    """

    def __init__(
        self,
        address: str,
        *,
        connect_s: float = CONNECT_S,
        read_s: float = READ_S,
        deadline_s: float = DEADLINE_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = check_address(address)
        self._connect_s = connect_s
        self._read_s = read_s
        self._deadline_s = deadline_s
        self._monotonic = monotonic
        self._session = requests.Session()
        self._session.trust_env = False  # it would also read passwords and certificates from files
        self._session.proxies = _proxies(self._address)
        self._session.mount("https://", SystemTrust())
        self._session.mount("http://", SystemTrust())

    def close(self) -> None:
        self._session.close()

    def call(self, call: Call) -> CallOutcome:
        number = str(uuid.uuid4())
        end = self._monotonic() + self._deadline_s
        limits = TimeLimits(end=end, silence_s=self._read_s, monotonic=self._monotonic)
        self._session.cookies.clear()
        try:
            with (
                time_limits(limits),
                self._session.request(
                    call.method,
                    self._address + call.path,
                    data=call.body,
                    headers=call_headers(call, number),
                    timeout=(self._connect_s, self._read_s),
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                body = _read(response)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            return Unreachable(cause=cause_of(error))
        return judge(Reply(status=response.status_code, headers=response.headers, body=body), number)


def call_headers(call: Call, number: str) -> dict[str, str]:
    """What goes with every call, whichever way it travels."""
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "User-Agent": "yian",
        "X-Request-ID": number,
        CALL_NUMBER: number,
        PROTOCOL_VERSION: str(PROTOCOL),
    }
    if call.body or call.method in ("POST", "PATCH"):
        headers["Content-Digest"] = content_digest(call.body)
        headers["Content-Type"] = "application/json"
    if call.authorization:
        headers["Authorization"] = call.authorization
    return headers | dict(call.headers)


def _read(response: requests.Response) -> bytes:
    """The body as it was sent."""
    body = bytearray()
    while part := response.raw.read1(_PART, decode_content=False):
        body += part
        if len(body) > LARGEST:
            raise urllib3.exceptions.ProtocolError("an answer beyond every limit")
    return bytes(body)


def _proxies(address: str) -> dict[str, str]:
    """What the operating system says for this address; none for one in the hospital's own network."""
    host = urlsplit(address).hostname
    return {} if host is None or _is_local(host) else get_environ_proxies(address)
