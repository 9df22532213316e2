"""What a damaged database still gives: sealed objects, photos and private parts that prove themselves by their digest.

Nothing but the standard library and ``carving``. The file is only read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from models.carving import Image, Row, Value

_ORIGINS = ("local", "pull")
MAIN = ""
"""The image of the database file alone; the others are named by the end of the file that is laid over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where bytes stand: which image, page, cell and column."""

    image: str
    page: int
    cell: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundObject:
    kind: str  # revision | signature | order | credential | key_grant | whatever a newer program knows
    origin: str | None  # local | pull; None: it was kept raw, unread
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPart:
    """The private part of a revision; no place if it was destroyed as the law says."""

    sha256: str
    key_id: str
    place: Place | None
    destroyed_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAttachment:
    size: int  # bytes
    mime: str
    key_id: str | None
    added_at: str


class Salvage:
    """Reads the images once; bytes are read again when they are asked for, so that photos need not fit in memory."""

    def __init__(self, database: Path, *, other: Callable[[Row], bool] = lambda _row: False) -> None:
        """``other`` says which rows that are no content are wanted too, for ``rows``."""
        self.objects: dict[str, FoundObject] = {}
        self.parts: dict[str, FoundPart] = {}
        self.attachments: dict[str, FoundAttachment] = {}
        self._others: dict[str, list[Row]] = {"-journal": [], MAIN: [], "-wal": []}  # the oldest state first
        self._chunks: dict[str, dict[int, Place]] = {}
        self._open = ExitStack()
        self._images: dict[str, Image] = {}
        if database.exists():
            for end in (MAIN, "-journal", "-wal"):
                beside = database.with_name(database.name + end)
                if beside.exists():
                    over = beside if end else None
                    self._images[end] = self._open.enter_context(Image(database, over))
        for name, image in self._images.items():
            for row in image.rows():
                if not self._take(name, row) and other(row):
                    self._others[name].append(row)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._open.close()

    def rows(self, *, without: Container[str] = ()) -> list[Row]:
        """Those that ``other`` wanted, the newest state last; ``without`` these images."""
        return [row for name, rows in self._others.items() if name not in without for row in rows]

    def bytes_at(self, place: Place) -> bytes:
        row = self._images[place.image].row_at(place.page, place.cell)
        value = row.values[place.column] if row is not None else None
        return value if isinstance(value, bytes) else b""

    def attachment(self, sha256: str) -> bytes | None:
        """The stored bytes, None unless every piece is there and all together are what their name says."""
        pieces = self._chunks.get(sha256, {})
        data = b"".join(self.bytes_at(pieces[position]) for position in sorted(pieces))
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def attachment_names(self) -> Iterator[str]:
        return iter(sorted(set(self._chunks) | set(self.attachments)))

    def _take(self, image: str, row: Row) -> bool:
        """Whether the row is content; then it is noted."""
        match row.values:
            case (str(name), int(position), bytes()) if _is_digest(name):
                here = Place(image=image, page=row.page, cell=row.cell, column=2)
                self._chunks.setdefault(name, {})[position] = here
                return True
            case (str(name), int(size), str(mime), int(), key_id, int(), str(at), *_) if (
                _is_digest(name) and "/" in mime and row.rowid is not None
            ):
                key = key_id if isinstance(key_id, str) else None
                self.attachments[name] = FoundAttachment(size=size, mime=mime, key_id=key, added_at=at)
                return True
            case (str(owner), str(name), str(key_id), part, gone, *_) if _is_digest(owner) and _is_digest(
                name
            ):
                return self._take_part(image, row, owner, name, key_id, part, gone)
            case (str(name), str(kind), *_) if _is_digest(name) and len(row.values) >= 5:
                return self._take_object(image, row, name, kind)
            case _:
                return False

    def _take_part(
        self, image: str, row: Row, owner: str, name: str, key_id: str, part: Value, gone: Value
    ) -> bool:
        if part is None and isinstance(gone, str):
            self.parts[owner] = FoundPart(sha256=name, key_id=key_id, place=None, destroyed_at=gone)
            return True
        if not isinstance(part, bytes) or hashlib.sha256(part).hexdigest() != name:
            return False
        here = Place(image=image, page=row.page, cell=row.cell, column=3)
        if owner not in self.parts:  # one image may say that it was destroyed since
            self.parts[owner] = FoundPart(sha256=name, key_id=key_id, place=here, destroyed_at=None)
        return True

    def _take_object(self, image: str, row: Row, name: str, kind: str) -> bool:
        for column, value in enumerate(row.values):
            if isinstance(value, bytes) and hashlib.sha256(value).hexdigest() == name:
                here = Place(image=image, page=row.page, cell=row.cell, column=column)
                origin = next((one for one in _ORIGINS if one in row.values), None)
                known = self.objects.get(name)
                if known is None or known.origin is None:
                    self.objects[name] = FoundObject(kind=kind, origin=origin, place=here)
                return True
        return False


def _is_digest(text: str) -> bool:
    return len(text) == 64 and all(letter in "0123456789abcdef" for letter in text)
