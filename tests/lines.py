"""A line between a hospital and its county that breaks where a test wants it to."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sync.wire.headers import CALL_NUMBER


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Break the connection after so many bytes of the first request to ``path``, or of its answer."""

    path: str
    request_bytes: int | None = None
    answer_bytes: int | None = None
    before_answer: Callable[[], None] | None = (
        None  # called when the county's answer has come, before any byte goes on
    )


class Line:
    """A relay on a port of its own: one request and its answer at a time, whole or cut."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._server = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self.cut: Cut | None = None
        self.request_sizes: list[tuple[str, int, int]] = []  # path, bytes of the request, bytes of the answer
        self._acceptor = threading.Thread(target=self._accept)
        self._acceptor.start()

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._acceptor.join()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                thread = threading.Thread(target=self._relay, args=(client,))
                self._threads.append(thread)
                thread.start()

    def _relay(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError), socket.create_connection(self._target) as county:
            self._open |= {client, county}
            try:
                while request := _read_message(client):
                    path = request.split(b" ", 2)[1].decode()
                    cut = self.cut if self.cut and path.startswith(self.cut.path) else None
                    if cut is not None:
                        self.cut = None
                    if cut and cut.request_bytes is not None:
                        county.sendall(request[: cut.request_bytes])
                        _reset(client)
                        _reset(county)
                        return None
                    county.sendall(request)
                    answer = _read_message(county, is_answer_to_head=request.startswith(b"HEAD "))
                    if cut and cut.before_answer is not None:
                        cut.before_answer()
                        return _reset(client)
                    self.request_sizes.append((path, len(request), len(answer)))
                    if cut and cut.answer_bytes is not None:
                        client.sendall(answer[: cut.answer_bytes])
                        return _reset(client)
                    client.sendall(answer)
            finally:
                self._open -= {client, county}


@contextlib.contextmanager
def line_to(url: str) -> Iterator[Line]:
    host, _, port = url.removeprefix("http://").partition(":")
    line = Line((host, int(port)))
    try:
        yield line
    finally:
        line.close()


def _reset(one: socket.socket) -> None:
    """Close with RST, as a line that is cut."""
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    one.close()


def _read_message(one: socket.socket, *, is_answer_to_head: bool = False) -> bytes:
    """One whole HTTP message with a Content-Length; empty when the other side is gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = one.recv(65536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for header in head.split(b"\r\n")[1:]:
        name, _, value = header.partition(b":")
        if name.strip().lower() == b"content-length" and not is_answer_to_head:
            length = int(value)
    while len(body) < length:
        part = one.recv(65536)
        if not part:
            break
        body += part
    return head + b"\r\n\r\n" + body


def numbered(answer: bytes, request: bytes) -> bytes:
    """The answer with the number of the request's call in it."""
    name = CALL_NUMBER.encode()
    (line,) = [line for line in request.split(b"\r\n") if line.lower().startswith(name.lower() + b":")]
    head, _, body = answer.partition(b"\r\n\r\n")
    return head + b"\r\n" + line + b"\r\n\r\n" + body


class Stranger:
    """Somebody else who answers in the county's place: the same bytes to every request.

    ``knows_calls``: it repeats the number of each call, as only the county's own server does.
    """

    def __init__(self, answer: bytes, *, knows_calls: bool = False) -> None:
        self._answer = answer
        self._knows_calls = knows_calls
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self.requests: list[bytes] = []
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                with client:
                    request = _read_message(client)
                    self.requests.append(request)
                    client.sendall(numbered(self._answer, request) if self._knows_calls else self._answer)

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()
