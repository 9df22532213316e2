"""The county's server of a self-test: a process of this program on a free port of this computer alone."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

START_S = 120
STOP_S = 30
_HIDDEN = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class ServerSilentError(Exception):
    """It did not start, or did not answer."""


class TestServer:
    """Runs from ``start`` to ``close``, and ends by itself when this process does."""

    __test__ = False  # its name is no test's

    def __init__(self, command: tuple[str, ...], folder: Path, environment: Mapping[str, str]) -> None:
        self.url = ""
        self._command = command
        self._folder = folder
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """It listens when this returns; a line about it."""
        log = self._folder.with_suffix(".log")
        with log.open("w", encoding="utf-8") as errors:
            self._process = subprocess.Popen(
                [
                    *(*self._command, "run", "--quiet", "--while-stdin"),
                    *("--data", str(self._folder), "--listen", "127.0.0.1:0"),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                env=self._environment,
                creationflags=_HIDDEN,
            )
        line = self._next_line()
        if not line.startswith("listening on "):
            said = log.read_text("utf-8", "replace").strip().splitlines()[-3:]
            raise ServerSilentError(f"服务器没有开起来：{line} {' / '.join(said)}")
        self.url = line.removeprefix("listening on ").strip()
        return f"{self.url}，记录存在 SQLite"

    def ask(self, *verb: str) -> Any:
        """The document of one of its verbs."""
        process = self._process
        if process is None or process.stdin is None:
            raise ServerSilentError("服务器没有开")
        process.stdin.write(json.dumps(verb) + "\n")
        process.stdin.flush()
        said = json.loads(self._next_line() or "{}")
        if "document" not in said:
            raise ServerSilentError(f"服务器没有答应 {verb[0]}：{said.get('refused', '没有说为什么')}")
        return said["document"]

    def close(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()

    def _next_line(self) -> str:
        """What it says next; nothing if it ends or stays silent."""
        assert self._process is not None
        assert self._process.stdout is not None
        said: SimpleQueue[str] = SimpleQueue()
        Thread(target=lambda out=self._process.stdout: said.put(out.readline()), daemon=True).start()
        try:
            return said.get(timeout=START_S)
        except Empty:
            return ""
