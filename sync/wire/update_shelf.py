"""The update files that a computer keeps: of each system the newest, whole, and where it came from.

The program writes the list beside the files; the server of an 院内主机 hands out what stands in it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from forms.json_value import Json
from sync.wire.codec import Fields, WireError, decode
from sync.wire.update_file import file_name
from sync.wire.updates import PublishedUpdate

FOLDER = "updates"  # of the home
LIST = "shelf.json"


class Source(StrEnum):
    COUNTY = "county"
    HOST = "host"  # the 院内主机, to a computer that joined it
    STICK = "stick"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptUpdate:
    update: PublishedUpdate
    source: Source

    @property
    def name(self) -> str:
        """Of its file."""
        return file_name(self.update.version, self.update.platform)

    def to_json(self) -> dict[str, Json]:
        return {**self.update.to_json(), "source": self.source}

    @classmethod
    def from_json(cls, fields: Fields) -> KeptUpdate:
        try:
            source = Source(fields.text("source"))
        except ValueError as error:
            raise WireError("source: not one of ours") from error
        return cls(update=PublishedUpdate.from_json(fields), source=source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """``number`` grows with every change; ``refused`` are the digests of files that are not taken again."""

    number: int = 0
    kept: tuple[KeptUpdate, ...] = ()
    refused: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Json]:
        return {
            "number": self.number,
            "updates": [one.to_json() for one in self.kept],
            "refused": list(self.refused),
        }


def read_shelf(folder: Path) -> Shelf:
    """As it was written last; an empty one if there is none, or none that can be read."""
    try:
        fields = decode((folder / LIST).read_bytes())
        return Shelf(
            number=fields.integer("number"),
            kept=tuple(KeptUpdate.from_json(one) for one in fields.objects("updates")),
            refused=fields.digests("refused"),
        )
    except (OSError, WireError):
        return Shelf()


def whole(folder: Path, shelf: Shelf) -> tuple[KeptUpdate, ...]:
    """Those whose file is there to its last byte; each is read once, and again when it was touched."""
    return tuple(one for one in shelf.kept if is_whole(folder / one.name, one.update))


def is_whole(file: Path, update: PublishedUpdate) -> bool:
    try:
        status = file.stat()
        return (
            status.st_size == update.size
            and _digest(file, status.st_size, status.st_mtime_ns) == update.sha256
        )
    except OSError:
        return False


@lru_cache(maxsize=16)
def _digest(file: Path, _size: int, _changed: int) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
