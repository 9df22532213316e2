"""Listens on a port until it is told to stop, and lets the requests in flight end."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from server.app import create_app
from server.facilities import RegisterError
from server.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """PEM files. Without them the server belongs behind something that speaks HTTPS, or on one computer."""

    certificate: Path
    key: Path


def serve(settings: Settings, listen: str, tls: Tls | None = None, *, while_stdin: bool = False) -> None:
    """Says ``listening on http://HOST:PORT`` once the port is open; returns on SIGTERM or Ctrl+C.

    With ``while_stdin`` also when the standard input ends: a starter that is gone, however it went, leaves nothing
    running behind it.
    """
    for file in (tls.certificate, tls.key) if tls else ():
        if not file.is_file():
            raise RegisterError(f"证书文件 {file} 不在。请核对路径。")
    # Before anybody can know that we listen: whoever reads the line may tell us to stop at once.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    app = create_app(settings)
    with open_port(listen) as port:
        host, number = port.getsockname()[:2]
        scheme = "https" if tls else "http"
        print(f"listening on {scheme}://{host}:{number}", flush=True)  # noqa: T201 - the line that starters wait for
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=20,
            server_header=False,
            ssl_certfile=tls.certificate if tls else None,
            ssl_keyfile=tls.key if tls else None,
        )
        server = uvicorn.Server(config)
        if while_stdin:
            threading.Thread(target=_stop_after_stdin, args=[server], daemon=True).start()
        try:
            server.run(sockets=[port])
        except KeyboardInterrupt:
            return


def _stop_after_stdin(server: uvicorn.Server) -> None:
    # The descriptor itself: a buffered reader would hold a lock that the interpreter's end waits for.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    server.should_exit = True


def open_port(listen: str) -> socket.socket:
    host, _, number = listen.rpartition(":")
    try:
        return socket.create_server((host or "127.0.0.1", int(number)), backlog=256)
    except (ValueError, OverflowError) as error:
        raise RegisterError(f"“{listen}”不是 主机:端口 的写法，例如 127.0.0.1:8765。") from error
    except OSError as error:
        raise RegisterError(f"{listen} 这个端口开不了，可能有别的程序占着。换一个端口再来。") from error
