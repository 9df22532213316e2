"""A line between a hospital and its county that carries each exchange as its rule says: whole, cut, or wrongly."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LONGEST_S = 60.0  # nothing in a campaign waits longer for the other side


class LineCutError(Exception):
    """Raised by a rule: so much of an answer still arrives, then the line is down."""

    def __init__(self, given: bytes = b"", *, is_reset: bool = True) -> None:
        super().__init__("the line is cut")
        self.given = given
        self.is_reset = is_reset


@dataclass(frozen=True, slots=True)
class FarEnd:
    """The county as the line reaches it; every request goes over a connection of its own."""

    address: tuple[str, int]

    def ask(self, request: bytes) -> bytes:
        """The whole answer."""
        with socket.create_connection(self.address, timeout=LONGEST_S) as county:
            county.sendall(request)
            return read_message(county, is_answer_to_head=request.startswith(b"HEAD "))

    def leave(self, part: bytes, *, is_reset: bool) -> None:
        """Send the beginning of a request and be gone."""
        with socket.create_connection(self.address, timeout=LONGEST_S) as county:
            county.sendall(part)
            if is_reset:
                reset(county)


Rule = Callable[[bytes, FarEnd], bytes]
"""From a request to the bytes that the client gets; LineCutError for a line that goes down."""


def pass_on(request: bytes, county: FarEnd) -> bytes:
    return county.ask(request)


class Line:
    """A relay on a port of its own. ``rule`` may be changed at any time."""

    def __init__(self, url: str, rule: Rule = pass_on) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self.county = FarEnd((host, int(port)))
        self.rule = rule
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._open: set[socket.socket] = set()
        self._threads: set[threading.Thread] = set()
        self._acceptor = threading.Thread(target=self._accept)
        self._acceptor.start()

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._acceptor.join()
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                thread = threading.Thread(target=self._carry, args=(client,))
                self._threads.add(thread)
                self._open.add(client)
                thread.start()

    def _carry(self, client: socket.socket) -> None:
        try:
            with client, contextlib.suppress(OSError):
                while request := read_message(client):
                    try:
                        client.sendall(self.rule(request, self.county))
                    except LineCutError as cut:
                        client.sendall(cut.given)
                        if cut.is_reset:
                            reset(client)
                        return
        finally:
            self._open.discard(client)
            self._threads.discard(threading.current_thread())


@contextlib.contextmanager
def line_to(url: str, rule: Rule = pass_on) -> Iterator[Line]:
    line = Line(url, rule)
    try:
        yield line
    finally:
        line.close()


def path_of(request: bytes) -> str:
    return request.split(b" ", 2)[1].decode()


def reset(one: socket.socket) -> None:
    """Close with RST, as a line that is torn."""
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    one.close()


def read_message(one: socket.socket, *, is_answer_to_head: bool = False) -> bytes:
    """One HTTP message with a Content-Length, as far as it came; empty when the other side is gone."""
    data = bytearray()
    while b"\r\n\r\n" not in data:
        part = one.recv(65536)
        if not part:
            return b""
        data += part
    end = data.index(b"\r\n\r\n") + 4
    length = 0 if is_answer_to_head else _content_length(bytes(data[:end]))
    while len(data) < end + length:
        part = one.recv(65536)
        if not part:
            break
        data += part
    return bytes(data)


def _content_length(head: bytes) -> int:
    for header in head.split(b"\r\n")[1:]:
        name, _, value = header.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0
