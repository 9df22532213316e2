"""What a disk may hold after a power cut, from what a program did to it.

The model: the bytes of a file are in no order until the file is flushed, and until then each write may be there,
missing, or torn at 512 bytes; names (made, moved, removed) reach the disk in their order, up to any point, and a
folder's flush brings all that happened in it and before. Flushing a file says nothing about its name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random

from tools.campaign.recorder import Event, Kind

SECTOR = 512  # bytes
Image = Mapping[str, bytes | None]
"""Path below the folder → the file's bytes; None: a folder."""


class Fate(StrEnum):
    """What became of the unflushed."""

    KEPT = "kept"
    DROPPED = "dropped"
    NAMES_ONLY = "names only"
    BYTES_ONLY = "bytes only"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class _Write:
    at: int
    data: bytes | None  # None: the file's length becomes ``at``


@dataclass(slots=True)
class _File:
    flushed: bytearray = field(default_factory=bytearray)
    waiting: list[_Write] = field(default_factory=list)

    def flush(self) -> None:
        for one in self.waiting:
            _put(self.flushed, one)
        self.waiting.clear()

    def content(self, fate: Fate, chance: Random) -> bytes:
        if not self.waiting or fate in (Fate.DROPPED, Fate.NAMES_ONLY):
            return bytes(self.flushed)
        made = bytearray(self.flushed)
        luck = chance.choice((0.1, 0.5, 0.9))
        for one in self.waiting:
            if fate is Fate.MIXED:
                _put_perhaps(made, one, chance, luck)
            else:
                _put(made, one)
        return bytes(made)


_Entry = _File | None
_Change = tuple[Mapping[str, _Entry], frozenset[str]]  # names that come, names that go


@dataclass(slots=True)
class Disk:
    """Begins with what lay there, flushed; ``take`` every event in order; ``image`` whenever power is lost."""

    _seen: dict[str, _Entry] = field(default_factory=dict)  # as the program sees the names
    _lasting: dict[str, _Entry] = field(default_factory=dict)  # as a flushed folder has them
    _changes: list[_Change] = field(default_factory=list)  # between the two
    _open: dict[int, _File | str] = field(default_factory=dict)  # descriptor → file, or path of a folder

    @classmethod
    def holding(cls, image: Image) -> Disk:
        names = {path: None if data is None else _File(bytearray(data)) for path, data in image.items()}
        return cls(_seen=dict(names), _lasting=names)

    def take(self, event: Event) -> None:
        match event.kind:
            case Kind.OPENED:
                self._opened(event)
            case Kind.WRITTEN:
                self._write(event.descriptor, _Write(event.at, event.data))
            case Kind.CUT:
                self._write(event.descriptor, _Write(event.at, None))
            case Kind.ALLOCATED:
                self._allocated(event)
            case Kind.FLUSHED:
                self._flushed(event.descriptor)
            case Kind.CLOSED:
                self._open.pop(event.descriptor, None)
            case Kind.RENAMED:
                self._renamed(event)
            case Kind.LINKED:
                self._change({event.new_path: self._seen[event.path]}, frozenset())
            case Kind.UNLINKED | Kind.REMOVED:
                self._change({}, frozenset({self._place(event)}))
            case Kind.MADE:
                self._change({event.path: None}, frozenset())
            case Kind.ACKNOWLEDGED:
                pass

    @property
    def unflushed(self) -> int:
        """Writes and changes of names that a power cut could undo."""
        files = {id(one): one for one in self._seen.values() if one is not None}
        return len(self._changes) + sum(len(one.waiting) for one in files.values())

    def image(self, fate: Fate, chance: Random) -> Image:
        """What is there when the power comes back."""
        names = dict(self._lasting)
        match fate:
            case Fate.KEPT | Fate.NAMES_ONLY:
                come = len(self._changes)
            case Fate.DROPPED | Fate.BYTES_ONLY:
                come = 0
            case Fate.MIXED:
                come = chance.randint(0, len(self._changes))
        for change in self._changes[:come]:
            _alter(names, change)
        return {
            path: one if one is None else one.content(fate, chance) for path, one in sorted(names.items())
        }

    def _opened(self, event: Event) -> None:
        if event.flags & os.O_DIRECTORY or (event.path in self._seen and self._seen[event.path] is None):
            self._open[event.descriptor] = event.path
            return
        file = self._seen.get(event.path)
        if file is None:
            if event.path == "":
                self._open[event.descriptor] = ""
                return
            file = _File()
            self._change({event.path: file}, frozenset())
        self._open[event.descriptor] = file
        if event.flags & os.O_TRUNC:
            file.waiting.append(_Write(0, None))

    def _place(self, event: Event) -> str:
        """The path; a name in a folder that is open is below that folder."""
        folder = self._open.get(event.descriptor, "")
        assert isinstance(folder, str)
        return f"{folder}/{event.path}" if folder else event.path

    def _file(self, descriptor: int) -> _File:
        found = self._open[descriptor]
        assert isinstance(found, _File)
        return found

    def _write(self, descriptor: int, one: _Write) -> None:
        self._file(descriptor).waiting.append(one)

    def _allocated(self, event: Event) -> None:
        file = self._file(event.descriptor)
        length = len(file.content(Fate.KEPT, Random(0)))
        if event.at > length:
            file.waiting.append(_Write(event.at, None))

    def _flushed(self, descriptor: int) -> None:
        found = self._open[descriptor]
        if isinstance(found, _File):
            found.flush()
            return
        last = max((n for n, change in enumerate(self._changes) if _is_in(found, change)), default=-1)
        for change in self._changes[: last + 1]:
            _alter(self._lasting, change)
        del self._changes[: last + 1]

    def _renamed(self, event: Event) -> None:
        below = event.path + "/"
        moved = {
            event.new_path + path[len(event.path) :]: one
            for path, one in self._seen.items()
            if path == event.path or path.startswith(below)
        }
        gone = frozenset(path for path in self._seen if path == event.path or path.startswith(below))
        self._change(moved, gone)

    def _change(self, come: Mapping[str, _Entry], gone: frozenset[str]) -> None:
        _alter(self._seen, (come, gone))
        self._changes.append((come, gone))


