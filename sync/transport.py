"""One call over HTTP, and what came of it. Never raises for what the network or the server does."""

from __future__ import annotations

import ipaddress
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from sync.judging import CallOutcome
from sync.wire.digest import content_digest
from sync.wire.headers import CALL_NUMBER, PROTOCOL_VERSION
from sync.wire.limits import PROTOCOL

if TYPE_CHECKING:
    from sync.http_line import HttpLine

CONNECT_S = 5.0
READ_S = 30.0
DEADLINE_S = 120.0


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
        self._limits = {"connect_s": connect_s, "read_s": read_s, "deadline_s": deadline_s}
        self._monotonic = monotonic

    @cached_property
    def _line(self) -> HttpLine:
        # Imported here: it takes half a bare window, and a computer without a county never calls.
        from sync.http_line import HttpLine  # noqa: PLC0415

        host = urlsplit(self._address).hostname
        return HttpLine(
            self._address,
            by_proxy=host is not None and not _is_local(host),
            monotonic=self._monotonic,
            **self._limits,
        )

    def close(self) -> None:
        if "_line" in self.__dict__:  # nothing was called otherwise
            self._line.close()

    def call(self, call: Call) -> CallOutcome:
        return self._line.call(call)


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
