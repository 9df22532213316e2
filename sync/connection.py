"""Connections that trust what the operating system trusts, and that no read or write keeps beyond the call's end."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import truststore
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_PIECE = 16 << 10  # bytes written at a time, so that a slow line shows progress within one silence
_UNDER_WAY_BYTES = (
    64 << 10
)  # in the system's hands: what it takes beyond that would look sent and be waited for
_SOCKET = [*HTTPConnection.default_socket_options, (socket.SOL_SOCKET, socket.SO_SNDBUF, _UNDER_WAY_BYTES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """How long the call under way may take as a whole, and how long the other side may be silent in it."""

    end: float  # on the clock of ``monotonic``
    silence_s: float
    monotonic: Callable[[], float] = time.monotonic

    def bound(self, sock: socket.socket) -> None:
        """Let the next read or write take what is left. TimeoutError if that is nothing."""
        left = self.end - self.monotonic()
        if left <= 0:
            raise TimeoutError("the whole call took too long")
        sock.settimeout(min(left, self.silence_s))


_UNDER_WAY: ContextVar[TimeLimits] = ContextVar("the call under way")


@contextmanager
def time_limits(limits: TimeLimits) -> Iterator[None]:
    """Every connection used in the block keeps these limits."""
    token = _UNDER_WAY.set(limits)
    try:
        yield
    finally:
        _UNDER_WAY.reset(token)


class _BoundedReader(io.RawIOBase):
    """A peer that sends byte by byte is never silent: so each read asks what is left of the whole call."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        super().__init__()
        self._raw = raw
        self._sock = sock
        self.is_in_head = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        _UNDER_WAY.get().bound(self._sock)
        count = self._raw.readinto(buffer)
        if count == 0 and self.is_in_head:
            raise ConnectionResetError("the answer ended within its head")
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self._reader = _BoundedReader(self.fp.detach(), sock)
        self.fp = io.BufferedReader(self._reader)

    def begin(self) -> None:
        """Reads the head. ``http.client`` would take half a head for a whole one when the line goes down."""
        self._reader.is_in_head = True
        super().begin()
        self._reader.is_in_head = False


class _Plain(HTTPConnection):
    response_class = _Answer

    def send(self, data: Any) -> None:
        for piece in _pieces(data):
            if self.sock is not None:
                _UNDER_WAY.get().bound(self.sock)
            super().send(piece)


class _Secure(HTTPSConnection):
    response_class = _Answer

    def send(self, data: Any) -> None:
        for piece in _pieces(data):
            if self.sock is not None:
                _UNDER_WAY.get().bound(self.sock)
            super().send(piece)


def _pieces(data: Any) -> Iterator[Any]:
    """One write has one time limit however many bytes it holds: so no write holds many."""
    if not isinstance(data, bytes):
        yield data
        return
    for start in range(0, max(len(data), 1), _PIECE):
        yield data[start : start + _PIECE]


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


_POOLS = {"http": _PlainPool, "https": _SecurePool}


class SystemTrust(HTTPAdapter):
    """Trusts what the operating system trusts, and never tries again on its own."""

    def __init__(self) -> None:
        self._context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        super().__init__(max_retries=urllib3.Retry(0, read=False, redirect=False))

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, socket_options=_SOCKET, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> urllib3.ProxyManager:
        manager: urllib3.ProxyManager = super().proxy_manager_for(
            proxy, ssl_context=self._context, socket_options=_SOCKET, **kwargs
        )
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def cert_verify(self, conn: Any, url: str, verify: object, cert: object) -> None:  # noqa: ARG002 - signature of requests
        """The context decides; requests would add a list of its own."""
        conn.cert_reqs = "CERT_REQUIRED"
        conn.ca_certs = None
        conn.ca_cert_dir = None