def _alter(names: dict[str, _Entry], change: _Change) -> None:
    come, gone = change
    for path in gone:
        names.pop(path, None)
    names.update(come)


def _is_in(folder: str, change: _Change) -> bool:
    come, gone = change
    return any(path.rpartition("/")[0] == folder for path in (*come, *gone))


def _put(to: bytearray, one: _Write) -> None:
    if one.data is None:
        if one.at < len(to):
            del to[one.at :]
        else:
            to.extend(bytes(one.at - len(to)))
        return
    end = one.at + len(one.data)
    if end > len(to):
        to.extend(bytes(end - len(to)))
    to[one.at : end] = one.data


def _put_perhaps(to: bytearray, one: _Write, chance: Random, luck: float) -> None:
    """Whole, torn, or not at all; then the file may have grown by it all the same."""
    if chance.random() < luck:
        _put(to, one)
    elif one.data is None:
        return
    elif chance.random() < 0.5:
        for start, end in _sectors(one.at, len(one.data)):
            if chance.random() < 0.5:
                _put(to, _Write(start, one.data[start - one.at : end - one.at]))
    elif chance.random() < 0.3 and one.at + len(one.data) > len(to):
        _put(to, _Write(one.at + len(one.data), None))


def _sectors(at: int, length: int) -> Iterator[tuple[int, int]]:
    start = at
    while start < at + length:
        end = min((start // SECTOR + 1) * SECTOR, at + length)
        yield start, end
        start = end


def read_image(folder: Path) -> Image:
    """What lies in a folder now."""
    found: dict[str, bytes | None] = {}
    for path in sorted(folder.rglob("*")):
        found[path.relative_to(folder).as_posix()] = None if path.is_dir() else path.read_bytes()
    return found


def lay(image: Image, folder: Path) -> None:
    """Make a folder hold just this; what already does is not written again."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.rglob("*"), reverse=True):
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            if name not in image:
                path.rmdir()
        elif image.get(name) is None:
            path.unlink()
    for name, data in sorted(image.items()):
        path = folder / name
        if data is None:
            path.mkdir(exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def hash_of(folder: Path) -> int:
    """Of all that counts: neither the memory that WAL shares nor a journal that SQLite takes for none."""
    return hash(
        tuple(
            (str(path), path.is_file() and hash(path.read_bytes()))
            for path in sorted(folder.rglob("*"))
            if not path.name.endswith("-shm") and not _is_cold(path)
        )
    )


def _is_cold(path: Path) -> bool:
    """Its header was never written, or was wiped: the next transaction begins it anew."""
    return path.name.endswith("-journal") and path.read_bytes()[:1] in (b"", b"\0")
