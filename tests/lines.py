"""A line between a hospital and its county that breaks where a test wants it to."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sync.wire.headers import CALL_NUMBER
from tools.campaign import cut_line
from tools.campaign.cut_line import FarEnd, LineCutError, path_of, read_message


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Break the connection after so many bytes of the first request to ``path``, or of its answer."""

    path: str
    request_bytes: int | None = None
    answer_bytes: int | None = None
    before_answer: Callable[[], None] | None = (
        None  # called when the county's answer has come, before any byte goes on
    )


class Line(cut_line.Line):
    """A relay that carries every exchange whole but the one that is to be cut."""

    def __init__(self, url: str) -> None:
        super().__init__(url, self._carry_or_cut)
        self.cut: Cut | None = None
        self.request_sizes: list[tuple[str, int, int]] = []  # path, bytes of the request, bytes of the answer

    def _carry_or_cut(self, request: bytes, county: FarEnd) -> bytes:
        path = path_of(request)
        cut = self.cut if self.cut and path.startswith(self.cut.path) else None
        if cut is not None:
            self.cut = None
        if cut and cut.request_bytes is not None:
            county.leave(request[: cut.request_bytes], is_reset=True)
            raise LineCutError
        answer = county.ask(request)
        if cut and cut.before_answer is not None:
            cut.before_answer()
            raise LineCutError
        self.request_sizes.append((path, len(request), len(answer)))
        if cut and cut.answer_bytes is not None:
            raise LineCutError(answer[: cut.answer_bytes])
        return answer


@contextlib.contextmanager
def line_to(url: str) -> Iterator[Line]:
    line = Line(url)
    try:
        yield line
    finally:
        line.close()


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
                    request = read_message(client)
                    self.requests.append(request)
                    client.sendall(numbered(self._answer, request) if self._knows_calls else self._answer)

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()
