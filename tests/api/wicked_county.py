"""A server on a real port that is not the county: a portal, a broken proxy, half an answer."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

Answer = Callable[[BaseHTTPRequestHandler], None]
LOGIN_PAGE = "<html><title>医院无线上网认证</title><form>手机号</form></html>".encode()


def portal(handler: BaseHTTPRequestHandler) -> None:
    """Status 200 and a page for signing in, as hotels and clinics do it."""
    _send(handler, 200, LOGIN_PAGE, **{"Content-Type": "text/html"})


def portal_in_json(handler: BaseHTTPRequestHandler) -> None:
    _send(handler, 200, b'{"results": [], "ok": true}', **{"Content-Type": "application/json"})


def redirect(handler: BaseHTTPRequestHandler) -> None:
    _send(handler, 302, b"", Location="http://192.168.1.1/login")


def broken(handler: BaseHTTPRequestHandler) -> None:
    _send(handler, 500, b"Internal Server Error", **{"Content-Type": "text/plain"})


def gateway(handler: BaseHTTPRequestHandler) -> None:
    _send(handler, 502, b"Bad Gateway", **{"Content-Type": "text/html"})


def half(handler: BaseHTTPRequestHandler) -> None:
    """Says more than it sends, then hangs up."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"server_epoch": "')
    handler.close_connection = True


def nothing(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


def not_http(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    handler.close_connection = True


def forward_to(url: str, *, cut: str | None = None) -> Answer:
    """What the true county says; of answers to calls whose path holds ``cut`` only the first half arrives."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        size = int(handler.headers.get("Content-Length") or 0)
        headers = {name: value for name, value in handler.headers.items() if name != "Host"}
        true = requests.request(
            handler.command,
            url + handler.path,
            data=handler.rfile.read(size),
            headers=headers,
            allow_redirects=False,
            stream=True,
            timeout=20,
        )
        body = true.raw.read(decode_content=False)
        handler.send_response(true.status_code)
        for name, value in true.headers.items():
            if name.lower() not in ("connection", "transfer-encoding", "date", "server"):
                handler.send_header(name, value)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2] if cut and cut in handler.path else body)
        handler.close_connection = True

    return answer


@dataclass
class WickedCounty:
    """``answer`` may be changed while it runs; ``asked`` are the calls that came."""

    answer: Answer
    url: str = ""
    asked: list[str] = field(default_factory=list)


@contextlib.contextmanager
def running(answer: Answer) -> Iterator[WickedCounty]:
    wicked = WickedCounty(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            wicked.asked.append(f"{self.command} {self.path}")
            wicked.answer(self)

        do_POST = do_PUT = do_PATCH = do_HEAD = do_GET  # noqa: N815 - http.server chose these

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its parent's word
            """A test has nothing to log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        wicked.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield wicked
        finally:
            server.shutdown()
            thread.join()


def _send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    size = int(handler.headers.get("Content-Length") or 0)
    handler.rfile.read(size)
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Connection", "close")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(body)
