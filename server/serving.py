"""Listens on a port until it is told to stop, and lets the requests in flight end."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial

from server.app import create_app
from server.county import County
from server.facilities import RegisterError
from server.settings import Settings
from server.working import Tls, Work, answer_requests, check_workers, supervise

Ask = Callable[[County, str], str]
"""The answer to one line of whoever started this server."""


def serve(
    settings: Settings,
    listen: str,
    tls: Tls | None = None,
    *,
    workers: int = 1,
    while_stdin: bool = False,
    ask: Ask | None = None,
) -> None:
    """Says ``listening on http://HOST:PORT`` once the port is open; returns on SIGTERM or Ctrl+C.

    With ``while_stdin`` also when the standard input ends: a starter that is gone, however it went, leaves nothing
    running behind it; until then ``ask`` answers what it writes there. RegisterError for what the person who starts it can mend.
    """
    if tls is not None:
        tls.check()
    # Before anybody can know that we listen: whoever reads the line may tell us to stop at once.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    if workers > 1:
        check_workers(settings)
    app = create_app(settings)
    with open_port(listen) as port:
        host, number = port.getsockname()[:2]
        scheme = "https" if tls else "http"
        print(f"listening on {scheme}://{host}:{number}", flush=True)  # noqa: T201 - the line that starters wait for
        if workers > 1:
            app.state.county.database.close()
            supervise(
                Work(settings=settings, port=port, tls=tls, log_level=logging.getLogger("yian").level),
                workers,
                while_stdin=while_stdin,
            )
        else:
            reply = None if ask is None else partial(ask, app.state.county)
            answer_requests(app, settings, port, tls, while_stdin=while_stdin, reply=reply)


def open_port(listen: str) -> socket.socket:
    host, _, number = listen.rpartition(":")
    try:
        return socket.create_server((host or "127.0.0.1", int(number)), backlog=256)
    except (ValueError, OverflowError) as error:
        raise RegisterError(f"“{listen}”不是 主机:端口 的写法，例如 127.0.0.1:8765。") from error
    except OSError as error:
        raise RegisterError(f"{listen} 这个端口开不了，可能有别的程序占着。换一个端口再来。") from error
