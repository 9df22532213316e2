"""The session behind an HTTP transport. It alone brings the network library, which a start does not wait for."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import requests
import urllib3
from requests.utils import get_environ_proxies

from sync.causes import cause_of
from sync.connection import SystemTrust, TimeLimits, time_limits
from sync.judging import LARGEST, CallOutcome, Reply, judge
from sync.outcomes import Unreachable
from sync.transport import Call, call_headers

_PART = 64 << 10


class HttpLine:
    """Follows no redirect, keeps no cookie, reads no more than it must."""

    def __init__(
        self,
        address: str,
        *,
        by_proxy: bool,
        connect_s: float,
        read_s: float,
        deadline_s: float,
        monotonic: Callable[[], float],
    ) -> None:
        """``by_proxy``: through the proxy of the operating system, if it names one."""
        self._address = address
        self._connect_s = connect_s
        self._read_s = read_s
        self._deadline_s = deadline_s
        self._monotonic = monotonic
        self._session = requests.Session()
        self._session.trust_env = False  # it would also read passwords and certificates from files
        self._session.proxies = get_environ_proxies(address) if by_proxy else {}
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


def _read(response: requests.Response) -> bytes:
    """The body as it was sent."""
    body = bytearray()
    while part := response.raw.read1(_PART, decode_content=False):
        body += part
        if len(body) > LARGEST:
            raise urllib3.exceptions.ProtocolError("an answer beyond every limit")
    return bytes(body)
