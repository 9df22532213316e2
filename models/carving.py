"""Rows of a damaged SQLite file, read from its leaf pages alone: no schema, no tree, no index has to be whole.

Source: sqlite.org/fileformat2.html. Nothing but the standard library, so that it runs where nothing else does.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

Value = None | int | float | str | bytes

_MAGIC = b"SQLite format 3\0"
_USUAL_PAGE = 4096  # bytes; taken when the header is gone
_TABLE_LEAF, _INDEX_LEAF = 0x0D, 0x0A
_MOST_COLUMNS = 200
_WAL_MAGIC = (0x377F0682, 0x377F0683)
_WAL_HEAD, _FRAME_HEAD = 32, 24  # bytes
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # serial type → bytes


class _Torn(Exception):  # noqa: N818 - raised and caught within this module
    """These bytes are no record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record and where it stands; ``rowid`` is None in a table without row numbers and in an index."""

    page: int
    cell: int
    rowid: int | None
    values: tuple[Value, ...]


class Image:
    """A database file as its pages, with those laid over it that a WAL or a rollback journal beside it holds."""

    def __init__(self, path: Path, beside: Path | None = None) -> None:
        self._file: BinaryIO = path.open("rb")
        self.page_size = _page_size(self._file)
        self._beside = beside.open("rb") if beside is not None else None
        self._over: dict[int, int] = {}
        if self._beside is not None:
            read = _of_journal if str(beside).endswith("-journal") else _of_wal
            self._over = read(self._beside, self.page_size)
        self.pages = max(-(-path.stat().st_size // self.page_size), *self._over, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._file.close()
        if self._beside is not None:
            self._beside.close()

    def page(self, number: int) -> bytes:
        """The page, from 1; zeros where the disk does not give it."""
        try:
            if self._beside is not None and number in self._over:
                self._beside.seek(self._over[number])
                data = self._beside.read(self.page_size)
            else:
                self._file.seek((number - 1) * self.page_size)
                data = self._file.read(self.page_size)
        except OSError:
            data = b""
        return data.ljust(self.page_size, b"\0")

    def rows(self) -> Iterator[Row]:
        """Every record of every leaf page that holds together; what does not is passed over."""
        for number in range(1, self.pages + 1):
            data = self.page(number)
            for cell in range(_cells(data, number)):
                row = self._row(data, number, cell)
                if row is not None:
                    yield row

    def row_at(self, page: int, cell: int) -> Row | None:
        """A record that ``rows`` has shown, read again."""
        return self._row(self.page(page), page, cell)

    def _row(self, data: bytes, number: int, cell: int) -> Row | None:
        start = _start(number)
        try:
            (at,) = struct.unpack_from(">H", data, start + 8 + 2 * cell)
            length, at = _varint(data, at)
            rowid = None
            if data[start] == _TABLE_LEAF:
                rowid, at = _varint(data, at)
            payload = self._payload(data, at, length, is_table=data[start] == _TABLE_LEAF)
            return Row(page=number, cell=cell, rowid=rowid, values=_values(payload))
        except (_Torn, struct.error, IndexError, UnicodeDecodeError):
            return None

    def _payload(self, data: bytes, at: int, length: int, *, is_table: bool) -> bytes:
        usable = self.page_size
        most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
        if length <= most:
            if at + length > len(data):
                raise _Torn
            return data[at : at + length]
        if length > self.pages * usable:
            raise _Torn
        least = (usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (usable - 4)
        local = local if local <= most else least
        parts = [data[at : at + local]]
        left = length - local
        (following,) = struct.unpack_from(">I", data, at + local)
        while left > 0:
            if not 1 < following <= self.pages:
                raise _Torn
            more = self.page(following)
            (following,) = struct.unpack_from(">I", more)
            parts.append(more[4 : 4 + min(left, usable - 4)])
            left -= usable - 4
        return b"".join(parts)


def _page_size(file: BinaryIO) -> int:
    try:
        head = file.read(100)
    except OSError:
        return _USUAL_PAGE
    if not head.startswith(_MAGIC):
        return _USUAL_PAGE
    size = int.from_bytes(head[16:18], "big")
    size = 65536 if size == 1 else size
    return size if 512 <= size <= 65536 and not size & (size - 1) else _USUAL_PAGE


def _start(number: int) -> int:
    return 100 if number == 1 else 0


def _cells(data: bytes, number: int) -> int:
    """How many records a page claims; none if it is no leaf."""
    start = _start(number)
    if data[start] not in (_TABLE_LEAF, _INDEX_LEAF):
        return 0
    (count,) = struct.unpack_from(">H", data, start + 3)
    return int(count) if start + 8 + 2 * count <= len(data) else 0


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for number in range(9):
        byte = data[at + number]
        if number == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + number + 1
    raise AssertionError("nine bytes are the most")


def _values(payload: bytes) -> tuple[Value, ...]:
    size, at = _varint(payload, 0)
    kinds = []
    while at < size:
        kind, at = _varint(payload, at)
        kinds.append(kind)
        if len(kinds) > _MOST_COLUMNS:
            raise _Torn
    if at != size:
        raise _Torn
    values = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    if at != len(payload):
        raise _Torn
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    match kind:
        case 0:
            return None, at
        case 8 | 9:
            return kind - 8, at
        case 7:
            return float(struct.unpack_from(">d", payload, at)[0]), at + 8
        case _ if kind in _INTEGERS:
            end = at + _INTEGERS[kind]
            return int.from_bytes(payload[at:end], "big", signed=True), end
        case _ if kind >= 12:
            end = at + (kind - 12) // 2
            if end > len(payload):
                raise _Torn
            return (payload[at:end].decode() if kind % 2 else payload[at:end]), end
        case _:
            raise _Torn


def _of_wal(wal: BinaryIO, page_size: int) -> dict[int, int]:
    """Page → offset of its bytes, of frames up to the last commit."""
    head = wal.read(_WAL_HEAD)
    if len(head) < _WAL_HEAD or int.from_bytes(head[:4], "big") not in _WAL_MAGIC:
        return {}
    if int.from_bytes(head[8:12], "big") != page_size:
        return {}
    committed: dict[int, int] = {}
    waiting: dict[int, int] = {}
    offset = _WAL_HEAD
    while len(frame := wal.read(_FRAME_HEAD)) == _FRAME_HEAD and frame[8:16] == head[16:24]:
        waiting[int.from_bytes(frame[:4], "big")] = offset + _FRAME_HEAD
        if int.from_bytes(frame[4:8], "big"):
            committed |= waiting
            waiting = {}
        offset += _FRAME_HEAD + page_size
        wal.seek(offset)
    return committed


def _of_journal(journal: BinaryIO, page_size: int) -> dict[int, int]:
    """Page → offset of its bytes as they were before the transaction that was cut off."""
    before: dict[int, int] = {}
    offset = 0
    while True:
        journal.seek(offset)
        head = journal.read(28)
        if len(head) < 28 or not head.startswith(_JOURNAL_MAGIC):
            return before
        count, _, _, sector, size = struct.unpack(">IIIII", head[8:])
        if size != page_size or not 32 <= sector <= 65536:
            return before
        offset += sector
        for _ in range(count):
            journal.seek(offset)
            number = journal.read(4)
            if len(number) < 4:
                return before
            before.setdefault(int.from_bytes(number, "big"), offset + 4)
            offset += 4 + page_size + 4
        offset = -(-offset // sector) * sector
