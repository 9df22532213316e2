"""Listens on a port until it is told to stop, and lets the requests in flight end."""

from __future__ import annotations

import signal
import socket
import sys

import uvicorn

from server.app import create_app
from server.facilities import RegisterError
from server.settings import Settings


def serve(settings: Settings, listen: str) -> None:
    """Says ``listening on http://HOST:PORT`` once the port is open; returns on SIGTERM or Ctrl+C."""
    app = create_app(settings)
    with open_port(listen) as port:
        host, number = port.getsockname()[:2]
        print(f"listening on http://{host}:{number}", flush=True)  # noqa: T201 - the line that starters wait for
        config = uvicorn.Config(
            app, log_config=None, access_log=False, timeout_graceful_shutdown=20, server_header=False
        )
        signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
        try:
            uvicorn.Server(config).run(sockets=[port])
        except KeyboardInterrupt:
            return


def open_port(listen: str) -> socket.socket:
    host, _, number = listen.rpartition(":")
    try:
        return socket.create_server((host or "127.0.0.1", int(number)), backlog=256)
    except (ValueError, OverflowError) as error:
        raise RegisterError(f"“{listen}”不是 主机:端口 的写法，例如 127.0.0.1:8765。") from error
    except OSError as error:
        raise RegisterError(f"{listen} 这个端口开不了，可能有别的程序占着。换一个端口再来。") from error
