"""The black box: a second file into which every sealed object goes, flushed before the database commits.

Beside them it holds what the hospital is called and numbered by here, for a computer that keeps nothing else. An
entry is ``magic ‖ length ‖ CRC-32 ‖ header as one JSON line ‖ raw bytes``, all numbers little-endian. What
names a patient is ciphertext here as everywhere. Knows nothing of SQLAlchemy.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from forms.clock import local
from forms.json_value import Json
from models.files import WITHIN, flush_file, flush_folder, write_all

BOXED = "boxed"
"""Key in ``Session.info``: entries for the black box, written just before the commit."""
ATTACHMENT, INSTALLATION = "attachment", "installation"
"""Kinds of entries that are no operations of the outbox."""
MAGIC = b"YB01"
_HEAD = struct.Struct("<4sII")
_LARGEST = 1 << 30  # bytes of one entry; a greater length is damage
_ROTATE = 64 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One sealed object or attachment: ``header`` names it, ``parts`` are the bytes the header lists."""

    header: dict[str, Json]
    parts: tuple[bytes, ...]

    @property
    def object_id(self) -> str:
        return str(self.header["object_id"])

    @property
    def is_operation(self) -> bool:
        """A sealed object, which has a row in the outbox."""
        return self.header["kind"] not in (ATTACHMENT, INSTALLATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    file: str
    offset: int
    is_tail: bool  # the end of the last file: an append that a power cut interrupted


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    path: Path
    size: int


class BlackBox:
    """The files of one home. One process appends; a torn tail is cut off when it is opened for that."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor: int | None = None
        self._path: Path | None = None

    def files(self) -> tuple[Path, ...]:
        return tuple(sorted(self._folder.glob("*.log")))

    def append(self, entries: Sequence[Entry], now: datetime) -> Mark | None:
        """All entries are on the disk when this returns; OSError leaves the file as it was. None for none."""
        if not entries:
            return None
        descriptor, path = self._writable(now)
        size = os.fstat(descriptor).st_size
        os.lseek(descriptor, size, os.SEEK_SET)
        try:
            write_all(descriptor, b"".join(_encode(entry) for entry in entries))
            flush_file(descriptor)
        except OSError:
            with suppress(OSError):  # what cannot be cut off now is a torn tail, and cut at the next start
                self.take_back(Mark(path=path, size=size))
            raise
        return Mark(path=path, size=size)

    def take_back(self, mark: Mark) -> None:
        """Cut off what was appended since ``mark``, because the database did not commit."""
        self.close()
        with mark.path.open("r+b") as file:
            file.truncate(mark.size)
            flush_file(file.fileno())

    def mend_tail(self) -> Damage | None:
        """Cut a torn tail off the last file, at the last entry whose checksum is right."""
        for path in self.files()[-1:]:
            for found in scan(path):
                if isinstance(found, Damage) and found.is_tail:
                    self.take_back(Mark(path=path, size=found.offset))
                    return found
        return None

    def latest(self) -> Iterator[tuple[Entry, ...]]:
        """The sound entries file by file, the last file first, each in the order of writing."""
        for path in reversed(self.files()):
            yield tuple(found for found in scan(path) if isinstance(found, Entry))

    def damage(self) -> tuple[Damage, ...]:
        """Every place where the files cannot be read."""
        return tuple(found for path in self.files() for found in scan(path) if isinstance(found, Damage))

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = self._path = None

    def _writable(self, now: datetime) -> tuple[int, Path]:
        if self._descriptor is None or self._path is None or os.fstat(self._descriptor).st_size > _ROTATE:
            self.close()
            self._path = self._choose(now)
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
            self._descriptor = os.open(self._path, flags, 0o600)
            flush_folder(self._folder)
        return self._descriptor, self._path

    def _choose(self, now: datetime) -> Path:
        """The last file if it is of today and not full, else the next one: ``000007-20261120.log``."""
        self._folder.mkdir(mode=WITHIN, parents=True, exist_ok=True)
        day = local(now).strftime("%Y%m%d")
        files = self.files()
        last = files[-1] if files else None
        if last and last.stem.endswith(f"-{day}") and last.stat().st_size <= _ROTATE:
            return last
        number = int(last.stem.split("-")[0]) + 1 if last else 1
        return self._folder / f"{number:06d}-{day}.log"


def scan(path: Path) -> Iterator[Entry | Damage]:
    """Every entry of a file in order; damage is reported where it is and the next sound entry looked for."""
    data = path.read_bytes()
    offset = 0
    while offset < len(data):
        entry, end = _decode(data, offset)
        if entry is not None:
            yield entry
            offset = end
            continue
        following = _next_sound(data, offset + 1)
        yield Damage(file=path.name, offset=offset, is_tail=following is None)
        if following is None:
            return
        offset = following


def _encode(entry: Entry) -> bytes:
    header = {**entry.header, "sizes": [len(part) for part in entry.parts]}
    line = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    payload = line + b"".join(entry.parts)
    return _HEAD.pack(MAGIC, len(payload), zlib.crc32(payload)) + payload


def _decode(data: bytes, offset: int) -> tuple[Entry | None, int]:
    start = offset + _HEAD.size
    if start > len(data):
        return None, offset
    magic, length, checksum = _HEAD.unpack_from(data, offset)
    payload = data[start : start + length]
    if magic != MAGIC or length > _LARGEST or len(payload) != length or zlib.crc32(payload) != checksum:
        return None, offset
    line, _, rest = payload.partition(b"\n")
    header = json.loads(line)
    parts, position = [], 0
    for size in header.pop("sizes"):
        parts.append(rest[position : position + size])
        position += size
    return Entry(header=header, parts=tuple(parts)), start + length


def _next_sound(data: bytes, offset: int) -> int | None:
    while (offset := data.find(MAGIC, offset)) >= 0:
        if _decode(data, offset)[0] is not None:
            return offset
        offset += 1
    return None
