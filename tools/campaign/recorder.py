"""Writes down what this process does to the files of one folder: ``recorder.c``, preloaded, told when to begin."""

from __future__ import annotations

import ctypes
import os
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

SOURCE = Path(__file__).with_name("recorder.c")
PRELOAD = "LD_PRELOAD"
_HEAD = struct.Struct("=Iiqqii")  # kind, descriptor, place, bytes, length of the name, flags


class Kind(IntEnum):
    """As ``recorder.c`` numbers them; ``ACKNOWLEDGED`` is written by the workload itself."""

    OPENED = 1
    WRITTEN = 2
    CUT = 3
    FLUSHED = 4
    CLOSED = 5
    RENAMED = 6
    UNLINKED = 7
    MADE = 8
    REMOVED = 9
    LINKED = 10
    ALLOCATED = 11
    ACKNOWLEDGED = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    kind: Kind
    descriptor: int = -1
    at: int = 0  # bytes: where a write began, or the new length of a file
    flags: int = 0
    path: str = ""  # below the folder; "" is the folder itself
    new_path: str = ""
    data: bytes = field(default=b"", repr=False)


def build(folder: Path) -> Path:
    """The library, made by the system's C compiler; no headers are needed."""
    made = folder / "recorder.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-nostdlib", "-w", "-o", str(made), str(SOURCE)],
        check=True,
        capture_output=True,
        text=True,
    )
    return made


class Recording:
    """Grows while ``recording`` lasts; ``acknowledge`` marks what a person was told at that instant."""

    def __init__(self, journal: Path, folder: Path) -> None:
        self._journal = journal
        self._folder = str(folder)
        self.descriptor = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)

    def acknowledge(self, promise: bytes) -> None:
        os.write(self.descriptor, _HEAD.pack(Kind.ACKNOWLEDGED, -1, 0, len(promise), 0, 0) + promise)

    def events(self) -> tuple[Event, ...]:
        return tuple(self._read())

    def _read(self) -> Iterator[Event]:
        data = self._journal.read_bytes()
        position = 0
        while position < len(data):
            kind, descriptor, at, size, name, flags = _HEAD.unpack_from(data, position)
            position += _HEAD.size
            names = data[position : position + name].decode().split("\n")
            content = data[position + name : position + name + size]
            position += name + size
            yield Event(
                kind=Kind(kind),
                descriptor=descriptor,
                at=at,
                flags=flags,
                path=self._below(names[0]),
                new_path=self._below(names[-1]),
                data=content,
            )

    def _below(self, path: str) -> str:
        return path.removeprefix(self._folder).lstrip("/")


@contextmanager
def recording(folder: Path, journal: Path) -> Iterator[Recording]:
    """Everything that happens to files opened below ``folder`` from now on; only in a process with the library."""
    library = ctypes.CDLL(os.environ[PRELOAD])
    kept = Recording(journal, folder)
    library.recorder_begin(os.fsencode(folder), kept.descriptor)
    try:
        yield kept
    finally:
        library.recorder_end()
        os.close(kept.descriptor)
