"""One process that answers requests on an open port, or several on the same one, started again if they die."""

from __future__ import annotations

import getpass
import logging
import multiprocessing
import os
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path
from types import FrameType

import uvicorn
from fastapi import FastAPI

from server.app import create_app
from server.facilities import RegisterError
from server.gate import Presence
from server.journal import write_to_stderr
from server.patience import protocol_with_patience
from server.settings import Settings

journal = logging.getLogger("yian.server")

_CONNECTIONS = 1_000  # of one process; beyond them a caller is sent away at once
_PAUSE_S = 1.0  # before a process that died is started again


Reply = Callable[[str], str]
"""One line for one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """PEM files. Without them the server belongs behind something that speaks HTTPS, or on one computer."""

    certificate: Path
    key: Path

    def check(self) -> None:
        """RegisterError with a Chinese sentence unless both can be read here and belong together."""
        try:
            for file in (self.certificate, self.key):
                if not file.is_file():
                    raise RegisterError(f"证书文件 {file} 不在。请核对路径。")
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.certificate, self.key)
        except PermissionError as error:
            raise RegisterError(
                f"证书 {self.certificate} 或它的私钥 {self.key}，账号 {_account()} 读不了。"
                f"请运行 chgrp yian 和 chmod 640，让它能读。"
            ) from error
        except (ssl.SSLError, OSError) as error:
            raise RegisterError(
                f"证书 {self.certificate} 和私钥 {self.key} 不是 PEM 文件，或者不是一对。请核对后再来。"
            ) from error


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without names
        return "本账号"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a process needs to begin."""

    settings: Settings
    port: socket.socket
    tls: Tls | None
    log_level: int = logging.INFO


class _Server(uvicorn.Server):
    """Says at once, not when the last request has ended, that it is about to stop."""

    def __init__(self, config: uvicorn.Config, presence: Presence) -> None:
        super().__init__(config)
        self._presence = presence

    def stop(self) -> None:
        self._presence.is_stopping = True
        self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._presence.is_stopping = True
        super().handle_exit(sig, frame)


def answer_requests(
    app: FastAPI,
    settings: Settings,
    port: socket.socket,
    tls: Tls | None,
    *,
    while_stdin: bool = False,
    reply: Reply | None = None,
) -> None:
    """Until SIGTERM or Ctrl+C; what is in flight then is finished, within ``stop_s``.

    ``reply`` answers what the starter asks meanwhile on the standard input, a line for a line.
    """
    config = uvicorn.Config(
        app,
        http=protocol_with_patience(settings.limits.header_s),
        log_config=None,
        access_log=False,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=settings.limits.stop_s,
        server_header=False,
        ssl_certfile=tls.certificate if tls else None,
        ssl_keyfile=tls.key if tls else None,
    )
    server = _Server(config, app.state.presence)
    if while_stdin:
        _when_stdin_ends(server.stop, reply)
    parent = multiprocessing.parent_process()
    if parent is not None:
        _when_it_ends(parent.sentinel, server.stop)
    try:
        server.run(sockets=[port])
    except KeyboardInterrupt:
        return


def check_workers(settings: Settings) -> None:
    """RegisterError if several processes can't share this database."""
    if settings.database_url.get_backend_name() == "sqlite":
        raise RegisterError(
            "几个进程一起跑要用 PostgreSQL（--database-url）。什么也没有改动。只用 --data 时请去掉 --workers。"
        )


def supervise(work: Work, workers: int, *, while_stdin: bool = False) -> None:
    """Keeps so many processes at work on one port until it is told to stop; then all end as one would."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    if while_stdin:
        _when_stdin_ends(stop.set)
    context = multiprocessing.get_context("spawn")
    processes = [_start(context, work) for _ in range(workers)]
    while not stop.is_set():
        wait([process.sentinel for process in processes], timeout=_PAUSE_S)
        for at, process in enumerate(processes):
            if not process.is_alive() and not stop.wait(_PAUSE_S):
                journal.error("process %s ended with %s and is started again", process.pid, process.exitcode)
                processes[at] = _start(context, work)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(work.settings.limits.stop_s + 5)
        if process.is_alive():
            process.kill()


def _start(context: SpawnContext, work: Work) -> SpawnProcess:
    process = context.Process(target=_begin, args=[work])
    process.start()
    return process


def _begin(work: Work) -> None:
    write_to_stderr(work.log_level)
    answer_requests(create_app(work.settings), work.settings, work.port, work.tls)


def _when_stdin_ends(act: Callable[[], None], reply: Reply | None = None) -> None:
    def watch() -> None:
        # The descriptor itself: a buffered reader would hold a lock that the interpreter's end waits for.
        asked = b""
        while part := os.read(sys.stdin.fileno(), 4096):
            *lines, asked = (asked + part).split(b"\n")
            for line in lines:
                if reply is not None:
                    print(reply(line.decode("utf-8")), flush=True)  # noqa: T201 - the starter reads it
        act()

    threading.Thread(target=watch, daemon=True).start()


def _when_it_ends(sentinel: int, act: Callable[[], None]) -> None:
    def watch() -> None:
        wait([sentinel])
        act()

    threading.Thread(target=watch, daemon=True).start()
