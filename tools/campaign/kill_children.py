"""Processes that are forked ready-made, say what they have done line by line, and are killed at any instant."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Say = Callable[[bytes], None]
_PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """Forked from a process without threads, so that it starts in milliseconds with everything imported."""

    pid: int
    _reader: int
    _rest: bytes = field(default=b"")
    ended: int | None = None  # as ``waitpid`` tells it

    @classmethod
    def fork(cls, play: Callable[[Say], None]) -> Child:
        """``play`` runs in the child until it returns or is killed; its standard output goes to the parent, too."""
        reader, writer = os.pipe()
        pid = os.fork()
        if pid:
            os.close(writer)
            return cls(pid, reader)
        os.close(reader)
        _end_with_parent()
        try:
            os.dup2(writer, sys.stdout.fileno())
            play(lambda line: _say(writer, line))
            os._exit(0)
        except BaseException:  # noqa: BLE001 - the parent is told, and nothing of the parent's may run here
            _say(writer, traceback.format_exc().replace("\n", " | ").encode())
            os._exit(1)

    def lines(self, *, wait_s: float = 0.0) -> list[bytes]:
        """What has been said since, whole lines only; waits so long for the first."""
        while select.select([self._reader], [], [], wait_s)[0]:
            part = os.read(self._reader, 1 << 16)
            if not part:
                break
            self._rest += part
            wait_s = 0.0
        *whole, self._rest = self._rest.split(b"\n")
        return whole

    def kill(self, number: int = signal.SIGKILL) -> list[bytes]:
        """Gone when this returns; its last words."""
        if self.ended is None:
            os.kill(self.pid, number)
            self.ended = os.waitpid(self.pid, 0)[1]
        last = self.lines()
        os.close(self._reader)
        return last

    @property
    def is_alive(self) -> bool:
        if self.ended is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.ended = status if pid else None
        return self.ended is None


def _say(writer: int, line: bytes) -> None:
    os.write(writer, line + b"\n")


def _end_with_parent() -> None:
    """Linux: a child whose parent is gone is killed, so that a broken campaign leaves nothing running."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def refuse_threads() -> None:
    """RuntimeError if this process has another thread, whose locks a forked child would wait for in vain."""
    if Path("/proc/self/task").is_dir() and len(list(Path("/proc/self/task").iterdir())) > 1:
        raise RuntimeError("fork from a process without threads")
