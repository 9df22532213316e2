"""A transparent relay on a port of its own that counts the bytes that pass, both ways, as the sockets carry them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_PART = 64 << 10


@dataclass(slots=True)
class Counted:
    """Requests with their heads go up, answers with theirs come down; TCP's own headers are not in it."""

    url: str
    up: int = 0
    down: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def both(self) -> int:
        return self.up + self.down


@contextmanager
def relay_to(url: str) -> Iterator[Counted]:
    """Connects whoever comes to the server at ``url``."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    assert parts.port is not None
    there = (parts.hostname, parts.port)
    with socket.create_server(("127.0.0.1", 0)) as server:
        counted = Counted(url=f"http://127.0.0.1:{server.getsockname()[1]}")
        thread = threading.Thread(target=_accept, args=(server, there, counted), daemon=True)
        thread.start()
        yield counted
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def _accept(server: socket.socket, there: tuple[str, int], counted: Counted) -> None:
    with suppress(OSError):  # closed at the end
        while True:
            client, _ = server.accept()
            upstream = socket.create_connection(there)
            for source, sink, name in ((client, upstream, "up"), (upstream, client, "down")):
                threading.Thread(target=_pump, args=(source, sink, counted, name), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket, counted: Counted, name: str) -> None:
    with suppress(OSError):
        while part := source.recv(_PART):
            with counted.lock:
                setattr(counted, name, getattr(counted, name) + len(part))
            sink.sendall(part)
        sink.shutdown(socket.SHUT_WR)
